-- grain: one row per pair of departments, service, year, measure and stratum: need level and age band

{{ public_edition(
    'mart_grant_strata',
    keys=[
        'municipality_code', 'org_level', 'org_a', 'org_b', 'service_code', 'period_grain', 'period_start', 'measure',
        'need_level', 'age_band'
    ],
    table_of=['municipality_code', 'org_a', 'org_b', 'service_code', 'period_start', 'measure'],
    small=['n_a', 'n_b', 'n_granted_a', 'n_granted_b', 'n_a - n_granted_a', 'n_b - n_granted_b'],
    counts=['n_a', 'n_b'],
    figures=['value_a', 'value_b', 'difference', 'difference_low', 'difference_high'],
    kept=['unit', 'stratum_state'],
    condition="org_level = 'department' and stratum_state <> 'not_known'"
) }}
