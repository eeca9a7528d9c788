-- grain: one row per cohort: municipality, clock, breakdown, code and period received

{{ public_edition(
    'mart_time_to_decision',
    keys=['municipality_code', 'clock', 'breakdown', 'breakdown_code', 'period_grain', 'period_start'],
    table_of=['municipality_code', 'clock', 'breakdown', 'period_grain', period_start('year', 'period_start')],
    small=['n', 'n_decided'],
    guarded=[
        (['withdrawn_share'], ['n_withdrawn', 'n - n_withdrawn']),
        (['transferred_share'], ['n_transferred', 'n - n_transferred']),
        (
            ['decided_by_deadline_share', 'decided_by_deadline_low', 'decided_by_deadline_high'],
            ['round(n * decided_by_deadline_share)', 'n - round(n * decided_by_deadline_share)']
        )
    ],
    counts=['n'],
    shares=[
        'decided_by_deadline_share', 'decided_by_deadline_low', 'decided_by_deadline_high', 'withdrawn_share',
        'transferred_share'
    ],
    days=[
        'km_q1_days', 'km_median_days', 'km_q3_days', 'km_median_low', 'km_median_high',
        'closed_only_median_days', 'closed_only_bias_days'
    ],
    kept=['deadline_days', 'is_different']
) }}
