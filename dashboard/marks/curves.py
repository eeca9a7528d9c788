"""Curves: step lines with a band, and units in a funnel of limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import plotly.graph_objects as go

from dashboard.marks.axes import Axis, Scale, apart, days, days_scale
from dashboard.marks.columns import Field, Picture, Row, Rows, Words, words_of
from dashboard.marks.dots import INTERVAL
from dashboard.marks.frame import Part, figure, marker, text_width
from dashboard.marks.lettering import fitted, width
from dashboard.reading.context import Context
from dashboard.words.vocabulary import CURVES, GREY, INK, LINE, MUTED, PAPER, SIGNALS, Sign

_HEIGHT = 380
_NARROW = 620
"""Pixels of a plot across, on the narrow side."""

_BAND = "rgba(27, 39, 51, 0.10)"
_KEY_BAND = "#e8e9eb"
"""The same on paper, for the key."""
_MOST = 240
"""Pixels of the words at the end of a line."""


@dataclass(frozen=True)
class Steps:
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
class Place:
    """A unit in a funnel."""

    name: str
    n: int
    value: float
    sign: Sign
    hover: str


@dataclass(frozen=True)
class Limit:
    """A limit of a funnel: its value for every number of cases, and its words at the end."""

    words: str
    dash: str
    n: tuple[int, ...]
    values: tuple[float, ...]


def steps(
    lines: Sequence[Steps],
    *,
    marks: Sequence[Mark],
    scale: Scale,
    across: Scale,
    across_words: str,
    half: Mark | None = None,
    is_daily: bool = True,
) -> go.Figure:
    """Step lines with their names at the right end.

    Args:
        lines: each its own colour and dash.
        marks: vertical lines.
        scale: of the shares.
        across: of the days.
        across_words: what the days count from.
        half: where the first line is at one half, which is marked.
        is_daily: whether the lines have every day: between days that are far apart no step is
            known, and the points are joined.
    """
    traces: list[Part] = []
    words: list[Part] = []
    shapes: list[Part] = []
    for line in lines:
        if line.band:
            corners = _corners(line.band) if is_daily else line.band
            days, low, high = zip(*corners, strict=True)
            traces.append(
                {
                    "type": "scatter",
                    "x": [*days, *reversed(days)],
                    "y": [*high, *reversed(low)],
                    "mode": "none",
                    "fill": "toself",
                    "fillcolor": _BAND,
                    "hoverinfo": "skip",
                }
            )
    for line in lines:
        traces.append(
            {
                "type": "scatter",
                "x": list(line.days),
                "y": list(line.shares),
                "mode": "lines",
                "line": {
                    "shape": "hv" if is_daily else "linear",
                    "color": line.colour,
                    "width": 2.2,
                    "dash": line.dash,
                },
                "hovertext": [
                    f"<b>{line.words}</b><br>{across.words(day)}<br>{scale.words(share)}"
                    for day, share in zip(line.days, line.shares, strict=True)
                ],
                "hoverinfo": "text",
            }
        )
    ends = [line.shares[-1] if line.shares else 0.0 for line in lines]
    names = [fitted(line.words, _MOST) for line in lines]
    for line, name, end, shift in zip(
        lines, names, ends, apart(ends, scale, _HEIGHT - 74), strict=True
    ):
        words.append(_at_end(name, end, shift, line.colour))
    if half is not None:
        traces.append(
            {
                "type": "scatter", "x": [half.at], "y": [0.5], "mode": "markers",
                "marker": {"symbol": "circle", "size": 11, "color": INK}, "hoverinfo": "skip",
            }
        )  # fmt: skip
        words.append(
            {
                "x": half.at, "y": 0.5, "xanchor": "left", "yanchor": "bottom", "xshift": 8,
                "yshift": 4, "text": half.words, "showarrow": False, "bgcolor": PAPER,
                "font": {"size": 13, "color": INK},
            }
        )  # fmt: skip
    for mark in marks:
        shapes.append(
            {
                "type": "line",
                "x0": mark.at, "x1": mark.at, "yref": "paper", "y0": 0, "y1": 1,
                "line": {"color": INK, "width": 1.4, "dash": "4px,3px"},
                "layer": "below",
            }
        )  # fmt: skip
        words.append(_above(mark.at, mark.words))
    margin = {
        "l": text_width([scale.words(tick) for tick in scale.ticks], most=90) + 20,
        "r": text_width(names, most=_MOST) + 24,
        "t": 30,
        "b": 44,
    }
    made = figure(traces, shapes, words, _across(across, across_words), _up(scale), _HEIGHT, margin)
    if any(line.band for line in lines):
        key = [{"shape": "band", "colour": _KEY_BAND, "words": INTERVAL}]
        made.layout.meta = {"key": key}
    return made


def funnel(
    places: Sequence[Place],
    *,
    limits: Sequence[Limit],
    centre: tuple[float, str],
    scale: Scale,
    across: Scale,
    across_words: str,
) -> go.Figure:
    """Units by number of cases, with limits that narrow as cases grow.

    Args:
        places: the units.
        limits: curves; none are drawn for too few units.
        centre: what all units have together, with its words.
        scale: of the values.
        across: of the number of cases.
        across_words: what stands below.
    """
    value, said = centre
    named = _named(places, scale, across)
    traces: list[Part] = [
        {
            "type": "scatter",
            "x": list(limit.n),
            "y": list(limit.values),
            "mode": "lines",
            "line": {"color": MUTED, "width": 1.2, "dash": limit.dash},
            "hoverinfo": "skip",
        }
        for limit in limits
    ]
    for sign in {place.sign.code: place.sign for place in places}.values():
        here = [place for place in places if place.sign == sign]
        traces.append(
            {
                "type": "scatter",
                "x": [place.n for place in here],
                "y": [place.value for place in here],
                "mode": "markers",
                "marker": marker(sign, 11),
                "hovertext": [place.hover for place in here],
                "hoverinfo": "text",
                "cliponaxis": False,
            }
        )
    shapes: list[Part] = [
        {
            "type": "line",
            "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value,
            "line": {"color": LINE, "width": 1.6},
            "layer": "below",
        }
    ]  # fmt: skip
    ends = [value, *(limit.values[-1] for limit in limits)]
    texts = [fitted(text, _MOST) for text in (said, *(limit.words for limit in limits))]
    words = [_name(place, across) for place in places if place.name in named] + [
        _at_end(text, end, shift, MUTED)
        for text, end, shift in zip(texts, ends, apart(ends, scale, _HEIGHT - 74), strict=True)
    ]
    margin = {
        "l": text_width([scale.words(tick) for tick in scale.ticks], most=90) + 20,
        "r": text_width(texts, most=_MOST) + 24,
        "t": 30,
        "b": 44,
    }
    made = figure(traces, shapes, words, _across(across, across_words), _up(scale), _HEIGHT, margin)
    signs = {place.sign.code: place.sign for place in places}
    made.layout.meta = {
        "key": [
            {"shape": sign.symbol, "colour": sign.colour, "code": ("funnel_place", place)}
            for code, sign in signs.items()
            if (place := _FUNNEL_PLACES.get(code))
        ]
    }
    return made


_FUNNEL_PLACES = {"improvement": "above_95", "concern": "below_95", "common_cause": "inside"}
"""The place in the funnel whose word tells what a sign means there."""


def _name(place: Place, across: Scale) -> Part:
    """A unit's name above its point, on paper, so that no line runs through it."""
    is_near_end = place.n > across.low + 0.85 * (across.high - across.low)
    return {
        "x": place.n, "y": place.value, "yanchor": "bottom", "yshift": 8, "borderpad": 0,
        "xanchor": "right" if is_near_end else "center", "xshift": 8 if is_near_end else 0,
        "text": fitted(place.name, _MOST), "showarrow": False, "bgcolor": PAPER,
        "font": {"size": 12, "color": INK},
    }  # fmt: skip


def _named(places: Sequence[Place], scale: Scale, across: Scale) -> set[str]:
    """Names there is room for above their points; those outside the limits come first."""
    right, up = _NARROW / (across.high - across.low), _HEIGHT / (scale.high - scale.low)
    at = {place.name: (place.n * right, place.value * up) for place in places}
    named: set[str] = set()
    for place in sorted(places, key=lambda place: place.sign.colour == GREY):
        x, y = at[place.name]
        half = width(place.name) / 2
        room = all(
            abs(x - other_x) > half + 10 or not 0 <= other_y - y <= 26
            for name, (other_x, other_y) in at.items()
            if name != place.name
        ) and all(
            abs(x - at[name][0]) > half + width(name) / 2 or abs(y - at[name][1]) > 18
            for name in named
        )
        if room or place.sign.colour != GREY:
            named.add(place.name)
    return named


def _corners(
    band: Sequence[tuple[int, float, float]],
) -> list[tuple[int, float, float]]:
    """The band with a corner at every step."""
    corners = [band[0]]
    for before, here in pairwise(band):
        corners += [(here[0], before[1], before[2]), here]
    return corners


def _across(across: Scale, said: str) -> Part:
    return {
        "range": [across.low, across.high],
        "tickvals": list(across.ticks),
        "ticktext": [across.words(tick) for tick in across.ticks],
        "tickangle": 0,
        "title": {"text": said, "standoff": 6},
    }


def _up(scale: Scale) -> Part:
    return {
        "range": [scale.low, scale.high],
        "tickvals": list(scale.ticks),
        "ticktext": [scale.words(tick) for tick in scale.ticks],
        "ticklabelstandoff": 6,
        "showgrid": True,
    }


def _at_end(text: str, y: float, shift: int, colour: str) -> Part:
    return {
        "x": 1, "xref": "paper", "xanchor": "left", "xshift": 8,
        "y": y, "yshift": shift, "yanchor": "middle",
        "text": text, "showarrow": False, "align": "left", "font": {"size": 13, "color": colour},
    }  # fmt: skip


def _above(x: float, text: str) -> Part:
    return {
        "x": x, "xanchor": "center", "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 4,
        "text": text, "showarrow": False, "font": {"size": 13, "color": INK},
    }  # fmt: skip


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
        return steps(
            [
                _step_line(label, [point for point in line if point["day_no"] <= end], i)
                for i, (label, line) in enumerate(zip(picture.labels, lines, strict=True))
            ],
            marks=self.marks(context, picture.rows),
            scale=Scale(
                0.0,
                1.01,
                (0.0, 0.25, 0.5, 0.75, 1.0),
                lambda share: context.language.percent(share, 0),
            ),
            across=days_scale(context.language.number, [float(end) / 1.1]),
            across_words=words_of(self.across_words, context),
            half=self.half(context, picture.rows),
            is_daily=not context.public,
        )


def _step_line(label: str, points: Rows, number: int) -> Steps:
    colour, dash = CURVES[number % len(CURVES)]
    after = [point for point in points if point["day_no"]]
    return Steps(
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


@dataclass(frozen=True)
class Funnel:
    """A point for each row by its number of cases, within limits that narrow as cases grow."""

    axis: Axis
    """Of the values and the "limits"."""
    across_words: Words
    centre: Callable[[Context, Rows], tuple[float, str]]
    """What all have together, with its words."""
    limits: Sequence[tuple[Field, Words, str]]
    """Field, words and dash of each limit."""
    value: Field = "value"
    n: Field = "n"
    sign: Callable[[Context, Row], Sign] = lambda context, row: SIGNALS["common_cause"]
    hover: Callable[[Context, Row], Sequence[str]] = lambda context, row: ()
    """Lines below the name."""

    def draw(self, picture: Picture) -> go.Figure:
        """Draw the funnel."""
        context = picture.context
        places = [
            Place(
                name=label,
                n=picture.value(self.n, row),
                value=picture.value(self.value, row),
                sign=self.sign(context, row),
                hover=picture.hover(self.hover(context, row), label),
            )
            for row, label in zip(picture.rows, picture.labels, strict=True)
        ]
        limits = [
            limit
            for field, words, dash in self.limits
            if (limit := self._limit(picture, field, words_of(words, context), dash)).n
        ]
        return funnel(
            places,
            limits=limits,
            centre=self.centre(context, picture.rows),
            scale=self.axis(
                context,
                {
                    "value": [place.value for place in places],
                    "limits": [value for limit in limits for value in limit.values],
                },
            ),
            across=days("n")(context, {"n": [float(place.n) for place in places]}),
            across_words=words_of(self.across_words, context),
        )

    def _limit(self, picture: Picture, field: Field, words: str, dash: str) -> Limit:
        """One point a number of cases: rounded numbers meet, and their limits with them."""
        values = {
            picture.value(self.n, row): value
            for row in picture.rows
            if (value := picture.value(field, row)) is not None
        }
        return Limit(words, dash, tuple(values), tuple(values.values()))
