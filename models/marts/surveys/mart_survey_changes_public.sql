-- grain: one row per municipality, survey round, respondent kind, target group and question that may be published

{{ public_changes(
    'mart_survey_changes',
    'mart_survey_answers_public',
    cell=['municipality_code', 'respondent_kind', 'target_group_code', 'question_code'],
    share='positive_share'
) }}
