-- grain: one row per municipality, audit round, area and theme that may be published, shown or suppressed

{{ public_edition(
    'mart_audit_themes',
    keys=['municipality_code', 'round_id', 'area', 'theme'],
    table_of=['municipality_code', 'round_id', 'area'],
    small=['n'],
    counts=['n_errors', 'n', 'n_not_met'],
    shares=['met_share', 'ci_low', 'ci_high', 'next_difference', 'next_difference_low', 'next_difference_high'],
    kept=['training_rank', 'next_round_id', 'next_change']
) }}
