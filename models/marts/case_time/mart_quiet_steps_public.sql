-- grain: one row per cell and one of its ten steps between two events with most quiet working days

{{ public_edition(
    'mart_quiet_steps',
    keys=level_columns() + ['after_event', 'before_event'],
    sheet="'quiet_steps'",
    part=quiet_step('mart'),
    counts=['n_stretches', 'n_cases'],
    sums=['days', 'working_days'],
    shares=['quiet_share'],
    kept=['step_rank'],
    condition="org_level = 'municipality'"
) }}
