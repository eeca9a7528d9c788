"""Rows as text that reads well on a narrow screen and in a log."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from typing import Protocol

from rich.cells import cell_len

_GAP = "  "


class Stream(Protocol):
    """What text is written to."""

    def isatty(self) -> bool:
        """Whether it is a screen."""


def screen_width(stream: Stream) -> int | None:
    """Columns of the screen a stream writes to; None for a file or a pipe, which has no width."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Collection[str] = (),
    width: int | None = None,
) -> list[str]:
    """Lines of a table; no cell is cut or wrapped.

    Where the table is too wide, a long first cell gets a line of its own, as `df` does it.

    Args:
        headings: names of the columns.
        rows: cells as text, as many as there are headings.
        right: headings of the columns set to the right, such as counts.
        width: columns of the screen; None for no limit.
    """
    widths = column_widths(headings, rows)
    if width is not None and (spare := _total(widths) - width) > 0:
        widths[0] = max(cell_len(headings[0]), widths[0] - spare)
    lines = [_line(headings, headings, widths, right), _GAP.join("─" * w for w in widths)]
    for row in rows:
        if cell_len(row[0]) > widths[0]:
            lines.append(row[0])
            row = ("", *row[1:])
        lines.append(_line(headings, row, widths, right))
    return lines


def fits(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> bool:
    """Whether a table has room on a screen."""
    return width is None or _total(column_widths(headings, rows)) <= width


def records(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a block per row, a line per column: for rows wider than the screen."""
    first = max((cell_len(heading) for heading in headings), default=0)
    lines = []
    for number, row in enumerate(rows, start=1):
        lines.append(f"── row {number} ──")
        lines += [
            (_padded(heading, first) + _GAP + cell).rstrip()
            for heading, cell in zip(headings, row, strict=True)
        ]
    return lines


def column_widths(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """What each column needs."""
    columns = zip(headings, *rows, strict=True)
    return [max(cell_len(cell) for cell in column) for column in columns]


def one_line(value: object) -> str:
    """A value as text that cannot break a line or steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in str(value))


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _line(
    headings: Sequence[str], cells: Sequence[str], widths: Sequence[int], right: Collection[str]
) -> str:
    padded = (
        _padded(cell, width, to_right=heading in right)
        for heading, cell, width in zip(headings, cells, widths, strict=True)
    )
    return _GAP.join(padded).rstrip()


def _padded(text: str, width: int, *, to_right: bool = False) -> str:
    blank = " " * (width - cell_len(text))
    return blank + text if to_right else text + blank
