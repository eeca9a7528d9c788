"""Fillers in a person's column are nobody; what may be a person is somebody."""

from __future__ import annotations

import duckdb
import pytest

from warehouse.ingest.unknown_people import create_nobody_macros

FILLERS = [
    "0", "0000000000", "000000-0000", "9999999999", "999999-9999", "1111111111",
    "999999\u20119999", "NULL", "(null)", "<NULL>", "None", "Ukendt", "ukendt ", "Ikke oplyst",
    "ingen", "N/A", "#N/A", "#I/T", "n.a.", "-", "--", "\u2013", ".", "...", "?", "\u00a0", "xxx",
    "9999999999.0", "xxxxxx-0000",
]  # fmt: skip
ONLY_NO_CITIZEN = [
    "NA", "hemmelig", "1234567890", "123456-7890", "010190-0000", "010190-xxxx", "0101900000",
]  # fmt: skip


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    """A connection with the macros."""
    connection = duckdb.connect()
    create_nobody_macros(connection)
    return connection


def verdict(connection: duckdb.DuckDBPyConnection, value: str | None) -> tuple[bool, bool]:
    """Whether a text is nobody as a caseworker, and as a citizen."""
    row = connection.execute("select is_nobody($v), is_no_citizen($v)", {"v": value}).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize("value", FILLERS)
def test_a_filler_is_nobody_in_any_column(
    connection: duckdb.DuckDBPyConnection, value: str
) -> None:
    assert verdict(connection, value) == (True, True)


@pytest.mark.parametrize("value", ONLY_NO_CITIZEN)
def test_a_text_that_may_be_a_caseworker_is_no_citizen(
    connection: duckdb.DuckDBPyConnection, value: str
) -> None:
    assert verdict(connection, value) == (False, True)


@pytest.mark.parametrize("value", ["SB1", "TOM", "1", "11", "2222", "NIL", "XX", "az0001"])
def test_initials_and_short_numbers_are_caseworkers(
    connection: duckdb.DuckDBPyConnection, value: str
) -> None:
    assert verdict(connection, value)[0] is False


@pytest.mark.parametrize("value", ["311399-5001", "3113995001", "311399-9999", "B1234", None])
def test_a_number_is_somebody(connection: duckdb.DuckDBPyConnection, value: str | None) -> None:
    assert verdict(connection, value) == (False, False)
