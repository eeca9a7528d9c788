"""Dots with intervals and targets, a row each, texts in columns at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.marks.axes import Axis, Ends, Scale
from dashboard.marks.columns import Field, Picture, Row, Rows
from dashboard.marks.frame import (
    ROOM,
    Part,
    above_plot,
    annotation,
    box,
    figure,
    line,
    marker,
    scatter,
    sign_entry,
    text_width,
)
from dashboard.marks.listing import Listing
from dashboard.reading.context import Context, target_line
from dashboard.words.language import later
from dashboard.words.vocabulary import BAND, GREY, INK, MARGIN, SIGNALS, Sign

_APART = 0.34
"""Between the values of one row, in rows."""

RESULT = later("Result")
INTERVAL = later("95% interval")
"""What a mark and its line are called where a chart does not say otherwise."""

_LEGEND = {
    "showlegend": True,
    "legend": {
        "orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom",
        "itemclick": False, "itemdoubleclick": False, "font": {"size": 13, "color": INK},
    },
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A value: how it looks, its interval, and whose it is where a row has several."""

    name: str
    sign: Sign
    value: float | None
    low: float | None
    high: float | None
    hover: str


@dataclass(frozen=True)
class _Dot:
    """A row: its sign, its values one below the other, its target, and its margin."""

    sign: Sign
    marks: tuple[Mark, ...]
    target: float | None
    band: tuple[float, float] | None


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
        listing = Listing(picture, gap=16, lift=6, after=18)
        dots = [
            self._dot(picture, row, label)
            for row, label in zip(picture.rows, picture.labels, strict=True)
        ]
        targets = {i: dot.target for i, dot in enumerate(dots) if dot.target is not None}
        words = (
            self.target_words(context, picture.rows)
            if self.target_words
            else target_line(context.language, {dot.target for dot in dots})
        )
        first = next(iter(targets.values()), None)
        # One target is a line through all rows; several are a mark in each.
        is_line = bool(words) and len(set(targets.values())) == 1
        down = line(INK, 1.5, "4px,3px", x=first, y=(-0.5, len(dots) - 0.5), layer="between")
        texts = listing.texts([dot.sign.colour for dot in dots])
        return figure(
            [*([_targets(targets)] if targets and not is_line else []), *_traces(dots)],
            [*_margins(dots), *([down] if is_line else [])],
            [annotation(words, x=first, **above_plot(6)), *texts] if words and targets else texts,
            _across(self.axis(context, self._ends(picture, dots)), listing),
            {**listing.axis, "showgrid": True, "gridcolor": BAND},
            64 + listing.height,
            {"l": listing.left, "r": listing.right, "t": 30, "b": 34},
            meta={"key": self._key(dots)},
            **(_LEGEND if self.several else {}),
        )

    def _dot(self, picture: Picture, row: Row, label: str) -> _Dot:
        context = picture.context
        sign = self.sign if isinstance(self.sign, Sign) else self.sign(context, row)
        value, low, high = (
            picture.value(field, row) for field in (self.value, self.low, self.high)
        )
        one = Mark("", sign, value, low, high, picture.hover(self.hover(context, row), label))
        return _Dot(
            sign,
            self.several(context, row) if self.several else (one,),
            picture.value(self.target, row),
            self.band(context, row) if self.band else None,
        )

    def _ends(self, picture: Picture, dots: Sequence[_Dot]) -> dict[str, Ends]:
        marks = [mark for dot in dots for mark in dot.marks]
        return {
            "value": [mark.value for mark in marks],
            "low": [mark.low for mark in marks],
            "high": [mark.high for mark in marks],
            "target": [dot.target for dot in dots],
            "band": [end for dot in dots for end in dot.band or ()],
            "reach": [picture.value(self.reach, row) for row in picture.rows],
        }

    def _key(self, dots: Sequence[_Dot]) -> list[Part]:
        """What the marks and lines mean; marks of several values have a legend."""
        marks = [mark for dot in dots for mark in dot.marks if mark.value is not None]
        signs = {} if self.several else {mark.sign.code: mark.sign for mark in marks}
        plain = ("common_cause", "uncertain") if len(signs) == 1 else ("common_cause",)
        key = [
            sign_entry(sign, **({"words": self.mark} if code in plain else {}))
            for code, sign in signs.items()
        ]
        if any(mark.low is not None and mark.high != mark.low for mark in marks):
            key.append({"shape": "whisker", "colour": GREY, "words": self.interval})
        if any(dot.band for dot in dots):
            key.append({"shape": "band", "colour": MARGIN, "words": later("Margin")})
        # A mark alone that is the result needs no key.
        return [] if [entry.get("words") for entry in key] == [RESULT] else key


def _margins(dots: Sequence[_Dot]) -> list[Part]:
    return [
        box(MARGIN, x=dot.band, y=(place - 0.4, place + 0.4))
        for place, dot in enumerate(dots)
        if dot.band
    ]


def _targets(targets: Mapping[int, float]) -> Part:
    look = {"symbol": "line-ns-open", "size": 18, "color": INK, "line": {"width": 2, "color": INK}}
    return scatter(list(targets.values()), list(targets), "markers", marker=look)


def _traces(dots: Sequence[_Dot]) -> list[Part]:
    """The values of all rows with their intervals, a trace for each sign."""
    placed = [
        (place + _APART * (number - (len(dot.marks) - 1) / 2), mark)
        for place, dot in enumerate(dots)
        for number, mark in enumerate(dot.marks)
        if mark.value is not None
    ]
    signs = {mark.sign.code: mark.sign for dot in dots for mark in dot.marks}.values()
    by_sign = [[(y, mark) for y, mark in placed if mark.sign == sign] for sign in signs]
    return [_trace(here) for here in by_sign if here]


def _trace(placed: Sequence[tuple[float, Mark]]) -> Part:
    sign = placed[0][1].sign
    ends = [(mark.value or 0.0, mark.low, mark.high) for _y, mark in placed]
    whiskers = {
        "type": "data",
        "symmetric": False,
        "array": [(value if high is None else high) - value for value, _low, high in ends],
        "arrayminus": [value - (value if low is None else low) for value, low, _high in ends],
        "color": sign.colour,
        "thickness": 2.5,
        "width": 0,
    }
    return scatter(
        [mark.value for _y, mark in placed],
        [y for y, _mark in placed],
        "markers",
        [mark.hover for _y, mark in placed],
        name=placed[0][1].name,
        marker=marker(sign, 12),
        cliponaxis=False,
        error_x=whiskers,
    )


def _across(scale: Scale, listing: Listing) -> Part:
    """The axis of the values; of its ticks as many have words as there is room for."""
    words = [scale.words(tick) for tick in scale.ticks]
    room = max(ROOM - listing.left - listing.right, 1)
    every = 1 + int(len(words) * (text_width(words, most=room) + 16) / room)
    # Counted from the last tick, which always has its words.
    shown = [word if i % every == 0 else "" for i, word in enumerate(reversed(words))]
    return {
        "range": [scale.low, scale.high],
        "tickvals": list(scale.ticks),
        "ticktext": shown[::-1],
        "tickangle": 0,
        "showgrid": True,
    }
