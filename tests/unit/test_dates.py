"""Dates as people and systems write them: read as what they are, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.ingest.dates import (
    DASH_OR_DOT,
    SLASH,
    DateStyle,
    create_macros,
    decided_order,
    from_serial,
    instant,
    order_evidence,
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as own:
        own.execute("set timezone = 'Europe/Copenhagen'")
        create_macros(own)
        yield own


def read(
    connection: duckdb.DuckDBPyConnection, cells: list[str], style: DateStyle | None = None
) -> list[datetime | None]:
    """The instants of a column of cells, as a file with these cells alone is read."""
    connection.execute("create or replace temp table cells (line bigint, cell varchar)")
    connection.executemany("insert into cells values (?, ?)", list(enumerate(cells)))
    if style is None:
        orders = []
        for signs, default in ((SLASH, None), (DASH_OR_DOT, "day")):
            day_first, month_first = order_evidence("cell", signs)
            counts = connection.execute(
                f"select count(*) filter ({day_first}), count(*) filter ({month_first}) from cells"
            ).fetchone()
            orders.append(decided_order(*counts, default))
        style = DateStyle(slash=orders[0], dash_or_dot=orders[1])
    rows = connection.execute(
        f"select case when is_likely_day(v) then v end from (select line, "
        f"{instant('cell', style)} as v from cells) order by line"
    ).fetchall()
    return [value for (value,) in rows]


def day(cell: str) -> datetime:
    return datetime.fromisoformat(cell)


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["05-03-2024", "5.3.2024", "2024-03-05", "20240305", "2024/3/5"], ["2024-03-05"] * 5),
        (["05-03-24", "9-3-024", "09-03-20245", "24-03-05", "240305", "2024"], [None] * 6),
        (["31-02-2024", "2024-02-30", "00-00-0000", "32-01-2024", "12042024"], [None] * 5),
        (["11-04-202", "11-04-20", "11-04-", "2024-04", "2024-W10", "uge 10"], [None] * 6),
        (["45394", "45394.5", "5. marts 2024", "03-2024", "2924-01-05"], [None] * 5),
        # One date shows the order of all of its kind.
        (["03/25/2024", "03/04/2024"], ["2024-03-25", "2024-03-04"]),
        (["25/03/2024", "03/04/2024"], ["2024-03-25", "2024-04-03"]),
        (["03-25-2024", "03-04-2024", "03.04.2024"], ["2024-03-25", "2024-03-04", "2024-03-04"]),
        # None does: with dashes and dots it is Danish, with slashes nobody knows.
        (["03/04/2024", "05/05/2024", "03-04-2024"], [None, "2024-05-05", "2024-04-03"]),
        # Both orders occur: what can be read in two ways is not read.
        (["03/25/2024", "25/03/2024", "03/04/2024"], [None, "2024-03-25", None]),
        (["25-03-2024", "03-25-2024", "03-04-2024"], ["2024-03-25", None, None]),
        (
            ["25-03-2024"] * 101 + ["03-25-2024", "03-04-2024"],
            ["2024-03-25"] * 101 + [None, "2024-04-03"],
        ),
    ],
)
def test_days(
    connection: duckdb.DuckDBPyConnection, cells: list[str], days: list[str | None]
) -> None:
    assert read(connection, cells) == [d if d is None else day(d) for d in days]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2024-07-01T23:30:00Z", "2024-07-02 01:30"),
        ("2024-07-01T23:30:00+02:00", "2024-07-01 23:30"),
        ("2024-07-01T23:30:00+0200", "2024-07-01 23:30"),
        ("2024-07-01 23:30+00", "2024-07-02 01:30"),
        ("2024-07-01T23:30:00.123Z", "2024-07-02 01:30:00.123"),
        ("01-07-2024 23:30 +00:00", "2024-07-02 01:30"),
        ("2024-03-31T00:30:00Z", "2024-03-31 01:30"),
        ("2024-07-01 23:30:00.123456", "2024-07-01 23:30:00.123456"),
        ("2024-07-01T23:30:00,5", "2024-07-01 23:30:00.5"),
        ("01-07-2024 23:30", "2024-07-01 23:30"),
        ("01-07-2024 9.05", "2024-07-01 09:05"),
        ("01.07.2024 23.30.15", "2024-07-01 23:30:15"),
        ("20240701T23:30:15", "2024-07-01 23:30:15"),
        ("01-07-2024", "2024-07-01"),
        ("2024-07-01 24:00", None),
        ("2024-07-01T24:00:00", None),
        ("01-07-2024 23:60", None),
        ("01-07-2024 11:30 PM", None),
        ("01-07-2024 23:3", None),
        ("01-07-2024 23", None),
        ("01-07-24 23:30", None),
        ("2024-07-01T23:30:00+2:00", None),
        ("2024-07-01T23:30:00 CEST", None),
    ],
)
def test_instants(connection: duckdb.DuckDBPyConnection, cell: str, moment: str | None) -> None:
    assert read(connection, [cell]) == [moment if moment is None else day(moment)]


def test_what_a_mapping_declares_is_read_so_and_in_no_other_way(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    cells = ["05-03-24", "05-03-2024", "03/04/2024", "2024-03-05"]
    two_digits = DateStyle(formats=("%d-%m-%y",))
    assert read(connection, cells, two_digits) == [day("2024-03-05"), None, None, None]
    four_digits = DateStyle(formats=("%d-%m-%Y",))
    assert read(connection, cells, four_digits) == [None, day("2024-03-05"), None, None]
    month_first = DateStyle(formats=("%m/%d/%Y",))
    assert read(connection, cells, month_first) == [None, None, day("2024-03-04"), None]
    iso = DateStyle(is_iso=True)
    assert read(connection, [*cells, "2024-07-01T23:30:00Z"], iso) == [
        None,
        None,
        None,
        day("2024-03-05"),
        day("2024-07-02 01:30"),
    ]


@pytest.mark.parametrize(
    ("written", "is_filler"),
    [
        ("9999-12-31", True),
        ("9999-12-31T23:59:59Z", True),
        ("2099-12-31", True),
        ("2999-01-01", True),
        ("1900-01-01", True),
        ("1899-12-30", True),
        ("0001-01-01", True),
        ("1753-01-01", True),
        ("1970-01-01", True),
        ("1970-01-02", False),
        ("1950-06-07", False),
        ("2099-12-30", False),
        ("2042-04-17", False),
    ],
)
def test_days_that_stand_for_none(
    connection: duckdb.DuckDBPyConnection, written: str, is_filler: bool
) -> None:
    sql = f"select is_filler({instant('cell', DateStyle())}) from (select ? as cell)"
    assert connection.execute(sql, [written]).fetchone() == (is_filler,)


def test_serials_count_from_the_first_day_of_their_workbook() -> None:
    assert from_serial(45394, datetime(1899, 12, 30)) == "2024-04-12 00:00:00"
    assert from_serial(43932, datetime(1904, 1, 1)) == "2024-04-12 00:00:00"
    assert from_serial(45394.999999, datetime(1899, 12, 30)) == "2024-04-13 00:00:00"
    assert from_serial(45394.5, datetime(1899, 12, 30)) == "2024-04-12 12:00:00"


days = st.dates(date(1901, 1, 1), date(2098, 12, 30)).filter(lambda d: d != date(1970, 1, 1))
WRITTEN = ["%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]


@settings(max_examples=150, deadline=None)
@given(st.lists(days, min_size=1, max_size=8), st.sampled_from(WRITTEN))
def test_a_day_comes_back_or_not_at_all(
    connection: duckdb.DuckDBPyConnection, column: list[date], written: str
) -> None:
    values = read(connection, [d.strftime(written) for d in column])
    for value, d in zip(values, column, strict=True):
        assert value is None or value.date() == d
    if "/" not in written or written.startswith("%Y") or any(d.day > 12 for d in column):
        assert None not in values


@settings(max_examples=150, deadline=None)
@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2037, 1, 1)),
    st.integers(-12 * 60, 14 * 60),
    st.sampled_from(["minutes", "seconds", "milliseconds", "microseconds"]),
)
def test_an_instant_is_told_in_danish_time(
    connection: duckdb.DuckDBPyConnection, moment: datetime, offset: int, precision: str
) -> None:
    aware = moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(minutes=offset)))
    written = aware.isoformat(timespec=precision)
    local = datetime.fromisoformat(written).astimezone(ZoneInfo("Europe/Copenhagen"))
    assert read(connection, [written]) == [local.replace(tzinfo=None)]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789-./: TZ+", max_size=20))
def test_no_text_becomes_a_day_it_does_not_hold(
    connection: duckdb.DuckDBPyConnection, cell: str
) -> None:
    (value,) = read(connection, [cell.strip()])
    if value is not None and not any(c in cell for c in "Z+"):
        assert f"{value.year}" in cell
        assert f"{value.day}" in cell
        assert f"{value.month}" in cell
