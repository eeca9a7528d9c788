"""Real public data comes out with the counts its publishers and their readers state."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from models_dbt import give_what_dbt_read

from warehouse.base.loads import read_loads
from warehouse.base.settings import Settings, read_settings
from warehouse.build.build import build
from warehouse.ingest.load import load
from warehouse.publish.publish import publish

SYSTEMS = ("boston311", "receipt_wabo", "coselog_wabo", "road_traffic_fines")


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, project_read: Settings, real_data: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """All four systems side by side in one published warehouse."""
    folder = tmp_path_factory.mktemp("real")
    settings = read_settings(data=folder / "data", key_file=folder / "key")
    for system in SYSTEMS:
        results = load(settings, real_data / system, system)
        assert {r.status for r in results} == {"loaded"}, results
    give_what_dbt_read(project_read, settings)
    build(settings)
    with duckdb.connect(str(publish(settings).path), read_only=True) as connection:
        yield connection


def ask(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[object, ...]:
    """The one row of a query."""
    row = connection.execute(query).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize(
    ("system", "cases", "open_cases", "events"),
    [
        ("boston311", 58_251, 3_681, 0),
        ("receipt_wabo", 1_434, 105, 8_577),
        ("coselog_wabo", 4_348, 642, 195_862),
        ("road_traffic_fines", 150_370, 150_370, 561_470),
    ],
)
def test_cases_open_cases_and_events(
    published: duckdb.DuckDBPyConnection, system: str, cases: int, open_cases: int, events: int
) -> None:
    found = ask(
        published,
        f"""
        select
            (select count(*) from marts.fct_cases where source_system = '{system}'),
            (select count(*) from marts.fct_cases where source_system = '{system}' and is_open),
            (select count(*) from marts.fct_case_events where source_system = '{system}')
        """,
    )
    assert found == (cases, open_cases, events)


def test_every_load_adds_up(published: duckdb.DuckDBPyConnection) -> None:
    wrong = published.execute(
        "select * from marts.load_ledger "
        "where rows_read != rows_loaded + rows_rejected + rows_repeated"
    ).fetchall()
    assert wrong == []


def test_boston_agrees_with_the_citys_own_flag(
    published: duckdb.DuckDBPyConnection, real_data: Path
) -> None:
    late, late_open, kept, without = ask(
        published,
        """
        select
            count(*) filter (where in_denominator and not in_numerator and decided_on is not null),
            count(*) filter (where in_denominator and not in_numerator and decided_on is null),
            count(*) filter (where in_numerator),
            count(*) filter (where exclusion_reason = 'no_deadline')
        from marts.fct_indicator_evidence as evidence
        inner join marts.fct_cases as cases on evidence.observed_key = cases.case_key
        where indicator_id = 'deadline_kept' and cases.source_system = 'boston311'
        """,
    )
    assert (late, late_open, without) == (8_230, 3_449, 10_981)
    assert kept == 58_251 - 8_230 - 3_449 - 10_981
    flags = published.execute(
        f"""
        select
            city.ontime,
            cases.deadline_status,
            cases.is_open,
            count(*) as n
        from read_csv('{real_data}/boston311/311_service_requests_2011.csv.gz', all_varchar = true)
            as city
        inner join marts.fct_cases as cases
            on city.case_enquiry_id = cases.case_id and cases.source_system = 'boston311'
        where cases.deadline_status = 'not_kept'
        group by all
        order by all
        """
    ).fetchall()
    assert flags == [
        ("OVERDUE", "not_kept", False, 8_073),
        ("OVERDUE", "not_kept", True, 3_448),
        (None, "not_kept", False, 157),
        (None, "not_kept", True, 1),
    ]


def test_receipt_wabo_has_377_cases_ended_after_their_deadline(
    published: duckdb.DuckDBPyConnection,
) -> None:
    assert ask(
        published,
        "select count(*) from marts.fct_cases where source_system = 'receipt_wabo' "
        "and not is_open and deadline_status = 'not_kept'",
    ) == (377,)


@pytest.fixture(scope="module")
def key_data(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> dict[str, str]:
    """Population and key figures loaded as they are; a pattern of raw files by entity."""
    folder = tmp_path_factory.mktemp("keys")
    settings = read_settings(
        data=folder / "data", key_file=folder / "key", municipality_code="0851"
    )
    for system in ("dk_population", "dk_noegletal"):
        results = load(settings, real_data / system, system)
        assert {r.status for r in results} == {"loaded"}, results
        assert sum(r.rows_rejected for r in results) == 0
        again = load(settings, real_data / system, system)
        assert {r.status for r in again} == {"unchanged"}
    assert all(one.is_active for one in read_loads(settings))
    return {
        entity: f"'{settings.raw}/{entity}/*.parquet'" for entity in ("population", "key_figures")
    }


def test_a_column_a_year_with_thousand_dots_is_every_municipality(key_data: dict[str, str]) -> None:
    """98 municipalities a year from 2007 to 2022; 5,707,160 in 2016 (its README)."""
    found = duckdb.sql(
        "select year(counted_on), count(*), sum(n_persons) from " + key_data["population"]
        + " where age_to = 125 group by 1 order by 1"
    ).fetchall()  # fmt: skip
    assert [(year, n) for year, n, _ in found] == [(year, 98) for year in range(2007, 2023)]
    assert found[9][2] == 5_707_160


def test_single_ages_of_aalborg_are_the_persons_of_the_published_key(
    key_data: dict[str, str],
) -> None:
    """Danmarks Statistik's FOLK1A and the document of 2016 say the same: 38,747 of 0-17."""
    found = duckdb.sql(
        "select count(*), sum(n_persons) from " + key_data["population"]
        + " where area_code = '851' and age_to < 18 and counted_on = '2016-01-01'"
    ).fetchall()  # fmt: skip
    assert found == [(36, 38_747)]


def test_a_report_with_a_title_and_tables_below_one_another_loads_as_it_is(
    key_data: dict[str, str],
) -> None:
    """Latin-1, a title, blank lines, two tables of eight municipalities, M in 2023 and 2024."""
    figures = key_data["key_figures"]
    found = duckdb.sql(
        f"select figure_year, count(*), count(figure) from {figures} group by 1 order by 1"
    ).fetchall()
    assert found == [(y, 16, 0 if y > 2022 else 16) for y in range(2007, 2025)]
    laesoe = f"select table_no, figure from {figures} where area_code = '825'"
    assert duckdb.sql(f"{laesoe} and figure_year = 2007 order by 1").fetchall() == [
        (1, Decimal("9.9")),
        (2, Decimal("9.9")),
    ]


def test_municipalities_are_never_mixed(published: duckdb.DuckDBPyConnection) -> None:
    counts = published.execute(
        "select municipality_code, count(*) from marts.fct_cases "
        "where source_system = 'coselog_wabo' group by all order by all"
    ).fetchall()
    assert counts == [("9201", 937), ("9202", 645), ("9203", 1_087), ("9204", 787), ("9205", 892)]


def test_case_time_by_department_of_receipt_wabo(published: duckdb.DuckDBPyConnection) -> None:
    """Every case is of one department; a median has its interval, and below ten none is shown."""
    rows = published.execute(
        """
        select org_code, n, n_excluded, ci_low <= value and value <= ci_high and ci_low < ci_high
        from marts.mart_scorecard
        where municipality_code = '9101' and indicator_id = 'working_days_to_decision'
            and org_level = 'department' and breakdown = 'total' and period_grain = 'year'
        """
    ).fetchall()
    cases: dict[str, int] = {}
    for department, n, n_excluded, is_within in rows:
        cases[department] = cases.get(department, 0) + n + n_excluded
        assert is_within is (True if n >= 10 else None), (department, n)
    assert cases == {"General": 1_390, "Customer contact": 29, "Experts": 15}


def test_coselog_wabo_has_long_gaps_between_events(published: duckdb.DuckDBPyConnection) -> None:
    """More than 90 times 24 hours between two events, as the publisher's readers count them.

    Events of one instant stand by their number; a row that is repeated makes no gap.
    """
    counts = published.execute(
        """
        with gaps as (
            select
                municipality_code,
                case_key,
                epoch(event_at at time zone 'Europe/Copenhagen') - epoch(
                    lag(event_at) over (
                        partition by case_key order by event_at, event_order, event_no
                    ) at time zone 'Europe/Copenhagen'
                ) as seconds
            from marts.fct_case_events
            where source_system = 'coselog_wabo'
        )
        select municipality_code, count(distinct case_key)
        from gaps
        where seconds > 90 * 86400
        group by all order by all
        """
    ).fetchall()
    assert counts == [("9201", 103), ("9202", 185), ("9203", 68), ("9204", 225), ("9205", 59)]


def test_coselog_wabo_has_fewer_long_stretches_within_the_clock(
    published: duckdb.DuckDBPyConnection,
) -> None:
    """Calendar days, between two events from receipt to decision: many events come after that."""
    counts = published.execute(
        """
        select municipality_code, count(distinct case_key)
        from marts.fct_case_stretches
        where source_system = 'coselog_wabo' and days > 90 and after_event_name is not null
            and before_event not in ('decided', 'closed', 'open')
        group by all order by all
        """
    ).fetchall()
    assert counts == [("9201", 94), ("9202", 176), ("9203", 53), ("9204", 41), ("9205", 36)]
