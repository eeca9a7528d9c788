"""Builders of figures, the same for screen and export: dots with intervals, and lines over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go

from dashboard.theme import TEMPLATE
from dashboard.vocabulary import BAND, GREY, INK, LINE, MUTED, PAPER, Sign

ROW_HEIGHT = 34
Part = dict[str, Any]
"""A trace, shape or text, as plotly describes it."""

_NOTE_HEIGHT = 20
_NARROW_PLOT = 760
_LETTER = 7.2
"""Width of a letter in pixels at 13 px, on the wide side."""


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


@dataclass(frozen=True)
class Point:
    """A period of a line over time."""

    start: date
    value: float | None
    sign: Sign
    hover: str
    low: float | None = None
    high: float | None = None
    is_partial: bool = False
    note: str | None = None
    """Words at the point, where a signal begins."""


@dataclass(frozen=True)
class Level:
    """A horizontal line with its words: the average, a limit, a target."""

    value: float
    words: str
    dash: str = "solid"
    colour: str = GREY


@dataclass(frozen=True)
class Scale:
    """The value axis: where it ends, where it has ticks and how they read."""

    low: float
    high: float
    ticks: tuple[float, ...]
    words: Callable[[float], str]


def dots(
    rows: Sequence[Dot], *, headers: Sequence[str], scale: Scale, target_words: str | None
) -> go.Figure:
    """Dots with 95% intervals and targets, a row each, texts in columns at the right.

    Args:
        rows: top to bottom.
        headers: one for each text column.
        scale: of the values.
        target_words: label of the target line, or of the target marks where targets differ.
    """
    places = list(range(len(rows)))
    left = _width([row.label for row in rows], most=300) + 14
    widths = [
        _width([header, *(row.texts[i] for row in rows)], most=240) + 18
        for i, header in enumerate(headers)
    ]
    traces: list[Part] = []
    shapes: list[Part] = []
    words: list[Part] = []
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
    for sign in {row.sign.code: row.sign for row in rows}.values():
        here = [i for i in places if rows[i].sign == sign and rows[i].value is not None]
        if not here:
            continue
        values = [rows[i].value or 0.0 for i in here]
        traces.append(
            {
                "type": "scatter",
                "x": values,
                "y": here,
                "mode": "markers",
                "marker": _marker(sign, 12),
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [
                        (high if (high := rows[i].high) is not None else value) - value
                        for i, value in zip(here, values, strict=True)
                    ],
                    "arrayminus": [
                        value - (low if (low := rows[i].low) is not None else value)
                        for i, value in zip(here, values, strict=True)
                    ],
                    "color": sign.colour,
                    "thickness": 2.5,
                    "width": 0,
                },
                "hovertext": [rows[i].hover for i in here],
                "hoverinfo": "text",
            }
        )
    right = 16
    for number, header in enumerate(headers):
        # Words stand to the left, numbers to the right.
        is_word = number == 0
        edge = right if is_word else right + widths[number] - 18
        for place, text in [(None, header), *((i, rows[i].texts[number]) for i in places)]:
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
    height = 30 + ROW_HEIGHT * max(len(rows), 1) + 34
    margin = {"l": left, "r": right, "t": 30, "b": 34}
    every = 1 + len(scale.ticks) // 7
    x = {
        "range": [scale.low, scale.high],
        "tickvals": list(scale.ticks),
        "ticktext": [
            scale.words(tick) if i % every == 0 else ""
            for i, tick in reversed(list(enumerate(reversed(scale.ticks))))
        ],
        "tickangle": 0,
        "showgrid": True,
    }
    y = {
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": places,
        "ticktext": [row.label for row in rows],
        "tickfont": {"color": INK, "size": 13},
        "ticklabelstandoff": 8,
        "showgrid": True,
        "gridcolor": BAND,
    }
    return _figure(traces, shapes, words, x, y, height, margin)


def over_time(
    points: Sequence[Point],
    *,
    levels: Sequence[Level],
    band: tuple[float, float] | None,
    scale: Scale,
    period_words: Callable[[date], str],
    height: int = 380,
) -> go.Figure:
    """A line over time with its levels, a band between the limits, and signs on the points.

    Args:
        points: oldest first.
        levels: lines with words at the right end.
        band: lower and upper limit, shaded.
        scale: of the values.
        period_words: words of a period by its first day.
        height: in pixels.
    """
    traces: list[Part] = []
    shapes: list[Part] = []
    words: list[Part] = []
    starts = [point.start for point in points]
    if band:
        shapes.append(
            {
                "type": "rect",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": band[0],
                "y1": band[1],
                "fillcolor": BAND,
                "line": {"width": 0},
                "layer": "below",
            }
        )
    for level, place in zip(levels, _apart(levels, scale, height - 64), strict=True):
        shapes.append(
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": level.value,
                "y1": level.value,
                "line": {"color": level.colour, "width": 1.4, "dash": level.dash},
                "layer": "between",
            }
        )
        words.append(
            {
                "x": 1,
                "xref": "paper",
                "xanchor": "left",
                "xshift": 8,
                "y": level.value,
                "yshift": place,
                "text": level.words,
                "showarrow": False,
                "align": "left",
                "font": {"size": 13, "color": level.colour},
            }
        )
    if any(point.low is not None for point in points):
        known = [point for point in points if point.low is not None and point.high is not None]
        traces.append(
            {
                "type": "scatter",
                "x": [point.start for point in known],
                "y": [point.value for point in known],
                "mode": "markers",
                "marker": {"size": 1, "color": LINE},
                "error_y": {
                    "type": "data",
                    "symmetric": False,
                    "array": [(p.high or 0.0) - (p.value or 0.0) for p in known],
                    "arrayminus": [(p.value or 0.0) - (p.low or 0.0) for p in known],
                    "color": "#b9c2cb",
                    "thickness": 3,
                    "width": 0,
                },
                "hoverinfo": "skip",
            }
        )
    traces.append(
        {
            "type": "scatter",
            "x": starts,
            "y": [point.value for point in points],
            "mode": "lines",
            "line": {"color": INK, "width": 1.6},
            "connectgaps": False,
            "hoverinfo": "skip",
        }
    )
    looks = {(p.sign.code, p.is_partial): p for p in points if p.value is not None}
    for (code, is_partial), like in looks.items():
        here = [
            p
            for p in points
            if p.value is not None and p.sign.code == code and p.is_partial == is_partial
        ]
        traces.append(
            {
                "type": "scatter",
                "x": [p.start for p in here],
                "y": [p.value for p in here],
                "mode": "markers",
                "marker": _marker(
                    like.sign, 8 if like.sign.colour == GREY else 11, hollow=is_partial
                ),
                "hovertext": [p.hover for p in here],
                "hoverinfo": "text",
            }
        )
    noted = [point for point in points if point.note and point.value is not None]
    places = _note_rows([point.note or "" for point in noted], [p.start for p in noted], starts)
    for point, (row, anchor) in zip(noted, places, strict=True):
        shapes.append(
            {
                "type": "line",
                "x0": point.start,
                "x1": point.start,
                "y0": point.value,
                "y1": scale.high,
                "line": {"color": point.sign.colour, "width": 1, "dash": "1px,2px"},
                "layer": "below",
            }
        )
        words.append(
            {
                "x": point.start,
                "y": 1,
                "yref": "paper",
                "xanchor": anchor,
                "yanchor": "bottom",
                "xshift": -4 if anchor == "left" else 4,
                "yshift": 2 + row * _NOTE_HEIGHT,
                "text": point.note,
                "showarrow": False,
                "font": {"size": 13, "color": point.sign.colour},
            }
        )
    above = _NOTE_HEIGHT * (1 + max((row for row, _anchor in places), default=-1))
    step = max(1, -(-len(starts) // 9))
    shown = starts[::-1][::step][::-1]
    right = _width([level.words for level in levels], most=220) + 16
    left = _width([scale.words(tick) for tick in scale.ticks], most=90) + 20
    margin = {"l": left, "r": max(right, 24), "t": 14 + above, "b": 42}
    x = {
        "tickvals": shown,
        "ticktext": [period_words(start) for start in shown],
        "tickangle": 0,
        "ticklabelstandoff": 8,
    }
    y = {
        "range": [scale.low, scale.high],
        "tickvals": list(scale.ticks),
        "ticktext": [scale.words(tick) for tick in scale.ticks],
        "ticklabelstandoff": 6,
        "showgrid": True,
    }
    return _figure(traces, shapes, words, x, y, height + above, margin)


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
    steps = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)
    step = next((step for step in steps if high / step <= 6), 1000)
    ticks = tuple(float(tick) for tick in range(0, int(high) + 1, step))
    return Scale(0.0, max(high, float(step)), ticks, words)


def _figure(
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


def _marker(sign: Sign, size: int, *, hollow: bool = False) -> dict[str, object]:
    is_open = hollow or sign.symbol.endswith("-open")
    return {
        "symbol": sign.symbol,
        "size": size + (2 if sign.symbol.startswith("diamond") else 0),
        "color": PAPER if hollow else sign.colour,
        "line": {"color": sign.colour if is_open else PAPER, "width": 2 if is_open else 1},
    }


def _width(texts: Sequence[str], *, most: int) -> int:
    """Pixels the longest text needs, without its markup."""
    longest = max((_letters(text) for text in texts), default=0)
    return min(int(longest * _LETTER), most)


def _letters(text: str) -> int:
    inside, count = False, 0
    for letter in text:
        if letter in "<>":
            inside = letter == "<"
        elif not inside:
            count += 1
    return count


def _note_rows(
    notes: Sequence[str], at: Sequence[date], starts: Sequence[date]
) -> list[tuple[int, str]]:
    """For each note its row above the plot and its anchor, so that notes do not overlap."""
    # The narrowest a plot is drawn; on a wider one there is more room.
    step = _NARROW_PLOT / max(len(starts) - 1, 1)
    taken: list[list[tuple[float, float]]] = []
    places = []
    for note, start in zip(notes, at, strict=True):
        x, width = starts.index(start) * step, _letters(note) * _LETTER
        anchor = "left" if x + width <= _NARROW_PLOT + 120 else "right"
        low, high = (x, x + width) if anchor == "left" else (x - width, x)
        row = 0
        while row < len(taken) and any(low < b + 12 and a - 12 < high for a, b in taken[row]):
            row += 1
        if row == len(taken):
            taken.append([])
        taken[row].append((low, high))
        places.append((row, anchor))
    return places


def _apart(levels: Sequence[Level], scale: Scale, height: int) -> list[int]:
    """Shift words up or down, in pixels, so that those of near lines do not overlap."""
    pixel = (scale.high - scale.low) / max(height, 1)
    order = sorted(range(len(levels)), key=lambda i: levels[i].value)
    places = [levels[i].value / pixel for i in order]
    for _ in range(20):
        for below in range(len(places) - 1):
            overlap = 18 - (places[below + 1] - places[below])
            if overlap > 0:
                places[below] -= overlap / 2
                places[below + 1] += overlap / 2
    shifts = [0] * len(levels)
    for place, i in zip(places, order, strict=True):
        shifts[i] = round(place - levels[i].value / pixel)
    return shifts
