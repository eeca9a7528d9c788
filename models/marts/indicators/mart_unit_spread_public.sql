-- grain: one row per indicator, comparison, period and unit that may be published, shown or suppressed

{% set comparison = ['indicator_id', 'municipality_code', 'department_code', 'period_grain', 'period_start'] %}

with

spread as (

    select * from {{ ref('mart_unit_spread') }}

),

scorecard as (

    select * from {{ ref('mart_scorecard_public') }}
    where breakdown = 'total' and org_level = 'unit'

),

-- A comparison is shown whole or not at all, and only where the scorecard shows each of its units.
judged as (

    select
        spread.*,
        case when spread.n >= {{ too_few_below() }} and not scorecard.is_suppressed then 0 else 1 end as hides
    from spread
    left join scorecard
        on
            spread.org_code = scorecard.org_code
            and {{ same('spread', 'scorecard', ['indicator_id', 'municipality_code', 'period_grain', 'period_start']) }}

),

tables as (

    select
        *,
        max(hides) over (partition by {{ comparison | join(', ') }}) = 1 as is_suppressed
    from judged

),

mart_unit_spread_public as (

    select
        {{ comparison | join(',\n        ') }},
        org_code,
        case when not is_suppressed then funnel_signal end as funnel_signal,

        case when not is_suppressed then cast(round(n / 5e0) * 5 as bigint) end as n,
        {% for share in [
            'value', 'expected_share', 'adjusted_share', 'centre', 'low95', 'high95', 'low998', 'high998', 'chance_share'
        ] %}
        {{ published(share, "'share'", 'is_suppressed') }} as {{ share }},
        {% endfor %}
        case when not is_suppressed then n_units end as n_units,

        is_drawn,
        is_suppressed
    from tables

)

select * from mart_unit_spread_public
