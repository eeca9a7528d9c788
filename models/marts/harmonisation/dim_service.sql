-- grain: one row per municipality and service that a catalogue has or has had

with

standards as (

    select * from {{ ref('stg_service_standards') }}

),

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

rules as (

    select * from {{ ref('scope_rules') }}

),

-- Of two codes a person has confirmed as one service, the first department's is the one it goes by.
matches as (

    select
        municipality_code,
        service_code_b as service_code,
        min(service_code_a) as compared_as
    from {{ ref('mart_service_matches') }}
    where match_status = 'confirmed'
    group by municipality_code, service_code_b

),

-- The service is called and grouped as the version in force has it; one yet to come tells least.
ranked as (

    select
        standards.*,
        as_of.as_of_on,
        row_number() over (
            partition by standards.municipality_code, standards.service_code
            order by
                case when standards.valid_from <= as_of.as_of_on then 0 else 1 end asc nulls last,
                standards.valid_from desc nulls last,
                standards.department_code asc nulls last,
                standards.version desc nulls last
        ) as newest_rank
    from standards
    inner join as_of
        on standards.municipality_code = as_of.municipality_code

),

departments as (

    select
        municipality_code,
        service_code,
        {{ list_of('department_code') }} as departments,
        count(distinct department_code) as n_departments,
        min(valid_from) as known_from
    from standards
    group by municipality_code, service_code

),

-- A rule for the service goes before one for its group, a newer one before an older.
judged as (

    select
        ranked.municipality_code,
        ranked.service_code,
        rules.is_in_scope,
        rules.reason_da,
        rules.reason_en,
        row_number() over (
            partition by ranked.municipality_code, ranked.service_code
            order by
                case when rules.applies_to = 'service_code' then 0 else 1 end asc nulls last,
                rules.valid_from desc nulls last
        ) as rule_rank
    from ranked
    inner join rules
        on
            ranked.municipality_code = rules.municipality_code
            and rules.code = case
                when rules.applies_to = 'service_code' then ranked.service_code
                else ranked.service_group
            end
            and ranked.as_of_on >= rules.valid_from
    where ranked.newest_rank = 1

),

dim_service as (

    select
        ranked.municipality_code,
        ranked.service_code,
        coalesce(matches.compared_as, ranked.service_code) as compared_as,

        ranked.service_name,
        ranked.service_group,
        departments.departments,
        judged.reason_da as scope_reason_da,
        judged.reason_en as scope_reason_en,

        cast(departments.n_departments as integer) as n_departments,

        departments.known_from,

        coalesce(judged.is_in_scope, true) as is_in_scope
    from ranked
    inner join departments
        on
            ranked.municipality_code = departments.municipality_code
            and ranked.service_code = departments.service_code
    left join judged
        on
            ranked.municipality_code = judged.municipality_code
            and ranked.service_code = judged.service_code
            and judged.rule_rank = 1
    left join matches
        on
            ranked.municipality_code = matches.municipality_code
            and ranked.service_code = matches.service_code
    where ranked.newest_rank = 1

)

select * from dim_service
