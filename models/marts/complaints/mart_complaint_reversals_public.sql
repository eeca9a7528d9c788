-- grain: one row per breakdown and period of the whole municipality with complaints the appeal board has decided

{{ public_edition(
    'mart_complaint_reversals',
    keys=['municipality_code', 'org_level', 'org_code', 'breakdown', 'breakdown_code', 'period_grain', 'period_start'],
    table_of=['municipality_code', 'breakdown', 'period_grain', period_start('year', 'period_start')],
    small=['n_reversed', 'n_upheld'],
    counts=['n_reversed', 'n_on_merits'],
    shares=['reversal_share'],
    intervals=[('reversal_low', 'reversal_high', 'reversal_share', 'n_on_merits')],
    condition="org_level = 'municipality'"
) }}
