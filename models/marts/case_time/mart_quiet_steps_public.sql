-- grain: one row per cell and one of its ten steps with most quiet working days that may be published

with

mart_quiet_steps as (

    select * from {{ ref('mart_quiet_steps') }}
    where org_level = 'municipality'

),

{{ public_edition(
    'mart_quiet_steps',
    table=[
        'municipality_code', 'breakdown', 'period_grain', period_start('year', 'period_start'), 'after_event',
        'before_event'
    ],
    small=['n_cases'],
    as_they_are=case_time_cell_columns() + ['after_event', 'before_event', 'step_rank'],
    counts=['n_stretches', 'n_cases'],
    totals=['days', 'working_days'],
    fine={'quiet_share': 100}
) }}

select * from mart_quiet_steps_public
