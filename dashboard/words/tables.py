"""A table of a chart's numbers: one description for the screen, for CSV and for XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Literal

from dashboard.words.language import Language

Kind = Literal["text", "share", "days", "score", "count", "kroner", "change", "date"]
"""What a column holds; a change is written with its sign beside a mark."""
NOTHING = "–"
DECIMALS = {"share": 1, "days": 1, "score": 2, "count": 0, "kroner": 0, "change": 0}


@dataclass(frozen=True)
class Column:
    """A column: its heading and what kind of values it holds."""

    label: str
    kind: Kind = "text"
    is_given: bool = False
    """Whether it holds what was decided, such as a target, and no result."""

    @property
    def is_number(self) -> bool:
        """Whether values stand to the right."""
        return self.kind in DECIMALS


@dataclass(frozen=True)
class Table:
    """Columns and rows; a share is 0 to 1, None is "no figure"."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]

    def filled(self) -> Table:
        """The table without columns that hold nothing, as the public edition has some."""
        kept = [
            i
            for i in range(len(self.columns))
            if i == 0 or any(row[i] not in (None, "") for row in self.rows)
        ]
        return Table(
            tuple(self.columns[i] for i in kept),
            tuple(tuple(row[i] for i in kept) for row in self.rows),
        )


def written(value: object, column: Column, language: Language, *, decimals: int = 1) -> str:
    """A value as the reader's language writes it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, date):
        return language.day(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if column.kind == "share":
        return language.percent(float(value), decimals)
    if column.kind == "score":
        return language.number(float(value), DECIMALS["score"])
    if column.kind == "days" and float(value) != int(value):
        return language.number(float(value), decimals)
    return language.number(value)


def html_table(table: Table, language: Language, *, caption: str, raw: Sequence[int] = ()) -> str:
    """The table as HTML, with headings a screen reader can follow.

    Args:
        table: what to show.
        language: of numbers and dates.
        caption: says what the table holds; hidden from sight, read aloud.
        raw: columns whose values are HTML already.
    """
    head = "".join(
        f'<th scope="col" class="{"num" if column.is_number else "txt"}">'
        f"{escape(column.label)}</th>"
        for column in table.columns
    )
    body = []
    for row in table.rows:
        cells = []
        for number, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            shown = str(value) if number in raw else escape(written(value, column, language))
            kind = "num" if column.is_number else "txt one" if column.kind == "date" else "txt"
            cells.append(
                f'<th scope="row" class="txt">{shown}</th>'
                if number == 0
                else f'<td class="{kind}">{shown}</td>'
            )
        body.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<div class="sp-scroll"><table class="sp-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )
