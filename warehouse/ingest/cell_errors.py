"""Cell errors: what a spreadsheet writes in a cell it could not work out."""

from __future__ import annotations

import re

from warehouse.ingest.letters import MISREAD

NOT_COMPUTED = "#NOT COMPUTED!"
"""Stands in our own reading of a workbook for a formula without a result."""

NOT_EXACT = "#DIGITS LOST!"
"""Likewise for a whole number with more digits than Excel keeps."""

_ERROR = (
    "(?i)#(?:N/A|I/T|GETTING_DATA|HENTER_DATA|[A-ZÆØÅ0-9/_ ]{2,20}[!?]|#+)|(?:Err|Fejl):[0-9]{3}"
    r"|[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}"
)

_WHY = {
    NOT_COMPUTED: "a formula that was never computed: open the workbook in Excel and save it",
    NOT_EXACT: "a number of more digits than Excel keeps (15): have it written as text",
}


def cell_error(value: str) -> str | None:
    """What is wrong with a cell that holds an error, in words; none where it holds none.

    `#N/A` and `#I/T`, `#DIV/0!` and `#DIVISION/0!` and their like in every language, `Err:502` of
    LibreOffice, the `####` that Excel writes into a CSV from a column too narrow, and the
    `2,024E+15` that it writes for a long number.

    Args:
        value: of the cell, as text.
    """
    value = value.strip()
    if not re.fullmatch(_ERROR, value):
        return None
    digits = f"{value}, a number cut short: have it written as text"
    return _WHY.get(value, digits if value[0].isdigit() else f"the error {value}")


def is_cell_error_sql(value: str) -> str:
    """SQL that tells whether a text is a spreadsheet's error.

    Args:
        value: SQL of the text.
    """
    # Nearly all cells begin otherwise, and a regular expression on each would cost much.
    return (
        f"((ascii({value}) in (35, 69, 70, 101, 102) or contains({value}, 'E+')) "
        f"and regexp_full_match({value}, '{_ERROR}'))"
    )


def is_misread_sql(value: str) -> str:
    """SQL that tells whether a text was read in another encoding than it was written in.

    Args:
        value: SQL of the text.
    """
    return f"(strlen({value}) != length({value}) and regexp_matches({value}, '{MISREAD}'))"
