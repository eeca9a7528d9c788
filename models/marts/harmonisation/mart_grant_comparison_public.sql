-- grain: one row per pair of departments, service, year and measure

-- n is of all citizens, as in mart_grant_levels_public: n of those compared would tell how few were left out.

{{ public_edition(
    'mart_grant_comparison',
    keys=['municipality_code', 'org_level', 'org_a', 'org_b', 'service_code', 'period_grain', 'period_start', 'measure'],
    table_of=['municipality_code', 'org_a', 'org_b', 'service_code', 'period_start'],
    small=[
        'n_a', 'n_b', 'n_granted_a', 'n_granted_b', 'n_a - n_granted_a', 'n_b - n_granted_b',
        'n_granted_a + n_granted_left_out_a', 'n_granted_b + n_granted_left_out_b',
        'n_a + n_left_out_a - n_granted_a - n_granted_left_out_a',
        'n_b + n_left_out_b - n_granted_b - n_granted_left_out_b'
    ],
    counts=[('n_a', '(n_a + n_left_out_a)'), ('n_b', '(n_b + n_left_out_b)')],
    figures=[
        'crude_a', 'crude_b', 'crude_difference', 'standardised_a', 'standardised_b', 'difference', 'ci_low', 'ci_high'
    ],
    kept=[
        'unit', 'verdict', 'reason', 'decision_reference', 'n_strata', 'n_strata_left_out', 'margin', 'is_explained_by_mix'
    ],
    condition="org_level = 'department'"
) }}
