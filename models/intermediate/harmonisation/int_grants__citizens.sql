-- grain: one row per municipality, department or unit, service, year and citizen with a decision or a grant in force

{{ config(materialized='view') }}

{% set of_unit = ['municipality_code', 'department_code', 'unit_code', 'service_code', 'period_start', 'person_key'] %}
{% set of_department = ['municipality_code', 'department_code', 'service_code', 'period_start', 'person_key'] %}
{% set of_municipality = ['municipality_code', 'service_code', 'period_start', 'person_key'] %}

with

grants as (

    select
        *,
        coalesce(citizen_key, grant_key) as person_key
    from {{ ref('fct_grants') }}
    where is_service_known

),

stretches as (

    select * from {{ ref('int_grants__stretches') }}

),

need_levels as (

    select * from {{ ref('need_levels') }}

),

age_bands as (

    select * from {{ ref('age_bands') }}

),

calendar as (

    select * from {{ ref('dim_calendar') }}

),

-- The newest decision tells a citizen's need: its day and the number of the level, in one number to take the largest
-- of.
told as (

    select
        grants.grant_key,
        grants.municipality_code,
        grants.department_code,
        coalesce(grants.unit_code, '-') as unit_code,
        grants.compared_as as service_code,
        grants.person_key,
        grants.birth_year,
        grants.hours_per_week,
        grants.kroner_per_week,
        grants.decided_on,
        grants.is_granted,
        {{ days_between("cast('1990-01-01' as date)", 'grants.decided_on') }} * 100
        + coalesce(need_levels.need_no, 99) as need_told
    from grants
    left join need_levels
        on grants.need_level = need_levels.need_level

),

spans as (

    select
        min(from_on) as first_on,
        max(to_on) as last_on
    from stretches

),

years as (

    select
        calendar.year_start_on as period_start,
        {{ period_end('year', 'calendar.year_start_on') }} as period_end
    from calendar
    inner join spans
        on
            calendar.calendar_on <= spans.last_on
            and calendar.calendar_on >= {{ period_start('year', 'spans.first_on') }}
    where calendar.calendar_on = calendar.year_start_on

),

in_years as (

    select
        stretches.grant_key,
        years.period_start,
        {{ days_between(
            'greatest(stretches.from_on, years.period_start)', 'least(stretches.to_on, years.period_end)'
        ) }} + 1 as days
    from stretches
    inner join years
        on
            stretches.from_on <= years.period_end
            and stretches.to_on >= years.period_start

),

happened as (

    select
        {{ columns_of('told', ['municipality_code', 'department_code', 'unit_code', 'service_code', 'person_key']) }},
        {{ period_start('year', 'told.decided_on') }} as period_start,
        told.birth_year,
        told.need_told,
        1 as n_decisions,
        case when told.is_granted then 1 else 0 end as n_granted,
        0 as days,
        cast(null as double) as hours,
        0 as days_with_hours,
        cast(null as double) as kroner,
        0 as days_with_kroner
    from told
    union all
    select
        {{ columns_of('told', ['municipality_code', 'department_code', 'unit_code', 'service_code', 'person_key']) }},
        in_years.period_start,
        told.birth_year,
        told.need_told,
        0 as n_decisions,
        0 as n_granted,
        in_years.days,
        told.hours_per_week * in_years.days as hours,
        case when told.hours_per_week is not null then in_years.days else 0 end as days_with_hours,
        told.kroner_per_week * in_years.days as kroner,
        case when told.kroner_per_week is not null then in_years.days else 0 end as days_with_kroner
    from in_years
    inner join told
        on in_years.grant_key = told.grant_key

),

units as (

    select
        {{ of_unit | join(',\n        ') }},
        max(birth_year) as birth_year,
        max(need_told) as need_told,
        sum(n_decisions) as n_decisions,
        sum(n_granted) as n_granted,
        sum(days) as days,
        sum(hours) as hours,
        sum(days_with_hours) as days_with_hours,
        sum(kroner) as kroner,
        sum(days_with_kroner) as days_with_kroner
    from happened
    group by {{ of_unit | join(', ') }}

),

departments as (

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

),

levels as (

    -- What two departments grant one citizen adds up.
    select
        municipality_code,
        'municipality' as org_level,
        municipality_code as org_code,
        service_code,
        period_start,
        person_key,
        max(birth_year) as birth_year,
        max(need_told) as need_told,
        sum(n_decisions) as n_decisions,
        sum(n_granted) as n_granted,
        sum(days) as days,
        sum(hours_per_week) as hours_per_week,
        sum(kroner_per_week) as kroner_per_week,
        count(*) as n_departments
    from departments
    group by {{ of_municipality | join(', ') }}
    union all
    select
        municipality_code,
        'department' as org_level,
        department_code as org_code,
        service_code,
        period_start,
        person_key,
        birth_year,
        need_told,
        n_decisions,
        n_granted,
        days,
        hours_per_week,
        kroner_per_week,
        1 as n_departments
    from departments
    union all
    select
        municipality_code,
        'unit' as org_level,
        unit_code as org_code,
        service_code,
        period_start,
        person_key,
        birth_year,
        need_told,
        n_decisions,
        n_granted,
        days,
        case when days_with_hours > 0 then hours / days_with_hours end as hours_per_week,
        case when days_with_kroner > 0 then kroner / days_with_kroner end as kroner_per_week,
        1 as n_departments
    from units
    where unit_code <> '-'

),

aged as (

    select
        *,
        cast(extract(year from period_start) as integer) - birth_year as age,
        need_told % 100 as need_no
    from levels

),

int_grants__citizens as (

    select
        aged.municipality_code,
        aged.org_level,
        aged.org_code,
        aged.service_code,
        aged.person_key,

        coalesce(need_levels.need_level, '-') as need_level,
        coalesce(age_bands.age_band, '-') as age_band,

        aged.age,
        cast(aged.n_decisions as bigint) as n_decisions,
        cast(aged.n_granted as bigint) as n_granted,
        cast(aged.days as bigint) as days,
        aged.hours_per_week,
        aged.kroner_per_week,
        cast(aged.n_departments as bigint) as n_departments,

        aged.period_start
    from aged
    left join need_levels
        on aged.need_no = need_levels.need_no
    left join age_bands
        on
            aged.age >= age_bands.from_age
            and aged.age <= age_bands.to_age

)

select * from int_grants__citizens
