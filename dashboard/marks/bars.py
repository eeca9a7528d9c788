"""Bars in parts, a row each: labels in the bars, texts in columns at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.marks.columns import Field, Picture, Row
from dashboard.marks.frame import Part, figure
from dashboard.marks.lettering import width
from dashboard.marks.listing import Listing
from dashboard.reading.context import Context
from dashboard.words.vocabulary import PAPER, Look

_NARROW_PLOT = 480
"""Pixels of a bar of the whole length, on the narrow side: what its labels must fit."""


@dataclass(frozen=True)
class Piece:
    """One part of a bar: how much, how it looks, what stands in it."""

    look: Look
    size: float
    label: str
    hover: str


def _trace(rows: Sequence[Sequence[Piece]], look: Look, longest: float) -> Part:
    pieces = [next((piece for piece in row if piece.look is look), None) for row in rows]
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
        listing = Listing(picture, gap=28, lift=2)
        rows = [
            self._pieces(picture, row, label)
            for row, label in zip(picture.rows, picture.labels, strict=True)
        ]
        looks = [look for look, _field in self.parts]
        if self.only_used:
            used = [piece.look for row in rows for piece in row]
            looks = [look for look in looks if look in used] or looks[:1]
        longest = max((sum(piece.size for piece in row) for row in rows), default=0.0) or 1.0
        # One look alone needs no key.
        swatches, words = listing.key(picture.looks(looks)) if len(looks) > 1 else ([], [])
        top = 26 + (14 + listing.key_height(swatches) if swatches else 0)
        return figure(
            [_trace(rows, look, longest) for look in looks],
            swatches,
            [*words, *listing.texts()],
            {"range": [0, longest], "tickvals": [], "showgrid": False},
            listing.axis,
            top + 8 + listing.height,
            {"l": listing.left, "r": listing.right, "t": top, "b": 8},
            barmode="stack",
            bargap=0.28,
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
