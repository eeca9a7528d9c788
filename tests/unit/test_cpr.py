"""CPR numbers are found in any notation, in Python and SQL alike, and nothing else is."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warehouse.contracts.cpr import find, hidden, is_unclear, read_number
from warehouse.contracts.pseudonym import (
    create_macros,
    mask_cpr,
    pseudonym,
    pseudonym_of_caseworker,
)

KEY = bytes(range(32))
NUMBER = "0101575001"

SIGNS = [
    "", "-", " ", " - ", ".", "/", "\\", "_", "~", ",", ":", "\t", "\n", "\r\n", " \n ", "--",
    "   ", "\u00a0", "\u00ad", "\u2002", "\u2009", "\u200b", "-\u200b", "\u2060-", "\u2010",
    "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u202f", "\u2043", "\u207b", "\u2212",
    "\u3000", "\ufe58", "\ufe63", "\uff0d", "\ufeff", "&nbsp;", "&#8211;", "%20", "%2D", "*",
    "\u00b7", "|",
]  # fmt: skip
ANYWHERE = [
    *(f"010157{sign}5001" for sign in SIGNS),
    *(f"01{sign}01{sign}57-5001" for sign in (".", "-", "/", " ", "\u2011", "\u2013", "\u00a0")),
    "01.01.1957-5001", "01-01-1957-5001", "01/01/1957 5001", "01011957-5001", "010119575001",
    "01/01 57 5001", "0101 57-5001", "0101\n575001", "010\n1575001", "010157-50\n01",
    "010157-\n5001",
    "\uff10\uff11\uff10\uff11\uff15\uff17\uff0d\uff15\uff10\uff10\uff11",
    "\u0660\u0661\u0660\u0661\u0665\u0667-\u0665\u0660\u0660\u0661",
    "0\u200b1\u200b0\u200b1\u200b5\u200b7\u200b5\u200b0\u200b0\u200b1", "0101\u00ad575001",
]  # fmt: skip
"""As they are known in any text, identifiers too."""
IN_TEXT = [
    "101575001", "10157-5001", "101575001.0", "1.1.57-5001", "1/1-1957 5001", "1-1-57-5001",
    "01 01 57 50 01", "01-01-57-50-01", "0 1 0 1 5 7 - 5 0 0 1", "0-1-0-1-5-7-5-0-0-1",
]  # fmt: skip
"""As they are known in free text: an identifier may be written so."""
AROUND = ["{}", "ringede til {} igen", "CPR{}x", "CPR-nr.: {}.", "({})", '="{}"', "DK{}", "nr{},"]


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


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("written", [*ANYWHERE, *IN_TEXT])
def test_every_notation_is_masked_with_the_one_pseudonym(
    connection: duckdb.DuckDBPyConnection, written: str, around: str
) -> None:
    text = around.format(written)
    masked = mask_cpr(KEY, text)
    assert pseudonym(KEY, NUMBER) in masked
    assert not any(part in masked for part in ("5001", "0157", "1957"))
    assert ask(connection, "mask_cpr(?)", text) == masked
    in_id = mask_cpr(KEY, text, is_id=True)
    assert (pseudonym(KEY, NUMBER) in in_id) is (written in ANYWHERE)
    assert ask(connection, "mask_cpr_id(?)", text) == in_id


@pytest.mark.parametrize(
    "around", ["{}", " {}\t", "'{}", "DK{}", "CPR {}", "CPR-nr.: {}", "{}\u200b"]
)
@pytest.mark.parametrize("written", [*ANYWHERE, *IN_TEXT, "0101575001.0", "1.01575001E8"])
def test_a_cell_of_the_cpr_column_is_read_whatever_its_notation(
    connection: duckdb.DuckDBPyConnection, written: str, around: str
) -> None:
    if "E8" in written and around != "{}":
        return
    assert ask(connection, "cpr_digits(?)", around.format(written)) == NUMBER


@pytest.mark.parametrize(
    ("cell", "number", "unclear"),
    [
        ("320157-5001", "3201575001", False),  # no day, but a number all the same
        ("610157-5001", "6101575001", False),  # an administrative number: day + 60
        ("010157-1ab2", "0101571AB2", False),
        ("010157 1AB2", "0101571AB2", False),
        ("1.02E+08", None, True),  # rounded: many people are written so
        ("010157-5001 / 020257-5002", None, True),
        ("010157-5001, 0101575001", NUMBER, None),
        ("Jens, 010157-5001", NUMBER, None),
        ("A-17", None, False),
        ("010157", None, True),  # half a number: all who are born that day
        ("CPR 010157-", None, True),
        ("010157-***", None, True),
        ("01-01-1957", None, True),
        ("1957-01-01", None, True),
        ("01011957", None, True),
        ("5001", None, True),
        ("-5001", None, True),
        ("010157-500", None, True),  # a digit is missing: which one, nobody knows
        ("010157500", None, True),
        ("0101575", None, True),
        ("101575001", NUMBER, False),  # Excel took the zero
        ("991575001", None, False),  # no day with a zero before it: no CPR number, but somebody's
        ("991575001.0", None, False),
        ("341357", None, False),  # no birthday
        ("17", None, False),
        ("12345-67890", None, False),
    ],
)
def test_what_a_cell_says_is_never_guessed(
    connection: duckdb.DuckDBPyConnection, cell: str, number: str | None, unclear: bool | None
) -> None:
    assert read_number(cell) == number == ask(connection, "cpr_digits(?)", cell)
    if unclear is not None:
        assert is_unclear(cell) is unclear is ask(connection, "cpr_is_unclear(?)", cell)


@pytest.mark.parametrize(
    "text",
    [
        "101000295613", "S-2024-000123", "S-2024-0003345", "320157-5001", "01-03-2024 09:12",
        "2024-03-04 09:12", "2024-03-04T09:12:00.123456", "2012-0300045", "7.292,20 kr.",
        "20261122T081200-3fa1", "20261122T081500123456-3fa1", "5.30.26.1.001", "+45 12 34 56 78",
        "1012345678901234", "Udvalget 14-06-2023, 2023-0177", "14.06.23 2023/177",
        "den 01-03-24 kl. 9.12", "p_01015750010101575001010157500101ab",
    ],
)  # fmt: skip
def test_other_numbers_stay(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    for macro, is_id in (("mask_cpr(?)", False), ("mask_cpr_id(?)", True)):
        assert mask_cpr(KEY, text, is_id=is_id) == text == ask(connection, macro, text)


def test_numbers_side_by_side_are_told_apart() -> None:
    text = "den 12/03 010157-5001, 020257-5002/0303575003 og 1AB2 050557-1AB2"
    numbers = [number for _, _, number in find(text)]
    assert numbers == [NUMBER, "0202575002", "0303575003", "0505571AB2"]
    assert hidden(text).count("•") == 40


def test_a_caseworker_named_by_a_number_is_one_in_every_notation() -> None:
    known = {pseudonym_of_caseworker(KEY, f"010157{sign}5001") for sign in SIGNS}
    assert known == {pseudonym(KEY, NUMBER)}
    assert pseudonym_of_caseworker(KEY, "SB 17") == pseudonym(KEY, "SB 17")


PIECES = st.one_of(
    st.sampled_from(
        ["010157", "5001", "01", "57", "1957", "1AB2", "CPR", "p_", "12", "0", "\uff15"]
    ),
    st.sampled_from(SIGNS),
    st.text("0123456789", max_size=4),
    st.text(max_size=3).filter(lambda text: "\0" not in text),
)


@example("01\u030101575001")
@example("%200101575001")
@example("0101575001\u0661")
@given(text=st.lists(PIECES, max_size=12).map("".join))
def test_sql_and_python_mask_alike_and_once(
    connection: duckdb.DuckDBPyConnection, text: str
) -> None:
    for macro, is_id in (("mask_cpr(?)", False), ("mask_cpr_id(?)", True)):
        masked = mask_cpr(KEY, text, is_id=is_id)
        assert ask(connection, macro, text) == masked
        assert mask_cpr(KEY, masked, is_id=is_id) == masked
    assert ask(connection, "cpr_digits(?)", text) == read_number(text)


@given(
    signs=st.tuples(*[st.sampled_from(["", "", ".", "-", "/", "\u00a0", "\u2011", "\u2212"])] * 2),
    last=st.sampled_from(SIGNS),
    century=st.sampled_from(["", "19", "20"]),
    before=st.text(st.characters(categories=["L"]), max_size=3),
    after=st.text(st.characters(categories=["L", "P", "Zs"]), max_size=3),
)
def test_any_mixture_of_signs_is_one_citizen(
    signs: tuple[str, str], last: str, century: str, before: str, after: str
) -> None:
    text = f"{before}01{signs[0]}01{signs[1]}{century}57{last}5001{after}"
    assert [number for _, _, number in find(text)] == [NUMBER]


@pytest.mark.parametrize(
    ("cell", "year", "sex", "is_unborn"),
    [
        ("0203570001", 1957, "male", False),  # fails modulus 11, as no number of that day does
        ("203570001", 1957, "male", False),
        ("2.3.57-0001", 1957, "male", False),
        ("02-03-1957-0001", 1957, "male", False),
        ("101575001", 2057, "male", True),
        ("101575001.0", 2057, "male", True),
        ("10157-5001", 2057, "male", True),
        ("1.01575001E8", 2057, "male", True),
        ("01-01-1957-5001", 2057, "male", False),
        ("0101575001", 2057, "male", False),  # as it stands
        ("CPR 010157-5001", 2057, "male", False),
        ("010157 \u2013 5001", 2057, "male", False),
        ("010157-1ab2", None, None, False),
        ("A-17", None, None, False),
    ],
)
def test_a_birthday_that_was_made_out_does_not_lie_ahead(
    connection: duckdb.DuckDBPyConnection,
    cell: str,
    year: int | None,
    sex: str | None,
    is_unborn: bool,
) -> None:
    row = connection.execute(
        "select cpr_birth_year(d), cpr_sex(d), cpr_is_unborn(x, d) "
        "from (select ? as x, cpr_digits(x) as d)",
        [cell],
    ).fetchone()
    assert row == (year, sex, is_unborn)
