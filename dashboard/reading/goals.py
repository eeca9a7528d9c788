"""The goals in view: every cell with a target, which of them are missed, where and since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.reading.marts import Cell, Published, Row
from dashboard.reading.view import View, is_unit
from dashboard.words.language import Language
from dashboard.words.tables import NOTHING
from dashboard.words.vocabulary import ATTENTION, HIDDEN

TREND_MONTHS = 24


@dataclass(frozen=True)
class Goal:
    """A target with how it went: the cell, its name, its months and the units that miss it."""

    cell: Cell
    indicator: Row
    name: str
    months: tuple[Cell, ...]
    units: tuple[str, ...]
    """Names of the units in which the same goal is missed."""
    has_decision: bool = True
    """Whether the target names the decision behind it."""

    @property
    def unit(self) -> str:
        """Unit of the value: share or days."""
        return str(self.indicator["unit"])

    @property
    def status(self) -> str:
        """Status of the cell."""
        return self.cell.status


def read_goals(published: Published, view: View, *, public: bool) -> tuple[Goal, ...]:
    """The goals of the organisation in view, those that ask for attention first.

    Overall goals come before goals for case types of the same status; within these the goal
    furthest from its target comes first.
    """
    if view.period is None:
        return ()

    def read() -> tuple[Goal, ...]:
        return tuple(sorted(_goals(published, view, public), key=_attention))

    asked = ("goals", view.municipality, view.org, view.period, view.language_code, public)
    return published.kept(asked, read)


def count_goals(
    published: Published, view: View, goals: Sequence[Goal], *, public: bool, field: str = "n"
) -> Counter[str]:
    """How many goals have each status; of those that are shares where the field is `n_shares`.

    In the public edition some are hidden, which the mart does not know: there those shown count.
    """
    if public:
        is_told = {"n": True, "n_shares": False}[field]
        return Counter(goal.status for goal in goals if is_told or goal.unit == "share")
    return published.status_counts(
        "goals", municipality=view.municipality, period=view.period, org=view.org, field=field
    )


def headline(published: Published, view: View, goals: Sequence[Goal], *, public: bool) -> str:
    """The answer in one sentence: how many goals are missed in the period."""
    counts = count_goals(published, view, goals, public=public)
    _, n_ = view.language.text, view.language.plural
    period = view.when
    missed, hidden = counts["not_met"], counts[HIDDEN.code]
    if not goals:
        return _("No goals are set for {period}", period=period)
    if missed == 0:
        said = n_(
            "The goal is not missed in {period}",
            "None of {n} goals is missed in {period}",
            counts.total() - hidden,
            period=period,
        )
    else:
        said = n_(
            "{missed} of {n} goal is missed in {period}",
            "{missed} of {n} goals are missed in {period}",
            counts.total() - hidden,
            missed=view.language.number(missed),
            period=period,
        )
    if hidden == counts.total():
        return _("The goals of {period} are hidden", period=period)
    return said + (n_("; {n} more is hidden", "; {n} more are hidden", hidden) if hidden else "")


def value_words(language: Language, unit: str, value: float | None, *, public: bool = False) -> str:
    """A value as text: 87,4 % or 23 days; the public edition is rounded already."""
    if value is None:
        return NOTHING
    if unit == "share":
        return language.percent(value, 0 if public else 1)
    decimals = 0 if float(value).is_integer() else 1
    days = language.number(value, decimals)
    if value == 1:
        return language.text("{days} day", days=days)
    return language.text("{days} days", days=days)


def target_words(language: Language, cell: Cell, unit: str, *, direction: str) -> str:
    """A target as text: "at least 80 %"."""
    if cell.target is None:
        return NOTHING
    target = (
        language.percent(cell.target, 0 if float(cell.target * 100).is_integer() else 1)
        if unit == "share"
        else value_words(language, unit, cell.target)
    )
    if direction == "lower_is_better":
        return language.text("at most {target}", target=target)
    return language.text("at least {target}", target=target)


def interval_words(language: Language, cell: Cell, unit: str) -> str:
    """A 95% interval as text: 84,1–90,2 %."""
    if cell.ci_low is None or cell.ci_high is None:
        return NOTHING
    if unit == "share":
        low = language.number(cell.ci_low * 100, 1)
        return f"{low}–{language.percent(cell.ci_high, 1)}"
    return f"{language.number(cell.ci_low)}–{language.number(cell.ci_high)}"


def since_words(goal: Goal, language: Language) -> str:
    """The period since which a goal is missed, as text."""
    since = goal.cell.since
    return language.period(since, goal.cell.period_grain) if since else NOTHING


def missed_words(goals: Sequence[Goal], language: Language) -> list[str]:
    """The missed goals in a sentence each: how far, since when, where."""
    sentences = []
    for goal in goals:
        if goal.cell.status != "not_met":
            continue
        said = language.text(
            "{goal}: {value}, {target} required",
            goal=goal.name,
            value=value_words(language, goal.unit, goal.cell.value),
            target=target_words(
                language, goal.cell, goal.unit, direction=str(goal.indicator["direction"])
            ),
        )
        if goal.cell.since:
            said += language.text(", missed since {period}", period=since_words(goal, language))
        if goal.units:
            said += language.text(", in {units}", units=language.all_of(goal.units))
        sentences.append(said + ".")
    return sentences


def namer(published: Published, view: View) -> Callable[[str, str], str]:
    """A function from a breakdown or level and a code to a name; the code where none is known."""
    language = view.language
    names = {
        ("case_type", row["code"]): language.name(row)
        for row in published.case_types(view.municipality)
    }
    for row in published.organisations(view.municipality):
        names[str(row["org_level"]), row["code"]] = language.name(row)
    for row in published.municipalities():
        names["municipality", row["code"]] = language.name(row)

    def name(kind: str, code: str) -> str:
        return names.get((kind, code), code)

    return name


def _goals(published: Published, view: View, public: bool) -> list[Goal]:
    language, name = view.language, namer(published, view)
    level, code = view.org
    indicators = {str(row["indicator_id"]): row for row in published.indicators()}
    cells = published.cells(
        public=public,
        municipality=view.municipality,
        period=view.period,
        org_level=level,
        org_code=code,
    )
    months: dict[tuple[str, str, str], list[Cell]] = {}
    until = view.period.start if view.period else None
    last_day = max((cell.period_end for cell in cells), default=until)
    for cell in published.cells(
        public=public,
        municipality=view.municipality,
        grain="month",
        until=last_day,
        org_level=level,
        org_code=code,
    ):
        months.setdefault((cell.indicator_id, cell.breakdown, cell.breakdown_code), []).append(cell)
    inside = {
        str(row["code"])
        for row in published.organisations(view.municipality)
        if is_unit(row) and view.department in (None, row["parent_code"])
    }
    missed_in: dict[tuple[str, str, str], list[str]] = {}
    if level != "unit":
        for cell in published.cells(
            public=public,
            municipality=view.municipality,
            period=view.period,
            org_level="unit",
        ):
            if cell.status == "not_met" and cell.org_code in inside:
                key = (cell.indicator_id, cell.breakdown, cell.breakdown_code)
                missed_in.setdefault(key, []).append(name("unit", cell.org_code))
    undecided = published.undecided_targets()
    of_quality = {row["indicator_id"]: language.name(row) for row in published.quality_goals()}
    goals = []
    for cell in cells:
        indicator = indicators.get(cell.indicator_id)
        if cell.target is None or indicator is None:
            continue
        key = (cell.indicator_id, cell.breakdown, cell.breakdown_code)
        goals.append(
            Goal(
                cell=cell,
                indicator=indicator,
                name=name(cell.breakdown, cell.breakdown_code)
                if cell.breakdown != "total"
                else of_quality.get(cell.indicator_id, language.text("All cases")),
                months=tuple(months.get(key, [])[-TREND_MONTHS:]),
                units=tuple(sorted(missed_in.get(key, []))),
                has_decision=cell.target_id not in undecided,
            )
        )
    return goals


def _attention(goal: Goal) -> tuple[int, bool, float, str]:
    cell = goal.cell
    gap = abs((cell.value or 0.0) - (cell.target or 0.0)) if cell.status == "not_met" else 0.0
    place = ATTENTION.index(cell.status) if cell.status in ATTENTION else len(ATTENTION)
    return place, cell.breakdown != "total", -gap, goal.name
