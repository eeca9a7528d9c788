"""Danish working days against numpy's and the `holidays` package's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import jinja2
import pytest
from oracle_engine import macros, oracle

from tools.holidays_seed import SEED, holidays_csv
from warehouse.base.settings import PROJECT_ROOT

DAYS = oracle("business_days_dk.json")["cases"]


@pytest.fixture(scope="module")
def calendar() -> Iterator[duckdb.DuckDBPyConnection]:
    """`dim_calendar`, built by the model's own SQL on the seed."""
    sql = (PROJECT_ROOT / "models/marts/core/dim_calendar.sql").read_text(encoding="utf-8")
    names = {n: getattr(macros(), n) for n in ("every_date", "iso_weekday", "period_start")}
    query = jinja2.Environment().from_string(sql).render(ref=lambda name: name, **names)
    with duckdb.connect() as connection:
        connection.execute(f"create table danish_holidays as from read_csv('{SEED}')")
        connection.execute(f"create table calendar as {query}")
        yield connection


def test_the_seed_is_what_the_package_says() -> None:
    assert SEED.read_text(encoding="utf-8") == holidays_csv()


def test_holidays_are_the_published_ones() -> None:
    """The oracle lists the days that move; 1 January and 25 and 26 December are every year's."""
    fixed = ("01-01", "12-25", "12-26")
    published = {row["date"] for row in oracle("danish_holidays.csv")}
    years = {day[:4] for day in published}
    ours = {line.split(",")[0] for line in holidays_csv().splitlines()[1:]}
    every_year = {f"{year}-{day}" for year in years for day in fixed}
    assert published | every_year == {day for day in ours if day[:4] in years}


@pytest.mark.parametrize("case", [c for c in DAYS if "received" in c], ids=lambda c: c["received"])
def test_the_nth_working_day(calendar: duckdb.DuckDBPyConnection, case: dict[str, str]) -> None:
    found = calendar.execute(
        "select due.calendar_on from calendar as received join calendar as due"
        " on due.is_working_day and due.working_day_no = received.working_day_no + 7"
        " where received.calendar_on = cast(? as date)",
        [case["received"]],
    ).fetchone()
    assert found == (date.fromisoformat(case["seven_business_days"]),)
    four_weeks = macros().add_days(f"date '{case['received']}'", 28)
    assert calendar.execute(f"select {four_weeks}").fetchone() == (
        date.fromisoformat(case["four_weeks"]),
    )


@pytest.mark.parametrize("case", [c for c in DAYS if "start" in c], ids=lambda c: c["start"])
def test_working_days_between(calendar: duckdb.DuckDBPyConnection, case: dict[str, Any]) -> None:
    found = calendar.execute(
        "select b.working_day_no - a.working_day_no from calendar as a, calendar as b"
        " where a.calendar_on = cast(? as date) and b.calendar_on = cast(? as date)",
        [case["start"], case["end"]],
    ).fetchone()
    assert found == (case["business_days_start_exclusive_end_inclusive"],)
    between = macros().days_between(f"date '{case['start']}'", f"date '{case['end']}'")
    assert calendar.execute(f"select {between}").fetchone() == (case["calendar_days"],)


def test_days_that_are_worked(calendar: duckdb.DuckDBPyConnection) -> None:
    """Store bededag is a holiday to 2023; 1 May, 5 June, 24 and 31 December are working days."""
    days = ["2023-05-05", "2024-04-26", "2024-05-01", "2024-06-05", "2024-12-24", "2024-12-31"]
    found = calendar.execute(
        "select is_working_day from calendar where cast(calendar_on as varchar) in "
        "(select unnest(?)) order by calendar_on",
        [days],
    ).fetchall()
    assert [row[0] for row in found] == [False, True, True, True, True, True]


def test_the_calendar_has_every_day_of_its_years(calendar: duckdb.DuckDBPyConnection) -> None:
    assert calendar.execute(
        "select count(*), min(calendar_on), max(calendar_on), max(weekday_no) from calendar"
    ).fetchone() == (22280, date(1990, 1, 1), date(2050, 12, 31), 7)
