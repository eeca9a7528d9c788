"""Unknown people: what systems write in a person's column when the person is not known.

Such a text is read as empty. Taken for a number it would make one citizen, or one caseworker, of
all the people who are not known.
"""

from __future__ import annotations

import duckdb

from warehouse.contracts.contract import Column

WORDS = (
    "null",
    "none",
    "ukendt",
    "ikkekendt",
    "ejkendt",
    "uoplyst",
    "ikkeoplyst",
    "ejoplyst",
    "uopl",
    "ingen",
    "ingensagsbehandler",
    "mangler",
    "blank",
    "anonym",
    "unknown",
    "notknown",
    "notavailable",
    "missing",
    "nobody",
    "anonymous",
    "undefined",
)
"""In lower case, without blanks and signs: `(NULL)` and `ikke oplyst` are among them."""

SIGNS = ("n/a", "#n/a", "n.a.", "#i/t", "i/t")
"""As they stand: without its signs the first is `NA`, which may be a caseworker's initials."""

COUNTED = ("1234567890", "0123456789")
"""Typed to get past a form that asks for a CPR number."""


def create_nobody_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `is_nobody(text)` for any person's column, and `is_no_citizen(text)` for citizens'.

    Nobody are blanks and signs alone, zeros alone, one digit six times or more, an `x` three
    times or more, and the words above. No citizen is moreover what has no digit, what counts from
    0 or 1 to the end, and a birthday whose last four are zeros or letters x (CPR-kontoret,
    "Personnummeret i CPR": the serial number begins at 0001).

    Args:
        connection: of the load.
    """
    for macro in _MACROS:
        connection.execute(macro)


def nobody_test(column: Column) -> str:
    """The macro that tells who is nobody in a person's column."""
    return "is_no_citizen" if column.classification == "cpr" else "is_nobody"


def _texts(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


_MACROS = (
    # Letters and digits alone, in lower case: dashes and blanks of any kind do not count, nor does
    # the .0 of a number cell.
    r"""
    create or replace temp macro bare(x) as
        regexp_replace(regexp_replace(lower(x), '\.0$', ''), '[^\p{L}\p{N}]', '', 'g')
    """,
    f"""
    create or replace temp macro is_bare_nobody(b) as
        b = '' or b in ({_texts(WORDS)})
        or regexp_full_match(b, '0+|[0x]{{3,}}')
        or (strlen(b) >= 6 and b[1] between '1' and '9' and ltrim(b, b[1]) = '')
    """,
    f"""
    create or replace temp macro is_nobody(x) as
        coalesce(is_bare_nobody(bare(x)) or lower(trim(x)) in ({_texts(SIGNS)}), false)
    """,
    rf"""
    create or replace temp macro is_no_citizen(x) as
        coalesce(
            is_nobody(x)
            or not regexp_matches(x, '\pN')
            or bare(x) in ({_texts(COUNTED)})
            or regexp_full_match(bare(x), '[0-9]{{6}}(0000|x{{4}})'),
            false
        )
    """,
)
