-- grain: one row per initiative that may be published and group

with

effects as (

    select * from {{ ref('mart_initiative_effect') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

mart_initiative_effect as (

    select
        effects.*,
        case when indicators.unit = 'share' then 100 else 1 end as parts
    from effects
    inner join indicators
        on effects.indicator_id = indicators.indicator_id

),

{{ public_edition(
    'mart_initiative_effect',
    table=['initiative_id'],
    small=['n_before', 'n_after'],
    as_they_are=[
        'initiative_id', 'indicator_id', 'municipality_code', 'group_code', 'verdict', 'verdict_compared',
        'n_months_before', 'n_months_after'
    ],
    counts=['n_before', 'n_after'],
    fine={
        'value_before': 'parts', 'ci_low_before': 'parts', 'ci_high_before': 'parts',
        'value_after': 'parts', 'ci_low_after': 'parts', 'ci_high_after': 'parts',
        'difference': 'parts', 'difference_low': 'parts', 'difference_high': 'parts',
        'difference_in_differences': 'parts', 'difference_in_differences_low': 'parts',
        'difference_in_differences_high': 'parts'
    }
) }}

select * from mart_initiative_effect_public
