-- grain: one row per quality goal, organisation and quarter or year, as the case system tells it

{% set series = ['indicator_id', 'municipality_code', 'org_level', 'org_code'] %}

with

goals as (

    select * from {{ ref('dim_quality_goal') }}

),

cells as (

    select * from {{ ref('mart_scorecard') }}
    where breakdown = 'total'

),

not_stated as (

    select * from {{ ref('int_quality_goals__not_stated') }}

),

months as (

    select
        {{ columns_of('cells', series) }},
        cells.period_start,
        cells.spc_signal
    from cells
    inner join goals
        on cells.indicator_id = goals.indicator_id
    where cells.period_grain = 'month' and cells.spc_signal is not null

),

-- The run of months with one signal that a month lies in begins after the last month with another.
changes as (

    select
        *,
        case
            when
                lag(spc_signal) over (
                    partition by {{ series | join(', ') }} order by period_start asc nulls last
                ) = spc_signal
                then 0
            else 1
        end as is_change
    from months

),

runs as (

    select
        *,
        sum(is_change) over (
            partition by {{ series | join(', ') }} order by period_start asc nulls last
            rows between unbounded preceding and current row
        ) as run_no
    from changes

),

signals as (

    select
        *,
        min(period_start) over (partition by {{ series | join(', ') }}, run_no) as signal_since
    from runs

),

-- A quarter or a year has the signal of its newest month with one.
newest as (

    {% for period_grain in ['quarter', 'year'] %}
    select
        {{ series | join(',\n        ') }},
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, 'period_start') }} as period_start,
        spc_signal,
        signal_since,
        row_number() over (
            partition by {{ series | join(', ') }}, {{ period_start(period_grain, 'period_start') }}
            order by period_start desc nulls last
        ) as newest_rank
    from signals
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

int_quality_goals__case_system as (

    select
        goals.goal_id,
        {{ columns_of('cells', series) }},
        'case_system' as source,  -- noqa: RF04
        cells.period_grain,
        cells.n,
        cells.numerator,
        coalesce(not_stated.n_not_stated, 0) as n_not_stated,
        cells.value,
        cells.ci_low,
        cells.ci_high,
        newest.spc_signal,
        newest.signal_since as spc_since,
        cells.period_start
    from cells
    inner join goals
        on cells.indicator_id = goals.indicator_id
    left join not_stated
        on
            cells.period_grain = not_stated.period_grain
            and cells.period_start = not_stated.period_start
            and {{ same('cells', 'not_stated', series) }}
    left join newest
        on
            newest.newest_rank = 1
            and cells.period_grain = newest.period_grain
            and cells.period_start = newest.period_start
            and {{ same('cells', 'newest', series) }}
    where cells.period_grain in ('quarter', 'year')

)

select * from int_quality_goals__case_system
