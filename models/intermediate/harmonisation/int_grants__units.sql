-- grain: one row per municipality, department, unit, service, year and citizen with several grants of the service

{{ config(materialized='view') }}

{% set of_unit = ['municipality_code', 'department_code', 'unit_code', 'service_code', 'period_start', 'person_key'] %}

with

years as (

    select * from {{ ref('int_grants__years') }}
    where not is_only_grant

),

int_grants__units as (

    select
        {{ of_unit | join(',\n        ') }},
        max(birth_year) as birth_year,
        max(need_told) as need_told,
        sum(n_decisions) as n_decisions,
        sum(n_granted) as n_granted,
        sum(days) as days,
        sum(case when days > 0 then hours_per_week * days end) as hours,
        sum(case when hours_per_week is not null then days else 0 end) as days_with_hours,
        sum(case when days > 0 then kroner_per_week * days end) as kroner,
        sum(case when kroner_per_week is not null then days else 0 end) as days_with_kroner
    from years
    group by {{ of_unit | join(', ') }}

)

select * from int_grants__units
