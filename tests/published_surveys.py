"""Small marts of the user survey for the published run that tests read."""

from __future__ import annotations

import duckdb

_MARTS = """
    create table marts.dim_target_group as select * from (values
        ('HANDICAP', 'Borgere med handicap', 'Citizens with a disability', true),
        ('ALM', 'Borgere der kun får almindelige ydelser',
            'Citizens who only get ordinary services', true),
        ('-', 'Ikke oplyst', 'Not stated', false)
    ) as t (target_group_code, name_da, name_en, is_known);
    create table marts.dim_survey_round as select * from (values
        ('0999', 's1', null, 'Undersøgelse 1', date '2024-09-02', date '2024-09-30'),
        ('0999', 's2', 's1', 'Undersøgelse 2', date '2025-09-01', date '2025-09-30')
    ) as t (municipality_code, round_id, previous_round_id, round_name, sent_on, closed_on);
    create table marts.dim_survey_question as select * from (values
        ('I1', 'involvement', 'agreement', 'Mulighed for at medvirke', 'Could take part',
            'Jeg havde mulighed for at medvirke', 'I could take part',
            'Borgerne har mulighed for at medvirke', 'Citizens can take part', 1, true),
        ('S3', 'service', 'agreement', 'Mødt med respekt', 'Met with respect',
            'Jeg blev mødt med respekt', 'I was met with respect',
            'Borgerne bliver mødt med respekt', 'Citizens are met with respect', 7, true)
    ) as t (question_code, subject, scale, short_da, short_en, citizen_text_da, citizen_text_en,
        caseworker_text_da, caseworker_text_en, question_no, agree_is_positive);
    create table marts.mart_survey_response as
    select '0999' as municipality_code, round_id, respondent_kind, target_group_code,
        case when n_returned / n_invited < 5e-1 then 'low' else 'sufficient' end as response,
        n_invited, n_returned, n_invited - n_returned as n_not_returned,
        n_returned / n_invited as response_share,
        1 - n_returned / n_invited as not_returned_share, n_returned / n_invited - 5e-2 as ci_low,
        n_returned / n_invited + 5e-2 as ci_high,
        date '2025-09-01' as sent_on, date '2025-09-30' as closed_on
    from (values
        ('s1', 'citizen', 'all', 600, 180), ('s1', 'caseworker', 'all', 60, 48),
        ('s2', 'citizen', 'all', 600, 360), ('s2', 'citizen', 'HANDICAP', 200, 120),
        ('s2', 'citizen', 'ALM', 400, 240), ('s2', 'caseworker', 'all', 60, 48),
        ('s2', 'caseworker', 'HANDICAP', 30, 24), ('s2', 'caseworker', 'ALM', 30, 24)
    ) as t (round_id, respondent_kind, target_group_code, n_invited, n_returned);
    create table marts.mart_survey_answers as
    select '0999' as municipality_code, round_id, respondent_kind, target_group_code,
        question_code, n_invited, n_returned, n_returned - 9 as n_answered, 6 as n_do_not_know,
        3 as n_unanswered, round(share * (n_returned - 9)) as n_positive, share as positive_share,
        share - 8e-2 as ci_low, share + 8e-2 as ci_high, 1 + 4 * share as score_mean,
        8e-1 + 4 * share as mean_low, least(5, 12e-1 + 4 * share) as mean_high, 11e-1 as score_sd
    from marts.mart_survey_response
    inner join (values
        ('s1', 'citizen', 'I1', 4e-1), ('s1', 'caseworker', 'I1', 8e-1),
        ('s2', 'citizen', 'I1', 5e-1), ('s2', 'caseworker', 'I1', 85e-2),
        ('s2', 'citizen', 'S3', 8e-1), ('s2', 'caseworker', 'S3', 82e-2)
    ) as t (round_id, respondent_kind, question_code, share) using (round_id, respondent_kind);
    create table marts.mart_survey_gaps as
    select municipality_code, round_id, target_group_code, question_code,
        case when w.positive_share - c.positive_share > 2e-1 then 'caseworkers_believe_more'
            else 'not_shown' end as gap,
        c.n_answered as n_citizens, w.n_answered as n_caseworkers,
        c.positive_share as citizen_share, c.ci_low as citizen_low, c.ci_high as citizen_high,
        w.positive_share as caseworker_share, w.ci_low as caseworker_low,
        w.ci_high as caseworker_high, w.positive_share - c.positive_share as difference,
        w.positive_share - c.positive_share - 12e-2 as difference_low,
        w.positive_share - c.positive_share + 12e-2 as difference_high,
        c.score_mean as citizen_mean, w.score_mean as caseworker_mean,
        w.score_mean - c.score_mean as mean_difference,
        w.score_mean - c.score_mean - 3e-1 as mean_difference_low,
        w.score_mean - c.score_mean + 3e-1 as mean_difference_high
    from (from marts.mart_survey_answers where respondent_kind = 'citizen') as c
    inner join (from marts.mart_survey_answers where respondent_kind = 'caseworker') as w
        using (municipality_code, round_id, target_group_code, question_code);
    create table marts.mart_survey_changes as select * from (values
        ('0999', 's2', 's1', 'citizen', 'all', 'I1', 'improved', 171, 351,
            4e-1, 5e-1, 1e-1, 1e-2, 19e-2)
    ) as t (municipality_code, round_id, previous_round_id, respondent_kind, target_group_code,
        question_code, change, n_before, n, share_before, positive_share, difference,
        difference_low, difference_high);
    create table marts.mart_contact_preferences as
    select municipality_code, round_id, respondent_kind, target_group_code, contact_form,
        round(share * n_returned) as n, n_returned as n_answered, 6 as n_do_not_know,
        share as contact_share, share - 5e-2 as ci_low, share + 5e-2 as ci_high
    from marts.mart_survey_response
    cross join (values ('in_person', 5e-1), ('phone', 3e-1), ('writing', 2e-1))
        as t (contact_form, share);
"""


def write_surveys(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the marts of the user survey and their public editions; one target group is hidden."""
    connection.execute(_MARTS)
    for mart, left_out in (
        ("survey_response", ("n_not_returned",)),
        ("survey_answers", ("n_do_not_know", "n_unanswered", "n_positive", "score_sd")),
        ("survey_gaps", ()),
        ("survey_changes", ()),
        ("contact_preferences", ("n_do_not_know",)),
    ):
        columns = f"* exclude ({', '.join(left_out)})" if left_out else "*"
        connection.execute(
            f"create table marts.mart_{mart}_public as "
            f"select {columns}, target_group_code = 'HANDICAP' as is_suppressed "
            f"from marts.mart_{mart}"
        )
