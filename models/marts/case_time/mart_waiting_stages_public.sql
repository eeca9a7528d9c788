-- grain: one row per cell and stage, 'all' among them

{{ public_edition(
    'mart_waiting_stages',
    keys=level_columns() + ['stage'],
    table_of=['municipality_code', 'breakdown', 'period_grain', period_start('year', 'period_start')],
    small=['n_cases'],
    counts=['n_cases'],
    days=['mean_days', 'q1_days', 'median_days', 'q3_days', 'median_low_days', 'median_high_days'],
    condition="org_level = 'municipality'"
) }}
