"""Stretches of days: a row each for whom, from date to date, with texts at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from dashboard.marks.columns import Picture, Row, Rows
from dashboard.marks.frame import Part, above_plot, annotation, figure, line
from dashboard.marks.listing import Listing
from dashboard.reading.context import Context
from dashboard.words.vocabulary import INK, LINE, MUTED, Look

_DAY = 24 * 3600 * 1000
"""Milliseconds of a day, in which plotly counts the length of a bar on an axis of dates."""


@dataclass(frozen=True)
class Span:
    """A stretch of days, both ends included: how it looks, and what is told of it."""

    look: Look
    from_on: date
    to_on: date
    hover: str


def _trace(rows: Sequence[Sequence[Span]], look: Look) -> Part:
    here = [(i, span) for i, row in enumerate(rows) for span in row if span.look is look]
    return {
        "type": "bar",
        "orientation": "h",
        "y": [i for i, _span in here],
        "base": [span.from_on.isoformat() for _i, span in here],
        "x": [((span.to_on - span.from_on).days + 1) * _DAY for _i, span in here],
        "width": 0.5,
        "offset": -0.25,
        "marker": {
            "color": look.colour,
            "line": {"color": INK, "width": 1},
            "pattern": {"shape": look.pattern, "fillmode": "overlay", "size": 7},
        },
        "hovertext": [span.hover for _i, span in here],
        "hoverinfo": "text",
    }


@dataclass(frozen=True)
class Spans:
    """A line of spans of days for each row."""

    spans: Callable[[Context, Row], tuple[Span, ...]]
    looks: Sequence[Look]
    mark: Callable[[Context, Rows], date]
    """A day with a line down the picture."""

    def draw(self, picture: Picture) -> go.Figure:
        """Draw the spans."""
        context = picture.context
        listing = Listing(picture, gap=28, lift=4)
        rows = [self.spans(context, row) for row in picture.rows]
        day = self.mark(context, picture.rows)
        swatches, words = listing.key(picture.looks(self.looks), up=30)
        used = [
            look for look in self.looks if any(span.look is look for row in rows for span in row)
        ]
        return figure(
            [_trace(rows, look) for look in used],
            [line(INK, 1.5, "dot", x=day.isoformat(), layer=None), *swatches],
            [
                *words,
                annotation(context.language.day(day), MUTED, x=day.isoformat(), **above_plot(4)),
                *listing.texts(),
            ],
            {
                "type": "date",
                "tickformat": "%Y",
                "showgrid": True,
                "gridcolor": LINE,
                "tickangle": 0,
            },
            listing.axis,
            94 + listing.height,
            {"l": listing.left, "r": listing.right, "t": 64, "b": 30},
        )
