"""Lines over time, with their levels, limits and signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from dashboard.marks.axes import HEIGHT, Axis, Ends, Scale, at_ends, room_of, upright
from dashboard.marks.columns import Field, Picture, Row, Rows
from dashboard.marks.dots import INTERVAL
from dashboard.marks.frame import (
    Part,
    above_plot,
    annotation,
    box,
    figure,
    line,
    marker,
    scatter,
    sign_entry,
)
from dashboard.marks.lettering import width
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


def _level(level: Level) -> Part:
    return line(level.colour, 1.4, level.dash, x=level.span, y=level.value, layer="between")


def _whiskers(points: Sequence[Point]) -> list[Part]:
    """Intervals of the points that have one."""
    known = [
        (point.start, point.value or 0.0, point.low, point.high)
        for point in points
        if point.low is not None and point.high is not None
    ]
    if not known:
        return []
    reach = {
        "type": "data",
        "symmetric": False,
        "array": [high - value for _start, value, _low, high in known],
        "arrayminus": [value - low for _start, value, low, _high in known],
        "color": _WHISKER,
        "thickness": 3,
        "width": 0,
    }
    starts, values = [start for start, *_ends in known], [value for _start, value, *_ends in known]
    return [scatter(starts, values, "markers", marker={"size": 1, "color": LINE}, error_y=reach)]


def _joined(points: Sequence[Point]) -> Part:
    """The line through the points; it breaks where a period has no value."""
    return scatter(
        [point.start for point in points],
        [point.value for point in points],
        "lines",
        line={"color": INK, "width": 1.6},
        connectgaps=False,
    )


def _signs(points: Sequence[Point]) -> list[Part]:
    """The points, a trace for each sign; of periods that are not over, hollow ones."""
    looks: dict[tuple[str, bool], list[Point]] = {}
    for point in points:
        if point.value is not None:
            looks.setdefault((point.sign.code, point.is_partial), []).append(point)
    return [
        scatter(
            [point.start for point in here],
            [point.value for point in here],
            "markers",
            [point.hover for point in here],
            marker=marker(
                here[0].sign, 8 if here[0].sign.colour == GREY else 11, hollow=is_partial
            ),
        )
        for (_code, is_partial), here in looks.items()
    ]


def _notes(points: Sequence[Point], scale: Scale) -> tuple[list[Part], list[Part], int]:
    """Words above the plot where signals begin: their lines, the words, and pixels they take up."""
    noted = [point for point in points if point.note and point.value is not None]
    rows = _note_rows(noted, [point.start for point in points])
    lines = [
        line(point.sign.colour, 1, "1px,2px", x=point.start, y=(point.value, scale.high))
        for point in noted
    ]
    words = [
        annotation(
            point.note,
            point.sign.colour,
            x=point.start,
            xanchor=anchor,
            xshift=-4 if anchor == "left" else 4,
            **above_plot(2 + row * _NOTE_HEIGHT),
        )
        for point, (row, anchor) in zip(noted, rows, strict=True)
    ]
    return lines, words, _NOTE_HEIGHT * (1 + max((row for row, _anchor in rows), default=-1))


def _key(points: Sequence[Point], levels: Sequence[Level], *, has_band: bool) -> list[Part]:
    """What the points, the lines through them, the band and limits without words mean."""
    shown = [point for point in points if point.value is not None]
    signs = {point.sign.code: point.sign for point in shown}
    plain = (SIGNALS["common_cause"].code, SIGNALS["too_few_points"].code)
    key = [sign_entry(sign) for code, sign in signs.items() if len(signs) > 1 or code not in plain]
    if any(point.is_partial for point in shown):
        key.append({"shape": "circle-open", "colour": GREY, "words": later("Not over yet")})
    if any(point.low is not None for point in points):
        key.append({"shape": "upright", "colour": _WHISKER, "words": INTERVAL})
    if any(level.dash == "dot" and not level.words for level in levels):
        words = later("Limits of ordinary variation")
        key.append({"shape": "line", "dash": "dot", "colour": GREY, "words": words})
    if has_band:
        key.append({"shape": "band", "colour": BAND, "words": later("Between the limits")})
    return key


def _note_rows(noted: Sequence[Point], starts: Sequence[date]) -> list[tuple[int, str]]:
    """For each note its row above the plot and its anchor, so that notes do not overlap."""
    # The narrowest a plot is drawn; on a wider one there is more room.
    step = _NARROW_PLOT / max(len(starts) - 1, 1)
    taken: list[list[tuple[float, float]]] = []
    places = []
    for point in noted:
        x, long = starts.index(point.start) * step, width(point.note or "")
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
        points = self._points(picture)
        levels, band = self.limits(context, picture.rows)
        ends: dict[str, Ends] = {
            "value": [point.value for point in points],
            "low": [point.low for point in points],
            "high": [point.high for point in points],
            "levels": [level.value for level in levels],
        }
        scale = self.axis(context, ends)
        worded = [(level.words, level.value, level.colour) for level in levels if level.words]
        words, room = at_ends(worded, scale, HEIGHT - 64, most=_MOST)
        note_lines, notes, above = _notes(points, scale)
        return figure(
            [*_whiskers(points), _joined(points), *_signs(points)],
            [*([box(BAND, y=band)] if band else []), *map(_level, levels), *note_lines],
            [*words, *notes],
            self._periods(context, [point.start for point in points]),
            upright(scale),
            HEIGHT + above,
            {"l": room_of(scale), "r": max(room + 16, 24), "t": 14 + above, "b": 42},
            meta={"key": _key(points, levels, has_band=band is not None)},
        )

    def _points(self, picture: Picture) -> list[Point]:
        context = picture.context
        notes = self.notes(context, picture.rows)
        return [
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

    def _periods(self, context: Context, starts: Sequence[date]) -> Part:
        """The axis of periods: nine of them named at the most, the last one always."""
        step = max(1, -(-len(starts) // 9))
        shown = starts[::-1][::step][::-1]
        return {
            "tickvals": shown,
            "ticktext": [context.language.period(start, self.grain) for start in shown],
            "tickangle": 0,
            "ticklabelstandoff": 8,
        }
