-- grain: one row per initiative, group and whole month with observations

{% set keys = ['initiative_id', 'group_code', 'period_start'] %}

with

counts as (

    select * from {{ ref('int_indicators__initiative_counts') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

{{ medians_of_counts('counts', keys) }},

months as (

    select
        initiative_id,
        indicator_id,
        municipality_code,
        group_code,
        period_start,
        is_after,
        sum(n) as n,
        sum(numerator) as numerator
    from counts
    group by initiative_id, indicator_id, municipality_code, group_code, period_start, is_after

),

figures as (

    select
        months.*,
        indicators.direction,
        indicators.unit,
        case
            when months.n < {{ too_few_below() }} then null
            when indicators.unit = 'share' then months.numerator / cast(months.n as double)
            else medians.median
        end as value
    from months
    inner join indicators
        on months.indicator_id = indicators.indicator_id
    left join medians
        on {{ same('months', 'medians', keys) }}

),

points as (

    select
        initiative_id,
        group_code,
        is_after,
        period_start,
        value
    from figures
    where value is not null

),

-- Rebased: the months before and those after are two series, each with limits of its own.
{{ spc_xmr('points', ['initiative_id', 'group_code', 'is_after'], 'period_start', 'value') }},

mart_initiative_months as (

    select
        figures.initiative_id,
        figures.indicator_id,
        figures.municipality_code,
        figures.group_code,
        figures.unit,
        {{ spc_signal('spc_points', 'figures.direction') | indent(8) }} as spc_signal,
        case when spc_points.n_points >= {{ spc_min_points() }} then spc_points.spc_rule end as spc_rule,

        cast(figures.n as bigint) as n,
        figures.value,
        case when spc_points.n_points >= {{ spc_min_points() }} then spc_points.spc_mean end as spc_mean,
        case when spc_points.n_points >= {{ spc_min_points() }} then spc_points.spc_lower end as spc_lower,
        case when spc_points.n_points >= {{ spc_min_points() }} then spc_points.spc_upper end as spc_upper,

        figures.period_start,

        figures.is_after
    from figures
    left join spc_points
        on {{ same('figures', 'spc_points', keys) }}

)

select * from mart_initiative_months
