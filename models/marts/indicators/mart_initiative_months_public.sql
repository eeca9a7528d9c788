-- grain: one row per initiative, group and whole month with observations

{{ public_edition(
    'mart_initiative_months',
    keys=['initiative_id', 'group_code', 'period_start'],
    table_of=['initiative_id', 'period_start'],
    small=['n'],
    counts=['n'],
    figures=['value', 'spc_mean', 'spc_lower', 'spc_upper'],
    kept=['indicator_id', 'municipality_code', 'unit', 'is_after', 'spc_signal', 'spc_rule']
) }}
