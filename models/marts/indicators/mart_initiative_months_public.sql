-- grain: one row per initiative that may be published, group and whole month with observations

with

months as (

    select * from {{ ref('mart_initiative_months') }}

),

initiatives as (

    select * from {{ ref('dim_initiative') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

mart_initiative_months as (

    select
        months.*,
        case when indicators.unit = 'share' then 100 else 1 end as parts
    from months
    inner join initiatives
        on months.initiative_id = initiatives.initiative_id
    inner join indicators
        on initiatives.indicator_id = indicators.indicator_id

),

{{ public_edition(
    'mart_initiative_months',
    table=['initiative_id'],
    small=['n'],
    as_they_are=[
        'initiative_id', 'municipality_code', 'group_code', 'period_start', 'is_after', 'spc_signal', 'spc_rule'
    ],
    counts=['n'],
    fine={'value': 'parts', 'spc_mean': 'parts', 'spc_lower': 'parts', 'spc_upper': 'parts'}
) }}

select * from mart_initiative_months_public
