-- grain: one row per topic and quarter of the whole municipality

{{ public_edition(
    'mart_complaint_signals',
    keys=['municipality_code', 'org_level', 'org_code', 'topic_code', 'period_start'],
    table_of=[
        'municipality_code',
        "case when topic_code = 'all' then 'all' else 'topic' end",
        period_start('year', 'period_start')
    ],
    small=['n_complaints'],
    counts=['n_complaints', 'n_points'],
    days=['spc_mean', 'spc_lower', 'spc_upper'],
    kept=['spc_rule', 'spc_signal', 'complaint_signal', 'is_partial'],
    condition="org_level = 'municipality'"
) }}
