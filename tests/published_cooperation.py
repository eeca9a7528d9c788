"""Small marts of the strengthened cooperation for the published run that tests read."""

from __future__ import annotations

import duckdb

_MARTS = """
    create table marts.mart_participation_stays as
    select '0999' as municipality_code, *, 'Prøvekommune' as run_by, 'operator' as notice_by,
        'yes' as criteria_met, 'take_part' as panel_assessment, 'approved' as das_decision,
        date '2024-02-20' as panel_on, date '2024-03-14' as das_on, date '2025-12-31' as as_of_on
    from (values
        ('a', 'Tilbud A', 'left', date '2019-01-01', date '2024-05-20', date '2026-12-31',
            date '2024-12-31', date '2024-12-31', true, false, true),
        ('b', 'Tilbud B', 'left', date '2019-01-01', date '2022-01-20', date '2022-12-31',
            date '2023-12-31', date '2023-12-31', true, true, false),
        ('c', 'Tilbud C', 'takes_part', date '2023-03-01', null, null, null, null,
            false, true, true),
        ('d', 'Tilbud D', 'leaving', date '2019-01-01', date '2025-02-10', date '2026-12-31',
            date '2026-12-31', null, true, true, true)
    ) as t (provider_id, provider_name, participation_status, joined_on, notice_on,
        earliest_leave_on, leaves_on, left_on, is_joined_in_time, is_notice_in_time,
        is_left_at_end_of_period);
    create table marts.mart_participation as
    select '0999' as municipality_code, *, date '2025-12-31' as as_of_on,
        from_on <= date '2025-12-31' and coalesce(to_on >= date '2025-12-31', true)
            as is_on_data_date
    from (values
        ('a', 'takes_part', date '2019-01-01', date '2019-01-01', date '2024-05-19'),
        ('a', 'leaving', date '2019-01-01', date '2024-05-20', date '2024-12-31'),
        ('a', 'left', date '2019-01-01', date '2025-01-01', null),
        ('b', 'takes_part', date '2019-01-01', date '2019-01-01', date '2022-01-19'),
        ('b', 'leaving', date '2019-01-01', date '2022-01-20', date '2023-12-31'),
        ('b', 'left', date '2019-01-01', date '2024-01-01', null),
        ('c', 'takes_part', date '2023-03-01', date '2023-03-01', null),
        ('d', 'takes_part', date '2019-01-01', date '2019-01-01', date '2025-02-09'),
        ('d', 'leaving', date '2019-01-01', date '2025-02-10', date '2026-12-31'),
        ('d', 'left', date '2019-01-01', date '2027-01-01', null)
    ) as t (provider_id, participation_status, joined_on, from_on, to_on);
    create table marts.mart_participation_calendar as
    select '0999' as municipality_code, date '2026-01-31' as join_by_on,
        date '2027-01-01' as join_on, date '2026-01-31' as notice_by_on,
        date '2026-12-31' as leave_on, date '2025-12-31' as as_of_on;
    create table marts.mart_wheel_occurrences as
    select '0999' as municipality_code, *, date '2025-12-31' as as_of_on,
        cast(year(starts_on) as integer) as starts_year
    from (values
        ('1', 'selection', 'Driftsherrer', 'Operators', 'Indmelding', 'Propose', 'month',
            'FREQ=YEARLY', 'KKR', 'past', date '2025-01-01', date '2025-01-31'),
        ('1', 'selection', 'Driftsherrer', 'Operators', 'Indmelding', 'Propose', 'month',
            'FREQ=YEARLY', 'KKR', 'next', date '2026-01-01', date '2026-01-31'),
        ('2', 'selection', 'DAS', 'DAS', 'Endelig behandling', 'Decide', 'month',
            'FREQ=YEARLY', 'KKR', 'past', date '2025-08-01', date '2025-10-31'),
        ('3', 'framework_agreement', 'DAS', 'DAS', 'Møde', 'Meet', 'day',
            'FREQ=MONTHLY;BYDAY=2TH', null, 'now', date '2025-12-29', date '2026-01-02'),
        ('4', 'other', 'KKR', 'KKR', 'Kick-off; med, komma', 'Kick-off', 'day',
            null, null, 'past', date '2025-05-04', date '2025-05-04')
    ) as t (task_id, wheel, forum_da, forum_en, task_da, task_en, date_precision,
        recurrence_rule, source, occurrence_status, starts_on, ends_on);
"""


def write_cooperation(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the marts of the strengthened cooperation."""
    connection.execute(_MARTS)
