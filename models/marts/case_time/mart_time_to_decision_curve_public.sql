-- grain: one row per cohort of at least 10 cases and day on which cases left it

{{ public_edition(
    'mart_time_to_decision_curve',
    keys=['municipality_code', 'clock', 'breakdown', 'breakdown_code', 'period_grain', 'period_start', 'day_no'],
    table_of=['municipality_code'],
    small=['n_at_risk'],
    counts=['n_at_risk'],
    shares=['open_share', 'ci_low', 'ci_high', 'decided_cif', 'withdrawn_cif', 'transferred_cif'],
    condition="n_at_risk >= " ~ too_few_below()
) }}
