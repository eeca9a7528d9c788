"""Notation: how one file writes its numbers and dates, decided by all of its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from warehouse.contracts.mapping import Dialect
from warehouse.ingest.dates import (
    DASH_OR_DOT,
    SLASH,
    DateStyle,
    Order,
    decided_order,
    declared_order,
    instant,
    order_evidence,
)
from warehouse.ingest.layout import DAY_TYPES, Layout
from warehouse.ingest.numbers import (
    NumberStyle,
    decided_style,
    declared_style,
    evidence,
    number,
    number_text,
)
from warehouse.ingest.text_file import TextFile
from warehouse.ingest.workbook import Workbook

_BLANKS = "' ' || chr(160) || chr(8239)"


@dataclass(frozen=True)
class Notation:
    """How a file writes its numbers, its dates, and its dates with a time of day."""

    numbers: NumberStyle
    days: DateStyle
    instants: DateStyle
    whole_at: int | None = None
    """Position of cells that are only whole if they end as all others do: the last row is cut."""

    def value(self, layout: Layout, at: int) -> str:
        """SQL of what a cell holds, an instant for a date; null where it cannot be read.

        Args:
            layout: of the file.
            at: position of the cell.
        """
        kind = layout.types[at]
        if kind in DAY_TYPES:
            value = instant(f"c{at}", self.days if kind == "DATE" else self.instants)
        else:
            value = number(f"c{at}", self.numbers, kind)
        if at == self.whole_at:
            value = f"case when regexp_full_match(c{at}, '{whole_pattern(kind)}') then {value} end"
        return value

    def expected(self, layout: Layout, at: int) -> str:
        """What a cell is not that cannot be read, in words.

        Args:
            layout: of the file.
            at: position of the cell.
        """
        kind = layout.types[at]
        if kind not in DAY_TYPES:
            whole = " whole" if kind == "BIGINT" else ""
            like = self.numbers.example
            return f"is not a{whole} number that can be read with certainty (such as {like})"
        style = self.days if kind == "DATE" else self.instants
        name = "date" if kind == "DATE" else "date with a time"
        if style.formats:
            return f"is not a {name} written as the mapping declares ({', '.join(style.formats)})"
        year_last = "" if style.is_iso else _year_last(style)
        return f"is not a {name} that can be read with certainty (such as 2024-03-25{year_last})"


def _year_last(style: DateStyle) -> str:
    told = ""
    for order, sign in ((style.dash_or_dot, "-"), (style.slash, "/")):
        parts = {"day": ["25", "03"], "month": ["03", "25"], None: None}[order]
        told += f", {sign.join([*parts, '2024'])}" if parts else ""
    if style.slash is None and style.has_slashes:
        told += "; whether 03/04/2024 is in March or in April the file does not show"
    return told


def typed_cells(layout: Layout) -> list[int]:
    """Positions of the cells that are read as numbers or dates."""
    return [at for at, kind in enumerate(layout.types) if kind != "VARCHAR"]


def cell_text(layout: Layout, at: int) -> str:
    """SQL of a typed cell's text, null where nothing stands in it.

    Args:
        layout: of the file.
        at: position of the cell.
    """
    text = f"nullif(trim(c{at}, {_BLANKS}), '')"
    if layout.types[at] in DAY_TYPES:
        return text
    return number_text(text, at in layout.accounting)


def whole_pattern(kind: str) -> str:
    """A regular expression of cells with two decimals, or of days with a time.

    Args:
        kind: the DuckDB type the cells are read as.
    """
    return r".*\d[:.]\d\d.*" if kind in DAY_TYPES else r".*\d[.,]\d\d"


class Look:
    """What to count over every number and date of a file to see how they are written.

    Args:
        layout: of the file.
        dialect: what the mapping declares; what it declares is not looked for.
        is_workbook: a workbook's own dates are ISO, whatever is declared for typed ones.
        is_open: whether the file's last line has no end, and may be cut off.
    """

    def __init__(
        self, layout: Layout, dialect: Dialect, *, is_workbook: bool, is_open: bool
    ) -> None:
        self._dialect = dialect
        self._is_workbook = is_workbook
        # Written where the comma is the decimal sign, and there the day stands first.
        self._assumed: Order | None = "day" if layout.delimiter == ";" else None
        self._numbers = declared_style(dialect.decimal, dialect.thousands)
        self._order = declared_order(dialect.date_format) or declared_order(
            dialect.timestamp_format
        )
        self.conditions: dict[str, list[str]] = {}
        last = len(layout.types) - 1
        self.open_at: int | None = None
        if is_open and layout.types[last] not in ("VARCHAR", "DATE"):
            self.open_at = last
            pattern = whole_pattern(layout.types[last])
            self._add((f"c{last} is not null",), "filled")
            self._add((f"regexp_full_match(c{last}, '{pattern}')",), "whole")
        for at in typed_cells(layout):
            cell = f"c{at}"
            if layout.types[at] not in DAY_TYPES:
                if self._numbers is None:
                    self._add(evidence(cell), "danish", "english")
            elif self._order is None:
                # Most dates hold no slash, which is quicker to see than by a regular expression.
                in_slashes = f"case when contains({cell}, '/') then {{}} end".format
                day_first, month_first = order_evidence(cell, SLASH)
                self._add((in_slashes(day_first), in_slashes(month_first)), "day/", "month/")
                self._add(order_evidence(cell, DASH_OR_DOT), "day-", "month-")
                year_last = r"\d{1,2}/\d{1,2}/\d{4}.*"
                slashed = in_slashes(f"regexp_full_match({cell}, '{year_last}')")
                self._add((slashed,), "slashed")

    def _add(self, conditions: Iterable[str], *names: str) -> None:
        for name, condition in zip(names, conditions, strict=True):
            self.conditions.setdefault(name, []).append(f"count(*) filter ({condition})")

    @property
    def sums(self) -> str:
        """SQL of the counts over the file's rows, their typed cells as `cell_text` gives them."""
        return ", ".join(" + ".join(counts) for counts in self.conditions.values())

    def notation(self, counts: Iterable[int]) -> Notation:
        """How the file writes its numbers and dates.

        Args:
            counts: what `sums` gave.
        """
        n = Counter(dict(zip(self.conditions, counts, strict=True)))
        slash = self._order or decided_order(n["day/"], n["month/"], self._assumed)
        declared = self._dialect.date_format, self._dialect.timestamp_format
        days, instants = (
            DateStyle(
                formats=tuple(f for f in (own, other if own else None) if f and f != "iso"),
                is_iso=own == "iso",
                also_detected=self._is_workbook,
                slash=slash,
                dash_or_dot=self._order or decided_order(n["day-"], n["month-"], "day"),
                has_slashes=n["slashed"] > 0,
                is_slash_assumed=bool(slash and n["slashed"]) and not n["day/"] + n["month/"],
            )
            for own, other in (declared, declared[::-1])
        )
        numbers = self._numbers or decided_style(n["danish"], n["english"])
        # One cell alone ends otherwise than all others.
        is_cut = self.open_at is not None and n["filled"] > 2 and n["whole"] == n["filled"] - 1
        return Notation(numbers, days, instants, self.open_at if is_cut else None)


def note_assumed_order(connection: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """A warning, in the line of the header, that no date shows whether its day stands first."""
    message = (
        "No date written with / shows whether the day or the month stands first. They were read "
        "with the day first, as where files separated by ; are written. If that is wrong, declare "
        "dialect: {date_format: '%m/%d/%Y'} in the mapping."
    )
    connection.execute(
        "insert into findings values (?, null, null, 'assumed_date_order', 'warning', ?, null)",
        [layout.header_line, message],
    )


def note_open_end(
    connection: duckdb.DuckDBPyConnection, source: TextFile | Workbook, layout: Layout
) -> None:
    """A warning, in the last line, that its number or time may be cut off."""
    if not isinstance(source, TextFile):
        return
    message = (
        f"The file ends without a line break: if it was cut off, {layout.header[-1]} of its last "
        "row lacks digits. See that it is whole."
    )
    connection.execute(
        "insert into findings values (?, null, ?, 'open_end', 'warning', ?, null)",
        [source.n_lines, layout.header[-1], message],
    )
