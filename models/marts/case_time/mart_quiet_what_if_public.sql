-- grain: one row per cell and cause, 'all' among them

{{ public_edition(
    'mart_quiet_what_if',
    keys=level_columns() + ['cause_code'],
    sheet="'quiet_what_if'",
    part='mart.cause_code',
    counts=['n', 'n_kept', 'n_kept_if_halved'],
    shares=['kept_share', 'kept_if_halved_share'],
    condition="org_level = 'municipality'"
) }}
