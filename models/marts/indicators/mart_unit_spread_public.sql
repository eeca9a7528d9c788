-- grain: one row per indicator, comparison, period and unit that may be published, shown or suppressed

{% set comparison = ['indicator_id', 'municipality_code', 'department_code', 'period_grain', 'period_start'] %}

with

spread as (

    select spread.* from {{ ref('mart_unit_spread') }} as spread
    where spread.org_code in (select seed.org_code from {{ ref('organisation') }} as seed)

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

-- Limits of the exact centre and n would tell n: they are those of the rounded ones.
rounded as (

    select
        *,
        {{ half_up('centre * 100') }} / 100 as public_centre,
        {{ to_five('n') }} as public_n
    from tables

),

mart_unit_spread_public as (

    select
        {{ comparison | join(',\n        ') }},
        org_code,
        case when not is_suppressed then funnel_signal end as funnel_signal,

        {{ published_count('n', 'is_suppressed') }} as n,
        {% for share in ['value', 'expected_share', 'adjusted_share', 'centre', 'chance_share'] %}
        {{ published(share, "'share'", 'is_suppressed') }} as {{ share }},
        {% endfor %}
        {% for column, limit in [
            ('low95', funnel_low('public_centre', 'public_n')),
            ('high95', funnel_high('public_centre', 'public_n')),
            ('low998', funnel_low('public_centre', 'public_n', z998())),
            ('high998', funnel_high('public_centre', 'public_n', z998()))
        ] %}
        case
            when is_drawn and public_n > 0 and not is_suppressed then {{ half_up('(' ~ limit ~ ') * 100') }} / 100
        end as {{ column }},
        {% endfor %}
        case when not is_suppressed then n_units end as n_units,

        is_drawn,
        is_suppressed
    from rounded

)

select * from mart_unit_spread_public
