"""A funnel: a point for each unit by its number of cases, within limits that narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.marks.axes import HEIGHT, MOST, Axis, Scale, at_ends, days, level, room_of, upright
from dashboard.marks.columns import Field, Picture, Row, Rows, Words, words_of
from dashboard.marks.frame import Part, annotation, figure, line, marker, scatter, sign_entry
from dashboard.marks.lettering import fitted, width
from dashboard.reading.context import Context
from dashboard.words.vocabulary import GREY, INK, LINE, MUTED, PAPER, SIGNALS, Sign

_NARROW = 620
"""Pixels of a plot across, on the narrow side."""

_PLACES = {"improvement": "above_95", "concern": "below_95", "common_cause": "inside"}
"""The place whose word tells what a sign means there."""


@dataclass(frozen=True)
class _Place:
    """A unit."""

    name: str
    n: int
    value: float
    sign: Sign
    hover: str


@dataclass(frozen=True)
class _Limit:
    """A limit: its value for every number of cases, and its words at the end."""

    words: str
    dash: str
    n: tuple[int, ...]
    values: tuple[float, ...]


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
            _Place(
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
        ends = {
            "value": [place.value for place in places],
            "limits": [value for limit in limits for value in limit.values],
        }
        scale = self.axis(context, ends)
        across = days("n")(context, {"n": [float(place.n) for place in places]})
        value, words = self.centre(context, picture.rows)
        lines = [(words, value), *((limit.words, limit.values[-1]) for limit in limits)]
        at_lines, room = at_ends(
            [(text, end, MUTED) for text, end in lines],
            scale,
            HEIGHT - 74,
            most=MOST,
            yanchor="middle",
        )
        signs = {place.sign.code: place.sign for place in places}
        return figure(
            [*map(_curve, limits), *(_points(places, sign) for sign in signs.values())],
            [line(LINE, 1.6, y=value)],
            [*(_name(place, across) for place in _named(places, scale, across)), *at_lines],
            level(across, words_of(self.across_words, context)),
            upright(scale),
            HEIGHT,
            {"l": room_of(scale), "r": room + 24, "t": 30, "b": 44},
            meta={
                "key": [
                    sign_entry(sign, code=("funnel_place", _PLACES[code]))
                    for code, sign in signs.items()
                    if code in _PLACES
                ]
            },
        )

    def _limit(self, picture: Picture, field: Field, words: str, dash: str) -> _Limit:
        """One point a number of cases: rounded numbers meet, and their limits with them."""
        values = {
            picture.value(self.n, row): value
            for row in picture.rows
            if (value := picture.value(field, row)) is not None
        }
        return _Limit(words, dash, tuple(values), tuple(values.values()))


def _curve(limit: _Limit) -> Part:
    look = {"color": MUTED, "width": 1.2, "dash": limit.dash}
    return scatter(list(limit.n), list(limit.values), "lines", line=look)


def _points(places: Sequence[_Place], sign: Sign) -> Part:
    here = [place for place in places if place.sign == sign]
    return scatter(
        [place.n for place in here],
        [place.value for place in here],
        "markers",
        [place.hover for place in here],
        marker=marker(sign, 11),
        cliponaxis=False,
    )


def _name(place: _Place, across: Scale) -> Part:
    """A unit's name above its point, on paper, so that no line runs through it."""
    is_near_end = place.n > across.low + 0.85 * (across.high - across.low)
    return annotation(
        fitted(place.name, MOST),
        x=place.n, xanchor="right" if is_near_end else "center", xshift=8 if is_near_end else 0,
        y=place.value, yanchor="bottom", yshift=8, borderpad=0, bgcolor=PAPER,
        font={"size": 12, "color": INK},
    )  # fmt: skip


def _named(places: Sequence[_Place], scale: Scale, across: Scale) -> list[_Place]:
    """Names there is room for above their points; those outside the limits come first."""
    right, up = _NARROW / (across.high - across.low), HEIGHT / (scale.high - scale.low)
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
    return [place for place in places if place.name in named]
