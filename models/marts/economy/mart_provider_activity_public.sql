-- grain: one row per provider, service area and year: what was realised, else what is expected

{{ public_edition(
    'mart_provider_activity',
    keys=['municipality_code', 'provider_id', 'service_area', 'activity_year'],
    table_of=['municipality_code', 'provider_id', 'service_area'],
    small=[few_places('activity_places')],
    kept=[
        'capacity_places', 'activity_places', 'free_places', 'budgeted_occupancy_share', 'realised_occupancy_share',
        'basis', 'occupancy_status'
    ]
) }}
