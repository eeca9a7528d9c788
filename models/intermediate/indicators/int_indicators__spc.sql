-- grain: one row per complete month of a series with a value

{% set series = series_columns() %}

with

cells as (

    select * from {{ ref('int_indicators__status') }}

),

points as (

    select
        {{ series | join(',\n        ') }},
        period_start,
        direction,
        value
    from cells
    where period_grain = 'month' and not is_partial and value is not null

),

{{ spc_xmr('points', series, 'period_start', 'value') }},

int_indicators__spc as (

    select
        {{ columns_of('spc_points', series) }},
        spc_points.period_start,
        case when spc_points.n_points >= {{ spc_min_points() }} then spc_points.spc_mean end as spc_mean,
        case when spc_points.n_points >= {{ spc_min_points() }} then spc_points.spc_lower end as spc_lower,
        case when spc_points.n_points >= {{ spc_min_points() }} then spc_points.spc_upper end as spc_upper,
        case when spc_points.n_points >= {{ spc_min_points() }} then spc_points.spc_rule end as spc_rule,
        {{ spc_signal('spc_points', 'points.direction') | indent(8) }} as spc_signal
    from spc_points
    inner join points
        on
            spc_points.period_start = points.period_start
            and {{ same('spc_points', 'points', series) }}

)

select * from int_indicators__spc
