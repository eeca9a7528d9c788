"""Small marts of complaints for the published run that tests read; see `published_fixture`."""

from __future__ import annotations

import duckdb
from published_case_time import as_doubles

_CELLS = """
    create table marts.fixture_places as
    select distinct municipality_code, org_level, org_code, period_grain, period_start
    from marts.mart_scorecard
    where period_grain in ('quarter', 'year')
"""

_GROUPS = """
    (values ('total', 'total', 60, 90), ('channel', 'mayor', 20, 30),
        ('channel', 'appeal_board', 40, 60), ('area', 'casework', 35, 40),
        ('area', 'legal_guarantees', 30, 50), ('topic', 'missing_reply', 35, 40),
        ('topic', 'hearing', 30, 50)) as groups (breakdown, breakdown_code, n_complaints, n_points)
"""

_MARTS = {
    "mart_complaints": f"""
        select places.municipality_code, places.org_level, places.org_code, groups.breakdown,
            groups.breakdown_code, places.period_grain, places.period_start,
            groups.n_complaints::bigint as n_complaints, groups.n_points::bigint as n_points,
            (groups.n_points - 10)::bigint as n_points_assessed,
            (groups.n_points - 20)::bigint as n_points_justified,
            10::bigint as n_points_unjustified, 10::bigint as n_points_not_assessed,
            (groups.n_points - 20) / (groups.n_points - 10)::double as justified_share,
            0.4 as justified_low, 0.95 as justified_high, 3::bigint as n_repeats,
            5::bigint as n_unanswered, 30::bigint as n_answered, 24.0 as answer_days_median,
            1500::bigint as n_decisions, groups.n_complaints / 1.5 as per_1000_decisions,
            groups.n_complaints / 1.8 as per_1000_low,
            groups.n_complaints / 1.2 as per_1000_high,
            date '2025-12-31' as data_date, false as is_partial
        from marts.fixture_places as places cross join {_GROUPS}
    """,
    "mart_complaint_report": f"""
        select places.municipality_code, places.org_level, places.org_code, groups.breakdown,
            groups.breakdown_code, places.period_grain, places.period_start,
            groups.n_complaints::bigint as n_complaints, groups.n_points::bigint as n_points,
            (groups.n_complaints - 15)::bigint as n_complaints_before,
            (groups.n_points - 15)::bigint as n_points_before,
            groups.n_complaints / 1.5 as per_1000_decisions,
            groups.n_complaints / 1.6 as per_1000_decisions_before, false as is_partial
        from marts.fixture_places as places cross join {_GROUPS}
        where groups.breakdown <> 'topic'
    """,
    "mart_complaint_reversals": """
        select places.municipality_code, places.org_level, places.org_code,
            case when code = 'total' then 'total' else 'case_type' end as breakdown,
            code as breakdown_code, places.period_grain, places.period_start,
            5::bigint as n_changed, 15::bigint as n_remitted, n_upheld::bigint as n_upheld,
            4::bigint as n_dismissed, 1::bigint as n_referred, 20::bigint as n_reversed,
            (20 + n_upheld)::bigint as n_on_merits, 20 / (20 + n_upheld)::double as reversal_share,
            0.2 as reversal_low, 0.6 as reversal_high
        from marts.fixture_places as places
        cross join (values ('total', 35), ('FOERTID', 20)) as groups (code, n_upheld)
    """,
    "mart_complaint_signals": """
        select places.municipality_code, places.org_level, places.org_code, topics.topic_code,
            places.period_start, topics.n::bigint as n_complaints,
            (8 * topics.n)::bigint as n_complaints_24_quarters,
            (topics.n + 10)::bigint as n_points, topics.mean as spc_mean,
            topics.mean - 8 as spc_lower,
            topics.mean + 8 as spc_upper,
            case when topics.signal is not null then 'outside_limits' end as spc_rule,
            case when topics.signal is null then 'common_cause' else 'concern' end as spc_signal,
            topics.signal as complaint_signal, false as is_partial
        from marts.fixture_places as places
        cross join (
            values ('all', 60, 65.0, null), ('missing_reply', 35, 12.0, 'special_cause'),
                ('hearing', 30, 0.5, 'new')
        ) as topics (topic_code, n, mean, signal)
        where places.period_grain = 'quarter'
    """,
}

_NOT_PUBLISHED = {
    "mart_complaints": (
        "n_points", "n_points_unjustified", "n_points_not_assessed", "n_repeats", "n_unanswered",
        "n_decisions",
    ),
    "mart_complaint_signals": ("n_complaints_24_quarters",),
    "mart_complaint_reversals": (
        "n_changed", "n_remitted", "n_upheld", "n_dismissed", "n_referred",
    ),
}  # fmt: skip
"""Columns that the public editions do not have."""


def write_complaints(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the marts of complaints for every organisation and period of the scorecard.

    Counts end in 0 or 5 here, as the public editions' do; what these hide is tested with the
    models.
    """
    connection.execute(_CELLS)
    for table, rows in _MARTS.items():
        connection.execute(f"create table marts.{table} as {rows}")
        as_doubles(connection, table)
        left_out = _NOT_PUBLISHED.get(table, ("",))
        names = ", ".join(f"'{name}'" for name in left_out)
        connection.execute(
            f"create table marts.{table}_public as select columns(lambda c: c not in ({names})), "
            f"false as is_suppressed from marts.{table} where org_level = 'municipality'"
        )
    connection.execute("drop table marts.fixture_places")
