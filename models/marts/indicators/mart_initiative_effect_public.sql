-- grain: one row per initiative and group

{{ public_edition(
    'mart_initiative_effect',
    keys=['initiative_id', 'group_code'],
    table_of=['initiative_id'],
    small=['n_before', 'n_after'],
    counts=['n_before', 'n_after'],
    figures=[
        'value_before', 'ci_low_before', 'ci_high_before', 'value_after', 'ci_low_after', 'ci_high_after',
        'difference', 'difference_low', 'difference_high', 'difference_in_differences',
        'difference_in_differences_low', 'difference_in_differences_high'
    ],
    kept=[
        'indicator_id', 'municipality_code', 'unit', 'verdict', 'verdict_compared', 'n_months_before',
        'n_months_after'
    ]
) }}
