-- grain: one row per organisation, topic and quarter: how many points, and whether the quarter is a signal

{% set series = ['municipality_code', 'org_level', 'org_code', 'topic_code'] %}

with

complaints as (

    select * from {{ ref('mart_complaints') }}
    where period_grain = 'quarter' and breakdown in ('total', 'topic')

),

counts as (

    select
        municipality_code,
        org_level,
        org_code,
        case when breakdown = 'total' then 'all' else breakdown_code end as topic_code,
        period_start,
        n_complaints,
        n_points,
        is_partial
    from complaints

),

points as (

    select
        {{ series | join(',\n        ') }},
        period_start,
        cast(n_points as double) as value
    from counts
    where not is_partial

),

{{ spc_xmr('points', series, 'period_start', 'value') }},

histories as (

    select
        *,
        sum(n_points) over (
            partition by {{ series | join(', ') }}
            order by period_start asc nulls last rows between unbounded preceding and 1 preceding
        ) as n_points_before,
        row_number() over (
            partition by {{ series | join(', ') }}
            order by period_start asc nulls last
        ) as quarter_no
    from counts

),

judged as (

    select
        {{ columns_of('histories', series) }},
        histories.period_start,
        histories.n_complaints,
        histories.n_points,
        histories.is_partial,
        spc_points.n_points >= {{ spc_min_points() }} as has_limits,
        spc_points.spc_mean,
        spc_points.spc_lower,
        spc_points.spc_upper,
        spc_points.spc_rule,
        {{ spc_signal('spc_points', "'lower_is_better'") | indent(8) }} as spc_signal,
        histories.topic_code <> 'all'
        and histories.quarter_no > {{ new_after_quarters() }}
        and histories.n_points_before = 0
        and histories.n_points >= {{ new_points() }} as is_new
    from histories
    left join spc_points
        on
            histories.period_start = spc_points.period_start
            and {{ same('histories', 'spc_points', series) }}

),

mart_complaint_signals as (

    select
        {{ series | join(',\n        ') }},
        period_start,

        cast(n_complaints as bigint) as n_complaints,
        cast(
            sum(n_complaints) over (
                partition by {{ series | join(', ') }}
                order by period_start asc nulls last rows between 23 preceding and current row
            ) as bigint
        ) as n_complaints_24_quarters,
        cast(n_points as bigint) as n_points,
        case when has_limits then spc_mean end as spc_mean,
        case when has_limits then spc_lower end as spc_lower,
        case when has_limits then spc_upper end as spc_upper,
        case when has_limits then spc_rule end as spc_rule,
        spc_signal,
        case
            when is_new then 'new'
            when spc_signal = 'concern' and n_points >= {{ signal_points() }} then 'special_cause'
        end as complaint_signal,

        is_partial
    from judged

)

select * from mart_complaint_signals
