-- grain: one row per provider and year with an estimate of cases

{{ public_edition(
    'mart_provider_cases',
    keys=['municipality_code', 'provider_id', 'year'],
    table_of=['municipality_code', 'provider_id'],
    small=['actual_cases'],
    counts=['actual_cases'],
    shares=['ratio'],
    kept=['expected_cases', 'cost_dkk', 'cost_basis', 'tariff_dkk', 'tariff_part_dkk', 'source', 'is_preliminary']
) }}
