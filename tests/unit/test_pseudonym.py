"""Pseudonyms: the same in Python and SQL, keyed, and no CPR number left in a text."""

from __future__ import annotations

import hashlib
import hmac
import stat
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.base.errors import ConfigurationError
from warehouse.contracts.pseudonym import (
    create_macros,
    links,
    mask_cpr,
    pseudonym,
    read_key,
    relink,
)

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    """A connection with the macros."""
    connection = duckdb.connect()
    create_macros(connection, KEY)
    return connection


def ask(connection: duckdb.DuckDBPyConnection, expression: str, value: str) -> object:
    """What an expression gives for a value."""
    row = connection.execute(f"select {expression}", [value]).fetchone()
    assert row is not None
    return row[0]


def test_pseudonym_is_the_start_of_hmac_sha256() -> None:
    expected = hmac.new(KEY, "SB-17 æø".encode(), hashlib.sha256).hexdigest()[:32]
    assert pseudonym(KEY, "SB-17 æø") == "p_" + expected


def test_a_rotated_key_makes_the_pseudonym_of_the_pseudonym() -> None:
    newer = bytes(range(32, 64))
    value = pseudonym(KEY + newer, "0101575001")
    assert value == pseudonym(newer, pseudonym(KEY, "0101575001"))
    assert relink(newer, f"om {pseudonym(KEY, '0101575001')}, x") == f"om {value}, x"
    with duckdb.connect() as connection:
        create_macros(connection, KEY + newer)
        assert ask(connection, "pseudonym(?)", "0101575001") == value


def test_a_key_file_holds_a_link_a_line(tmp_path: Path) -> None:
    path = tmp_path / "pseudonym.key"
    path.touch(0o600)
    path.write_text(f"{KEY.hex()}\n{'ab' * 32}\n")
    assert links(read_key(path)) == (KEY, b"\xab" * 32)
    path.write_text(f"{KEY.hex()}\n{'ab' * 31}\n")
    with pytest.raises(ConfigurationError, match="32 bytes in hexadecimal a line"):
        read_key(path)


@given(value=st.text(max_size=80).filter(lambda s: "\0" not in s))
def test_sql_and_python_give_the_same_pseudonym(
    connection: duckdb.DuckDBPyConnection, value: str
) -> None:
    assert ask(connection, "pseudonym(?)", value) == pseudonym(KEY, value)


@pytest.mark.parametrize(
    ("number", "year", "sex"),
    [
        ("0101013000", 1901, "female"),
        ("0101993999", 1999, "male"),
        ("0101364000", 2036, "female"),
        ("0101374001", 1937, "male"),
        ("0101575000", 2057, "female"),
        ("0101588001", 1858, "male"),
        ("0101369001", 2036, "male"),
        ("0101379000", 1937, "female"),
    ],
)
def test_century_and_sex_follow_the_seventh_and_tenth_digit(
    connection: duckdb.DuckDBPyConnection, number: str, year: int, sex: str
) -> None:
    assert ask(connection, "cpr_birth_year(?)", number) == year
    assert ask(connection, "cpr_sex(?)", number) == sex


@pytest.mark.parametrize(
    "written", ["", "-", "010157", "010157-500", "5000", "010157-50A0", "1321A30", "ukendt", None]
)
def test_what_is_no_number_tells_neither_birth_year_nor_sex(
    connection: duckdb.DuckDBPyConnection, written: str | None
) -> None:
    """Half a number, a replacement number with letters, and no number at all."""
    assert ask(connection, "cpr_birth_year(cpr_digits(?))", written) is None
    assert ask(connection, "cpr_sex(cpr_digits(?))", written) is None


@pytest.mark.parametrize("written", ["010157-5000", "010157 5000", " 0101575000 ", "101575000"])
def test_a_number_is_known_however_it_is_written(
    connection: duckdb.DuckDBPyConnection, written: str
) -> None:
    assert ask(connection, "cpr_digits(?)", written) == "0101575000"


@pytest.mark.parametrize(
    "text",
    [
        "ring 010157-5001",
        "0101575001 0202575002",
        "a 010157 5001,020257-5001;",
        "CPR0101575001.",
        "S-2024-0101575001",
        "610157-5001",
    ],
)
def test_no_cpr_number_is_left_in_a_text(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    masked = mask_cpr(KEY, text)
    assert "5001" not in masked
    assert "5002" not in masked
    assert ask(connection, "mask_cpr(?)", text) == masked


@pytest.mark.parametrize(
    "text", ["101000295613", "S-2024-000123", "320157-5001", "2024-03-04 09:12"]
)
def test_other_numbers_stay(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    assert ask(connection, "mask_cpr(?)", text) == text


def test_a_number_keeps_its_pseudonym_wherever_it_stands() -> None:
    own = pseudonym(KEY, "0101575001")
    assert mask_cpr(KEY, "010157-5001") == own
    assert mask_cpr(KEY, "se 0101575001") == f"se {own}"


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "made" / "pseudonym.key"
    first = read_key(path)
    assert len(first) == 32
    assert read_key(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pseudonym.key"
    read_key(path)
    path.chmod(0o640)
    with pytest.raises(ConfigurationError, match="can be read by others") as caught:
        read_key(path)
    assert caught.value.hint == f"chmod 600 {path}"


def test_something_else_is_no_key(tmp_path: Path) -> None:
    path = tmp_path / "pseudonym.key"
    path.write_text("secret")
    path.chmod(0o600)
    with pytest.raises(ConfigurationError, match="does not hold a key"):
        read_key(path)
