-- grain: one row per municipality, department or unit, service, year and citizen with a decision or a grant in force

{{ config(materialized='view') }}

{% set of_municipality = ['municipality_code', 'service_code', 'period_start', 'person_key'] %}

with

need_levels as (

    select * from {{ ref('need_levels') }}

),

age_bands as (

    select * from {{ ref('age_bands') }}

),

org_levels as (

    {% for level in ['municipality', 'department', 'unit'] %}
    select '{{ level }}' as org_level
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- Who has one grant of a service has the same in the unit, the department and the municipality. What several grants
-- one citizen adds up. Views are read where they are used: as a common table expression
-- used twice DuckDB would keep their rows.
levels as (

    select
        years.municipality_code,
        org_levels.org_level,
        case org_levels.org_level
            when 'municipality' then years.municipality_code
            when 'department' then years.department_code
            else years.unit_code
        end as org_code,
        years.service_code,
        years.period_start,
        years.person_key,
        years.birth_year,
        years.need_told,
        years.n_decisions,
        years.n_granted,
        years.days,
        case when years.days > 0 then years.hours_per_week end as hours_per_week,
        case when years.days > 0 then years.kroner_per_week end as kroner_per_week,
        1 as n_departments
    from {{ ref('int_grants__years') }} as years
    cross join org_levels
    where
        years.is_only_grant
        and (org_levels.org_level <> 'unit' or years.unit_code <> '-')
    union all
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
    from {{ ref('int_grants__departments') }}
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
    from {{ ref('int_grants__departments') }}
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
    from {{ ref('int_grants__units') }}
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
