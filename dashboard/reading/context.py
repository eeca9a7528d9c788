"""What every chart is drawn from, a run and a view, and the words that recur about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from dashboard.reading import goals
from dashboard.reading.codes import Codes
from dashboard.reading.edition import ROUNDED, Edition
from dashboard.reading.marts import Cell, Published, Row
from dashboard.reading.view import Filter, View, is_unit
from dashboard.words.language import Language, later
from dashboard.words.vocabulary import (
    ATTENTION,
    HIDDEN,
    ORANGE,
    SIGNALS,
    Sign,
    signal_sign,
    status_sign,
)


@dataclass
class Reading:
    """What a chart read of the public edition; kept so that hidden is never told as none."""

    n_rows: int = 0
    n_hidden: int = 0


@dataclass(frozen=True)
class Context:
    """What a chart is drawn from: a run, a view, and whether it leaves the house."""

    published: Published
    view: View
    public: bool
    edition: Edition = ROUNDED
    """How the chart's figures leave the house."""
    reading: Reading = field(default_factory=Reading, compare=False)

    @property
    def language(self) -> Language:
        """The reader's language."""
        return self.view.language

    def choice(self, of: Filter) -> str | None:
        """What is in view of a filter: what is chosen, else what is usual."""
        return of.in_view(self.published, self.view)

    @property
    def codes(self) -> Codes:
        """Words of codes in the reader's language."""
        return self.published.codes(self.language)

    def name(self, kind: str, code: str) -> str:
        """Name of a code."""
        return goals.namer(self.published, self.view)(kind, code)

    def read(self, rows: Iterable[Row | Cell]) -> None:
        """Count rows of a chart's own figures, and those of them that disclosure control hides."""
        for row in rows:
            is_hidden = row.is_suppressed if isinstance(row, Cell) else row.get("is_suppressed")
            self.reading.n_rows += 1
            self.reading.n_hidden += bool(is_hidden)

    def none(self, words: str) -> str:
        """Words that say there is nothing; in a file only where the rows themselves say so.

        Args:
            words: translated, true where nothing is hidden.
        """
        _ = self.language.text
        if not self.public:
            return words
        if self.reading.n_hidden:
            return _(HIDDEN_WORDS)
        return words if self.reading.n_rows else _(NOT_PUBLISHED)


HIDDEN_WORDS = later(
    "The figures are hidden: they are of fewer than 10, or would tell of others that are."
)
NOT_PUBLISHED = later("The public edition has no figures of what is chosen.")


def subtitle(
    context: Context,
    counts: list[int | None],
    *,
    months: int | None = None,
    indicator: str | None = None,
) -> str:
    """Where, what kind of cases, when, and how many.

    Args:
        context: whose view is told.
        counts: numbers to add up; those that are hidden are left out. Rounded ones are not added up
            where the whole is published, so that one population has one number.
        months: how many are shown, where not the period.
        indicator: whose units are counted; cases where not given.
    """
    language, view = context.language, context.view
    parts = [context.name(*view.org)]
    if view.case_type:
        parts.append(context.name("case_type", view.case_type))
    if months is not None:
        parts.append(language.plural("{n} month", "{n} months", months))
    elif view.period:
        parts.append(view.when)
    known = [n for n in counts if n is not None]
    if known:
        whole = _whole(context, indicator) if len(known) > 1 and months is None else None
        parts.append(n_words(context, sum(known) if whole is None else whole, indicator))
    return " · ".join(parts)


def _whole(context: Context, indicator: str | None) -> int | None:
    """The number of the population in view, as the scorecard has it."""
    if indicator is None or context.view.period is None:
        return None
    cells = cells_of(context, indicator)
    return cells[0].n if cells else None


def added_up(context: Context, rows: Sequence[Any], n: str, added: str) -> int | None:
    """The number of several periods, as the newest has it; in files the sum of those shown.

    Args:
        context: whether it is for a file, whose rows may be rounded or hidden.
        rows: a row a period, the newest first.
        n: the field with the number of a period.
        added: the field with that of the period and those before it.
    """

    def value(row: Any, field: str) -> int | None:
        found: int | None = getattr(row, field) if isinstance(row, Cell) else row[field]
        return found

    if not rows:
        return None
    if not context.public:
        return value(rows[0], added)
    known = [number for row in rows if (number := value(row, n)) is not None]
    return sum(known) if known else None


def cells_of(context: Context, indicator: str, **other: Any) -> tuple[Cell, ...]:
    """Cells of an indicator for what is in view.

    Args:
        context: whose view is read.
        indicator: whose cells.
        other: arguments of `Published.cells` in place of those of the view; None is all.
    """
    view = context.view
    asked: dict[str, Any] = {
        "period": view.period,
        **dict(zip(("org_level", "org_code"), view.org, strict=True)),
        **dict(zip(("breakdown", "breakdown_code"), view.breakdown, strict=True)),
        **other,
    }
    return context.published.cells(
        public=context.public, municipality=view.municipality, indicator=indicator, **asked
    )


def counts_decisions(context: Context, indicator: str | None) -> bool:
    """Whether an indicator counts decisions; else it counts cases."""
    return any(
        goal["indicator_id"] == indicator and goal["observed_unit"] == "decision"
        for goal in context.published.quality_goals()
    )


def n_words(context: Context, n: int, indicator: str | None = None) -> str:
    """How many cases or decisions; the public edition's number is rounded."""
    language = context.language
    if counts_decisions(context, indicator):
        if context.public:
            return language.text("about {n} decisions", n=language.number(n))
        return language.plural("{n} decision", "{n} decisions", n)
    if context.public:
        return language.text("about {n} cases", n=language.number(n))
    return language.plural("{n} case", "{n} cases", n)


def value_words(context: Context, unit: str, value: float | None) -> str:
    """A value of an indicator as text: 87,4 % or 23 days; rounded ones without decimals."""
    return goals.value_words(context.language, unit, value, public=context.public)


def n_header(context: Context, indicator: str | None = None) -> str:
    """Heading of the number of cases or decisions: the public edition's are rounded."""
    _ = context.language.text
    if counts_decisions(context, indicator):
        return _("Decisions (rounded)") if context.public else _("Decisions")
    return _("Cases (rounded)") if context.public else _("Cases")


def target_line(language: Language, targets: set[float | None], unit: str = "share") -> str | None:
    """Label of the target line; without a number where targets differ."""
    known = {target for target in targets if target is not None}
    if len(known) != 1:
        return language.text("Target") if known else None
    target = known.pop()
    if unit != "share":
        return language.text("Target {target}", target=language.number(target))
    decimals = 0 if abs(target * 100 - round(target * 100)) < 1e-9 else 1
    return language.text("Target {target}", target=language.percent(target, decimals))


def attention(cell: Cell) -> tuple[int, float]:
    """Sort key: status first, then how far below the target."""
    place = ATTENTION.index(cell.status) if cell.status in ATTENTION else len(ATTENTION)
    return place, (cell.value if cell.value is not None else 1.0) - (cell.target or 0.0)


def month_words(language: Language, cell: Cell) -> str:
    """A month as text, marked where it is not over yet."""
    month = language.period(cell.period_start, "month")
    return language.text("{month} (so far)", month=month) if cell.is_partial else month


def status_words(
    context: Context, rows: Sequence[tuple[str, Cell]], counts: Mapping[str, int]
) -> str:
    """Which rows are missed, by name, and how many have each other status."""
    language = context.language
    _ = language.text
    if not rows:
        return context.none(_("No cases were counted in the period."))
    missed = [
        f"{name} ({goals.value_words(language, 'share', cell.value, public=context.public)})"
        for name, cell in rows
        if cell.status == "not_met"
    ]
    parts = []
    if missed:
        parts.append(_("Missed: {names}.", names=language.all_of(missed)))
    for status in (*ATTENTION, HIDDEN.code):
        n = counts.get(status, 0)
        if n and status != "not_met":
            parts.append(f"{context.codes.of(status_sign(status))}: {language.number(n)}.")
    return " ".join(parts)


def signal_or_plain(code: str | None) -> Sign:
    """The sign of a month; plain where limits are not published."""
    return signal_sign(code) if code else SIGNALS["common_cause"]


def organisations_in_view(context: Context) -> list[tuple[str, str]]:
    """Level and code of the departments in view, in the organisation's order, each with its units.

    Never a league table: crude rates do not rank them.
    """
    view = context.view
    known = context.published.organisations(view.municipality)
    return [
        (str(row["org_level"]), str(row["code"]))
        for department in known
        if not is_unit(department) and view.department in (None, department["code"])
        for row in (department, *(u for u in known if is_unit(u)))
        if row is department or row["parent_code"] == department["code"]
    ]


def signal_words(codes: Codes, signal: str, rule: str | None) -> str:
    """A signal and its rule in words: "Concern: outside the limits"."""
    word = codes.of(signal_sign(signal))
    return f"{word}: {codes.inside('spc_rule', rule)}" if codes.has("spc_rule", rule) else word


def sign_words(sign: Sign, codes: Codes) -> str:
    """The word of a sign as HTML, for a picture; bold where it asks for attention."""
    word = escape(codes.of(sign))
    return f"<b>{word}</b>" if sign.colour == ORANGE else word
