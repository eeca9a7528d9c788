-- grain: one row per municipality, department, service, year and citizen with several grants of the service

{{ config(materialized='view') }}

{% set of_department = ['municipality_code', 'department_code', 'service_code', 'period_start', 'person_key'] %}

with

units as (

    select * from {{ ref('int_grants__units') }}

),

int_grants__departments as (

    select
        {{ of_department | join(',\n        ') }},
        max(birth_year) as birth_year,
        max(need_told) as need_told,
        sum(n_decisions) as n_decisions,
        sum(n_granted) as n_granted,
        sum(days) as days,
        -- Half an hour a week for 100 days and two hours for 50: one hour a week.
        case when sum(days_with_hours) > 0 then sum(hours) / sum(days_with_hours) end as hours_per_week,
        case when sum(days_with_kroner) > 0 then sum(kroner) / sum(days_with_kroner) end as kroner_per_week
    from units
    group by {{ of_department | join(', ') }}

)

select * from int_grants__departments
