"""A matrix: rows by columns of squares, each with its sign, and what the signs mean above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.marks.columns import Picture, Row, Rows
from dashboard.marks.frame import Part, figure, scatter
from dashboard.marks.listing import Listing
from dashboard.reading.context import Context
from dashboard.words.vocabulary import INK, Look

_SQUARE = 25
_HEAD = 74
"""Pixels of the headings, which stand at a slant: a column is narrower than its heading."""


@dataclass(frozen=True)
class Square:
    """A cell: how it looks, its sign, and what is told of it."""

    look: Look
    sign: str
    hover: str


def _trace(lines: Sequence[Sequence[Square]], look: Look) -> Part:
    here = [
        (column, row, square)
        for row, line in enumerate(lines)
        for column, square in enumerate(line)
        if square.look is look
    ]
    return scatter(
        [column for column, _row, _square in here],
        [row for _column, row, _square in here],
        "markers+text",
        [square.hover for _column, _row, square in here],
        text=[square.sign for _column, _row, square in here],
        textposition="middle center",
        textfont={"size": 14, "color": look.ink},
        marker={"symbol": "square", "size": _SQUARE, "color": look.colour},
        cliponaxis=False,
    )


@dataclass(frozen=True)
class Matrix:
    """A line of squares for each row, and one text beside it."""

    squares: Callable[[Context, Row], tuple[Square, ...]]
    headings: Callable[[Context], Sequence[str]]
    """Of the columns of squares, translated."""
    looks: Callable[[Context, Rows], Sequence[tuple[Look, str]]]
    """Every look with its words, for the key."""

    def draw(self, picture: Picture) -> go.Figure:
        """Draw the matrix."""
        context = picture.context
        listing = Listing(picture, gap=20, lift=4)
        lines = [self.squares(context, row) for row in picture.rows]
        headings = self.headings(context)
        looks = self.looks(context, picture.rows)
        used = {square.look for line in lines for square in line}
        swatches, words = listing.key(looks, up=_HEAD + 10)
        top = _HEAD + 18 + listing.key_height(swatches)
        x = {
            "range": [-0.5, len(headings) - 0.5],
            "side": "top",
            "tickvals": list(range(len(headings))),
            "ticktext": list(headings),
            "tickangle": -32,
            "tickfont": {"color": INK, "size": 13},
            "showgrid": False,
        }
        return figure(
            [_trace(lines, look) for look, _words in looks if look in used],
            swatches,
            [*words, *listing.texts()],
            x,
            listing.axis,
            top + 8 + listing.height,
            {"l": listing.left, "r": listing.right, "t": top, "b": 8},
        )
