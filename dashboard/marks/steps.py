"""Steps from one whole to another: a waterfall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import plotly.graph_objects as go

from dashboard.marks.columns import Field, Picture, written
from dashboard.marks.frame import ROOM, Part, annotation, figure, line
from dashboard.marks.lettering import fitted
from dashboard.words.vocabulary import INK, LINE, Look

_HEIGHT = 400
_MOST = 170
"""Pixels of a label below its bar, at the most."""
_FEWEST = 4
"""Bars there is room for at the least: one alone would fill the picture."""


@dataclass(frozen=True)
class Waterfall:
    """A step for each row: a whole in kroner, or what is added to it or taken from it."""

    size: Field
    is_whole: Field
    looks: Mapping[str, Look]
    """How a whole, a step up and a step down look, by "whole", "up" and "down"."""

    def draw(self, picture: Picture) -> go.Figure:
        """Draw the steps."""
        places = range(len(picture.rows))
        sizes = [picture.value(self.size, row) or 0.0 for row in picture.rows]
        wholes = [bool(picture.value(self.is_whole, row)) for row in picture.rows]
        # A whole stands on zero; a step begins where the one before ended.
        levels = list(accumulate(zip(sizes, wholes, strict=True), _level, initial=0.0))
        starts = [0.0 if is_whole else at for is_whole, at in zip(wholes, levels, strict=False)]
        spans = [sorted(ends) for ends in zip(starts, levels[1:], strict=True)]
        texts = [
            written(picture.context, size, "kroner" if is_whole else "change")
            for size, is_whole in zip(sizes, wholes, strict=True)
        ]
        trace: Part = {
            "type": "bar",
            "x": list(places),
            "y": [top - base for base, top in spans],
            "base": [base for base, _top in spans],
            "marker": {"color": [self._look(*of) for of in zip(sizes, wholes, strict=True)]},
            "hovertext": [
                picture.hover([text], label)
                for text, label in zip(texts, picture.labels, strict=True)
            ],
            "hoverinfo": "text",
            "width": 0.62,
        }
        room = max(len(places), _FEWEST)
        most = min(_MOST, (ROOM - 24) / room - 8)
        return figure(
            [trace],
            [
                line(LINE, 1.5, x=(place + 0.31, place + 0.69), y=level)
                for place, level in zip(places, levels[1:-1], strict=False)
            ],
            [
                annotation(text, x=place, y=top, yanchor="bottom", yshift=3)
                for place, text, (_base, top) in zip(places, texts, spans, strict=True)
            ],
            {
                "range": [-0.5, room - 0.5],
                "tickvals": list(places),
                "ticktext": [fitted(label, most, lines=3) for label in picture.labels],
                "tickangle": 0,
                "tickfont": {"color": INK, "size": 13},
            },
            _upright(spans),
            _HEIGHT,
            {"l": 12, "r": 12, "t": 16, "b": 64},
        )

    def _look(self, size: float, is_whole: bool) -> str:
        return self.looks["whole" if is_whole else "up" if size > 0 else "down"].colour


def _level(level: float, step: tuple[float, bool]) -> float:
    """Where a step ends, from where the one before ended."""
    size, is_whole = step
    return size if is_whole else level + size


def _upright(spans: Sequence[Sequence[float]]) -> Part:
    lowest = min([*(base for base, _top in spans), 0.0])
    highest = max([*(top for _base, top in spans), 0.0]) or 1.0
    return {
        "range": [lowest * 1.1, highest * 1.1],
        "tickvals": [0],
        "ticktext": [""],
        "showgrid": True,
    }
