-- grain: one row per organisation and year with contacts

{{ public_edition(
    'mart_continuity',
    keys=['municipality_code', 'org_level', 'org_code', 'year_start_on'],
    table_of=['municipality_code', 'year_start_on'],
    small=[
        'n_citizens', 'n_citizens_in_touch', 'n_citizens - n_citizens_in_touch', 'n_cases',
        'round(n_citizens_in_touch * one_caseworker_share)',
        'n_citizens_in_touch - round(n_citizens_in_touch * one_caseworker_share)'
    ],
    counts=['n_citizens', 'n_contacts', 'n_citizens_in_touch', 'n_cases'],
    shares=['main_caseworker_share', 'one_caseworker_share', 'caseworkers_mean', 'handovers_per_case'],
    days=['caseworkers_median'],
    condition="org_level = 'municipality'"
) }}
