-- grain: one row per municipality, audit round, area, breakdown and code that may be published, shown or suppressed

{{ public_edition(
    'mart_audit_changes',
    keys=['municipality_code', 'round_id', 'area', 'breakdown', 'breakdown_code'],
    table_of=['municipality_code', 'round_id', 'area', 'breakdown'],
    small=['n', 'n_before'],
    counts=['n_before', 'n'],
    shares=['share_before', 'met_share', 'difference', 'difference_low', 'difference_high'],
    kept=['previous_round_id', 'change']
) }}
