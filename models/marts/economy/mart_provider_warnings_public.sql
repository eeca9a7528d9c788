-- grain: one row per rule in force, provider, service area ('-' for the whole provider) and year

{{ public_edition(
    'mart_provider_warnings',
    keys=['municipality_code', 'provider_id', 'service_area', 'rule_id', 'figure_year'],
    table_of=['municipality_code', 'provider_id', 'service_area'],
    small=['has_few_places'],
    kept=[
        'measure', 'name_da', 'name_en', 'figure_share', 'threshold_share', 'warning_status', 'not_assessed_reason',
        'basis', 'since_year', 'decided_by', 'decided_on', 'case_number'
    ]
) }}
