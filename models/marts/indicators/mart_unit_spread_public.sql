-- grain: one row per indicator, comparison, period and unit that may be published

{% set unit_cell = ['indicator_id', 'municipality_code', 'period_grain', 'period_start', 'org_code'] %}

with

spread as (

    select * from {{ ref('mart_unit_spread') }}

),

-- Cases that state no unit are in no funnel, but they are in the table that is shown whole or not at all.
scorecard as (

    select * from {{ ref('mart_scorecard_public') }}
    where org_level = 'unit' and breakdown = 'total' and not is_suppressed

),

mart_unit_spread_public as (

    select
        {{ columns_of('spread', unit_cell) }},
        spread.department_code,
        spread.funnel_signal,

        cast(round(spread.n / 5e0) * 5 as bigint) as n,
        {% for share in [
            'value', 'expected_share', 'adjusted_share', 'centre', 'low95', 'high95', 'low998', 'high998',
            'chance_share'
        ] %}
        round(spread.{{ share }} * 100) / 100 as {{ share }},
        {% endfor %}
        spread.n_units,

        spread.is_drawn
    from spread
    inner join scorecard
        on {{ same('spread', 'scorecard', unit_cell) }}

)

select * from mart_unit_spread_public
