-- grain: one row per year and focus point that was one in it

with

versions as (

    select * from {{ ref('mart_focus_point_versions') }}

),

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

calendar as (

    select year_start_on
    from {{ ref('dim_calendar') }}
    group by year_start_on

),

milestones as (

    select * from {{ ref('mart_milestones') }}

),

training as (

    select * from {{ ref('mart_training') }}

),

scorecard as (

    select * from {{ ref('mart_scorecard') }}
    where period_grain = 'year' and breakdown = 'total'

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

-- A year is assessed at the end of March after it, by the newest of what is known by then.
known as (

    select
        versions.*,
        calendar.year_start_on,
        {{ period_end('year', 'calendar.year_start_on') }} > as_of.as_of_on as is_preliminary,
        row_number() over (
            partition by versions.municipality_code, versions.focus_point_id, calendar.year_start_on
            order by versions.version_no desc nulls last
        ) as nth
    from versions
    inner join as_of
        on versions.municipality_code = as_of.municipality_code
    inner join calendar
        on as_of.as_of_on >= calendar.year_start_on
    where
        versions.valid_from < {{ month_start_after('calendar.year_start_on', 15) }}
        and versions.approved_on <= {{ period_end('year', 'calendar.year_start_on') }}

),

years as (

    select
        *,
        {{ month_start_after('year_start_on', -12) }} as year_before_on,
        case when department_code is null then 'municipality' else 'department' end as org_level,
        coalesce(department_code, municipality_code) as org_code
    from known
    where nth = 1 and (retired_on is null or retired_on >= year_start_on)

),

reached as (

    select
        municipality_code,
        focus_point_id,
        {{ period_start('year', 'reached_on') }} as year_start_on,
        count(*) as n_milestones
    from milestones
    where reached_on is not null and focus_point_id is not null
    group by municipality_code, focus_point_id, {{ period_start('year', 'reached_on') }}

),

held as (

    select
        municipality_code,
        focus_point_id,
        {{ period_start('year', 'held_on') }} as year_start_on,
        count(*) as n_training
    from training
    where held_on is not null and focus_point_id is not null
    group by municipality_code, focus_point_id, {{ period_start('year', 'held_on') }}

),

levels as (

    select
        years.*,
        indicators.unit,
        indicators.direction,
        then_cell.value as value_before,
        then_cell.ci_low as ci_low_before,
        then_cell.ci_high as ci_high_before,
        then_cell.n as n_before,
        now_cell.value as value_now,
        now_cell.ci_low as ci_low_now,
        now_cell.ci_high as ci_high_now,
        now_cell.n as n_now
    from years
    left join indicators
        on years.indicator_id = indicators.indicator_id
    left join scorecard as then_cell
        on
            years.municipality_code = then_cell.municipality_code
            and years.indicator_id = then_cell.indicator_id
            and years.org_level = then_cell.org_level
            and years.org_code = then_cell.org_code
            and years.year_before_on = then_cell.period_start
    left join scorecard as now_cell
        on
            years.municipality_code = now_cell.municipality_code
            and years.indicator_id = now_cell.indicator_id
            and years.org_level = now_cell.org_level
            and years.org_code = now_cell.org_code
            and years.year_start_on = now_cell.period_start

),

differences as (

    select
        *,
        {{ difference_low('value_before', 'ci_high_before', 'value_now', 'ci_low_now') }} as difference_low,
        {{ difference_high('value_before', 'ci_low_before', 'value_now', 'ci_high_now') }} as difference_high
    from levels

),

mart_yearly_status as (

    select
        differences.municipality_code,
        differences.focus_point_id,
        differences.department_code,
        differences.indicator_id,

        differences.title,
        differences.approved_text,
        differences.why,
        differences.wanted,
        differences.priority,
        differences.status,
        differences.what_was_done,
        differences.unit,
        case
            when differences.indicator_id is null then 'no_indicator'
            when differences.unit is null then 'unknown_indicator'
            else
                {{ verdict(
                    'differences.difference_low', 'differences.difference_high', 'differences.direction'
                ) | indent(16) }}
        end as verdict,

        differences.version_no,
        cast(coalesce(reached.n_milestones, 0) as integer) as n_milestones_reached,
        cast(coalesce(held.n_training, 0) as integer) as n_training_held,
        cast(differences.n_before as bigint) as n_before,
        differences.value_before,
        cast(differences.n_now as bigint) as n_now,
        differences.value_now,
        differences.difference_low,
        differences.difference_high,

        differences.year_start_on,
        differences.approved_on,
        differences.adjusted_on,
        differences.retired_on,
        differences.is_preliminary
    from differences
    left join reached
        on
            differences.municipality_code = reached.municipality_code
            and differences.focus_point_id = reached.focus_point_id
            and differences.year_start_on = reached.year_start_on
    left join held
        on
            differences.municipality_code = held.municipality_code
            and differences.focus_point_id = held.focus_point_id
            and differences.year_start_on = held.year_start_on

)

select * from mart_yearly_status
