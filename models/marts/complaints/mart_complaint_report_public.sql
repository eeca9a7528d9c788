-- grain: one row per breakdown and period of the whole municipality: the quarterly statistic and the yearly report

{{ public_edition(
    'mart_complaint_report',
    keys=['municipality_code', 'org_level', 'org_code', 'breakdown', 'breakdown_code', 'period_grain', 'period_start'],
    table_of=['municipality_code', 'breakdown', 'period_grain', period_start('year', 'period_start')],
    small=['n_complaints', 'n_complaints_before'],
    counts=['n_complaints', 'n_complaints_before', 'n_points', 'n_points_before'],
    days=['per_1000_decisions', 'per_1000_decisions_before'],
    kept=['is_partial'],
    condition="org_level = 'municipality'"
) }}
