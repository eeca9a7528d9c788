-- grain: one row per organisation and breakdown, with its open cases on the data date

{{ public_edition(
    'mart_open_cases',
    keys=['municipality_code', 'org_level', 'org_code', 'breakdown', 'breakdown_code'],
    table_of=['municipality_code', 'breakdown'],
    small=[
        'n_open', 'n_overdue', 'n_due_in_30_days', 'n_no_deadline',
        'n_open - n_overdue - n_due_in_30_days - n_no_deadline'
    ],
    counts=['n_open', 'n_overdue', 'n_due_in_30_days', 'n_no_deadline'],
    days=['median_days_over', 'median_days_open'],
    kept=['data_date'],
    condition="org_level = 'municipality'"
) }}
