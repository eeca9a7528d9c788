"""Rows below each other: names at the left of a plot, texts in columns at its right, a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from dashboard.marks.columns import Picture
from dashboard.marks.frame import MOST, Part, above_plot, annotation, row_height, text_width
from dashboard.marks.lettering import fitted, in_rows, width
from dashboard.words.vocabulary import INK, MUTED, Look

_MOST_TEXT = 240
"""Pixels of a text in a column at the right."""
_BETWEEN = 18
_KEY_ROOM = 960
"""Pixels of a row of the key, on the narrow side."""
_KEY_STEP = 22


@dataclass(frozen=True)
class Listing:
    """What stands around the marks of rows: their names, texts in columns, the key."""

    picture: Picture
    gap: int
    """Pixels from the plot to the first column."""
    lift: int
    """Pixels of the headings above the plot."""
    after: int = 6
    """Pixels after the last column."""

    @cached_property
    def names(self) -> list[str]:
        """Names of the rows, as they fit."""
        return [fitted(label, MOST, lines=2) for label in self.picture.labels]

    @property
    def left(self) -> int:
        """Pixels the names take up."""
        return text_width(self.names, most=MOST) + 14

    @cached_property
    def columns(self) -> list[list[str]]:
        """Texts of each column, its heading first."""
        columns = zip(self.picture.headers, *self.picture.texts, strict=True)
        return [[fitted(text, _MOST_TEXT) for text in column] for column in columns]

    @property
    def widths(self) -> list[int]:
        """Pixels from each column to the next."""
        return [text_width(texts, most=_MOST_TEXT) + _BETWEEN for texts in self.columns]

    @property
    def right(self) -> int:
        """Pixels from the plot to the right edge."""
        return self.gap + sum(self.widths) - _BETWEEN + self.after

    @property
    def height(self) -> int:
        """Pixels of all rows."""
        return row_height(self.names) * max(len(self.names), 1)

    @property
    def axis(self) -> Part:
        """The axis of the rows, from top to bottom."""
        return {
            "range": [len(self.names) - 0.5, -0.5],
            "tickvals": list(range(len(self.names))),
            "ticktext": self.names,
            "tickfont": {"color": INK, "size": 13},
            "ticklabelstandoff": 8,
        }

    def texts(self, words: Sequence[str] = ()) -> list[Part]:
        """The columns: numbers to the right.

        Args:
            words: where the first column is of words, which stand to the left, their colours.
        """
        parts = []
        start = self.gap
        for number, (texts, room) in enumerate(zip(self.columns, self.widths, strict=True)):
            is_words = bool(words) and number == 0
            colours = words if is_words else [INK] * len(self.names)
            side = {
                "x": 1, "xref": "paper", "xanchor": "left" if is_words else "right",
                "xshift": start + (0 if is_words else room - _BETWEEN),
            }  # fmt: skip
            parts.append(annotation(texts[0], MUTED, **side, **above_plot(self.lift)))
            for place, (text, colour) in enumerate(zip(texts[1:], colours, strict=True)):
                at = {"y": place, "yref": "y", "yanchor": "middle", "yshift": 0}
                parts.append(annotation(text, colour, **side, **at))
            start += room
        return parts

    def key(self, looks: Sequence[tuple[Look, str]], up: int = 24) -> tuple[list[Part], list[Part]]:
        """A swatch and words for every look, in rows so many pixels above the plot and higher.

        Returns:
            The swatches, and the words.
        """
        places = in_rows([41 + int(width(word)) for _look, word in looks], _KEY_ROOM)
        last = max((row for row, _at in places), default=0)
        placed = [
            (look, word, at - self.left, up + (last - row) * _KEY_STEP)
            for (look, word), (row, at) in zip(looks, places, strict=True)
        ]
        placed.sort(key=itemgetter(3))
        return (
            [_swatch(look, at, high) for look, _word, at, high in placed],
            [
                annotation(
                    word,
                    x=0, xref="paper", xanchor="left", xshift=at + 19,
                    y=1, yref="paper", yanchor="middle", yshift=high + 7,
                )
                for _look, word, at, high in placed
            ],
        )  # fmt: skip

    def key_height(self, swatches: Sequence[Part]) -> int:
        """Pixels the rows of a key take up."""
        return len({swatch["y0"] for swatch in swatches}) * _KEY_STEP


def _swatch(look: Look, at: int, high: int) -> Part:
    return {
        "type": "rect",
        "xref": "paper", "xsizemode": "pixel", "xanchor": 0, "x0": at, "x1": at + 14,
        "yref": "paper", "ysizemode": "pixel", "yanchor": 1, "y0": high, "y1": high + 13,
        "fillcolor": look.colour, "line": {"width": 0},
    }  # fmt: skip
