"""Words, numbers and dates in the reader's language: gettext catalogues read as text, and Babel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

CATALOGUES = Path(__file__).parents[1] / "locale"
"""`<language>/LC_MESSAGES/sagspuls.po`; English is the source and has none."""

LANGUAGES = {"da": "Dansk", "en": "English"}
"""Code and own name of the languages a reader can choose."""

_BABEL = {"da": "da_DK", "en": "en_GB"}
_NO_BREAK = "\u00a0"


def later(text: str) -> str:
    """Mark a text for the catalogue where it stands; it is translated where it is shown."""
    return text


def rounded(value: float | Decimal, decimals: int) -> Decimal:
    """Round half away from zero, as the models do (`half_up` in macros/engine/whole_numbers.sql).

    Babel alone rounds half to even: 48.5 days would be 48 on a page and 49 in the public edition.
    What lies within 1e-9 of a half, counted in the last decimal, is the half. Never minus zero.
    """
    exact = Decimal(str(value))
    step = Decimal(1).scaleb(-decimals)
    at_a_half = (step * Decimal("1e-9")).copy_sign(exact)
    return (exact + at_a_half).quantize(step, ROUND_HALF_UP) + 0


@dataclass(frozen=True)
class Language:
    """One language: its texts and how it writes numbers and dates."""

    code: str

    @property
    def locale(self) -> Locale:
        """Babel's locale."""
        return _locale(self.code)

    def text(self, source: str, /, **values: object) -> str:
        """The text in this language, its `{placeholders}` filled in."""
        return self.template(source).format(**values)

    def template(self, source: str) -> str:
        """The text in this language, its `{placeholders}` as they stand."""
        return _translation(self.code, source) or source

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The text for `n` things; `{n}` is the number as this language writes it."""
        forms = _plural_forms(self.code, one)
        form = forms[_plural_index(self.code, n)] if forms else (one if n == 1 else many)
        return form.format(n=self.number(n), **values)

    def number(self, value: float, decimals: int = 0) -> str:
        """1.234,5 in Danish, 1,234.5 in English."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return str(format_decimal(rounded(value, decimals), format=pattern, locale=self.locale))

    def percent(self, share: float, decimals: int = 1) -> str:
        """A share (0 to 1) as 87,4 % in Danish and 87.4% in English."""
        pattern = "0" + ("." + "0" * decimals if decimals else "")
        pattern += f"{_NO_BREAK}%" if self.code == "da" else "%"
        return str(format_percent(rounded(share, decimals + 2), format=pattern, locale=self.locale))

    def day(self, day: date) -> str:
        """22-11-2026 in Danish, 22 Nov 2026 in English."""
        pattern = "dd-MM-yyyy" if self.code == "da" else "d MMM yyyy"
        return str(format_date(day, format=pattern, locale=self.locale))

    def moment(self, at: datetime) -> str:
        """A date with hour and minute."""
        pattern = "dd-MM-yyyy HH:mm" if self.code == "da" else "d MMM yyyy HH:mm"
        return str(format_datetime(at, format=pattern, locale=self.locale))

    def period(self, start: date, grain: str, *, in_full: bool = False) -> str:
        """A month, quarter or year by its first day: okt. 2026, 4. kvt. 2026, 2026.

        In full they are oktober 2026, 4. kvartal 2026 (but Q4 2026 in English), 2026.
        """
        pattern = {"month": "MMM y", "quarter": "QQQ y", "year": "y"}[grain]
        if in_full and (grain == "month" or self.code == "da"):
            pattern = pattern.replace("MMM", "MMMM").replace("QQQ", "QQQQ")
        return str(format_date(start, format=pattern, locale=self.locale))

    def month(self, day: date) -> str:
        """The month of a date alone: okt."""
        return str(format_date(day, format="LLL", locale=self.locale))

    def all_of(self, parts: Sequence[str]) -> str:
        """A, B and C."""
        return str(format_list(list(parts), locale=self.locale)) if parts else ""

    def name(self, row: Any) -> str:
        """The name of a row that carries `name_da` and `name_en`."""
        return str(row["name_da"] if self.code == "da" else row["name_en"] or row["name_da"])


@lru_cache
def _locale(code: str) -> Locale:
    return Locale.parse(_BABEL[code])


@lru_cache
def catalogue(code: str) -> Catalog | None:
    """The catalogue of a language; none for the source language."""
    file = CATALOGUES / code / "LC_MESSAGES" / "sagspuls.po"
    if not file.exists():
        return None
    with file.open("rb") as stream:
        return read_po(stream, locale=code)


@lru_cache(maxsize=4096)
def _translation(code: str, source: str) -> str | None:
    known = catalogue(code)
    message = known.get(source) if known else None
    if message is None or not isinstance(message.string, str):
        return None
    return message.string or None


@lru_cache(maxsize=4096)
def _plural_forms(code: str, one: str) -> tuple[str, ...] | None:
    known = catalogue(code)
    message = known.get(one) if known else None
    if message is None or not isinstance(message.string, tuple) or not all(message.string):
        return None
    return message.string


def _plural_index(code: str, n: int) -> int:
    # Both languages have one form for 1 and one for the rest, as their catalogues' headers say.
    return 0 if n == 1 else 1
