"""The value axis of a chart: where it ends, where it has ticks, and how they read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.marks.frame import Part, annotation, text_width
from dashboard.marks.lettering import fitted
from dashboard.reading.context import Context

HEIGHT = 380
"""Pixels of a picture of lines."""
MOST = 240
"""Pixels of the words at the end of a line."""


@dataclass(frozen=True)
class Scale:
    """The value axis: where it ends, where it has ticks and how they read."""

    low: float
    high: float
    ticks: tuple[float, ...]
    words: Callable[[float], str]


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


def upright(scale: Scale) -> Part:
    """The value axis at the left of a plot."""
    return {
        "range": [scale.low, scale.high],
        "tickvals": list(scale.ticks),
        "ticktext": [scale.words(tick) for tick in scale.ticks],
        "ticklabelstandoff": 6,
        "showgrid": True,
    }


def level(scale: Scale, words: str) -> Part:
    """The axis of numbers below a plot, with what they are."""
    return {
        "range": [scale.low, scale.high],
        "tickvals": list(scale.ticks),
        "ticktext": [scale.words(tick) for tick in scale.ticks],
        "tickangle": 0,
        "title": {"text": words, "standoff": 6},
    }


def room_of(scale: Scale) -> int:
    """Pixels of the value axis at the left of a plot."""
    return text_width([scale.words(tick) for tick in scale.ticks], most=90) + 20


def at_ends(
    words: Sequence[tuple[str, float, str]], scale: Scale, height: int, *, most: int, **more: str
) -> tuple[list[Part], int]:
    """Words at the right ends of lines, and the pixels they take up.

    Args:
        words: text, value and colour of each.
        scale: of the values.
        height: of the plot, in pixels.
        most: pixels of a text.
        more: how they stand.
    """
    texts = [fitted(text, most) for text, _value, _colour in words]
    shifts = apart([value for _text, value, _colour in words], scale, height)
    place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "align": "left", **more}
    parts = [
        annotation(text, colour, y=value, yshift=shift, **place)
        for text, (_text, value, colour), shift in zip(texts, words, shifts, strict=True)
    ]
    return parts, text_width(texts, most=most)


Ends = Sequence[float | None]
Axis = Callable[[Context, Mapping[str, Ends]], Scale]
"""The value axis for what is drawn: the values of all rows by the name of what they are."""


def shares(*ends: str, most: float = 0.6) -> Axis:
    """An axis of shares that reaches down to the lowest of the named ends.

    Args:
        ends: of "value", "low", "high" and "target"; none begins at 0.
        most: where the axis begins at the highest.
    """

    def axis(context: Context, drawn: Mapping[str, Ends]) -> Scale:
        return share_scale(
            lambda share: context.language.percent(share, 0),
            [value for end in ends for value in drawn[end]] if ends else [0.0],
            most=most if ends else 0.0,
        )

    return axis


def days(*ends: str) -> Axis:
    """An axis of days or numbers from 0 to beyond the highest of the named ends."""

    def axis(context: Context, drawn: Mapping[str, Ends]) -> Scale:
        return days_scale(context.language.number, [value for end in ends for value in drawn[end]])

    return axis


def differences(words: Callable[[Context, float], str], *ends: str) -> Axis:
    """An axis with no difference in the middle, as wide as the widest of the named ends."""

    def axis(context: Context, drawn: Mapping[str, Ends]) -> Scale:
        return difference_scale(
            lambda value: words(context, value), [value for end in ends for value in drawn[end]]
        )

    return axis
