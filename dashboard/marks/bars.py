"""Bars in parts, a row each: labels in the bars, texts in columns at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go

from dashboard.marks.columns import Field, Picture, Row
from dashboard.marks.frame import MOST, Part, figure, row_height, text_width
from dashboard.marks.lettering import fitted, width
from dashboard.reading.context import Context
from dashboard.words.vocabulary import INK, MUTED, PAPER, Look

_NARROW_PLOT = 480
"""Pixels of a bar of the whole length, on the narrow side: what its labels must fit."""
_MOST_TEXT = 240
"""Pixels of a text in a column at the right."""
_KEY_ROOM = 960
"""Pixels of a row of the key, on the narrow side."""
_KEY_STEP = 22


@dataclass(frozen=True)
class Piece:
    """One part of a bar: how much, how it looks, what stands in it."""

    look: Look
    size: float
    label: str
    hover: str


@dataclass(frozen=True)
class Bar:
    """A row: its label, its parts from left to right, and texts in columns to the right."""

    label: str
    pieces: tuple[Piece, ...]
    texts: tuple[str, ...]


def bars(
    rows: Sequence[Bar], *, looks: Sequence[tuple[Look, str]], headers: Sequence[str]
) -> go.Figure:
    """Bars in parts, with what each part is above them.

    Args:
        rows: top to bottom.
        looks: every look with its words, in the order of the parts; one alone needs no key.
        headers: one for each text column.
    """
    longest = max((sum(piece.size for piece in row.pieces) for row in rows), default=0.0) or 1.0
    traces = [_trace(rows, look, longest) for look, _words in looks]
    words: list[Part] = []
    shapes: list[Part] = []
    above = 12
    labels = [fitted(row.label, MOST, lines=2) for row in rows]
    left = text_width(labels, most=MOST) + 14
    if len(looks) > 1:
        above += 14 + key_of_looks(looks, words, shapes, at=-left)
    right = 10
    for number, header in enumerate(headers):
        texts = [
            fitted(text, _MOST_TEXT) for text in (header, *(row.texts[number] for row in rows))
        ]
        right += text_width(texts, most=_MOST_TEXT) + 18
        for place, text in zip([None, *range(len(rows))], texts, strict=True):
            words.append(
                {
                    "x": 1,
                    "xref": "paper",
                    "xanchor": "right",
                    "xshift": right,
                    "y": 1 if place is None else place,
                    "yref": "paper" if place is None else "y",
                    "yanchor": "bottom" if place is None else "middle",
                    "yshift": 2 if place is None else 0,
                    "text": text,
                    "showarrow": False,
                    "font": {"size": 13, "color": MUTED if place is None else INK},
                }
            )
    x = {"range": [0, longest], "tickvals": [], "showgrid": False}
    y = {
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": list(range(len(rows))),
        "ticktext": labels,
        "tickfont": {"color": INK, "size": 13},
        "ticklabelstandoff": 8,
    }
    margin = {"l": left, "r": right + 6, "t": above + 14, "b": 8}
    height = above + 22 + row_height(labels) * max(len(rows), 1)
    made = figure(traces, shapes, words, x, y, height, margin)
    made.layout.update(barmode="stack", bargap=0.28)
    return made


def _trace(rows: Sequence[Bar], look: Look, longest: float) -> Part:
    pieces = [next((p for p in row.pieces if p.look is look), None) for row in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(rows))),
        "x": [piece.size if piece else 0.0 for piece in pieces],
        "marker": {
            "color": look.colour,
            "line": {"color": PAPER, "width": 1.5},
            "pattern": {"shape": look.pattern, "fgcolor": PAPER, "size": 7, "solidity": 0.2},
        },
        # A label that does not fit is left out: plotly would shrink or turn it.
        "text": [
            piece.label
            if piece and piece.size / longest * _NARROW_PLOT > width(piece.label) + 4
            else ""
            for piece in pieces
        ],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": look.ink, "size": 13},
        "hovertext": [piece.hover if piece else "" for piece in pieces],
        "hoverinfo": "text",
    }


def key_of_looks(
    looks: Sequence[tuple[Look, str]],
    words: list[Part],
    shapes: list[Part],
    *,
    above: int = 24,
    at: int = 0,
) -> int:
    """A swatch and words for every look, in rows above the plot.

    Args:
        looks: every look with its words.
        words: texts of the figure; the key's are added.
        shapes: shapes of the figure; the key's are added.
        above: pixels above the plot.
        at: pixels from its left side, below zero to the left of it.

    Returns:
        Pixels the rows take up.
    """
    rows: list[list[tuple[Look, str, int]]] = [[]]
    place = at
    for look, said in looks:
        room = 19 + int(width(said)) + 22
        if rows[-1] and place + room > at + _KEY_ROOM:
            rows.append([])
            place = at
        rows[-1].append((look, said, place))
        place += room
    for number, row in enumerate(reversed(rows)):
        _key_row(row, words, shapes, above + number * _KEY_STEP)
    return len(rows) * _KEY_STEP


def _key_row(
    row: Sequence[tuple[Look, str, int]], words: list[Part], shapes: list[Part], above: int
) -> None:
    for look, said, at in row:
        shapes.append(
            {
                "type": "rect",
                "xref": "paper", "xsizemode": "pixel", "xanchor": 0, "x0": at, "x1": at + 14,
                "yref": "paper", "ysizemode": "pixel", "yanchor": 1, "y0": above, "y1": above + 13,
                "fillcolor": look.colour, "line": {"width": 0},
            }
        )  # fmt: skip
        words.append(
            {
                "x": 0, "xref": "paper", "xanchor": "left", "xshift": at + 19,
                "y": 1, "yref": "paper", "yanchor": "middle", "yshift": above + 7,
                "text": said, "showarrow": False, "font": {"size": 13, "color": INK},
            }
        )  # fmt: skip


def parts(
    looks: Mapping[str, Look], *codes: str, **fields: Field
) -> tuple[tuple[Look, Field], ...]:
    """Parts of bars from left to right: those whose field has the name of their look, then others.

    Args:
        looks: how parts look, by code.
        codes: of parts whose size is the field of the same name.
        fields: the field of each other part by the code of its look.
    """
    return tuple(
        (looks[code], field) for code, field in {**{c: c for c in codes}, **fields}.items()
    )


@dataclass(frozen=True)
class Bars:
    """A bar for each row, in parts."""

    parts: Sequence[tuple[Look, Field]]
    """Look and size of each part; a part of no size is left out."""
    inside: Callable[[Context, float], str] | None = lambda context, size: context.language.number(
        size
    )
    """What stands in a part; nothing where it is None."""
    label: Callable[[Context, Row, Look], str] | None = None
    """What stands in a part where it is not the size of the part."""
    hover: Callable[[Context, Row, Look, float], Sequence[str]] | None = None
    """Lines below the name; else the part's word and its size."""
    only_used: bool = False
    """Whether the key leaves out parts that no row has."""
    same_length: bool = False
    """Whether every bar is as long as the others: rounded shares need not add up to 1."""

    def draw(self, picture: Picture) -> go.Figure:
        """Draw the bars."""
        context = picture.context
        rows = [
            Bar(label, self._pieces(picture, row, label), texts)
            for row, label, texts in zip(picture.rows, picture.labels, picture.texts, strict=True)
        ]
        looks = [look for look, _field in self.parts]
        if self.only_used:
            used = [piece.look for row in rows for piece in row.pieces]
            looks = [look for look in looks if look in used] or looks[:1]
        return bars(
            rows,
            looks=[(look, escape(context.codes.of(look))) for look in looks],
            headers=picture.headers,
        )

    def _pieces(self, picture: Picture, row: Row, label: str) -> tuple[Piece, ...]:
        context = picture.context
        sizes = [(look, picture.value(field, row)) for look, field in self.parts]
        whole = sum(size or 0 for _look, size in sizes) if self.same_length else 1
        return tuple(
            Piece(
                look=look,
                size=size / whole if self.same_length else size,
                label=self._label(context, row, look, size),
                hover=picture.hover(self._lines(context, row, look, size), label),
            )
            for look, size in sizes
            if size
        )

    def _label(self, context: Context, row: Row, look: Look, size: float) -> str:
        if self.label:
            return self.label(context, row, look)
        return self.inside(context, size) if self.inside else ""

    def _lines(self, context: Context, row: Row, look: Look, size: float) -> Sequence[str]:
        if self.hover:
            return self.hover(context, row, look, size)
        return [f"{context.codes.of(look)}: {context.language.number(size)}"]
