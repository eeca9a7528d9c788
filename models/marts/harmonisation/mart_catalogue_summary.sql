-- grain: one row per pair of departments with catalogues

{% set both = ['municipality_code', 'department_a', 'department_b'] %}

with

comparison as (

    select * from {{ ref('mart_catalogue_comparison') }}
    where is_current

),

versions as (

    select * from {{ ref('mart_catalogue_versions') }}

),

matches as (

    select * from {{ ref('mart_service_matches') }}

),

services as (

    select
        municipality_code,
        department_a,
        department_b,
        service_code,
        as_of_on,
        max(case when outcome = 'out_of_scope' then 1 else 0 end) as is_out,
        max(case when attribute_code = 'service' and outcome = 'only_one_has_it' then 1 else 0 end) as is_of_one,
        max(case when outcome in ('different', 'only_one_has_it') then 1 else 0 end) as differs,
        sum(case when needs_reason then 1 else 0 end) as n_differences,
        sum(case when reason_status = 'explained' then 1 else 0 end) as n_explained,
        sum(case when reason_status = 'no_decision_reference' then 1 else 0 end) as n_no_decision_reference,
        sum(case when reason_status = 'not_explained' then 1 else 0 end) as n_not_explained,
        sum(case when is_overdue then 1 else 0 end) as n_overdue
    from comparison
    group by municipality_code, department_a, department_b, service_code, as_of_on

),

counted as (

    select
        municipality_code,
        department_a,
        department_b,
        as_of_on,
        count(*) as n_services,
        sum(is_out) as n_out_of_scope,
        sum(case when is_out = 0 and is_of_one = 1 then 1 else 0 end) as n_only_one,
        sum(case when is_out = 0 and is_of_one = 0 and differs = 1 then 1 else 0 end) as n_different,
        sum(case when is_out = 0 and differs = 0 then 1 else 0 end) as n_same,
        sum(n_differences) as n_differences,
        sum(n_explained) as n_explained,
        sum(n_no_decision_reference) as n_no_decision_reference,
        sum(n_not_explained) as n_not_explained,
        sum(n_overdue) as n_overdue
    from services
    group by municipality_code, department_a, department_b, as_of_on

),

careless as (

    select
        {{ columns_of('counted', both) }},
        sum(case when versions.is_overlapping then 1 else 0 end) as n_overlapping,
        sum(case when versions.is_rewritten then 1 else 0 end) as n_rewritten
    from counted
    inner join versions
        on
            counted.municipality_code = versions.municipality_code
            and versions.department_code in (counted.department_a, counted.department_b)
    group by {{ columns_of('counted', both) }}

),

proposed as (

    select
        municipality_code,
        department_a,
        department_b,
        sum(case when match_status = 'confirmed' then 1 else 0 end) as n_confirmed,
        sum(case when match_status = 'undecided' then 1 else 0 end) as n_undecided,
        sum(case when match_status in ('unknown_service', 'ambiguous') then 1 else 0 end) as n_unusable
    from matches
    group by municipality_code, department_a, department_b

),

mart_catalogue_summary as (

    select
        {{ columns_of('counted', both) }},

        cast(counted.n_services as integer) as n_services,
        cast(counted.n_out_of_scope as integer) as n_out_of_scope,
        cast(counted.n_same as integer) as n_same,
        cast(counted.n_different as integer) as n_different,
        cast(counted.n_only_one as integer) as n_only_one,
        cast(counted.n_differences as integer) as n_differences,
        cast(counted.n_explained as integer) as n_explained,
        cast(counted.n_no_decision_reference as integer) as n_no_decision_reference,
        cast(counted.n_not_explained as integer) as n_not_explained,
        cast(counted.n_overdue as integer) as n_overdue,
        cast(careless.n_overlapping as integer) as n_overlapping,
        cast(careless.n_rewritten as integer) as n_rewritten,
        cast(coalesce(proposed.n_confirmed, 0) as integer) as n_matches_confirmed,
        cast(coalesce(proposed.n_undecided, 0) as integer) as n_matches_undecided,
        cast(coalesce(proposed.n_unusable, 0) as integer) as n_matches_unusable,

        counted.as_of_on
    from counted
    inner join careless
        on
            {{ same('counted', 'careless', both) }}
    left join proposed
        on
            {{ same('counted', 'proposed', both) }}

)

select * from mart_catalogue_summary
