-- grain: one row per municipality, survey round, respondent kind and target group that may be published

{{ public_edition(
    'mart_survey_response',
    keys=survey_cell(),
    table_of=['municipality_code', 'round_id', 'respondent_kind', "target_group_code = 'all'"],
    small=['n_invited', 'n_returned', 'n_not_returned'],
    counts=['n_invited', 'n_returned'],
    shares=['response_share', 'not_returned_share'],
    intervals=[('ci_low', 'ci_high', 'response_share', 'n_invited')],
    kept=['response', 'sent_on', 'closed_on']
) }}
