-- grain: one row per cell and stage, 'all' among them

{{ public_edition(
    'mart_waiting_stages',
    keys=level_columns() + ['stage'],
    sheet="'case_time'",
    counts=['n_cases'],
    days=['mean_days', 'q1_days', 'median_days', 'q3_days', 'median_low_days', 'median_high_days'],
    condition="org_level = 'municipality'"
) }}
