"""Numbers: how a cell becomes one, in SQL; what can be read in two ways is not read at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import duckdb

from warehouse.base.sql_text import quoted

NUMBER_CELL = "\x1f"
"""Stands before what a workbook holds as a number, so that it is not read as text of people."""

_BLANKS_AND_MINUSES = "\u00a0\u202f\u2009\u2007\u2212\u2013"
_PLAIN = "    --"
_LONE_GROUP = r"[+-]?[1-9]\d{0,2}\%s\d{3}"


def _shape(decimal: str, thousands: str) -> str:
    """A regular expression: groups of three follow a first group of one to three, never a zero."""
    point, comma = rf"\{thousands}", rf"\{decimal}"
    whole = rf"(\d+|[1-9]\d{{0,2}}(({point}\d{{3}})+|( \d{{3}})+))"
    return rf"[+-]?({whole}({comma}\d+)?|{comma}\d+)"


@dataclass(frozen=True)
class NumberStyle:
    """How a file writes its numbers.

    `decimal` is the sign before the decimals. `lone_groups` holds the signs with which one group of
    three alone, such as `1.234` or `1,234`, can be read.
    """

    decimal: Literal[",", "."] = ","
    thousands: str = "."
    lone_groups: str = "."

    @property
    def example(self) -> str:
        """A number written so, for messages."""
        return f"1{self.thousands}234{self.decimal}50"


def declared_style(decimal: Literal[",", "."] | None, thousands: str | None) -> NumberStyle | None:
    """The style that a mapping declares, if it does.

    Args:
        decimal: the sign before the decimals.
        thousands: the sign between groups of three.
    """
    if decimal is None:
        return None
    other = "." if decimal == "," else ","
    return NumberStyle(decimal, thousands or other, ",.")


def decided_style(n_danish: int, n_english: int) -> NumberStyle:
    """The style of a file by its cells that can be read in one way only.

    Where they tell of both styles, those of the fewer are not read; where they tell of none, the
    contract is Danish, and `1.234` is a thousand and more.

    Args:
        n_danish: cells such as `1.234,50`, `12,5` or `1.234.567`.
        n_english: cells such as `1,234.50`, `12.5` or `0.125`.
    """
    if n_english > n_danish:
        return NumberStyle(".", ",", "" if n_danish else ",.")
    return NumberStyle(",", ".", "," + "." if n_danish and not n_english else ".")


def create_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the SQL functions that the functions below use."""
    blanks, plain = _BLANKS_AND_MINUSES, _PLAIN
    danish, english = _shape(",", "."), _shape(".", ",")
    currency = r"(?i)^(kr\.?|dkk)\s*|\s*(kr\.?|dkk)$"
    minus = r"^(?:\(\s*(\d[\d., ]*)\)|(\d[\d., ]*)-|-\s*(\d[\d., ]*))$"
    for macro in (
        f"number_text(cell) as translate(cell, '{blanks}', '{plain}')",
        f"without_currency(cell) as regexp_replace(trim(number_text(cell)), '{currency}', '', 'g')",
        # A dash alone is no amount; `1.234,-` is in whole kroner.
        r"amount_text(cell) as nullif(trim(regexp_replace(regexp_replace("
        rf"without_currency(cell), ',-+$', ''), '{minus}', '-\1\2\3')), '-')",
        f"is_danish(number) as regexp_full_match(number, '{danish}')",
        f"is_english(number) as regexp_full_match(number, '{english}')",
    ):
        connection.execute(f"create or replace temp macro {macro}")


def number_text(cell: str, is_accounting: bool) -> str:
    """SQL of a cell's text as the other functions take it, null where it holds no amount.

    Args:
        cell: SQL of the cell, trimmed.
        is_accounting: whether amounts may be written as accountants do: `(1.234,50)` and
            `1.234,50-` are negative, with or without kr., and `-` alone is none.
    """
    return f"amount_text({cell})" if is_accounting else f"number_text({cell})"


def evidence(text: str) -> tuple[str, str]:
    """SQL that is true where a text tells of the Danish style, and of the English.

    Args:
        text: SQL of a number's text.
    """
    return (
        f"is_danish({text}) and not is_english({text})",
        f"is_english({text}) and not is_danish({text})",
    )


def number(text: str, style: NumberStyle, duckdb_type: str) -> str:
    """SQL of a number, null where the text is none in the file's style.

    Args:
        text: SQL of the number's text.
        style: of the file.
        duckdb_type: of the number; decimals more than it has are rounded, except of whole numbers.
    """
    decimal, thousands = style.decimal, style.thousands
    is_number = f"regexp_full_match({text}, {quoted(_shape(decimal, thousands))})"
    for sign in ",.":
        if sign not in style.lone_groups:
            is_number += f" and not regexp_full_match({text}, {quoted(_LONE_GROUP % sign)})"
    plain = f"translate({text}, {quoted(f'{decimal} +{thousands}')}, '.')"
    marked = f"starts_with({text}, chr({ord(NUMBER_CELL)}))"
    return (
        f"case when {marked} then {_cast(f'substr({text}, 2)', duckdb_type)} "
        f"when {is_number} then {_cast(plain, duckdb_type)} end"
    )


def _cast(plain: str, duckdb_type: str) -> str:
    """SQL of a number written with a point; one that is too large is null."""
    if duckdb_type == "DOUBLE":
        return f"case when isfinite(try_cast({plain} as double)) then {plain}::double end"
    if duckdb_type.startswith("DECIMAL"):
        return f"try_cast({plain} as {duckdb_type})"
    # A cast to a whole number would round.
    whole = f"regexp_full_match({plain}, '-?\\d+([.]0+)?')"
    return f"case when {whole} then try_cast(split_part({plain}, '.', 1) as {duckdb_type}) end"
