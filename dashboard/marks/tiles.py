"""A tile map: a square for each municipality, all of one size, where it roughly lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go

from dashboard.marks.columns import Field, Picture, Row
from dashboard.marks.frame import Part, figure
from dashboard.marks.lettering import fitted
from dashboard.reading.context import Context
from dashboard.words.vocabulary import INK, MUTED, PAPER

_SIDE = 116
_GAP = 0.04
_SHADES = ("#eef2f6", "#c9dcec", "#93b8d8", "#3f7db3", "#0b4a80")
"""From little to much, dark text on the first three and light on the others."""
_DARK = 3


@dataclass(frozen=True)
class Tile:
    """A square: its place, its shade from 0, its lines of text."""

    row: int
    column: int
    shade: int
    lines: tuple[str, ...]


def tiles(places: Sequence[Tile], *, key: Sequence[str]) -> go.Figure:
    """The map with its key below.

    Args:
        places: the squares.
        key: words of each shade, from little to much.
    """
    traces: list[Part] = []
    words: list[Part] = []
    for tile in places:
        west, north = tile.column - 0.5 + _GAP, -tile.row + 0.5 - _GAP
        east, south = tile.column + 0.5 - _GAP, -tile.row - 0.5 + _GAP
        traces.append(
            _square((west, east, south, north), _SHADES[tile.shade], "<br>".join(tile.lines))
        )
        words.append(
            {
                "x": tile.column,
                "y": -tile.row,
                "text": "<br>".join(
                    fitted(line, _SIDE - 10, size=12.5)
                    for line in (f"<b>{tile.lines[0]}</b>", *tile.lines[1:])
                ),
                "showarrow": False,
                "font": {"size": 12.5, "color": PAPER if tile.shade >= _DARK else INK},
            }
        )
    rows = max((tile.row for tile in places), default=1)
    columns = max((tile.column for tile in places), default=1)
    lowest = -rows - 1.25
    for number, (text, shade) in enumerate(zip(key, _SHADES, strict=True)):
        west = 0.5 + _GAP + number * columns / len(key)
        box = (west, west + 0.24, lowest + 0.42, lowest + 0.66)
        traces.append(_square(box, shade, ""))
        words.append(
            {
                "x": west + 0.3, "y": lowest + 0.54, "xanchor": "left", "text": text,
                "showarrow": False, "font": {"size": 13, "color": MUTED},
            }
        )  # fmt: skip
    x = {"range": [0.5, columns + 0.5], "visible": False}
    # Squares are square whatever the width of the page; what is left over lies at the right.
    y = {
        "range": [lowest + 0.3, -0.5],
        "visible": False,
        "scaleanchor": "x",
        "constrain": "domain",
    }
    x["constrain"] = "domain"
    height = round(_SIDE * (rows + 0.95))
    return figure(traces, [], words, x, y, height + 16, {"l": 8, "r": 8, "t": 8, "b": 8})


def _square(box: tuple[float, float, float, float], colour: str, hover: str) -> Part:
    west, east, south, north = box
    return {
        "type": "scatter",
        "x": [west, east, east, west, west],
        "y": [south, south, north, north, south],
        "mode": "lines",
        "fill": "toself",
        "fillcolor": colour,
        "line": {"color": MUTED, "width": 1},
        "hoveron": "fills",
        "text": hover,
        "hoverinfo": "text" if hover else "skip",
    }


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
        places = [
            Tile(
                row=picture.value(self.row, row),
                column=picture.value(self.column, row),
                shade=self.shade(context, row),
                lines=(label, *(escape(line) for line in self.lines(context, row))),
            )
            for row, label in zip(picture.rows, picture.labels, strict=True)
        ]
        return tiles(places, key=self.key(context))
