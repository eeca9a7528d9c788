-- grain: one row per breakdown and period of the whole municipality

{{ public_edition(
    'mart_complaints',
    keys=['municipality_code', 'org_level', 'org_code', 'breakdown', 'breakdown_code', 'period_grain', 'period_start'],
    table_of=['municipality_code', 'breakdown', 'period_grain', period_start('year', 'period_start')],
    small=[
        'n_complaints', 'n_points_justified', 'n_points_assessed - n_points_justified', 'n_points - n_points_assessed',
        'n_answered'
    ],
    counts=['n_complaints', 'n_points_assessed', 'n_points_justified', 'n_answered'],
    shares=['justified_share'],
    intervals=[('justified_low', 'justified_high', 'justified_share', 'n_points_assessed')],
    days=['answer_days_median', 'per_1000_decisions', 'per_1000_low', 'per_1000_high'],
    kept=['data_date', 'is_partial'],
    condition="org_level = 'municipality'"
) }}
