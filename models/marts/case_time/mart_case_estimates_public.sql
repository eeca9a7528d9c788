-- grain: one row per municipality, case type and year with an estimate

{{ public_edition(
    'mart_case_estimates',
    keys=['municipality_code', 'case_type_code', 'year_start_on'],
    table_of=['municipality_code', 'year_start_on'],
    small=['n_cases'],
    counts=['n_cases'],
    shares=['ratio'],
    kept=['estimate', 'decided_by', 'case_number', 'decided_on', 'data_date', 'is_partial']
) }}
