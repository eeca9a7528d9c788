"""The scorecard: every goal with its result, its target and its status."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.marks.against_target import STATUS, counted_of_both, sign_of
from dashboard.marks.axes import shares
from dashboard.marks.columns import Col, Rows, interval_columns, only_beside
from dashboard.marks.dots import Dots
from dashboard.marks.spec import ALL_TYPES, Chart
from dashboard.reading import goals
from dashboard.reading.context import (
    Context,
    counts_decisions,
    n_header,
    status_words,
    subtitle,
    value_words,
)
from dashboard.reading.goals import Goal
from dashboard.words.language import later


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
    word = context.codes.of(sign_of(context, goal.cell))
    return f"{_result(context, goal)} ({target})", word


def _since(context: Context, goal: Goal) -> str | None:
    return goals.since_words(goal, context.language) if goal.cell.since else None


def _no_decision(context: Context, goal: Goal) -> str | None:
    return None if goal.has_decision else context.language.text("No decision")


def _goal_and_decision(context: Context, goal: Goal) -> str:
    no_decision = _no_decision(context, goal)
    return f"{goal.name} ({no_decision.lower()})" if no_decision else goal.name


def _goal_columns(context: Context, shown: Rows) -> tuple[Col, ...]:
    of_decisions = any(counts_decisions(context, goal.cell.indicator_id) for goal in shown)
    counted = counted_of_both if of_decisions else n_header
    return (
        Col("Goal", "name"),
        STATUS,
        Col("Result", "cell.value", "share", beside="Result", html=_result),
        *interval_columns("share", "cell.ci_low", "cell.ci_high"),
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
    counts = goals.count_goals(
        context.published, context.view, shown, public=context.public, field="n_shares"
    )
    return f"{_headline(context, shown)}. {status_words(context, of_shares, counts)}"


def _headline(context: Context, shown: Rows) -> str:
    return goals.headline(context.published, context.view, shown, public=context.public)


CHARTS = (
    Chart(
        "scorecard",
        title=later("Goals and their status"),
        filters=ALL_TYPES,
        rows=_goals,
        label=_goal_and_decision,
        mark=Dots(
            shares("value", "low", "target"),
            value=_drawn("value"),
            low="cell.ci_low",
            high="cell.ci_high",
            target=_drawn("target"),
            sign=sign_of,
            hover=_result_and_target,
        ),
        columns=_goal_columns,
        headline=lambda context, shown, title: _headline(context, shown),
        says=_missed,
        under=lambda context, shown: (
            f"{context.language.text('Goals and their status')} · {subtitle(context, [])}"
        ),
    ),
)
