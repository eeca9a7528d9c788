-- grain: one row per municipality, audit round and quality goal that may be published, shown or suppressed

{{ public_edition(
    'mart_source_agreement',
    keys=['municipality_code', 'round_id', 'goal_id'],
    table_of=['municipality_code', 'round_id'],
    small=['n'],
    guarded=[
        (
            ['agreement', 'kappa', 'kappa_se'],
            [
                'n_both_met', 'n_system_only', 'n_audit_only', 'n_neither', 'n_both_met + n_neither',
                'n_system_only + n_audit_only'
            ]
        )
    ],
    counts=['n'],
    shares=['agreement', 'kappa', 'kappa_se'],
    kept=['leaning']
) }}
