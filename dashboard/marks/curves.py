"""Curves: step lines down from all cases, the first with the band of its interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import plotly.graph_objects as go

from dashboard.marks.axes import HEIGHT, MOST, Scale, at_ends, days_scale, level, room_of, upright
from dashboard.marks.columns import Picture, Row, Rows, Words, words_of
from dashboard.marks.dots import INTERVAL
from dashboard.marks.frame import Part, above_plot, annotation, figure, line, scatter
from dashboard.reading.context import Context
from dashboard.words.vocabulary import CURVES, INK, PAPER

_BAND = "rgba(27, 39, 51, 0.10)"
_KEY: Part = {"shape": "band", "colour": "#e8e9eb", "words": INTERVAL}
"""The band in the key, in its colour on paper."""


@dataclass(frozen=True)
class _Curve:
    """A step line: days, shares, and the interval around them where it is drawn."""

    words: str
    days: tuple[int, ...]
    shares: tuple[float, ...]
    colour: str
    dash: str
    band: tuple[tuple[int, float, float], ...] = ()
    """Day, lower and upper end."""


@dataclass(frozen=True)
class Mark:
    """A vertical line with its words above it: a deadline."""

    at: float
    words: str


@dataclass(frozen=True)
class Curves:
    """A step line for each row, down from all of them; the first with its interval."""

    points: Callable[[Context, Row], Rows]
    """The points of a line: `day_no`, `open_share`, `ci_low` and `ci_high`."""
    across_words: Words
    """What the days count from."""
    marks: Callable[[Context, Rows], Sequence[Mark]] = lambda context, rows: ()
    half: Callable[[Context, Rows], Mark | None] = lambda context, rows: None
    """Where the first line is at one half."""
    least: float = 0.05
    """The share at which the last line ends."""

    def draw(self, picture: Picture) -> go.Figure:
        """Draw the lines."""
        context = picture.context
        lines = [self.points(context, row) for row in picture.rows]
        end = max(
            (point["day_no"] for line in lines for point in line
             if point["open_share"] > self.least),
            default=30,
        )  # fmt: skip
        curves = [
            _curve(label, [point for point in line if point["day_no"] <= end], i)
            for i, (label, line) in enumerate(zip(picture.labels, lines, strict=True))
        ]
        percent = partial(context.language.percent, decimals=0)
        scale = Scale(0.0, 1.01, (0.0, 0.25, 0.5, 0.75, 1.0), percent)
        across = days_scale(context.language.number, [float(end) / 1.1])
        half = self.half(context, picture.rows)
        marks = self.marks(context, picture.rows)
        ends = [(curve.words, curve.shares[-1], curve.colour) for curve in curves]
        names, room = at_ends(ends, scale, HEIGHT - 74, most=MOST, yanchor="middle")
        # Between days that are far apart no step is known, and the points are joined.
        is_daily = not context.public
        return figure(
            [
                *(_band(curve, is_daily) for curve in curves if curve.band),
                *(_line(curve, is_daily, across, scale) for curve in curves),
                *([_point(half)] if half else []),
            ],
            [line(INK, 1.4, "4px,3px", x=mark.at) for mark in marks],
            [
                *names,
                *([_at_point(half)] if half else []),
                *(annotation(m.words, x=m.at, xanchor="center", **above_plot(4)) for m in marks),
            ],
            level(across, words_of(self.across_words, context)),
            upright(scale),
            HEIGHT,
            {"l": room_of(scale), "r": room + 24, "t": 30, "b": 44},
            **({"meta": {"key": [_KEY]}} if any(curve.band for curve in curves) else {}),
        )


def _curve(label: str, points: Rows, number: int) -> _Curve:
    colour, dash = CURVES[number % len(CURVES)]
    after = [point for point in points if point["day_no"]]
    return _Curve(
        words=label,
        days=(0, *(point["day_no"] for point in after)),
        shares=(1.0, *(point["open_share"] for point in after)),
        colour=colour,
        dash=dash,
        band=tuple(
            (point["day_no"], point["ci_low"], point["ci_high"])
            for point in points
            if number == 0 and point["ci_low"] is not None and point["ci_high"] is not None
        ),
    )


def _band(curve: _Curve, is_daily: bool) -> Part:
    days, low, high = zip(*(_corners(curve.band) if is_daily else curve.band), strict=True)
    return scatter(
        [*days, *reversed(days)],
        [*high, *reversed(low)],
        "none",
        fill="toself",
        fillcolor=_BAND,
    )


def _line(curve: _Curve, is_daily: bool, across: Scale, scale: Scale) -> Part:
    return scatter(
        list(curve.days),
        list(curve.shares),
        "lines",
        [
            f"<b>{curve.words}</b><br>{across.words(day)}<br>{scale.words(share)}"
            for day, share in zip(curve.days, curve.shares, strict=True)
        ],
        line={
            "shape": "hv" if is_daily else "linear",
            "color": curve.colour,
            "width": 2.2,
            "dash": curve.dash,
        },
    )


def _point(half: Mark) -> Part:
    look = {"symbol": "circle", "size": 11, "color": INK}
    return scatter([half.at], [0.5], "markers", marker=look)


def _at_point(half: Mark) -> Part:
    """Words at the point, on paper, so that no line runs through them."""
    return annotation(
        half.words, x=half.at, y=0.5, xanchor="left", yanchor="bottom", xshift=8, yshift=4,
        bgcolor=PAPER,
    )  # fmt: skip


def _corners(
    band: Sequence[tuple[int, float, float]],
) -> list[tuple[int, float, float]]:
    """The band with a corner at every step."""
    corners = [band[0]]
    for before, here in pairwise(band):
        corners += [(here[0], before[1], before[2]), here]
    return corners
