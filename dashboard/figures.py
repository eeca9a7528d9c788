"""Builders of figures, the same for screen and export: what all share, and dots with intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboard.language import later
from dashboard.lettering import fitted, width, wrapped
from dashboard.theme import TEMPLATE
from dashboard.vocabulary import BAND, GREY, INK, MARGIN, MUTED, PAPER, Sign

ROW_HEIGHT = 34
_APART = 0.34
"""Between the values of one row, in rows."""

Part = dict[str, Any]
"""A trace, shape or text, as plotly describes it."""

RESULT = later("Result")
INTERVAL = later("95% interval")
"""What a mark and its line are called where a chart does not say otherwise."""

MOST = 300
"""Pixels of a label at the left; longer ones go on in a second line, and end with "…"."""
_MOST_TEXT = 240
"""Pixels of a text in a column at the right."""
ROOM = 1024
"""Pixels across of a chart in a picture, about as many as on a page."""


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


@dataclass(frozen=True)
class Scale:
    """The value axis: where it ends, where it has ticks and how they read."""

    low: float
    high: float
    ticks: tuple[float, ...]
    words: Callable[[float], str]


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
        {"shape": sign.symbol, "colour": sign.colour, "words": mark if code in plain else sign.word}
        for code, sign in signs.items()
    ]
    if any(one.low is not None and one.high != one.low for one in marks):
        key.append({"shape": "whisker", "colour": GREY, "words": interval})
    if any(row.band for row in rows):
        key.append({"shape": "band", "colour": MARGIN, "words": later("Margin")})
    # A mark alone that is the result needs no key.
    return [] if [entry["words"] for entry in key] == [RESULT] else key


def row_height(labels: Sequence[str]) -> int:
    """Pixels of a row: more where a label goes on in a second line."""
    return ROW_HEIGHT + (8 if any("<br>" in label for label in labels) else 0)


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


def nothing(words: str) -> go.Figure:
    """Words where there is nothing to draw: empty axes would look like a fault."""
    lines = wrapped(words, ROOM - 60, 14)
    said = {
        "x": 0, "xref": "paper", "xanchor": "left", "y": 0.5, "yref": "paper", "align": "left",
        "text": "<br>".join(escape(line) for line in lines),
        "showarrow": False, "font": {"size": 14, "color": MUTED},
    }  # fmt: skip
    off = {"visible": False}
    height = 60 + 20 * max(len(lines), 1)
    return figure([], [], [said], off, off, height, {"l": 8, "r": 8, "t": 8, "b": 8})


def share_scale(
    words: Callable[[float], str], values: Sequence[float | None], *, most: float = 0.6
) -> Scale:
    """From a round ten below the lowest value, and at most `most`, to 100 %."""
    lowest = min((value for value in values if value is not None), default=0.0)
    low = max(0, min(int(lowest * 10 - 0.2), round(most * 10)))
    step = 2 if low < 4 and low % 2 == 0 else 1
    ticks = tuple(tick / 10 for tick in range(low, 11, step))
    return Scale(low / 10, 1.01, ticks, words)


def days_scale(words: Callable[[float], str], values: Sequence[float | None]) -> Scale:
    """From 0 to a round number above the highest value."""
    high = max([value for value in values if value is not None], default=10.0) * 1.12
    steps = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000)
    step = next((step for step in steps if high / step <= 6), 10000)
    ticks = tuple(float(tick) for tick in range(0, int(high) + 1, step))
    return Scale(0.0, max(high, float(step)), ticks, words)


def difference_scale(words: Callable[[float], str], values: Sequence[float | None]) -> Scale:
    """As far below 0 as above it, to beyond the value farthest from it."""
    most = max([abs(value) for value in values if value is not None], default=1.0) * 1.08 or 1.0
    steps = [digit * 10.0**power for power in range(-3, 5) for digit in (1, 2, 5)]
    step = next((step for step in steps if most / step <= 3.5), steps[-1])
    ticks = tuple(step * place for place in range(-int(most / step), int(most / step) + 1))
    return Scale(-most, most, ticks, words)


def figure(
    traces: list[Part],
    shapes: list[Part],
    words: list[Part],
    x: Part,
    y: Part,
    height: int,
    margin: dict[str, int],
) -> go.Figure:
    """The figure, made at once: plotly takes 8 ms for every part added to one that is there."""
    layout = {
        "template": TEMPLATE,
        "shapes": shapes,
        "annotations": words,
        "xaxis": x,
        "yaxis": y,
        "height": height,
        "margin": margin,
    }
    return go.Figure(data=traces, layout=layout)


def marker(sign: Sign, size: int, *, hollow: bool = False) -> dict[str, object]:
    """A point as its sign is drawn."""
    is_open = hollow or sign.symbol.endswith("-open")
    return {
        "symbol": sign.symbol,
        "size": size + (2 if sign.symbol.startswith("diamond") else 0),
        "color": PAPER if hollow else sign.colour,
        "line": {"color": sign.colour if is_open else PAPER, "width": 2 if is_open else 1},
    }


def text_width(texts: Sequence[str], *, most: int) -> int:
    """Pixels the longest text needs, without its markup."""
    return min(int(max((width(text) for text in texts), default=0)) + 2, most)


def apart(values: Sequence[float], scale: Scale, height: int) -> list[int]:
    """Shift words at values up or down, in pixels, so that those of near ones do not overlap."""
    pixel = (scale.high - scale.low) / max(height, 1)
    order = sorted(range(len(values)), key=lambda i: values[i])
    places = [values[i] / pixel for i in order]
    for _ in range(20):
        for below in range(len(places) - 1):
            overlap = 18 - (places[below + 1] - places[below])
            if overlap > 0:
                places[below] -= overlap / 2
                places[below + 1] += overlap / 2
    shifts = [0] * len(values)
    for place, i in zip(places, order, strict=True):
        shifts[i] = round(place - values[i] / pixel)
    return shifts
