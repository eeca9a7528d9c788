-- grain: one row per cell, stage and part that may be published

with

mart_case_time_parts as (

    select * from {{ ref('mart_case_time_parts') }}
    where org_level = 'municipality'

),

{{ public_edition(
    'mart_case_time_parts',
    table=["municipality_code", "breakdown", "period_grain", period_start('year', 'period_start'), "stage = 'all'"],
    small=['n_cases', 'n_cases_with'],
    as_they_are=case_time_cell_columns() + ['stage', 'part'],
    counts=['n_cases', 'n_cases_with'],
    totals=['days', 'working_days'],
    fine={'mean_days': 1, 'time_share': 100}
) }}

select * from mart_case_time_parts_public
