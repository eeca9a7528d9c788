-- grain: one row per cell, stage and part with days in it

{{ public_edition(
    'mart_case_time_parts',
    keys=level_columns() + ['stage', 'part'],
    table_of=['municipality_code', 'breakdown', 'period_grain', period_start('year', 'period_start')],
    small=['n_cases'],
    counts=['n_cases'],
    shares=['time_share'],
    days=['mean_days'],
    condition="org_level = 'municipality'"
) }}
