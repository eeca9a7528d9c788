-- grain: one row per initiative and group

{% set figures = [
    'value_before', 'ci_low_before', 'ci_high_before', 'value_after', 'ci_low_after', 'ci_high_after', 'difference',
    'difference_low', 'difference_high', 'difference_in_differences', 'difference_in_differences_low',
    'difference_in_differences_high'
] %}

with

effects as (

    select * from {{ ref('mart_initiative_effect') }}

),

counts as (

    select * from {{ ref('int_indicators__initiative_counts') }}
    where is_in_window

),

initiatives as (

    select * from {{ ref('dim_initiative') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

scorecard as (

    select * from {{ ref('mart_scorecard') }}
    where period_grain = 'month' and breakdown = 'total'

),

sides as (

    select
        initiative_id,
        group_code,
        is_after,
        sum(n) as n,
        sum(numerator) as numerator
    from counts
    group by initiative_id, group_code, is_after

),

-- What the organisation that took part had beside the case type the initiative was for: its own figures are published.
months as (

    select distinct
        initiative_id,
        is_after,
        period_start
    from counts

),

wholes as (

    select
        months.initiative_id,
        months.is_after,
        sum(scorecard.n) as n,
        sum(scorecard.numerator) as numerator
    from months
    inner join initiatives
        on months.initiative_id = initiatives.initiative_id
    inner join scorecard
        on
            months.period_start = scorecard.period_start
            and {{ same('initiatives', 'scorecard', ['indicator_id', 'municipality_code', 'org_level', 'org_code']) }}
    group by months.initiative_id, months.is_after

),

numbers as (

    select
        sides.initiative_id,
        greatest(
            {{ is_small(['sides.n', 'wholes.n - sides.n']) | indent(12) }},
            case
                when indicators.unit = 'share'
                    then {{ is_small([
                        'sides.numerator', 'sides.n - sides.numerator', 'wholes.numerator - sides.numerator',
                        '(wholes.n - sides.n) - (wholes.numerator - sides.numerator)'
                    ]) | indent(20) }}
                else 0
            end
        ) as is_small
    from sides
    inner join initiatives
        on sides.initiative_id = initiatives.initiative_id
    inner join indicators
        on initiatives.indicator_id = indicators.indicator_id
    left join wholes
        on
            sides.group_code = 'part'
            and {{ same('sides', 'wholes', ['initiative_id', 'is_after']) }}

),

tables as (

    select
        initiative_id,
        max(is_small) = 1 as is_suppressed
    from numbers
    group by initiative_id

),

mart_initiative_effect_public as (

    select
        effects.initiative_id,
        effects.group_code,
        effects.indicator_id,
        effects.municipality_code,
        effects.unit,
        {% for column in ['verdict', 'verdict_compared', 'n_months_before', 'n_months_after'] %}
        case when not tables.is_suppressed then effects.{{ column }} end as {{ column }},
        {% endfor %}
        {% for column in ['n_before', 'n_after'] %}
        {{ published_count('effects.' ~ column, 'tables.is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in figures %}
        {{ published('effects.' ~ column, 'effects.unit', 'tables.is_suppressed') }} as {{ column }},
        {% endfor %}
        tables.is_suppressed
    from effects
    inner join tables
        on effects.initiative_id = tables.initiative_id

)

select * from mart_initiative_effect_public
