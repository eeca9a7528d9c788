"""A chart as a picture that stands alone: title, sentence, key, notes, source, description."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import plotly.graph_objects as go
from PIL import Image, PngImagePlugin

from dashboard.marks.drawn import Drawn
from dashboard.marks.frame import Part, annotation
from dashboard.marks.lettering import FONT_FOLDER, in_rows, width, wrapped
from dashboard.marks.theme import FONT_NAME
from dashboard.reading.codes import Codes
from dashboard.words.language import Language
from dashboard.words.vocabulary import INK, MUTED, PAPER

WIDTH = 1080
"""Of a picture, in pixels of a screen; a PNG has twice as many."""
DOTS_PER_INCH = 144
"""Of a PNG: with two pixels for one of a screen's 72 an inch, it is printed as large as drawn."""

_EDGE = 28
_ROOM = WIDTH - 2 * _EDGE
_KEY_SIZE = 12
_BETWEEN = 18


@dataclass(frozen=True)
class _Words:
    """Lines of words of one size, and how much room they take."""

    lines: tuple[str, ...]
    size: int
    colour: str
    is_bold: bool = False

    @property
    def step(self) -> int:
        """Pixels from line to line."""
        return round(self.size * 1.32)

    @property
    def height(self) -> int:
        """Pixels of all lines and what keeps them apart from the next words."""
        return self.step * len(self.lines) + 8 if self.lines else 0


def picture(drawn: Drawn, codes: Codes, *, notes: Sequence[str], foot: Sequence[str]) -> go.Figure:
    """The figure with everything in it that a page would say around it.

    Args:
        drawn: the chart.
        codes: words of the key, in the reader's language.
        notes: sentences below the chart: what is hidden, and why.
        foot: sentences at its foot: where it is from.
    """
    figure = go.Figure(drawn.figure)
    is_drawn = bool(drawn.table.rows)
    head = [
        _words([drawn.title], 21, INK, is_bold=True),
        _words([drawn.subtitle], 14, MUTED),
        _words([drawn.summary] if is_drawn else [], 14, INK),
    ]
    below = [_words(notes, 13, INK), _words([" ".join(foot)], 12, MUTED)]
    key = _key(figure, codes) if is_drawn else []
    key_height = 22 * (1 + max((row for _entry, _words, row, _at in key), default=-1))
    inner = {side: int(figure.layout.margin[side]) for side in "lrtb"}
    top = 22 + sum(words.height for words in head) + key_height + 6
    bottom = 22 + sum(words.height for words in below) + 4
    figure.update_layout(
        width=WIDTH,
        height=int(figure.layout.height) + top + bottom,
        margin={
            "l": inner["l"] + _EDGE,
            "r": inner["r"] + _EDGE,
            "t": inner["t"] + top,
            "b": inner["b"] + bottom,
        },
    )
    parts: list[Part] = []
    shapes: list[Part] = []
    at = inner["t"] + top - 22
    for words in head:
        parts.append(_block(words, -inner["l"], at, 1, "top"))
        at -= words.height
    for entry, text, row, start in key:
        left, up = start - inner["l"], at - 11 - 22 * row
        parts.append(_key_words(text, left, up))
        shapes.append(_shape(entry, left + 10, up))
    at = -inner["b"] - 22
    for words in below:
        parts.append(_block(words, -inner["l"], at, 0, "top"))
        at -= words.height
    figure.layout.annotations = [*figure.layout.annotations, *(p for p in parts if p["text"])]
    figure.layout.shapes = [*figure.layout.shapes, *shapes]
    return figure


def _words(texts: Sequence[str], size: int, colour: str, *, is_bold: bool = False) -> _Words:
    lines = [line for text in texts if text for line in wrapped(text, _ROOM, size, is_bold=is_bold)]
    return _Words(tuple(lines), size, colour, is_bold)


def _block(words: _Words, left: int, at: int, y: int, anchor: str) -> Part:
    text = "<br>".join(escape(line) for line in words.lines)
    return {
        "x": 0, "xref": "paper", "xanchor": "left", "xshift": left, "align": "left",
        "y": y, "yref": "paper", "yanchor": anchor, "yshift": at,
        "text": f"<b>{text}</b>" if words.is_bold and text else text, "showarrow": False,
        "font": {"size": words.size, "color": words.colour},
    }  # fmt: skip


def _key(figure: go.Figure, codes: Codes) -> list[tuple[Part, str, int, int]]:
    """The figure's own key: each entry, its words, its row, and how far from the left it stands."""
    entries = (figure.layout.meta or {}).get("key", ())
    texts = [
        codes.language.text(words) if (words := entry.get("words")) else codes.word(*entry["code"])
        for entry in entries
    ]
    rooms = [26 + int(width(escape(text), _KEY_SIZE)) + _BETWEEN for text in texts]
    return [
        (entry, text, *place)
        for entry, text, place in zip(entries, texts, in_rows(rooms, _ROOM), strict=True)
    ]


def _key_words(text: str, left: int, up: int) -> Part:
    """The words of an entry, their middle so many pixels above the plot."""
    return annotation(
        escape(text), x=0, xref="paper", xanchor="left", xshift=left + 26,
        y=1, yref="paper", yanchor="middle", yshift=up, font={"size": _KEY_SIZE, "color": INK},
    )  # fmt: skip


def _shape(entry: Part, x: int, y: int) -> Part:
    """The sign of an entry around a point: a shape, as the font has none of these signs."""
    at = {
        "xref": "paper", "xsizemode": "pixel", "xanchor": 0,
        "yref": "paper", "ysizemode": "pixel", "yanchor": 1,
    }  # fmt: skip
    return {**at, **_sign(entry, x, y)}


def _sign(entry: Part, x: int, y: int) -> Part:
    colour, kind = str(entry["colour"]), str(entry["shape"])
    is_open = kind.endswith("-open")
    line = {"color": colour, "width": 2}
    fill = {"fillcolor": PAPER if is_open else colour, "line": line}
    if kind == "whisker":
        return {"type": "line", "x0": x - 10, "x1": x + 10, "y0": y, "y1": y,
                 "line": {"color": colour, "width": 3}}  # fmt: skip
    if kind == "upright":
        return {"type": "line", "x0": x, "x1": x, "y0": y - 8, "y1": y + 8,
                 "line": {"color": colour, "width": entry.get("width", 3),
                          "dash": entry.get("dash", "solid")}}  # fmt: skip
    if kind == "line":
        return {"type": "line", "x0": x - 10, "x1": x + 10, "y0": y, "y1": y,
                 "line": {"color": colour, "width": 2, "dash": entry["dash"]}}  # fmt: skip
    if kind == "band":
        return {"type": "rect", "x0": x - 10, "x1": x + 10, "y0": y - 7, "y1": y + 7,
                 "fillcolor": colour, "line": {"width": 0}}  # fmt: skip
    if kind.startswith("square"):
        return {"type": "rect", "x0": x - 5, "x1": x + 5, "y0": y - 5, "y1": y + 5, **fill}
    if kind.startswith("diamond"):
        path = f"M{x},{y + 7} L{x + 7},{y} L{x},{y - 7} L{x - 7},{y} Z"
        return {"type": "path", "path": path, **fill}
    return {"type": "circle", "x0": x - 5, "x1": x + 5, "y0": y - 5, "y1": y + 5, **fill}


def described(content: bytes, kind: str, *, title: str, text: str, language: Language) -> bytes:
    """A picture with its title and text alternative in it, for readers who do not see it.

    Args:
        content: as the browser drew it.
        kind: `png` or `svg`; a PNG gets its dots an inch, an SVG its font too.
        title: of the picture.
        text: what it shows, in words.
        language: of both.
    """
    drawn: Callable[[bytes, str, str, str], bytes] = _png if kind == "png" else _svg
    return drawn(content, title, text, language.code)


def _png(content: bytes, title: str, text: str, code: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    for key, value in (("Title", title), ("Description", text)):
        info.add_itxt(key, value, lang=code)
    stream = io.BytesIO()
    with Image.open(io.BytesIO(content)) as image:
        image.save(stream, "PNG", pnginfo=info, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return stream.getvalue()


def _svg(content: bytes, title: str, text: str, code: str) -> bytes:
    svg = content.decode("utf-8")
    start = svg.index("<svg")
    end = svg.index(">", start) + 1
    told = (
        f'<title id="title">{escape(title)}</title><desc id="desc">{escape(text)}</desc>'
        f"<style>{_font_faces()}</style>"
    )
    attributes = f' role="img" lang="{code}" aria-labelledby="title desc"'
    return (svg[: end - 1] + attributes + ">" + told + svg[end:]).encode("utf-8")


@lru_cache
def _font_faces() -> str:
    """Both weights of the font as CSS that asks for nothing."""
    faces = []
    for weight, name in (("400", "Regular"), ("600 900", "SemiBold")):
        data = b64encode((FONT_FOLDER / f"IBMPlexSans-{name}.woff2").read_bytes()).decode("ascii")
        faces.append(
            f'@font-face{{font-family:"{FONT_NAME}";font-weight:{weight};'
            f'src:url("data:font/woff2;base64,{data}") format("woff2")}}'
        )
    return "".join(faces)
