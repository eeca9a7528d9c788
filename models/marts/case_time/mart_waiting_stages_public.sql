-- grain: one row per cell and stage, 'all' among them that may be published

with

mart_waiting_stages as (

    select * from {{ ref('mart_waiting_stages') }}
    where org_level = 'municipality'

),

{{ public_edition(
    'mart_waiting_stages',
    table=["municipality_code", "breakdown", "period_grain", period_start('year', 'period_start')],
    small=['n_cases'],
    as_they_are=case_time_cell_columns() + ['stage'],
    counts=['n_cases'],
    totals=['days'],
    fine={'mean_days': 1, 'median_days': 1, 'median_low_days': 1, 'median_high_days': 1}
) }}

select * from mart_waiting_stages_public
