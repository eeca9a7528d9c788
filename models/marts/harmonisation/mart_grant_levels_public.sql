-- grain: one row per department, service, year, need level and age band, and all together

{{ public_edition(
    'mart_grant_levels',
    keys=[
        'municipality_code', 'org_level', 'org_code', 'service_code', 'period_grain', 'period_start', 'need_level',
        'age_band'
    ],
    table_of=[
        'municipality_code', 'service_code', 'period_start', "case when need_level = 'all' then 'all' else 'strata' end"
    ],
    small=[
        'n_applicants', 'n_granted', 'n_applicants - n_granted', 'n_with_hours', 'n_with_kroner',
        'n_granted - n_with_hours', 'n_granted - n_with_kroner'
    ],
    counts=['n_applicants', 'n_granted', 'n_with_hours', 'n_with_kroner'],
    shares=['share_granted'],
    intervals=[('share_granted_low', 'share_granted_high', 'share_granted', 'n_applicants')],
    days=['kroner_per_week_mean', 'kroner_per_week_median'],
    hours=['hours_per_week_mean', 'hours_per_week_median'],
    condition="org_level = 'department'"
) }}
