-- grain: one row per grant, stretch of its days and year with its decision or with days in force

-- A view, as the models from here to int_grants__citizens are: only the values they come to are kept.
{{ config(materialized='view') }}

{% set of_unit = ['municipality_code', 'department_code', 'unit_code', 'service_code', 'period_start', 'person_key'] %}

with

grants as (

    select * from {{ ref('fct_grants') }}

),

overlapping as (

    select * from {{ ref('int_grants__overlaps') }}

),

several as (

    select * from {{ ref('int_grants__several') }}

),

need_levels as (

    select * from {{ ref('need_levels') }}

),

calendar as (

    select * from {{ ref('dim_calendar') }}

),

-- A grant that overlaps another stands once for each stretch of its days, and its decision is counted in the first. The
-- newest decision gives a citizen's need: its day and the number of the level, in one number to take the largest of.
stretches as (

    select
        grants.municipality_code,
        grants.department_code,
        coalesce(grants.unit_code, '-') as unit_code,
        grants.compared_as as service_code,
        coalesce(grants.citizen_key, grants.grant_key) as person_key,
        grants.birth_year,
        grants.hours_per_week,
        grants.kroner_per_week,
        grants.decided_on,
        grants.is_granted,
        several.person_key is null as is_only_grant,
        {{ days_between("cast('1990-01-01' as date)", 'grants.decided_on') }} * 100
        + coalesce(need_levels.need_no, 99) as need_told,
        coalesce(overlapping.is_first, true) as is_decision,
        case
            when overlapping.grant_key is null then grants.in_force_from
            when overlapping.is_in_force then overlapping.from_on
        end as from_on,
        case
            when overlapping.grant_key is null then grants.in_force_to
            when overlapping.is_in_force then overlapping.to_on
        end as to_on
    from grants
    left join overlapping
        on grants.grant_key = overlapping.grant_key
    left join several
        on
            grants.municipality_code = several.municipality_code
            and grants.compared_as = several.service_code
            and coalesce(grants.citizen_key, grants.grant_key) = several.person_key
    left join need_levels
        on grants.need_level = need_levels.need_level
    where grants.is_service_known

),

spans as (

    select
        least(min(decided_on), coalesce(min(in_force_from), min(decided_on))) as first_on,
        greatest(max(decided_on), coalesce(max(in_force_to), max(decided_on))) as last_on
    from {{ ref('fct_grants') }}

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
        {{ columns_of('stretches', of_unit | reject('equalto', 'period_start')) }},
        years.period_start,
        stretches.birth_year,
        stretches.need_told,
        stretches.hours_per_week,
        stretches.kroner_per_week,
        stretches.is_granted,
        stretches.is_only_grant,
        case
            when
                stretches.is_decision
                and stretches.decided_on between years.period_start and years.period_end
                then 1
            else 0
        end as n_decisions,
        case
            when stretches.from_on <= years.period_end and stretches.to_on >= years.period_start
                then {{ days_between(
                    'greatest(stretches.from_on, years.period_start)', 'least(stretches.to_on, years.period_end)'
                ) | indent(16) }} + 1
            else 0
        end as days
    from stretches
    inner join years
        on
            years.period_start <= greatest(stretches.decided_on, coalesce(stretches.to_on, stretches.decided_on))
            and years.period_end >= least(stretches.decided_on, coalesce(stretches.from_on, stretches.decided_on))

),

int_grants__years as (

    select
        {{ of_unit | join(',\n        ') }},
        birth_year,
        need_told,
        hours_per_week,
        kroner_per_week,
        n_decisions,
        case when is_granted then n_decisions else 0 end as n_granted,
        days,
        is_only_grant
    from in_years
    where n_decisions > 0 or days > 0

)

select * from int_grants__years
