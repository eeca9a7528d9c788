"""Steps from one whole to another: a waterfall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.marks.columns import Field, Picture, Row, written
from dashboard.marks.frame import ROOM, Part, figure
from dashboard.marks.lettering import fitted
from dashboard.words.vocabulary import INK, LINE, Look

_HEIGHT = 400
_MOST = 170
"""Pixels of a label below its bar, at the most."""
_FEWEST = 4
"""Bars there is room for at the least: one alone would fill the picture."""


@dataclass(frozen=True)
class Step:
    """A bar: its label, how much it is or changes by, how it looks, what stands above it."""

    label: str
    size: float
    look: Look
    said: str
    hover: str
    is_whole: bool = False


def steps(rows: Sequence[Step]) -> go.Figure:
    """Bars from left to right, each beginning where the one before ended; wholes stand on zero.

    Args:
        rows: in order.
    """
    bases, tops = [], []
    level = 0.0
    for row in rows:
        start = 0.0 if row.is_whole else level
        level = row.size if row.is_whole else level + row.size
        bases.append(min(start, level))
        tops.append(max(start, level))
    highest = max([*tops, 0.0]) or 1.0
    lowest = min([*bases, 0.0])
    places = list(range(len(rows)))
    trace: Part = {
        "type": "bar",
        "x": places,
        "y": [top - base for top, base in zip(tops, bases, strict=True)],
        "base": bases,
        "marker": {"color": [row.look.colour for row in rows]},
        "hovertext": [row.hover for row in rows],
        "hoverinfo": "text",
        "width": 0.62,
    }
    words: list[Part] = [
        {
            "x": place, "y": top, "yanchor": "bottom", "yshift": 3, "text": row.said,
            "showarrow": False, "font": {"size": 13, "color": INK},
        }
        for place, top, row in zip(places, tops, rows, strict=True)
    ]  # fmt: skip
    level, shapes = 0.0, []
    for place, row in enumerate(rows[:-1]):
        level = row.size if row.is_whole else level + row.size
        shapes.append(
            {
                "type": "line", "x0": place + 0.31, "x1": place + 0.69, "y0": level, "y1": level,
                "line": {"color": LINE, "width": 1.5}, "layer": "below",
            }
        )  # fmt: skip
    across = min(_MOST, (ROOM - 24) / max(len(rows), _FEWEST) - 8)
    x = {
        "range": [-0.5, max(len(rows), _FEWEST) - 0.5],
        "tickvals": places,
        "ticktext": [fitted(row.label, across, lines=3) for row in rows],
        "tickangle": 0,
        "tickfont": {"color": INK, "size": 13},
    }
    y = {"range": [lowest * 1.1, highest * 1.1], "tickvals": [0], "ticktext": [""],
         "showgrid": True}  # fmt: skip
    return figure([trace], shapes, words, x, y, _HEIGHT, {"l": 12, "r": 12, "t": 16, "b": 64})


@dataclass(frozen=True)
class Waterfall:
    """A step for each row: a whole in kroner, or what is added to it or taken from it."""

    size: Field
    is_whole: Field
    looks: Mapping[str, Look]
    """How a whole, a step up and a step down look, by "whole", "up" and "down"."""

    def draw(self, picture: Picture) -> go.Figure:
        """Draw the steps."""
        return steps(
            [
                self._step(picture, row, label)
                for row, label in zip(picture.rows, picture.labels, strict=True)
            ]
        )

    def _step(self, picture: Picture, row: Row, label: str) -> Step:
        size, is_whole = picture.value(self.size, row), picture.value(self.is_whole, row)
        text = written(picture.context, size, "kroner" if is_whole else "change")
        return Step(
            label=label,
            size=size or 0.0,
            look=self.looks["whole" if is_whole else "up" if size > 0 else "down"],
            said=text,
            hover=picture.hover([text], label),
            is_whole=is_whole,
        )
