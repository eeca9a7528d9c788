"""Lines over time, with their levels, limits and signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from dashboard.marks.axes import Axis, Ends, Scale, apart
from dashboard.marks.columns import Field, Picture, Row, Rows
from dashboard.marks.dots import INTERVAL
from dashboard.marks.frame import Part, figure, marker, text_width
from dashboard.marks.lettering import fitted, width
from dashboard.reading.context import Context
from dashboard.words.language import later
from dashboard.words.vocabulary import BAND, GREY, INK, LINE, SIGNALS, Sign

_NOTE_HEIGHT = 20
_NARROW_PLOT = 760
_MOST = 220
"""Pixels of the words of a level."""
_WHISKER = "#b9c2cb"


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
    span: tuple[date, date] | None = None
    """Its first and last day, where it does not hold for all."""


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
    labels = {id(level): fitted(level.words, _MOST) for level in levels if level.words}
    worded = [level for level in levels if level.words]
    places = dict(
        zip(
            [id(level) for level in worded],
            apart([level.value for level in worded], scale, height - 64),
            strict=True,
        )
    )
    for level in levels:
        shapes.append(
            {
                "type": "line",
                **(
                    {"x0": level.span[0], "x1": level.span[1]}
                    if level.span
                    else {"xref": "paper", "x0": 0, "x1": 1}
                ),
                "y0": level.value,
                "y1": level.value,
                "line": {"color": level.colour, "width": 1.4, "dash": level.dash},
                "layer": "between",
            }
        )
        if not level.words:
            continue
        words.append(
            {
                "x": 1,
                "xref": "paper",
                "xshift": 8,
                "yshift": places[id(level)],
                "xanchor": "left",
                "y": level.value,
                "text": labels[id(level)],
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
                    "color": _WHISKER,
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
                "marker": marker(
                    like.sign, 8 if like.sign.colour == GREY else 11, hollow=is_partial
                ),
                "hovertext": [p.hover for p in here],
                "hoverinfo": "text",
            }
        )
    noted = [point for point in points if point.note and point.value is not None]
    rows = _note_rows([point.note or "" for point in noted], [p.start for p in noted], starts)
    for point, (row, anchor) in zip(noted, rows, strict=True):
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
    above = _NOTE_HEIGHT * (1 + max((row for row, _anchor in rows), default=-1))
    step = max(1, -(-len(starts) // 9))
    shown = starts[::-1][::step][::-1]
    right = text_width(list(labels.values()), most=_MOST) + 16
    left = text_width([scale.words(tick) for tick in scale.ticks], most=90) + 20
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
    made = figure(traces, shapes, words, x, y, height + above, margin)
    has_limits = any(level.dash == "dot" and not level.words for level in levels)
    key = _key(points, has_band=band is not None, has_limits=has_limits)
    made.layout.meta = {"key": key}
    return made


def _key(points: Sequence[Point], *, has_band: bool, has_limits: bool) -> list[Part]:
    """What the points, the lines through them, the band and limits without words mean."""
    shown = [point for point in points if point.value is not None]
    signs = {point.sign.code: point.sign for point in shown}
    plain = (SIGNALS["common_cause"].code, SIGNALS["too_few_points"].code)
    key: list[Part] = [
        {"shape": sign.symbol, "colour": sign.colour, "code": (sign.list, sign.code)}
        for code, sign in signs.items()
        if len(signs) > 1 or code not in plain
    ]
    if any(point.is_partial for point in shown):
        key.append({"shape": "circle-open", "colour": GREY, "words": later("Not over yet")})
    if any(point.low is not None for point in points):
        key.append({"shape": "upright", "colour": _WHISKER, "words": INTERVAL})
    if has_limits:
        words = later("Limits of ordinary variation")
        key.append({"shape": "line", "dash": "dot", "colour": GREY, "words": words})
    if has_band:
        key.append({"shape": "band", "colour": BAND, "words": later("Between the limits")})
    return key


def _note_rows(
    notes: Sequence[str], at: Sequence[date], starts: Sequence[date]
) -> list[tuple[int, str]]:
    """For each note its row above the plot and its anchor, so that notes do not overlap."""
    # The narrowest a plot is drawn; on a wider one there is more room.
    step = _NARROW_PLOT / max(len(starts) - 1, 1)
    taken: list[list[tuple[float, float]]] = []
    places = []
    for note, start in zip(notes, at, strict=True):
        x, long = starts.index(start) * step, width(note)
        anchor = "left" if x + long <= _NARROW_PLOT else "right"
        low, high = (x, x + long) if anchor == "left" else (x - long, x)
        row = 0
        while row < len(taken) and any(low < b + 12 and a - 12 < high for a, b in taken[row]):
            row += 1
        if row == len(taken):
            taken.append([])
        taken[row].append((low, high))
        places.append((row, anchor))
    return places


Limits = tuple[Sequence[Level], tuple[float, float] | None]
"""Levels of a line over time, and the band between its limits."""


@dataclass(frozen=True)
class Lines:
    """A point for each row, a period each, joined by a line."""

    axis: Axis
    value: Field = "value"
    start: Field = "period_start"
    """The first day of a period."""
    grain: str = "month"
    low: Field | None = None
    high: Field | None = None
    sign: Sign | Callable[[Context, Row], Sign] = SIGNALS["common_cause"]
    is_partial: Field | None = None
    notes: Callable[[Context, Rows], Mapping[date, str]] = lambda context, rows: {}
    """Words at points, by the first day of their period."""
    limits: Callable[[Context, Rows], Limits] = lambda context, rows: ((), None)
    hover: Callable[[Context, Row], Sequence[str]] = lambda context, row: ()
    """Lines below the name of a period."""

    def draw(self, picture: Picture) -> go.Figure:
        """Draw the line."""
        context = picture.context
        notes = self.notes(context, picture.rows)
        levels, band = self.limits(context, picture.rows)
        points = [
            Point(
                start=(start := picture.value(self.start, row)),
                value=picture.value(self.value, row),
                sign=self.sign if isinstance(self.sign, Sign) else self.sign(context, row),
                hover=picture.hover(self.hover(context, row), label),
                low=picture.value(self.low, row),
                high=picture.value(self.high, row),
                is_partial=bool(picture.value(self.is_partial, row)),
                note=notes.get(start),
            )
            for row, label in zip(picture.rows, picture.labels, strict=True)
        ]
        ends: dict[str, Ends] = {
            "value": [point.value for point in points],
            "low": [point.low for point in points],
            "high": [point.high for point in points],
            "levels": [level.value for level in levels],
        }
        return over_time(
            points,
            levels=levels,
            band=band,
            scale=self.axis(context, ends),
            period_words=lambda start: context.language.period(start, self.grain),
        )
