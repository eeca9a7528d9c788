-- grain: one row per municipality, survey round, respondent kind, target group and form that may be published

{{ public_edition(
    'mart_contact_preferences',
    keys=survey_cell() + ['contact_form'],
    table_of=['municipality_code', 'round_id', 'respondent_kind', "target_group_code = 'all'"],
    small=['n', 'n_answered', 'n_answered - n', 'n_returned - n_answered'],
    counts=['n', 'n_answered'],
    shares=['contact_share'],
    intervals=[('ci_low', 'ci_high', 'contact_share', 'n_answered')]
) }}
