"""Small marts of follow-up for the published run that tests read; see `published_fixture`."""

from __future__ import annotations

import duckdb

OVERDUE = "Begrund afgørelser med de faktiske forhold"
"""What has been overdue longest."""

FORMER_TEXT = "Teksten, som den først blev godkendt."
"""The text of the focus point before it was adjusted."""

_PLACES = """
    create table marts.fixture_places as
    select distinct municipality_code from marts.mart_scorecard
"""

_VERSIONS = f"""
    select places.municipality_code, versions.*, null as indicator_id, 'Klager' as why,
        'Færre klager' as wanted, 'high' as priority, 'Socialudvalget' as approved_by,
        date '2023-02-02' as approved_on
    from marts.fixture_places as places
    cross join (
        values
            ('FP-1', 'SOF', 1, 'Frister', '{FORMER_TEXT}', 'in_progress', 'first', null::varchar,
                date '2023-02-20', date '2024-03-04', null::date, null::date, false, true, false),
            ('FP-1', 'SOF', 2, 'Frister', '90 % til tiden.', 'in_progress', 'text', 'Kurser.',
                date '2024-03-04', null, date '2024-02-01', null, true, true, false),
            ('FP-2', 'SUF', 1, 'IT', 'Nyt system.', 'retired', 'first', null,
                date '2024-03-04', null, null, date '2025-02-01', true, true, false)
    ) as versions (focus_point_id, department_code, version_no, title, approved_text, status,
        change_kind, what_was_done, valid_from, valid_to, adjusted_on, retired_on, is_current,
        is_new_text, is_undated_text)
"""

_MARTS = {
    "mart_focus_point_versions": _VERSIONS,
    "mart_follow_up_due": f"""
        select places.municipality_code, items.*, date '2025-12-31' as as_of_on
        from marts.fixture_places as places
        cross join (
            values
                ('recommendations', 'BR-2', 'answer', 'SOF', '{OVERDUE}', 'overdue', 120,
                    date '2025-09-02'),
                ('milestones', 'new-forms/2', 'reach', 'SUF', 'Evaluering', 'next_90_days', -15,
                    date '2026-01-15'),
                ('decision_templates', 'FOERTID', 'review', 'SOF', 'FOERTID', 'next_90_days', -40,
                    date '2026-02-09'),
                ('yearly_status', 'yearly_status', 'report', null, null, 'next_90_days', -90,
                    date '2026-03-31')
        ) as items (register, item_id, due_kind, department_code, title, due_status, days_over,
            due_on)
    """,
    "mart_initiatives": """
        select places.municipality_code, initiatives.*,
            least(spent_dkk, budget_dkk) + 0 * spent_dkk as spent_within_budget_dkk,
            greatest(spent_dkk - budget_dkk, 0 * spent_dkk) as over_budget_dkk,
            greatest(budget_dkk - spent_dkk, 0 * spent_dkk) as left_of_budget_dkk,
            'Socialudvalget' as decided_by,
            '2024-1' as case_number, 'Puljen' as grant_name, date '2025-01-01' as starts_on,
            date '2026-06-30' as ends_on, 2 as n_milestones, 1 as n_reached, 0 as n_overdue
        from marts.fixture_places as places
        cross join (
            values
                ('new-forms', 'SUF', 'Nye skemaer', 'New forms', 'in_progress', 'over_grant',
                    2600000::decimal(18, 2), 2730000::decimal(18, 2), 2600000::decimal(18, 2),
                    2730000::decimal(18, 2), 1.05, 1.05),
                ('interviews', 'SOF', 'Interview', 'Interviews', 'planned', 'not_told',
                    5000000, 0, 100000, null, 0, null)
        ) as initiatives (initiative_id, department_code, name_da, name_en, status, money_status,
            grant_dkk, grant_spent_dkk, budget_dkk, spent_dkk, grant_spent_share,
            budget_spent_share)
    """,
    "mart_milestones": """
        select places.municipality_code, milestones.*, null::varchar as note,
            date '2025-02-01' as started_on
        from marts.fixture_places as places
        cross join (
            values
                ('new-forms', '1', 'SUF', 'Skema', 'Nye skemaer', 'New forms', 'reached_late',
                    null::varchar, 30, date '2025-03-01', date '2025-03-01', date '2025-03-31'),
                ('new-forms', '2', 'SUF', 'Evaluering', 'Nye skemaer', 'New forms', 'planned', null,
                    -15, date '2026-01-15', date '2026-01-15', null),
                ('gone', '1', null, 'Pilot', 'gone', 'gone', 'overdue', 'no_initiative',
                    60, date '2025-11-01', date '2025-11-01', null)
        ) as milestones (initiative_id, milestone_id, department_code, name, initiative_name_da,
            initiative_name_en, milestone_status, problem, days_after_plan, first_planned_on,
            planned_on, reached_on)
    """,
    "mart_recommendations": f"""
        select places.municipality_code, said.*, 'Beretning 2024' as report,
            null::date as due_on
        from marts.fixture_places as places
        cross join (
            values
                ('BR-1', 'SOF', 'Underret borgeren', 'Følges.', 'accepted', 'closed', 43,
                    date '2025-04-08', date '2025-06-01', date '2025-05-21', date '2025-12-01'),
                ('BR-2', 'SOF', '{OVERDUE}', null, null, 'answer_overdue', null,
                    date '2025-06-16', date '2025-09-02', null, null)
        ) as said (recommendation_id, department_code, title, answer, acceptance,
            recommendation_status, days_to_answer, received_on, answer_due_on, answered_on,
            closed_on)
    """,
    "mart_training": """
        select places.municipality_code, occasions.*,
            case when training_status = 'held' then n_invited - n_attended end as n_stayed_away
        from marts.fixture_places as places
        cross join (
            values
                ('K-1', 'SOF', 'Partshøring', 'held', 24::bigint, 19::bigint, 19 / 24,
                    date '2025-10-10', date '2025-10-10'),
                ('K-2', 'SUF', 'Notatpligt', 'overdue', 8, null, null, date '2025-11-10', null)
        ) as occasions (training_id, department_code, topic, training_status, n_invited,
            n_attended, attended_share, planned_on, held_on)
    """,
    "mart_guidance_documents": """
        select places.municipality_code, documents.*, 'SUF' as department_code,
            'instruction' as category, 'Myndighed' as owner, 'local' as available_to
        from marts.fixture_places as places
        cross join (
            values
                ('RD-1', 'Instruks', 'overdue', 'very_hard', 200::bigint, 4::bigint, 80::bigint,
                    90.0, date '2021-11-01', date '2023-11-01'),
                ('RD-2', 'Vejledning', 'never_reviewed', 'not_measured', null, null, null, null,
                    null, null)
        ) as documents (document_id, title, review_status, readability, n_words, n_sentences,
            n_long_words, lix, last_reviewed_on, review_due_on)
    """,
    "mart_template_coverage": """
        select places.municipality_code, covered.*, 'SOF' as department_code
        from marts.fixture_places as places
        cross join (
            values
                ('FOERTID', 'to_revise', 1, date '2023-01-01', date '2025-01-01'),
                ('HJM-TEK', 'covered', 2, date '2025-01-01', date '2027-01-01'),
                ('LEDSAGE', 'not_covered', 0, null, null)
        ) as covered (case_type_code, coverage, n_templates, last_revised_on, review_due_on)
    """,
    "mart_it_incidents": """
        select places.municipality_code, 'Omsorgssystem' as system, months.*, 140::bigint as
            most_users, null::double as longest_response_seconds, 7.0 as spc_upper
        from marts.fixture_places as places
        cross join (
            values
                ('freeze', date '2025-11-01', 19::bigint, 500::bigint, 675.0, 'concern'),
                ('freeze', date '2025-12-01', 3, 80, 89.2, 'common_cause'),
                ('outage', date '2025-12-01', 0, null, null, 'too_few_points')
        ) as months (kind, month_start_on, n_incidents, minutes, user_hours, spc_signal)
    """,
    "mart_it_months": """
        select municipality_code, month_start_on, false as is_partial,
            max(spc_signal) filter (kind = 'freeze' and spc_signal = 'concern') as freeze_signal,
            cast(sum(n_incidents) as bigint) as n_incidents,
            cast(sum(n_incidents) filter (kind = 'freeze') as bigint) as n_freeze,
            0::bigint as n_slow_response,
            cast(sum(n_incidents) filter (kind = 'outage') as bigint) as n_outage,
            0::bigint as n_delay, sum(user_hours) as user_hours
        from marts.mart_it_incidents
        group by all
    """,
    "mart_register_counts": """
        with codes as (
            select municipality_code, department_code, 'due' as register, register as in_group,
                [due_status] as codes
            from marts.mart_follow_up_due
            union all
            select municipality_code, department_code, 'focus_points', 'all',
                ['told', status, case when change_kind = 'text' then 'adjusted' end]
            from marts.mart_focus_point_versions where is_current
            union all
            select municipality_code, department_code, 'initiatives', 'all', ['told']
            from marts.mart_initiatives
            union all
            select municipality_code, department_code, 'milestones', initiative_id,
                ['told', milestone_status, case when reached_on is not null then 'reached_ever' end]
            from marts.mart_milestones
            union all
            select municipality_code, department_code, 'recommendations', department_code,
                ['told', replace(recommendation_status, 'answer_', ''), acceptance]
            from marts.mart_recommendations
            union all
            select municipality_code, department_code, 'training', 'all', ['told', training_status]
            from marts.mart_training
            union all
            select municipality_code, department_code, 'guidance_documents', 'all',
                ['told', review_status, case when readability = 'very_hard' then 'hard_to_read' end]
            from marts.mart_guidance_documents
            union all
            select municipality_code, department_code, 'decision_templates', department_code,
                ['told', coverage]
            from marts.mart_template_coverage
        ),
        numbers as (
            select * exclude (codes), unnest(codes) as counted, 1 as n from codes
            union all
            select municipality_code, department_code, 'training', 'all', counted, n
            from marts.mart_training
            cross join (values ('invited', n_invited), ('came', n_attended)) as t (counted, n)
            where training_status = 'held'
            union all
            select municipality_code, null, 'it_incidents', 'all', counted, n
            from marts.mart_it_months
            cross join (values ('incidents', n_incidents), ('months', 1)) as t (counted, n)
        )
        select municipality_code, place as department_code, register, group_code, counted,
            cast(sum(n) as bigint) as n
        from numbers
        cross join (values ('all'), (department_code)) as places (place)
        cross join (select distinct unnest(['all', in_group]) as group_code) as groups
        where counted is not null and place is not null
        group by all
    """,
    "mart_yearly_status": """
        select versions.* exclude (indicator_id), 'deadline_kept' as indicator_id, years.*
        from marts.mart_focus_point_versions as versions
        cross join (
            values
                (date '2024-01-01', false, 'share', 'better', 100::bigint, 0.705, 120::bigint,
                    0.805, 1, 2),
                (date '2025-01-01', true, 'share', 'no_figure', 120, 0.805, 5, null, 0, 0)
        ) as years (year_start_on, is_preliminary, unit, verdict, n_before, value_before, n_now,
            value_now, n_milestones_reached, n_training_held)
        where versions.is_current
    """,
    "mart_yearly_status_public": """
        select * replace (
            round(value_before, 2) as value_before, round(value_now, 2) as value_now
        )
        from marts.mart_yearly_status
    """,
}


def write_follow_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the marts of follow-up beside a scorecard that is there already."""
    connection.execute(_PLACES)
    for mart, select in _MARTS.items():
        connection.execute(f"create table marts.{mart} as {select}")
    connection.execute("drop table marts.fixture_places")
