-- grain: one row per cell, stage and part with days in it

{{ public_edition(
    'mart_case_time_parts',
    keys=level_columns() + ['stage', 'part'],
    sheet="'case_time'",
    counts=['n_cases'],
    shares=['time_share'],
    days=['mean_days'],
    condition="org_level = 'municipality'"
) }}
