-- grain: one row per municipality, audit round, area, breakdown and code that may be published, shown or suppressed

{{ public_changes(
    'mart_audit_changes',
    'mart_audit_items_public',
    cell=['municipality_code', 'area', 'breakdown', 'breakdown_code'],
    share='met_share'
) }}
