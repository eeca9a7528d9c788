-- grain: one row per cell and cause of quiet periods that may be published

with

mart_quiet_causes as (

    select * from {{ ref('mart_quiet_causes') }}
    where org_level = 'municipality'

),

{{ public_edition(
    'mart_quiet_causes',
    table=["municipality_code", "breakdown", "period_grain", period_start('year', 'period_start')],
    small=['n_cases'],
    as_they_are=case_time_cell_columns() + ['cause_code'],
    counts=['n_stretches', 'n_cases'],
    totals=['days', 'working_days', 'days_registered', 'days_by_rule'],
    fine={'quiet_share': 100, 'time_share': 100}
) }}

select * from mart_quiet_causes_public
