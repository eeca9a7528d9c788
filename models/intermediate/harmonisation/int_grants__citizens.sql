-- grain: one row per municipality, service, year and citizen with one grant; department or unit too, of who has several

{{ config(materialized='view') }}

{% set of_person = ['municipality_code', 'service_code', 'period_start', 'person_key'] %}
{% set measures = ['hours', 'kroner'] %}

with

need_levels as (

    select * from {{ ref('need_levels') }}

),

age_bands as (

    select * from {{ ref('age_bands') }}

),

-- What the grants of one citizen add up to. The view is read where it is used: DuckDB would write out the rows of a
-- common table expression that is used twice, and here they are many; of those with several there are few.
units as (

    select
        {{ of_person | join(',\n        ') }},
        department_code,
        unit_code,
        max(birth_year) as birth_year,
        max(need_told) as need_told,
        sum(n_decisions) as n_decisions,
        sum(n_granted) as n_granted,
        {% for measure in measures %}
        {{ ordered_sum('case when days > 0 then ' ~ measure ~ '_per_week * days end') }} as {{ measure }},
        sum(case when {{ measure }}_per_week is not null then days else 0 end) as days_with_{{ measure }},
        {% endfor %}
        sum(days) as days
    from {{ ref('int_grants__years') }}
    where not is_only_grant
    group by {{ of_person | join(', ') }}, department_code, unit_code

),

-- Half an hour a week for 100 days and two hours for 50: one hour a week.
departments as (

    select
        {{ of_person | join(',\n        ') }},
        department_code,
        max(birth_year) as birth_year,
        max(need_told) as need_told,
        sum(n_decisions) as n_decisions,
        sum(n_granted) as n_granted,
        {% for measure in measures %}
        case
            when sum(days_with_{{ measure }}) > 0
                then {{ ordered_sum(measure) }} / sum(days_with_{{ measure }})
        end as {{ measure }}_per_week,
        {% endfor %}
        sum(days) as days
    from units
    group by {{ of_person | join(', ') }}, department_code

),

-- Who has one grant of a service has the same in the unit, the department and the municipality, and stands once for
-- all of them.
levels as (

    select
        'all' as counts_on,
        department_code,
        unit_code,
        {{ of_person | join(',\n        ') }},
        birth_year,
        need_told,
        n_decisions,
        n_granted,
        days,
        case when days > 0 then hours_per_week end as hours_per_week,
        case when days > 0 then kroner_per_week end as kroner_per_week,
        1 as n_departments
    from {{ ref('int_grants__years') }}
    where is_only_grant
    union all
    select
        'unit' as counts_on,
        department_code,
        unit_code,
        {{ of_person | join(',\n        ') }},
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
    union all
    select
        'department' as counts_on,
        department_code,
        '-' as unit_code,
        {{ of_person | join(',\n        ') }},
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
        'municipality' as counts_on,
        '-' as department_code,
        '-' as unit_code,
        {{ of_person | join(',\n        ') }},
        max(birth_year) as birth_year,
        max(need_told) as need_told,
        sum(n_decisions) as n_decisions,
        sum(n_granted) as n_granted,
        sum(days) as days,
        {{ ordered_sum('hours_per_week') }} as hours_per_week,
        {{ ordered_sum('kroner_per_week') }} as kroner_per_week,
        count(*) as n_departments
    from departments
    group by {{ of_person | join(', ') }}

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
        aged.counts_on,
        aged.department_code,
        aged.unit_code,
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
