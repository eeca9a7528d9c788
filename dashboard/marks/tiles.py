"""A tile map: a square for each municipality, all of one size, where it roughly lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go

from dashboard.marks.columns import Field, Picture, Row
from dashboard.marks.frame import Part, annotation, figure, scatter
from dashboard.marks.lettering import fitted
from dashboard.reading.context import Context
from dashboard.words.vocabulary import INK, MUTED, PAPER

_SIDE = 116
_GAP = 0.04
_SIZE = 12.5
_SHADES = ("#eef2f6", "#c9dcec", "#93b8d8", "#3f7db3", "#0b4a80")
"""From little to much, dark text on the first three and light on the others."""
_DARK = 3


@dataclass(frozen=True)
class Tiles:
    """A square for each row, where it lies on the map."""

    row: Field
    column: Field
    shade: Callable[[Context, Row], int]
    """From 0, the lightest."""
    lines: Callable[[Context, Row], Sequence[str]]
    """What stands below the name."""
    key: Callable[[Context], Sequence[str]]
    """Words of each shade, from little to much."""

    def draw(self, picture: Picture) -> go.Figure:
        """Draw the squares."""
        context = picture.context
        at = [
            (picture.value(self.column, row), picture.value(self.row, row)) for row in picture.rows
        ]
        columns, rows = (max(numbers) for numbers in zip(*at, strict=True))
        squares: list[Part] = []
        words: list[Part] = []
        for row, label, (x, y) in zip(picture.rows, picture.labels, at, strict=True):
            lines = [escape(text) for text in self.lines(context, row)]
            shade = self.shade(context, row)
            half = 0.5 - _GAP
            box = (x - half, x + half, -y - half, -y + half)
            squares.append(_square(box, _SHADES[shade], "<br>".join([label, *lines])))
            words.append(
                _words([f"<b>{label}</b>", *lines], x, -y, PAPER if shade >= _DARK else INK)
            )
        lowest = -rows - 1.25
        for number, (text, colour) in enumerate(zip(self.key(context), _SHADES, strict=True)):
            west = 0.5 + _GAP + number * columns / len(_SHADES)
            squares.append(_square((west, west + 0.24, lowest + 0.42, lowest + 0.66), colour))
            words.append(annotation(text, MUTED, x=west + 0.3, y=lowest + 0.54, xanchor="left"))
        # Squares are square whatever the width of the page; what is left over lies at the right.
        hidden = {"visible": False, "constrain": "domain"}
        return figure(
            squares,
            [],
            words,
            {"range": [0.5, columns + 0.5], **hidden},
            {"range": [lowest + 0.3, -0.5], "scaleanchor": "x", **hidden},
            round(_SIDE * (rows + 0.95)) + 16,
            {"l": 8, "r": 8, "t": 8, "b": 8},
        )


def _words(lines: Sequence[str], x: int, y: int, colour: str) -> Part:
    text = "<br>".join(fitted(line, _SIDE - 10, size=_SIZE) for line in lines)
    return annotation(text, x=x, y=y, font={"size": _SIZE, "color": colour})


def _square(box: tuple[float, float, float, float], colour: str, hover: str = "") -> Part:
    west, east, south, north = box
    told = {"text": hover, "hoverinfo": "text" if hover else "skip"}
    return {
        **scatter([west, east, east, west, west], [south, south, north, north, south], "lines"),
        "fill": "toself",
        "fillcolor": colour,
        "line": {"color": MUTED, "width": 1},
        "hoveron": "fills",
        **told,
    }
