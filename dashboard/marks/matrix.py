"""A matrix: rows by columns of squares, each with its sign, and what the signs mean above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.marks.bars import key_of_looks
from dashboard.marks.columns import Picture, Row, Rows
from dashboard.marks.frame import MOST, Part, figure, row_height, text_width
from dashboard.marks.lettering import fitted
from dashboard.reading.context import Context
from dashboard.words.vocabulary import INK, MUTED, Look

_SQUARE = 25
_HEAD = 74
"""Pixels of the headings, which stand at a slant: a column is narrower than its heading."""


@dataclass(frozen=True)
class Square:
    """A cell: how it looks, its sign, and what is told of it."""

    look: Look
    sign: str
    hover: str


@dataclass(frozen=True)
class Line:
    """A row: its label, a square for each column, and a text to the right."""

    label: str
    squares: tuple[Square, ...]
    text: str


def matrix(
    lines: Sequence[Line],
    *,
    headings: Sequence[str],
    looks: Sequence[tuple[Look, str]],
    last: str,
) -> go.Figure:
    """Squares in rows and columns, with what each look means above them.

    Args:
        lines: top to bottom.
        headings: of the columns, from left to right.
        looks: every look with its words.
        last: heading of the text to the right.
    """
    traces: list[Part] = []
    for look, _words in looks:
        here = [
            (column, row, square)
            for row, line in enumerate(lines)
            for column, square in enumerate(line.squares)
            if square.look is look
        ]
        if here:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "markers+text",
                    "x": [column for column, _row, _square in here],
                    "y": [row for _column, row, _square in here],
                    "text": [square.sign for _column, _row, square in here],
                    "textposition": "middle center",
                    "textfont": {"size": 14, "color": look.ink},
                    "marker": {"symbol": "square", "size": _SQUARE, "color": look.colour},
                    "hovertext": [square.hover for _column, _row, square in here],
                    "hoverinfo": "text",
                    "cliponaxis": False,
                }
            )
    words: list[Part] = []
    shapes: list[Part] = []
    labels = [fitted(line.label, MOST, lines=2) for line in lines]
    left = text_width(labels, most=MOST) + 14
    above = _HEAD + 18 + key_of_looks(looks, words, shapes, above=_HEAD + 10, at=-left)
    right = text_width([last, *(line.text for line in lines)], most=240) + 20
    for place, text in [(None, last), *((i, line.text) for i, line in enumerate(lines))]:
        words.append(
            {
                "x": 1,
                "xref": "paper",
                "xanchor": "right",
                "xshift": right,
                "y": 1 if place is None else place,
                "yref": "paper" if place is None else "y",
                "yanchor": "bottom" if place is None else "middle",
                "yshift": 4 if place is None else 0,
                "text": text,
                "showarrow": False,
                "font": {"size": 13, "color": MUTED if place is None else INK},
            }
        )
    x = {
        "range": [-0.5, len(headings) - 0.5],
        "side": "top",
        "tickvals": list(range(len(headings))),
        "ticktext": list(headings),
        "tickangle": -32,
        "tickfont": {"color": INK, "size": 13},
        "showgrid": False,
    }
    y = {
        "range": [len(lines) - 0.5, -0.5],
        "tickvals": list(range(len(lines))),
        "ticktext": labels,
        "tickfont": {"color": INK, "size": 13},
        "ticklabelstandoff": 8,
    }
    margin = {"l": left, "r": right + 6, "t": above, "b": 8}
    return figure(
        traces, shapes, words, x, y, above + 8 + row_height(labels) * max(len(lines), 1), margin
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
        return matrix(
            [
                Line(label, self.squares(context, row), *texts)
                for row, label, texts in zip(
                    picture.rows, picture.labels, picture.texts, strict=True
                )
            ],
            headings=self.headings(context),
            looks=self.looks(context, picture.rows),
            last=picture.headers[0],
        )
