-- grain: one row per municipality, audit round, area, breakdown and code that may be published, shown or suppressed

{# The areas of a round add up to it, so they are shown together or not at all. #}
{{ public_edition(
    'mart_audit_items',
    keys=['municipality_code', 'round_id', 'area', 'breakdown', 'breakdown_code'],
    table_of=['municipality_code', 'round_id', "area = 'all'", 'breakdown'],
    small=['n', 'n_met', 'n_not_met'],
    counts=['n', 'n_met', 'n_not_met', 'n_errors'],
    shares=['met_share', 'ci_low', 'ci_high'],
    kept=['drawn_on']
) }}
