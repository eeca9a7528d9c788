"""What all pictures share: figure, margins, points, and the words where nothing is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboard.marks.lettering import width, wrapped
from dashboard.marks.theme import TEMPLATE
from dashboard.words.vocabulary import MUTED, PAPER, Sign

ROW_HEIGHT = 34
Part = dict[str, Any]
"""A trace, shape or text, as plotly describes it."""

MOST = 300
"""Pixels of a label at the left; longer ones go on in a second line, and end with "…"."""
ROOM = 1024
"""Pixels across of a chart in a picture, about as many as on a page."""


def row_height(labels: Sequence[str]) -> int:
    """Pixels of a row: more where a label goes on in a second line."""
    return ROW_HEIGHT + (8 if any("<br>" in label for label in labels) else 0)


def nothing(words: str) -> go.Figure:
    """Words where there is nothing to draw: empty axes would look like a fault."""
    lines = wrapped(words, ROOM - 60, 14)
    said = {
        "x": 0, "xref": "paper", "xanchor": "left", "y": 0.5, "yref": "paper", "align": "left",
        "text": "<br>".join(escape(line) for line in lines),
        "showarrow": False, "font": {"size": 14, "color": MUTED},
    }  # fmt: skip
    off = {"visible": False}
    height = 60 + 20 * max(len(lines), 1)
    return figure([], [], [said], off, off, height, {"l": 8, "r": 8, "t": 8, "b": 8})


def figure(
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


def marker(sign: Sign, size: int, *, hollow: bool = False) -> dict[str, object]:
    """A point as its sign is drawn."""
    is_open = hollow or sign.symbol.endswith("-open")
    return {
        "symbol": sign.symbol,
        "size": size + (2 if sign.symbol.startswith("diamond") else 0),
        "color": PAPER if hollow else sign.colour,
        "line": {"color": sign.colour if is_open else PAPER, "width": 2 if is_open else 1},
    }


def text_width(texts: Sequence[str], *, most: int) -> int:
    """Pixels the longest text needs, without its markup."""
    return min(int(max((width(text) for text in texts), default=0)) + 2, most)
