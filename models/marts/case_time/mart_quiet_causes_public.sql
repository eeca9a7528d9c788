-- grain: one row per cell and cause of quiet periods

{{ public_edition(
    'mart_quiet_causes',
    keys=level_columns() + ['cause_code'],
    sheet="'quiet_causes'",
    counts=['n_stretches', 'n_cases'],
    sums=['days', 'working_days', 'days_registered', 'days_by_rule'],
    shares=['quiet_share', 'time_share'],
    condition="org_level = 'municipality'"
) }}
