"""How wide words are in the font of the charts, and how long ones are wrapped or shortened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape, unescape
from pathlib import Path

from PIL import ImageFont

FONT_FOLDER = Path(__file__).parents[1] / "fonts"
SIZE = 13
"""Size of the words of a chart, in pixels."""

_DRAWN_AT = 100
"""The size letters are measured at: hinting at small sizes rounds every letter to whole pixels."""

_TAG = re.compile(r"<[^>]*>")


def plain(text: str) -> str:
    """A text of a chart without its markup."""
    return unescape(_TAG.sub("", text))


@lru_cache(maxsize=20_000)
def width(text: str, size: float = SIZE, *, is_bold: bool = False) -> float:
    """Pixels a text takes up, its markup left out; the widest of its lines."""
    bold = is_bold or text.startswith("<b>")
    lines = [plain(line) for line in text.split("<br>")]
    return max(_font(bold).getlength(line) for line in lines) * size / _DRAWN_AT


def wrapped(text: str, most: float, size: float = SIZE, *, is_bold: bool = False) -> list[str]:
    """A plain text in lines of at most so many pixels; a word that is longer is cut in two."""
    lines = [""]
    for word in text.split():
        rest = word
        while rest:
            longer = f"{lines[-1]} {rest}".strip()
            if width(escape(longer), size, is_bold=is_bold) <= most:
                lines[-1], rest = longer, ""
            elif lines[-1]:
                lines.append("")
            else:
                kept = _head(rest, most, size, is_bold)
                lines[-1], rest = rest[:kept], rest[kept:]
                lines.append("")
    return [line for line in lines if line] or [""]


def fitted(label: str, most: float, *, lines: int = 1, size: float = SIZE) -> str:
    """A label as it fits: as it is, else in lines, the last shortened with "…".

    Args:
        label: HTML; bold where it is bold from its beginning to its end.
        most: pixels of a line.
        lines: how many there may be.
        size: of the letters, in pixels.
    """
    if width(label, size) <= most:
        return label
    is_bold = label.startswith("<b>")
    parts = wrapped(plain(label.replace("<br>", " ")), most, size, is_bold=is_bold)
    if len(parts) > lines:
        last = " ".join(parts[lines - 1 :])
        kept = _head(last, most - width("…", size, is_bold=is_bold), size, is_bold)
        parts = [*parts[: lines - 1], last[:kept].rstrip(" ,;:–-") + "…"]
    text = "<br>".join(escape(part) for part in parts)
    return f"<b>{text}</b>" if is_bold else text


def in_rows(rooms: Sequence[int], most: int) -> list[tuple[int, int]]:
    """The row of each thing, and where in it it begins: as many in a row as there is room for.

    Args:
        rooms: pixels of each thing.
        most: pixels of a row.
    """
    places, row, at = [], 0, 0
    for room in rooms:
        if at and at + room > most:
            row, at = row + 1, 0
        places.append((row, at))
        at += room
    return places


def _head(text: str, most: float, size: float, is_bold: bool) -> int:
    """How many letters of a text fit; one at the least."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(escape(text[:middle]), size, is_bold=is_bold) <= most:
            low = middle
        else:
            high = middle - 1
    return low


@lru_cache
def _font(is_bold: bool) -> ImageFont.FreeTypeFont:
    name = "IBMPlexSans-SemiBold.ttf" if is_bold else "IBMPlexSans-Regular.ttf"
    return ImageFont.truetype(FONT_FOLDER / name, _DRAWN_AT)
