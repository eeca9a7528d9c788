-- grain: one row per indicator, period, organisation and breakdown

{% set series = series_columns() %}
{% set over = 'partition by ' ~ series | join(', ') ~ ', period_grain order by period_start asc nulls last' %}

with

cells as (

    select * from {{ ref('int_indicators__status') }}

),

-- Joined by its grain: a condition on one side alone would make DuckDB compare every row with every other.
points as (

    select
        *,
        'month' as period_grain
    from {{ ref('int_indicators__spc') }}

),

-- The last period before, or at, this one in which the target was not clearly missed.
runs as (

    select
        *,
        max(case when status <> 'not_met' then period_start end) over (
            {{ over }} rows between unbounded preceding and current row
        ) as last_other_on,
        case
            when period_grain = 'month'
                then cast(sum(n) over ({{ over }} rows between 35 preceding and current row) as bigint)
        end as n_36_months
    from cells

),

starts as (

    select
        *,
        min(case when status = 'not_met' then period_start end) over (
            partition by {{ series | join(', ') }}, period_grain, last_other_on
        ) as run_starts_on
    from runs

),

mart_scorecard as (

    select
        starts.municipality_code,
        starts.indicator_id,
        starts.period_grain,
        starts.org_level,
        starts.org_code,
        starts.breakdown,
        starts.breakdown_code,
        starts.target_id,
        starts.status,
        points.spc_rule,
        points.spc_signal,

        starts.n,
        starts.numerator,
        starts.n_excluded,
        starts.value,
        starts.ci_low,
        starts.ci_high,
        starts.target,
        points.spc_mean,
        points.spc_lower,
        points.spc_upper,
        starts.n_36_months,

        starts.period_start,
        starts.period_end,
        case when starts.status = 'not_met' then starts.run_starts_on end as since,
        starts.data_date,

        starts.is_partial
    from starts
    left join points
        on
            starts.period_grain = points.period_grain
            and starts.period_start = points.period_start
            and {{ same('starts', 'points', series) }}

)

select * from mart_scorecard
