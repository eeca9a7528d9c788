"""Columns of a chart: values of its table, and the texts beside its marks."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from operator import attrgetter
from typing import Any, cast

from dashboard.reading.context import Context
from dashboard.words.tables import DECIMALS, NOTHING, Column, Kind
from dashboard.words.vocabulary import Look, Sign

Row = Any
"""A row of a mart, or any object whose fields are read by name (`cell.value`: of a part of it)."""
Rows = Sequence[Row]
Field = str | Callable[[Context, Row], Any]
"""A column of the rows, or what is made of a row."""
Words = str | Callable[[Context], str]
"""A text to be translated, or one that depends on what is in view."""


def value_of(field: Field, context: Context, row: Row) -> Any:
    """The value of a field in a row."""
    if not isinstance(field, str):
        return field(context, row)
    return row[field] if isinstance(row, Mapping) else attrgetter(field)(row)


def words_of(words: Words, context: Context) -> str:
    """A text in the reader's language."""
    return context.language.text(words) if isinstance(words, str) else words(context)


@dataclass(frozen=True)
class Col:
    """A column: heading, field, kind, and the heading it has beside the mark, if it stands there.

    Headings are translated: write them in English, as they are.
    """

    heading: Words
    field: Field
    kind: Kind = "text"
    beside: Words = ""
    decimals: int | None = None
    """Of the number beside the mark."""
    html: Callable[[Context, Row], str] | None = None
    """The text beside the mark as HTML, where it is not the value as its kind is written."""
    is_given: bool = False
    """Whether it holds what was decided, such as a target, and no result."""
    only: Callable[[Context, Rows], bool] | None = None
    """Where the column is left out unless something holds."""
    in_table: bool = True

    def text(self, context: Context, row: Row) -> str:
        """The text beside the mark, as HTML."""
        if self.html is not None:
            return self.html(context, row)
        return escape(
            written(context, value_of(self.field, context, row), self.kind, self.decimals)
        )


def only_beside(
    heading: Words,
    field: Field,
    kind: Kind = "text",
    *,
    decimals: int | None = None,
    html: Callable[[Context, Row], str] | None = None,
    only: Callable[[Context, Rows], bool] | None = None,
) -> Col:
    """A text beside the mark that is no column of the table, or not in this place."""
    return Col(
        heading, field, kind, beside=heading, decimals=decimals, html=html, only=only,
        in_table=False,
    )  # fmt: skip


def interval_columns(kind: Kind, low: Field = "ci_low", high: Field = "ci_high") -> tuple[Col, Col]:
    """The ends of the 95% interval of a figure, as columns of the table."""
    return Col("95% interval, low", low, kind), Col("95% interval, high", high, kind)


def written(context: Context, value: Any, kind: Kind, decimals: int | None = None) -> str:
    """A value as it stands beside a mark and in sentences: rounded figures without decimals."""
    language = context.language
    if value is None:
        return NOTHING
    if kind == "date":
        return language.day(value)
    if kind == "text":
        return str(value)
    if kind == "share":
        is_rounded = context.public and context.edition.is_rounded
        return language.percent(value, (0 if is_rounded else 1) if decimals is None else decimals)
    if kind == "score" and decimals is None:
        decimals = DECIMALS["score"]
    sign = "+" if kind == "change" and value > 0 else ""
    return sign + language.number(value, decimals or 0)


class _Filled(string.Formatter):
    """Fills a text from a row: `{amount_dkk:kroner}` is that field, written as its kind."""

    def __init__(self, context: Context, row: Row) -> None:
        self._context, self._row = context, row

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return kwargs[str(key)] if key in kwargs else value_of(str(key), self._context, self._row)

    def format_field(self, value: Any, format_spec: str) -> str:
        kind, _dot, decimals = format_spec.partition(".")
        return written(
            self._context, value, cast(Kind, kind or "text"), int(decimals) if decimals else None
        )


def phrase(context: Context, text: str, row: Row = None, /, **more: Any) -> str:
    """A sentence with figures of a row in it.

    Args:
        context: of the language, and whether figures are rounded.
        text: in English, to be translated. A placeholder is a field and the kind it is written
            as, with decimals where they are not the usual: `{n_persons:count}`, `{share:share.0}`.
        row: whose fields stand in it.
        more: values that are no fields of the row.
    """
    return _Filled(context, row).format(context.language.template(text), **more)


def table_columns(columns: Sequence[Col], context: Context) -> tuple[Column, ...]:
    """The headings of the table."""
    return tuple(
        Column(words_of(col.heading, context), col.kind, is_given=col.is_given) for col in columns
    )


@dataclass(frozen=True)
class Picture:
    """What a mark is drawn from: rows with their labels, and the texts beside them."""

    context: Context
    rows: Rows
    labels: Sequence[str]
    """Names of the rows as HTML."""
    headers: Sequence[str]
    texts: Sequence[tuple[str, ...]]

    def value(self, field: Field | None, row: Row) -> Any:
        """The value of a field; None where a mark has no such field."""
        return None if field is None else value_of(field, self.context, row)

    def hover(self, lines: Sequence[object], label: str) -> str:
        """Lines below the name of a row, as HTML."""
        return "<br>".join([label, *(escape(str(line)) for line in lines)])

    def looks(self, looks: Iterable[Look]) -> list[tuple[Look, str]]:
        """Looks with their words, as HTML."""
        return [(look, escape(self.context.codes.of(look))) for look in looks]


def coded(field: str, code_list: str = "") -> Callable[[Context, Row], str]:
    """The word of a code; a dash where there is none.

    Args:
        field: the column of the code.
        code_list: its list in `dim_code`, where it has another name than the column.
    """

    def word(context: Context, row: Row) -> str:
        code, codes = value_of(field, context, row), context.codes
        known = codes.has(code_list or field, code)
        return codes.word(code_list or field, code) if known else NOTHING

    return word


def worded(field: str, code_list: str = "") -> Callable[[Context, Row], str]:
    """As `coded`, but a code without a word is shown itself, and no code leaves the cell empty."""
    return lambda context, row: context.codes.word(
        code_list or field, value_of(field, context, row)
    )


def named(kind: str, field: str) -> Callable[[Context, Row], str]:
    """The name of a department, a unit, a case type or a municipality, by its code."""

    def name(context: Context, row: Row) -> str:
        code = value_of(field, context, row)
        return context.name(kind, str(code)) if code else ""

    return name


def period_name(grain: str, field: str = "period_start") -> Callable[[Context, Row], str]:
    """A month, a quarter or a year by its first day."""
    return lambda context, row: context.language.period(value_of(field, context, row), grain)


def place(context: Context, row: Row) -> str:
    """The name of the organisation a row is of."""
    level, code = (value_of(field, context, row) for field in ("org_level", "org_code"))
    return context.name(str(level), str(code))


def case_type_name(context: Context, row: Row) -> str:
    """Name of the case type a row is about, or of all cases."""
    if row["breakdown"] == "total":
        return context.language.text("All cases")
    return context.name("case_type", str(row["breakdown_code"]))


def own_name(context: Context, row: Row) -> str:
    """The name that a row carries itself, in the reader's language."""
    return context.language.name(row)


def sign_word(sign: Callable[[Context, Row], Sign]) -> Callable[[Context, Row], str]:
    """The word of a row's sign."""
    return lambda context, row: context.codes.of(sign(context, row))
