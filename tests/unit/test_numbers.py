"""Numbers as people and systems write them: read as what they are, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.base.sql_text import quoted
from warehouse.ingest.numbers import (
    NUMBER_CELL,
    create_macros,
    decided_style,
    declared_style,
    evidence,
    number,
    number_text,
)

MONEY = "DECIMAL(18,4)"


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as own:
        create_macros(own)
        yield own


def read(
    connection: duckdb.DuckDBPyConnection,
    cells: list[str],
    duckdb_type: str = MONEY,
    *,
    is_accounting: bool = False,
    decimal: str | None = None,
) -> list[object]:
    """The numbers of a column of cells, as a file with these cells alone is read."""
    texts = f"select line, {number_text('cell', is_accounting)} as cell from cells"
    connection.execute("create or replace temp table cells (line bigint, cell varchar)")
    connection.executemany("insert into cells values (?, ?)", list(enumerate(cells)))
    danish, english = evidence("cell")
    counts = connection.execute(
        f"select count(*) filter ({danish}), count(*) filter ({english}) from ({texts})"
    ).fetchone()
    style = declared_style(decimal, None) or decided_style(*counts)
    rows = connection.execute(
        f"select {number('cell', style, duckdb_type)} from ({texts}) order by line"
    ).fetchall()
    return [value for (value,) in rows]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        # Nothing decides: the contract is Danish, and a comma before three digits is doubtful.
        (["1.234", "1,234", "7"], ["1234", None, "7"]),
        (["12.345.678"], ["12345678"]),
        # One cell shows the style of all.
        (["1,234", "12,5", "1.234"], ["1.234", "12.5", "1234"]),
        (["1,234", "12.5", "1.234"], ["1234", "12.5", "1.234"]),
        (["1,234", "0.125"], ["1234", "0.125"]),
        (["1,234.50", "999.00", "12,345"], ["1234.5", "999", "12345"]),
        (["12.0", "41.0", "7.0"], ["12", "41", "7"]),
        (["7292.20", "1234.567"], ["7292.2", "1234.567"]),
        # Both occur: the fewer are not read, nor what is doubtful then.
        (["1.234,50", "2,5", "12.5", "1.234", "1,234"], ["1234.5", "2.5", None, "1234", None]),
        (["12.5", "1.75", "2,5", "1.234", "1,234"], ["12.5", "1.75", None, None, None]),
        # No grouping that there is.
        (["1.2.3", "12.34,5", "1.23.456", "0.125.000", "1.2345,6"], [None] * 5),
        (["1,23.4", "1234.567.890", "1..5", "1,5,5", "5,", "5."], [None] * 6),
        (["1 234,5", "1\u00a0234\u202f567", "1 23", "1 2 3"], ["1234.5", "1234567", None, None]),
        (["\u22125", "+5", "-1.234,5", "--5", "- 5"], ["-5", "5", "-1234.5", None, None]),
        ([",5", "-,25"], ["0.5", "-0.25"]),
        ([".5", "1,234"], ["0.5", "1234"]),
        # Rounded by a spreadsheet, of another unit, or no number.
        (["1,23E+05", "1e3", "12 %", "5 kr.", "0x10", "inf", "NaN", "1'234", "(5)"], [None] * 9),
        (["9" * 400, "1" + "0" * 15], [None, None]),
        (["\u0661\u0662", "1\u2153"], [None, None]),
    ],
)
def test_numbers(
    connection: duckdb.DuckDBPyConnection, cells: list[str], numbers: list[str | None]
) -> None:
    assert read(connection, cells) == [n if n is None else Decimal(n) for n in numbers]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["41.0", "41.5", "7", "1e3"], [41, None, 7, None]),
        (["1.234", "12"], [1234, 12]),
        (["1.234", "12.0"], [None, 12]),
        (["12,0", "12,4"], [12, None]),
        (["9" * 19], [None]),
    ],
)
def test_whole_numbers_are_not_rounded(
    connection: duckdb.DuckDBPyConnection, cells: list[str], numbers: list[int | None]
) -> None:
    assert read(connection, cells, "BIGINT") == numbers


def test_a_number_cell_of_a_workbook_has_one_way_to_be_read(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    cells = [NUMBER_CELL + text for text in ("1.234", "0.125", "1e-05", "-7")]
    numbers = [Decimal(n) for n in ("1.234", "0.125", "0.0000", "-7")]
    assert read(connection, [*cells, "1.234", "1.234,5"]) == [
        *numbers,
        Decimal(1234),
        Decimal("1234.5"),
    ]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1.234,50", "1234.5"),
        ("(1.234,50)", "-1234.5"),
        ("( 12 )", "-12"),
        ("1.234,50-", "-1234.5"),
        ("-1.234,50 kr.", "-1234.5"),
        ("- 1.234,50", "-1234.5"),
        ("kr. 5", "5"),
        ("DKK 5", "5"),
        ("\u2212 5", "-5"),
        ("1\u00a0234", "1234"),
        ("1.000,-", "1000"),
        ("1.234,- kr.", "1234"),
        ("-", None),
        ("\u2013", None),
        ("12a", None),
        ("(1-)", None),
        ("--5", None),
        ("1)", None),
        ("jan", None),
        ("(5", None),
        ("1e9", None),
        ("1 2 3", None),
    ],
)
def test_amounts_as_accountants_write_them(
    connection: duckdb.DuckDBPyConnection, cell: str, amount: str | None
) -> None:
    numbers = read(connection, [cell], is_accounting=True)
    assert numbers == [amount if amount is None else Decimal(amount)]


def test_a_dash_alone_is_no_text_either(connection: duckdb.DuckDBPyConnection) -> None:
    for dash in "-", "\u2013", " - ":
        sql = f"select {number_text(quoted(dash.strip()), True)}"
        assert connection.execute(sql).fetchone() == (None,)


amounts = st.decimals(-9_999_999_999, 9_999_999_999, places=4, allow_nan=False)


def written(amount: Decimal, places: int, decimal: str, thousands: str) -> str:
    text = f"{amount:,.{places}f}"
    return text.translate(str.maketrans({",": thousands, ".": decimal}))


@settings(max_examples=200, deadline=None)
@given(
    numbers=st.lists(amounts, min_size=1, max_size=8),
    places=st.integers(0, 4),
    decimal=st.sampled_from(",."),
    thousands=st.sampled_from(["own", " ", "\u00a0", "\u202f", ""]),
    is_declared=st.booleans(),
)
def test_what_a_system_writes_is_read_back_or_not_at_all(
    connection: duckdb.DuckDBPyConnection,
    numbers: list[Decimal],
    places: int,
    decimal: str,
    thousands: str,
    is_declared: bool,
) -> None:
    """Declared, all comes back; else a cell is read right, is doubtful, or Danish by contract."""
    own = "." if decimal == "," else ","
    groups = own if thousands == "own" else thousands
    cells = [written(n, places, decimal, groups) for n in numbers]
    right = [Decimal(f"{n:.{places}f}") for n in numbers]
    values = read(connection, cells, decimal=decimal if is_declared else None)
    if is_declared:
        assert values == right
        return
    for cell, value, is_right in zip(cells, values, right, strict=True):
        if value not in (is_right, None):
            # One group of three after a point, and no cell of the file tells: Danish by contract.
            assert re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", cell)
            assert not any(re.search(r"\.\d{1,2}$|\.\d{4}|\d{4}\.|,.*\.", c) for c in cells)
            assert value == Decimal(cell.replace(".", ""))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789.,-+ \u00a0()'eE%kr", max_size=12))
def test_no_text_is_read_as_a_number_with_other_digits(
    connection: duckdb.DuckDBPyConnection, cell: str
) -> None:
    (value,) = read(connection, [cell], "DECIMAL(30,12)", is_accounting=True)
    if value is not None:
        digits = "".join(c for c in cell if c.isdigit()).lstrip("0")
        shown = f"{abs(value):f}".replace(".", "")
        assert shown.lstrip("0").rstrip("0") == digits.rstrip("0")
