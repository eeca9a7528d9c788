"""The public edition over time: whole periods only, and published periods stay as they were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from warehouse.publish.public_edition import COLUMNS_CHANGED, Edition, make_edition

MONTHS = ("2024-01-01", "2024-02-01", "2024-03-01")

Row = tuple[object, ...]


class File:
    """A file to publish: complaints by unit, months and a quarter, and the open cases."""

    def __init__(self, path: Path, data_date: str) -> None:
        self.path = path
        self.connection = duckdb.connect(str(path))
        for statement in (
            "create schema marts",
            "create table marts.fct_cases (municipality_code varchar, observed_until date)",
            f"insert into marts.fct_cases values ('0999', '{data_date}')",
            "create table marts.public_periods (mart varchar, municipality_code varchar,"
            " series varchar, period varchar, ends_on date, published_in varchar,"
            " published_at timestamp, restated_because varchar)",
            "create table marts.mart_a_public (municipality_code varchar, org_level varchar,"
            " org_code varchar, period_grain varchar, period_start date, n bigint,"
            " status varchar, is_suppressed boolean)",
            "create table marts.mart_open_public (municipality_code varchar, n_open bigint,"
            " data_date date, is_suppressed boolean)",
        ):
            self.connection.execute(statement)

    def count(self, n: int | None, start: str, unit: str = "a", grain: str = "month") -> File:
        """Add a figure; None is a hidden one."""
        self.connection.execute(
            "insert into marts.mart_a_public values ('0999', 'unit', ?, ?, ?, ?, ?, ?)",
            [unit, grain, start, n, "too_few" if n is None else "met", n is None],
        )
        return self

    def open_cases(self, n: int, on: str) -> File:
        self.connection.execute(
            "insert into marts.mart_open_public values ('0999', ?, ?, false)", [n, on]
        )
        return self

    def publish(
        self, run_id: str, earlier: File | None = None, restate: str | None = None
    ) -> Edition:
        if earlier is not None:
            self.connection.execute(f"attach '{earlier.path}' as earlier (read_only)")
        edition = make_edition(
            self.connection,
            run_id=run_id,
            published_at=datetime.fromisoformat("2024-05-01"),
            earlier=None if earlier is None else "earlier",
            restate=restate,
        )
        if earlier is not None:
            self.connection.execute("detach earlier")
        return edition

    def close(self) -> File:
        """End the process that published it: another file attaches it."""
        self.connection.close()
        return self

    def rows(self, sql: str) -> list[Row]:
        return self.connection.execute(sql).fetchall()

    def counts(self) -> list[Row]:
        return self.rows(
            "select org_code, period_grain, period_start, n from marts.mart_a_public order by all"
        )


@pytest.fixture
def first(tmp_path: Path) -> Iterator[File]:
    """A run with data to 15 March 2024, published: January, February and 15 days of March."""
    file = File(tmp_path / "first.duckdb", "2024-03-15")
    for n, start in zip((40, 50, 20), MONTHS, strict=True):
        file.count(n, start)
    file.count(110, "2024-01-01", grain="quarter").open_cases(300, "2024-03-15")
    file.publish("run-1")
    yield file.close()
    file.close()


def next_file(tmp_path: Path, data_date: str) -> File:
    return File(tmp_path / "next.duckdb", data_date)


def test_a_period_that_is_not_over_is_not_published(first: File) -> None:
    file = duckdb.connect(str(first.path), read_only=True)
    starts = file.execute("select period_start, n from marts.mart_a_public order by 1").fetchall()
    assert starts == [(date(2024, 1, 1), 40), (date(2024, 2, 1), 50)]
    assert file.execute("select n_open from marts.mart_open_public").fetchall() == [(300,)]
    file.close()


def test_a_day_later_the_same_figures_are_published(first: File, tmp_path: Path) -> None:
    """A late decision in February, a new unit in January, and one open case less."""
    file = next_file(tmp_path, "2024-03-16")
    file.count(40, MONTHS[0]).count(5, MONTHS[0], "late").count(51, MONTHS[1])
    file.open_cases(299, "2024-03-16")
    assert file.publish("run-2", first) == Edition(n_kept=3, n_differing=3)
    assert file.counts() == [
        ("a", "month", date(2024, 1, 1), 40),
        ("a", "month", date(2024, 2, 1), 50),
    ]
    assert file.rows("select n_open, data_date from marts.mart_open_public") == [
        (300, date(2024, 3, 15))
    ]
    assert file.rows("select distinct published_in from marts.public_periods") == [("run-1",)]
    file.close()


def test_a_later_data_date_alone_makes_no_difference(first: File, tmp_path: Path) -> None:
    file = next_file(tmp_path, "2024-03-16")
    file.count(40, MONTHS[0]).count(50, MONTHS[1]).open_cases(300, "2024-03-16")
    assert file.publish("run-2", first) == Edition(n_kept=3)
    file.close()


def test_a_month_later_the_new_periods_are_added(first: File, tmp_path: Path) -> None:
    file = next_file(tmp_path, "2024-04-02")
    for n, start in zip((41, 50, 60), MONTHS, strict=True):
        file.count(n, start)
    file.count(151, "2024-01-01", grain="quarter").open_cases(280, "2024-04-02")
    assert file.publish("run-2", first) == Edition(n_new=3, n_kept=2, n_differing=1)
    assert file.counts() == [
        ("a", "month", date(2024, 1, 1), 40),
        ("a", "month", date(2024, 2, 1), 50),
        ("a", "month", date(2024, 3, 1), 60),
        ("a", "quarter", date(2024, 1, 1), 151),
    ]
    assert file.rows("select n_open from marts.mart_open_public") == [(280,)]
    assert file.rows(
        "select period, ends_on, published_in from marts.public_periods"
        " where mart = 'mart_a_public' order by all"
    ) == [
        ("month 2024-01-01", date(2024, 1, 31), "run-1"),
        ("month 2024-02-01", date(2024, 2, 29), "run-1"),
        ("month 2024-03-01", date(2024, 3, 31), "run-2"),
        ("quarter 2024-01-01", date(2024, 3, 31), "run-2"),
    ]
    file.close()


def test_a_restatement_has_a_reason_and_names_what_it_changed(first: File, tmp_path: Path) -> None:
    file = next_file(tmp_path, "2024-03-16")
    file.count(40, MONTHS[0]).count(70, MONTHS[1]).open_cases(300, "2024-03-15")
    why = "The unit's extract of February was sent again."
    assert file.publish("run-2", first, restate=why) == Edition(n_kept=2, n_restated=1)
    assert file.counts()[1] == ("a", "month", date(2024, 2, 1), 70)
    assert file.rows(
        "select period, published_in, restated_because from marts.public_periods order by all"
    ) == [
        ("month 2024-01-01", "run-1", None),
        ("month 2024-02-01", "run-2", why),
        ("newest", "run-1", None),
    ]
    file.close()


def test_a_table_with_other_columns_is_restated_and_says_so(first: File, tmp_path: Path) -> None:
    file = next_file(tmp_path, "2024-03-16")
    file.count(40, MONTHS[0]).count(51, MONTHS[1]).open_cases(300, "2024-03-15")
    file.connection.execute("alter table marts.mart_a_public add column ci_low double")
    assert file.publish("run-2", first) == Edition(n_kept=1, n_restated=2)
    assert file.rows("select distinct restated_because from marts.public_periods order by 1") == [
        (COLUMNS_CHANGED,),
        (None,),
    ]
    file.close()


def test_a_quarter_that_would_tell_a_hidden_month_is_hidden(first: File, tmp_path: Path) -> None:
    """January and February were shown; 151 less 40 less 50 would tell March of unit a."""
    file = next_file(tmp_path, "2024-04-02")
    for n, start in zip((40, 50, None), MONTHS, strict=True):
        file.count(n, start)
    file.count(None, MONTHS[2], "b")
    file.count(151, "2024-01-01", grain="quarter").count(30, "2024-01-01", "b", "quarter")
    file.open_cases(280, "2024-04-02")
    file.publish("run-2", first)
    assert file.rows(
        "select org_code, n, status, is_suppressed from marts.mart_a_public"
        " where period_grain = 'quarter' order by all"
    ) == [("a", None, "too_few", True), ("b", None, "too_few", True)]
    file.close()


def test_a_quarter_built_with_its_months_is_shown(tmp_path: Path) -> None:
    """One build shows or hides the months of a year together; nothing was shown before."""
    file = next_file(tmp_path, "2024-04-02")
    for start in MONTHS:
        file.count(None, start)
    file.count(60, "2024-01-01", grain="quarter")
    file.publish("run-1")
    assert file.counts()[-1] == ("a", "quarter", date(2024, 1, 1), 60)
    file.close()
