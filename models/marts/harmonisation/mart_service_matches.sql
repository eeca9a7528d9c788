-- grain: one row per pair of services of two departments that was proposed or filled in

with

forms as (

    select * from {{ ref('stg_service_matches') }}

),

versions as (

    select * from {{ ref('mart_catalogue_versions') }}

),

services as (

    select
        municipality_code,
        department_code,
        service_code
    from versions
    group by municipality_code, department_code, service_code

),

-- The departments of a pair stand in order, however the form has them; the newest answer counts.
turned as (

    select
        *,
        department_code > other_department_code as is_turned
    from forms

),

ordered as (

    select
        municipality_code,
        case when is_turned then other_department_code else department_code end as department_a,
        case when is_turned then department_code else other_department_code end as department_b,
        case when is_turned then other_service_code else service_code end as service_code_a,
        case when is_turned then service_code else other_service_code end as service_code_b,
        case when is_turned then other_service_name else service_name end as service_name_a,
        case when is_turned then service_name else other_service_name end as service_name_b,
        decision,
        decided_by,
        score,
        _data_date,
        _delivery_no
    from turned

),

newest as (

    select
        *,
        row_number() over (
            partition by municipality_code, department_a, department_b, service_code_a, service_code_b
            order by _delivery_no desc nulls last, decision asc nulls last
        ) as newest_rank
    from ordered

),

known as (

    select
        newest.*,
        of_a.service_code is not null and of_b.service_code is not null as is_known,
        -- A code the other department has too is the same service by its code, and not another one.
        coalesce(also_a.service_code, also_b.service_code) is not null as is_same_by_code,
        case
            when newest.decision = 'yes' and of_a.service_code is not null and of_b.service_code is not null then 1
            else 0
        end as counts
    from newest
    left join services as of_a
        on
            newest.municipality_code = of_a.municipality_code
            and newest.department_a = of_a.department_code
            and newest.service_code_a = of_a.service_code
    left join services as of_b
        on
            newest.municipality_code = of_b.municipality_code
            and newest.department_b = of_b.department_code
            and newest.service_code_b = of_b.service_code
    left join services as also_a
        on
            newest.municipality_code = also_a.municipality_code
            and newest.department_b = also_a.department_code
            and newest.service_code_a = also_a.service_code
    left join services as also_b
        on
            newest.municipality_code = also_b.municipality_code
            and newest.department_a = also_b.department_code
            and newest.service_code_b = also_b.service_code
    where newest.newest_rank = 1

),

counted as (

    select
        *,
        sum(counts) over (partition by municipality_code, department_a, department_b, service_code_a) as n_with_a,
        sum(counts) over (partition by municipality_code, department_a, department_b, service_code_b) as n_with_b
    from known

),

mart_service_matches as (

    select
        municipality_code,
        department_a,
        department_b,
        service_code_a,
        service_code_b,

        service_name_a,
        service_name_b,
        decision,
        decided_by,
        case
            when not is_known then 'unknown_service'
            when decision = 'no' then 'rejected'
            when decision = 'undecided' then 'undecided'
            when is_same_by_code or n_with_a > 1 or n_with_b > 1 then 'ambiguous'
            else 'confirmed'
        end as match_status,

        cast(score as integer) as score,

        _data_date as decided_on
    from counted

)

select * from mart_service_matches
