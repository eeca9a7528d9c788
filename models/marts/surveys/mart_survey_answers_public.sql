-- grain: one row per municipality, survey round, respondent kind, target group and question that may be published

{{ public_edition(
    'mart_survey_answers',
    keys=survey_cell() + ['question_code'],
    table_of=['municipality_code', 'round_id', 'respondent_kind', "target_group_code = 'all'", 'question_code'],
    small=[
        'n_invited', 'n_returned', 'n_invited - n_returned', 'n_answered', 'n_returned - n_answered', 'n_positive',
        'n_answered - n_positive'
    ],
    counts=['n_invited', 'n_returned', 'n_answered'],
    shares=['positive_share'],
    intervals=[('ci_low', 'ci_high', 'positive_share', 'n_answered')],
    scores=['score_mean', 'mean_low', 'mean_high']
) }}
