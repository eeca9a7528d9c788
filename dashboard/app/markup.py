"""Words and small pictures: names as plain text, and signs, sparklines and intervals in tables."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from html import escape

from dashboard.reading.codes import Codes
from dashboard.reading.goals import value_words
from dashboard.reading.marts import Cell
from dashboard.words.vocabulary import GREY, INK, LINE, Sign

INTERVAL_WIDTH = 190

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~$#|{}!]|:(?=\S)")
"""What begins markup within a line: Markdown, LaTeX, HTML, emoji, icons and colours."""
_UNSTOPPABLE = re.compile(
    r"(?<=http)(?=s?:)|(?<=www)(?=\.)|(?=@)|(?<=[-<])(?=[->])|(?<=[<>~])(?==)|(?<=:)(?=\w)",
    re.IGNORECASE,
)
"""Where Streamlit makes links, arrows, emoji and icons of a text whose markup is taken away."""
_NOTHING = "\u2060"
"""Word joiner: has no width, and keeps the word together."""


def as_text(text: str) -> str:
    """A text for Streamlit's headings and messages, shown letter by letter.

    Names from data may look like markup (`*`, `$x$`, `:red[x]`, `![x](y)`, `www.x.dk`); they stay
    text. For HTML and for plotly, which reads some of it, `html.escape` does the same.

    Args:
        text: what is to be read; line breaks become blanks.
    """
    plain = _UNSTOPPABLE.sub(_NOTHING, " ".join(text.split()))
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", plain)


def sign_html(sign: Sign, codes: Codes) -> str:
    """Shape and word of a sign."""
    return (
        f'<span class="sp-sign sp-{sign.code}">{_image(_shape(sign, 7, 7, 5), 14, 14, "")}'
        f"{escape(codes.of(sign))}</span>"
    )


def sign_key(signs: Sequence[Sign], codes: Codes) -> str:
    """What the signs mean, in a row."""
    items = "".join(
        f"<li>{sign_html(sign, codes)} {escape(codes.meaning(sign))}</li>" for sign in signs
    )
    return f'<ul class="sp-key">{items}</ul>'


def interval_image(
    *,
    value: float | None,
    low: float | None,
    high: float | None,
    target: float | None,
    start: float,
    sign: Sign,
    alt: str,
) -> str:
    """A share with its interval on an axis from `start` to 1, and the target as a line across."""
    width, height, middle = INTERVAL_WIDTH, 26, 13

    def x(share: float) -> float:
        return 7 + (share - start) / (1 - start) * (width - 14)

    parts = [f'<path d="M7 {middle}H{width - 7}" stroke="{LINE}"/>']
    if low is not None and high is not None:
        parts.append(
            f'<path d="M{x(low):.1f} {middle}H{x(high):.1f}" stroke="{sign.colour}"'
            ' stroke-width="3"/>'
        )
    if target is not None:
        parts.append(
            f'<path d="M{x(target):.1f} 3V{height - 3}" stroke="{INK}" stroke-width="1.6"/>'
        )
    if value is not None:
        parts.append(_shape(sign, x(value), middle, 5))
    return _image("".join(parts), width, height, alt)


def sparkline(values: Sequence[float | None], *, target: float | None, sign: Sign, alt: str) -> str:
    """A line of months with its latest point as the sign, and the target as a dashed line."""
    width, height, edge = 132, 30, 6
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return f'<span class="quiet">{escape(alt)}</span>' if not known else ""
    low = min([*known, target if target is not None else known[0]])
    high = max([*known, target if target is not None else known[0]])
    spread = (high - low) or 1.0

    def x(i: int) -> float:
        return edge + i * (width - 2 * edge) / max(len(values) - 1, 1)

    def y(value: float) -> float:
        return height - edge - (value - low) / spread * (height - 2 * edge)

    parts = []
    if target is not None:
        parts.append(
            f'<path d="M{edge} {y(target):.1f}H{width - edge}" stroke="{INK}"'
            ' stroke-dasharray="3 3" stroke-width="1"/>'
        )
    path, pen = [], "M"
    for i, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        path.append(f"{pen}{x(i):.1f} {y(value):.1f}h.01")  # alone it is a dot
        pen = "L"
    parts.append(
        f'<path d="{"".join(path)}" fill="none" stroke="{GREY}"'
        ' stroke-width="1.5" stroke-linecap="round"/>'
    )
    last = max(i for i, value in enumerate(values) if value is not None)
    parts.append(_shape(sign, x(last), y(values[last] or 0.0), 4))
    return _image("".join(parts), width, height, alt)


def trend(
    months: Sequence[Cell], *, unit: str, target: float | None, sign: Sign, codes: Codes
) -> str:
    """Months as a line whose latest point carries a sign; nothing of less than two months."""
    language = codes.language
    known = [cell for cell in months if cell.value is not None]
    if len(known) < 2:
        return ""
    first, last = known[0], known[-1]
    alt = language.text(
        "From {first} in {first_month} to {last} in {last_month}. Latest signal: {signal}",
        first=value_words(language, unit, first.value),
        first_month=language.period(first.period_start, "month"),
        last=value_words(language, unit, last.value),
        last_month=language.period(last.period_start, "month"),
        signal=codes.of(sign),
    )
    return sparkline([cell.value for cell in months], target=target, sign=sign, alt=alt)


def _shape(sign: Sign, x: float, y: float, r: float) -> str:
    """The shape of a sign, the same as plotly draws."""
    is_open = sign.symbol.endswith("-open")
    paint = (
        f'fill="#fff" stroke="{sign.colour}" stroke-width="1.8"'
        if is_open
        else f'fill="{sign.colour}" stroke="#fff" stroke-width="0.5"'
    )
    kind = sign.symbol.removesuffix("-open")
    if kind == "diamond":
        r *= 1.3
        return f'<path d="M{x} {y - r}L{x + r} {y}L{x} {y + r}L{x - r} {y}Z" {paint}/>'
    if kind == "square":
        return f'<rect x="{x - r}" y="{y - r}" width="{2 * r}" height="{2 * r}" {paint}/>'
    if kind == "line-ew":
        return f'<path d="M{x - r} {y}H{x + r}" {paint}/>'
    if kind == "x-thin":
        return (
            f'<path d="M{x - r} {y - r}L{x + r} {y + r}M{x - r} {y + r}L{x + r} {y - r}" {paint}/>'
        )
    return f'<circle cx="{x}" cy="{y}" r="{r}" {paint}/>'


def _image(inside: str, width: int, height: int, alt: str) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}">{inside}</svg>'
    )
    data = b64encode(svg.encode()).decode()
    return (
        f'<img src="data:image/svg+xml;base64,{data}" width="{width}" height="{height}"'
        f' alt="{escape(alt, quote=True)}">'
    )
