"""Stretches of days: a row each for whom, from date to date, with texts at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import plotly.graph_objects as go

from dashboard.marks.bars import key_of_looks
from dashboard.marks.columns import Picture, Rows
from dashboard.marks.columns import Row as Record
from dashboard.marks.frame import MOST, Part, figure, row_height, text_width
from dashboard.marks.lettering import fitted
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


@dataclass(frozen=True)
class Row:
    """A row: its label, its stretches, and texts in columns to the right."""

    label: str
    spans: tuple[Span, ...]
    texts: tuple[str, ...]


def spans(
    rows: Sequence[Row],
    *,
    looks: Sequence[tuple[Look, str]],
    headers: Sequence[str],
    mark: tuple[date, str],
) -> go.Figure:
    """Stretches on an axis of dates, with what each look means above them.

    Args:
        rows: top to bottom.
        looks: every look with its words.
        headers: one for each text column.
        mark: a date with a line down the picture, and its words.
    """
    traces: list[Part] = []
    for look, _words in looks:
        here = [(i, s) for i, row in enumerate(rows) for s in row.spans if s.look is look]
        if here:
            traces.append(
                {
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
            )
    words: list[Part] = []
    labels = [fitted(row.label, MOST, lines=2) for row in rows]
    left = text_width(labels, most=MOST) + 14
    shapes: list[Part] = [
        {
            "type": "line", "x0": mark[0].isoformat(), "x1": mark[0].isoformat(),
            "y0": 0, "y1": 1, "yref": "paper", "line": {"color": INK, "width": 1.5, "dash": "dot"},
        }
    ]  # fmt: skip
    key_of_looks(looks, words, shapes, above=30, at=-left)
    words.append(
        {
            "x": mark[0].isoformat(), "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 4,
            "text": mark[1], "showarrow": False, "font": {"size": 13, "color": MUTED},
        }
    )  # fmt: skip
    right = 10
    for number, header in enumerate(headers):
        texts = [fitted(row.texts[number], 240) for row in rows]
        right += text_width([header, *texts], most=240) + 18
        for place, text in [(None, header), *enumerate(texts)]:
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
    x = {"type": "date", "tickformat": "%Y", "showgrid": True, "gridcolor": LINE, "tickangle": 0}
    y = {
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": list(range(len(rows))),
        "ticktext": labels,
        "tickfont": {"color": INK, "size": 13},
        "ticklabelstandoff": 8,
    }
    margin = {"l": left, "r": right + 6, "t": 64, "b": 30}
    return figure(traces, shapes, words, x, y, 94 + row_height(labels) * max(len(rows), 1), margin)


@dataclass(frozen=True)
class Spans:
    """A line of spans of days for each row."""

    spans: Callable[[Context, Record], tuple[Span, ...]]
    looks: Sequence[Look]
    mark: Callable[[Context, Rows], date]
    """A day with a line down the picture."""

    def draw(self, picture: Picture) -> go.Figure:
        """Draw the spans."""
        context = picture.context
        day = self.mark(context, picture.rows)
        return spans(
            [
                Row(label, self.spans(context, row), texts)
                for row, label, texts in zip(
                    picture.rows, picture.labels, picture.texts, strict=True
                )
            ],
            looks=[(look, escape(context.codes.of(look))) for look in self.looks],
            headers=picture.headers,
            mark=(day, context.language.day(day)),
        )
