"""What all pictures share: figure, margins, points, and the words where nothing is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboard.marks.lettering import SIZE, width, wrapped
from dashboard.marks.theme import TEMPLATE
from dashboard.words.vocabulary import INK, MUTED, PAPER, Sign

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
    text = annotation(
        "<br>".join(escape(line) for line in lines),
        x=0, xref="paper", xanchor="left", y=0.5, yref="paper", align="left",
        font={"size": 14, "color": MUTED},
    )  # fmt: skip
    off = {"visible": False}
    height = 60 + 20 * max(len(lines), 1)
    return figure([], [], [text], off, off, height, {"l": 8, "r": 8, "t": 8, "b": 8})


def figure(
    traces: list[Part],
    shapes: list[Part],
    words: list[Part],
    x: Part,
    y: Part,
    height: int,
    margin: dict[str, int],
    **more: Any,
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
        **more,
    }
    return go.Figure(data=traces, layout=layout)


def annotation(text: str | None, colour: str = INK, **place: Any) -> Part:
    """Words in the picture."""
    font = {"size": SIZE, "color": colour}
    return {"text": text, "showarrow": False, "font": font, **place}


def above_plot(pixels: int) -> Part:
    """Where words stand so many pixels above the plot."""
    return {"y": 1, "yref": "paper", "yanchor": "bottom", "yshift": pixels}


def line(
    colour: str, wide: float, dash: str | None = None, *, x: Any = None, y: Any = None,
    layer: str | None = "below",
) -> Part:  # fmt: skip
    """A line; a place is one number, or where it begins and ends, or the whole plot where None."""
    look = {"color": colour, "width": wide, "dash": dash}
    return {"type": "line", "line": look, "layer": layer, **_from_to("x", x), **_from_to("y", y)}


def box(colour: str, *, x: Any = None, y: Any = None) -> Part:
    """A box without an edge behind the marks, placed as a line is."""
    return {
        "type": "rect", "fillcolor": colour, "line": {"width": 0}, "layer": "below",
        **_from_to("x", x), **_from_to("y", y),
    }  # fmt: skip


def _from_to(axis: str, at: Any) -> Part:
    if at is None:
        return {f"{axis}ref": "paper", f"{axis}0": 0, f"{axis}1": 1}
    first, last = at if isinstance(at, tuple) else (at, at)
    return {f"{axis}0": first, f"{axis}1": last}


def scatter(
    x: Sequence[Any], y: Sequence[Any], mode: str, hover: Sequence[str] | None = None, **look: Any
) -> Part:
    """A trace of points or of a line; with `hover`, the text shown at each point."""
    told: Part = (
        {"hoverinfo": "skip"} if hover is None else {"hovertext": hover, "hoverinfo": "text"}
    )
    return {"type": "scatter", "x": x, "y": y, "mode": mode, **told, **look}


def sign_entry(sign: Sign, **words: Any) -> Part:
    """An entry of the key: a sign with its own word, or with other `words`."""
    said = words or {"code": (sign.list, sign.code)}
    return {"shape": sign.symbol, "colour": sign.colour, **said}


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
