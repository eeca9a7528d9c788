-- grain: one row per pair of municipalities, length of period and period

{{ public_edition(
    'mart_case_time_comparison',
    keys=['municipality_code', 'municipality_b', 'period_grain', 'period_start'],
    table_of=['municipality_code', 'municipality_b', 'period_grain', period_start('year', 'period_start')],
    small=['n_a', 'n_b'],
    counts=['n_a', 'n_b'],
    days=[
        'crude_a', 'crude_b', 'crude_difference', 'standardised_a', 'standardised_b', 'difference', 'ci_low', 'ci_high'
    ],
    kept=['verdict', 'reason', 'decision_reference', 'n_strata', 'n_strata_left_out', 'margin']
) }}
