"""Charts of shares against their targets: the scorecard, by case type, by department and unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dashboard import goals
from dashboard.chart_lines import Indicator, indicator_of
from dashboard.drawing import (
    Context,
    attention,
    cells_of,
    counts_decisions,
    n_header,
    n_words,
    organisations_in_view,
    sign_words,
    status_words,
    subtitle,
    value_words,
)
from dashboard.goals import Goal
from dashboard.language import later
from dashboard.marks.axes import shares
from dashboard.marks.columns import Col, Rows, named, only_beside, phrase, place, sign_word
from dashboard.marks.dots import Dots
from dashboard.marks.spec import ALL_TYPES, Chart
from dashboard.marts import Cell
from dashboard.tables import NOTHING
from dashboard.view import is_unit
from dashboard.vocabulary import Sign, status_sign


def _sign(context: Context, row: Cell | Goal) -> Sign:
    return status_sign(row.status)


STATUS = Col(
    "Status",
    sign_word(_sign),
    beside="Status",
    html=lambda context, row: sign_words(_sign(context, row), context.language),
)


def _hover(context: Context, cell: Cell) -> tuple[str, ...]:
    interval = goals.interval_words(context.language, cell, "share")
    return (
        context.language.text(_sign(context, cell).meaning)
        if cell.value is None
        else phrase(context, "{value:share} (95% interval {interval})", cell, interval=interval),
        NOTHING if cell.n is None else n_words(context, cell.n, cell.indicator_id),
        context.language.text(_sign(context, cell).word),
    )


_AGAINST_TARGET = Dots(
    shares("value", "low", "target"),
    low="ci_low",
    high="ci_high",
    target="target",
    sign=_sign,
    hover=_hover,
)


def _columns(name: Col, value: str, indicator: Indicator) -> tuple[Col, ...]:
    def counted(context: Context) -> str:
        return n_header(context, indicator_of(context, indicator))

    def number(context: Context) -> str:
        return phrase(context, "{share}, number", share=context.language.text(value))

    return (
        name,
        STATUS,
        Col(value, "value", "share", beside=value),
        Col("95% interval, low", "ci_low", "share"),
        Col("95% interval, high", "ci_high", "share"),
        Col("Target", "target", "share", is_given=True),
        Col(counted, "n", "count", beside=counted),
        Col(number, "numerator", "count"),
        Col("Left out", "n_excluded", "count"),
    )


def by_case_type(chart_id: str, title: str, indicator: str, value: str) -> Chart:
    """A chart of a share of every case type, those that ask for attention first.

    The value is the heading of the share.
    """
    return Chart(
        chart_id,
        title=title,
        filters=ALL_TYPES,
        bolds=("case_type",),
        rows=lambda context: _case_types(context, indicator),
        mark=_AGAINST_TARGET,
        columns=_columns(Col("Case type", _case_type), value, indicator),
        bold=lambda context, cell: cell.breakdown_code == context.view.case_type,
        says=lambda context, cells: status_words(
            context, [(_case_type(context, cell), cell) for cell in cells]
        ),
        under=lambda context, cells: subtitle(
            replace(context, view=replace(context.view, case_type=None)),
            [cell.n for cell in cells],
            indicator=indicator,
        ),
    )


def by_unit(
    chart_id: str, title: str, indicator: Indicator, value: str, *, filters: tuple[str, ...]
) -> Chart:
    """A chart of a share of every department and unit, in the organisation's order."""
    return Chart(
        chart_id,
        title=title,
        filters=filters,
        bolds=("unit",),
        rows=lambda context: _units(context, indicator_of(context, indicator)),
        mark=_AGAINST_TARGET,
        columns=_columns(Col("Department and unit", place), value, indicator),
        bold=lambda context, cell: (
            cell.org_level == "department" or cell.org_code == context.view.unit
        ),
        says=lambda context, cells: status_words(
            context, [(place(context, cell), cell) for cell in cells]
        ),
        under=lambda context, cells: subtitle(
            replace(context, view=replace(context.view, unit=None)),
            # Departments add up to the whole; units are in them.
            [cell.n for cell in cells if cell.org_level == "department"],
            indicator=indicator_of(context, indicator),
        ),
    )


_case_type = named("case_type", "breakdown_code")


def _case_types(context: Context, indicator: str) -> list[Cell]:
    cells = cells_of(context, indicator, breakdown="case_type", breakdown_code=None)
    context.read(cells)
    return sorted(
        filter(_is_counted, cells),
        key=lambda cell: (attention(cell), _case_type(context, cell)),
    )


def _units(context: Context, indicator: str) -> list[Cell]:
    every = cells_of(context, indicator, org_level=None, org_code=None)
    cells = {(cell.org_level, cell.org_code): cell for cell in every}
    known = context.published.organisations(context.view.municipality)
    departments = [row["code"] for row in known if not is_unit(row)]
    places = organisations_in_view(context)
    if context.view.department is None:
        places += [
            ("unit", str(row["code"]))
            for row in known
            if is_unit(row) and row["parent_code"] not in departments
        ]
    shown = [cells[place] for place in places if place in cells]
    context.read(shown)
    return list(filter(_is_counted, shown))


def _is_counted(cell: Cell) -> bool:
    return bool(cell.n) or cell.status != "not_assessed"


def _goals(context: Context) -> Rows:
    shown = goals.read_goals(context.published, context.view, public=context.public)
    context.read(goal.cell for goal in shown)
    return shown


def _drawn(field: str) -> Callable[[Context, Goal], Any]:
    """A field of goals that are shares: those of days have no place on the axis."""
    return lambda context, goal: getattr(goal.cell, field) if goal.unit == "share" else None


def _result(context: Context, goal: Goal) -> str:
    return value_words(context, goal.unit, goal.cell.value)


def _result_and_target(context: Context, goal: Goal) -> tuple[str, ...]:
    target = goals.target_words(
        context.language, goal.cell, goal.unit, direction=str(goal.indicator["direction"])
    )
    word = context.language.text(_sign(context, goal.cell).word)
    return f"{_result(context, goal)} ({target})", word


def _since(context: Context, goal: Goal) -> str | None:
    return goals.since_words(goal, context.language) if goal.cell.since else None


def _no_decision(context: Context, goal: Goal) -> str | None:
    return None if goal.has_decision else context.language.text("No decision")


def _goal_and_decision(context: Context, goal: Goal) -> str:
    no_decision = _no_decision(context, goal)
    return f"{goal.name} ({no_decision.lower()})" if no_decision else goal.name


def counted_of_both(context: Context) -> str:
    """Heading of numbers of cases in some rows and of decisions in others."""
    _ = context.language.text
    return _("Counted (rounded)") if context.public else _("Counted")


def _goal_columns(context: Context, shown: Rows) -> tuple[Col, ...]:
    of_decisions = any(counts_decisions(context, goal.cell.indicator_id) for goal in shown)
    counted = counted_of_both if of_decisions else n_header
    return (
        Col("Goal", "name"),
        STATUS,
        Col("Result", "cell.value", "share", beside="Result", html=_result),
        Col("95% interval, low", "cell.ci_low", "share"),
        Col("95% interval, high", "cell.ci_high", "share"),
        Col("Target", "cell.target", "share", is_given=True),
        Col(counted, "cell.n", "count", beside=counted),
        Col("Missed since", _since),
        only_beside(
            "Missed since",
            _since,
            only=lambda context, goals: any(goal.cell.since for goal in goals),
        ),
        Col("Units that miss it", lambda context, goal: ", ".join(goal.units)),
        Col("Decision behind the target", _no_decision),
    )


def _missed(context: Context, shown: Rows) -> str:
    of_shares = [(goal.name, goal.cell) for goal in shown if goal.unit == "share"]
    return f"{goals.headline(shown, context.view)}. {status_words(context, of_shares)}"


CHARTS = (
    Chart(
        "scorecard",
        title="Goals and their status",
        filters=ALL_TYPES,
        rows=_goals,
        label=_goal_and_decision,
        mark=Dots(
            shares("value", "low", "target"),
            value=_drawn("value"),
            low="cell.ci_low",
            high="cell.ci_high",
            target=_drawn("target"),
            sign=_sign,
            hover=_result_and_target,
        ),
        columns=_goal_columns,
        headline=lambda context, shown, title: goals.headline(shown, context.view),
        says=_missed,
        under=lambda context, shown: (
            f"{context.language.text('Goals and their status')} · {subtitle(context, [])}"
        ),
    ),
    by_case_type(
        "deadline_kept_by_case_type",
        later("Cases decided by their deadline, by case type"),
        "deadline_kept",
        later("Kept"),
    ),
    by_unit(
        "deadline_kept_by_unit",
        later("Cases decided by their deadline, by department and unit"),
        "deadline_kept",
        later("Kept"),
        filters=("department", "case_type", "period"),
    ),
)
