"""Dots with intervals and targets, a row each, texts in columns at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.marks.axes import Axis, Ends, Scale
from dashboard.marks.columns import Field, Picture, Row, Rows
from dashboard.marks.frame import MOST, ROOM, Part, figure, marker, row_height, text_width
from dashboard.marks.lettering import fitted
from dashboard.reading.context import Context, target_line
from dashboard.words.language import later
from dashboard.words.vocabulary import BAND, GREY, INK, MARGIN, MUTED, SIGNALS, Sign

_APART = 0.34
"""Between the values of one row, in rows."""

RESULT = later("Result")
INTERVAL = later("95% interval")
"""What a mark and its line are called where a chart does not say otherwise."""

_MOST_TEXT = 240
"""Pixels of a text in a column at the right."""


@dataclass(frozen=True)
class Mark:
    """One of several values of a row: whose it is, how it looks, and its interval."""

    name: str
    sign: Sign
    value: float | None
    low: float | None
    high: float | None
    hover: str


@dataclass(frozen=True)
class Dot:
    """A row of a dot plot: value with interval and target, and texts in columns to the right."""

    label: str
    sign: Sign
    texts: tuple[str, ...]
    hover: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    target: float | None = None
    marks: tuple[Mark, ...] = ()
    """Values drawn one below the other in place of the one value, with a key above the plot."""

    @property
    def drawn(self) -> tuple[Mark, ...]:
        """What is drawn of the row."""
        return self.marks or (Mark("", self.sign, self.value, self.low, self.high, self.hover),)

    band: tuple[float, float] | None = None
    """Where the value may lie and count as none, such as a margin."""


def dots(
    rows: Sequence[Dot],
    *,
    headers: Sequence[str],
    scale: Scale,
    target_words: str | None,
    mark: str = RESULT,
    interval: str = INTERVAL,
) -> go.Figure:
    """Dots with 95% intervals and targets, a row each, texts in columns at the right.

    Args:
        rows: top to bottom.
        headers: one for each text column.
        scale: of the values.
        target_words: label of the target line, or of the target marks where targets differ.
        mark: what a mark without a sign of its own is, for the key; to be translated.
        interval: what the line through a mark is, likewise.
    """
    places = list(range(len(rows)))
    labels = [fitted(row.label, MOST, lines=2) for row in rows]
    columns = [
        [fitted(text, _MOST_TEXT) for text in (header, *(row.texts[i] for row in rows))]
        for i, header in enumerate(headers)
    ]
    left = text_width(labels, most=MOST) + 14
    widths = [text_width(texts, most=_MOST_TEXT) + 18 for texts in columns]
    traces: list[Part] = []
    shapes: list[Part] = []
    words: list[Part] = []
    shapes += [
        {
            "type": "rect", "x0": row.band[0], "x1": row.band[1], "y0": place - 0.4,
            "y1": place + 0.4, "fillcolor": MARGIN, "line": {"width": 0}, "layer": "below",
        }
        for place, row in enumerate(rows)
        if row.band
    ]  # fmt: skip
    targets = {row.target for row in rows if row.target is not None}
    if len(targets) == 1 and target_words:
        target = next(iter(targets))
        shapes.append(
            {
                "type": "line",
                "x0": target,
                "x1": target,
                "y0": -0.5,
                "y1": len(rows) - 0.5,
                "line": {"color": INK, "width": 1.5, "dash": "4px,3px"},
                "layer": "between",
            }
        )
        words.append(
            {
                "x": target,
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "yshift": 6,
                "text": target_words,
                "showarrow": False,
                "font": {"size": 13, "color": INK},
            }
        )
    elif targets:
        with_target = [i for i in places if rows[i].target is not None]
        traces.append(
            {
                "type": "scatter",
                "x": [rows[i].target for i in with_target],
                "y": with_target,
                "mode": "markers",
                "marker": {
                    "symbol": "line-ns-open",
                    "size": 18,
                    "color": INK,
                    "line": {"width": 2, "color": INK},
                },
                "hoverinfo": "skip",
            }
        )
        if target_words:
            words.append(
                {
                    "x": rows[with_target[0]].target,
                    "y": 1,
                    "yref": "paper",
                    "yanchor": "bottom",
                    "yshift": 6,
                    "text": target_words,
                    "showarrow": False,
                    "font": {"size": 13, "color": INK},
                }
            )
    traces += _mark_traces(rows)
    right = 16
    for number, texts in enumerate(columns):
        # Words stand to the left, numbers to the right.
        is_word = number == 0
        edge = right if is_word else right + widths[number] - 18
        for place, text in zip([None, *places], texts, strict=True):
            colour = MUTED if place is None else rows[place].sign.colour if is_word else INK
            words.append(
                {
                    "x": 1,
                    "xref": "paper",
                    "xanchor": "left" if is_word else "right",
                    "xshift": edge,
                    "y": 1 if place is None else place,
                    "yref": "paper" if place is None else "y",
                    "yanchor": "bottom" if place is None else "middle",
                    "yshift": 6 if place is None else 0,
                    "text": text,
                    "showarrow": False,
                    "font": {"size": 13, "color": colour},
                }
            )
        right += widths[number]
    height = 30 + row_height(labels) * max(len(rows), 1) + 34
    margin = {"l": left, "r": right, "t": 30, "b": 34}
    ticks = [scale.words(tick) for tick in scale.ticks]
    plot = max(ROOM - left - right, 1)
    every = 1 + int(len(ticks) * (text_width(ticks, most=plot) + 16) / plot)
    x = {
        "range": [scale.low, scale.high],
        "tickvals": list(scale.ticks),
        "ticktext": [
            tick if i % every == 0 else "" for i, tick in reversed(list(enumerate(reversed(ticks))))
        ],
        "tickangle": 0,
        "showgrid": True,
    }
    y = {
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": places,
        "ticktext": labels,
        "tickfont": {"color": INK, "size": 13},
        "ticklabelstandoff": 8,
        "showgrid": True,
        "gridcolor": BAND,
    }
    made = figure(traces, shapes, words, x, y, height, margin)
    made.layout.meta = {"key": _key_of_dots(rows, mark, interval)}
    if any(row.marks for row in rows):
        made.layout.update(
            showlegend=True,
            legend={
                "orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom",
                "itemclick": False, "itemdoubleclick": False, "font": {"size": 13, "color": INK},
            },
        )  # fmt: skip
    return made


def _key_of_dots(rows: Sequence[Dot], mark: str, interval: str) -> list[Part]:
    """What the marks and lines of the dots mean; marks of several values have a legend."""
    marks = [one for row in rows for one in row.drawn if one.value is not None]
    signs = {} if any(row.marks for row in rows) else {one.sign.code: one.sign for one in marks}
    plain = ("common_cause", "uncertain") if len(signs) == 1 else ("common_cause",)
    key: list[Part] = [
        {
            "shape": sign.symbol,
            "colour": sign.colour,
            **({"words": mark} if code in plain else {"code": (sign.list, sign.code)}),
        }
        for code, sign in signs.items()
    ]
    if any(one.low is not None and one.high != one.low for one in marks):
        key.append({"shape": "whisker", "colour": GREY, "words": interval})
    if any(row.band for row in rows):
        key.append({"shape": "band", "colour": MARGIN, "words": later("Margin")})
    # A mark alone that is the result needs no key.
    return [] if [entry.get("words") for entry in key] == [RESULT] else key


def _mark_traces(rows: Sequence[Dot]) -> list[Part]:
    """The values of all rows with their intervals, a trace for each sign."""
    placed = [
        (place + _APART * (number - (len(row.drawn) - 1) / 2), mark)
        for place, row in enumerate(rows)
        for number, mark in enumerate(row.drawn)
    ]
    traces = []
    for sign in {mark.sign.code: mark.sign for _place, mark in placed}.values():
        here = [
            (place, mark, mark.value)
            for place, mark in placed
            if mark.sign == sign and mark.value is not None
        ]
        if not here:
            continue
        traces.append(
            {
                "type": "scatter",
                "name": here[0][1].name,
                "x": [value for _place, _mark, value in here],
                "y": [place for place, _mark, _value in here],
                "mode": "markers",
                "marker": marker(sign, 12),
                "cliponaxis": False,
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [
                        (mark.high if mark.high is not None else value) - value
                        for _place, mark, value in here
                    ],
                    "arrayminus": [
                        value - (mark.low if mark.low is not None else value)
                        for _place, mark, value in here
                    ],
                    "color": sign.colour,
                    "thickness": 2.5,
                    "width": 0,
                },
                "hovertext": [mark.hover for _place, mark, _value in here],
                "hoverinfo": "text",
            }
        )
    return traces


@dataclass(frozen=True)
class Dots:
    """A dot for each row, with its interval and its target."""

    axis: Axis
    value: Field = "value"
    low: Field | None = None
    high: Field | None = None
    target: Field | None = None
    band: Callable[[Context, Row], tuple[float, float] | None] | None = None
    """Where a value may lie and count as none."""
    reach: Field | None = None
    """What the axis reaches to and no mark shows: charts of the same figures have one axis."""
    sign: Sign | Callable[[Context, Row], Sign] = SIGNALS["common_cause"]
    several: Callable[[Context, Row], tuple[Mark, ...]] | None = None
    """Values drawn one below the other in place of the one value."""
    hover: Callable[[Context, Row], Sequence[str]] = lambda context, row: ()
    """Lines below the name."""
    target_words: Callable[[Context, Rows], str | None] | None = None
    """What targets are called; else "Target 80 %", or "Target" where they differ."""
    mark: str = RESULT
    """What a dot without a sign of its own is, for the key."""
    interval: str = INTERVAL
    """What the line through a dot is, likewise."""

    def draw(self, picture: Picture) -> go.Figure:
        """Draw the dots."""
        context = picture.context
        rows = [
            Dot(
                label=label,
                sign=self.sign if isinstance(self.sign, Sign) else self.sign(context, row),
                texts=texts,
                hover=picture.hover(self.hover(context, row), label),
                value=picture.value(self.value, row),
                low=picture.value(self.low, row),
                high=picture.value(self.high, row),
                target=picture.value(self.target, row),
                marks=self.several(context, row) if self.several else (),
                band=self.band(context, row) if self.band else None,
            )
            for row, label, texts in zip(picture.rows, picture.labels, picture.texts, strict=True)
        ]
        marks = [mark for row in rows for mark in row.drawn]
        ends: dict[str, Ends] = {
            "value": [mark.value for mark in marks],
            "low": [mark.low for mark in marks],
            "high": [mark.high for mark in marks],
            "target": [row.target for row in rows],
            "band": [end for row in rows for end in row.band or ()],
            "reach": [picture.value(self.reach, row) for row in picture.rows],
        }
        return dots(
            rows,
            headers=picture.headers,
            scale=self.axis(context, ends),
            target_words=self.target_words(context, picture.rows)
            if self.target_words
            else target_line(context.language, {row.target for row in rows}),
            mark=self.mark,
            interval=self.interval,
        )
