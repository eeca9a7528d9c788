"""Overblik: which goals are missed, where, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.app.controls import filter_bar, numbers_and_downloads
from dashboard.app.markup import as_text, interval_image, sign_html, sign_key, trend
from dashboard.app.shell import Frame, frame
from dashboard.app.writing import below, bullets, html_col, link_html, quiet, say, table
from dashboard.marks.axes import share_scale
from dashboard.marks.columns import Col
from dashboard.reading.context import Context
from dashboard.reading.goals import (
    Goal,
    headline,
    interval_words,
    missed_words,
    read_goals,
    since_words,
    target_words,
    value_words,
)
from dashboard.reading.view import DEPARTMENT, GRAIN, PERIOD, link
from dashboard.words.language import later
from dashboard.words.tables import NOTHING
from dashboard.words.vocabulary import STATUSES, signal_sign, status_sign

_UNITS_NAMED = 3


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    goals = read_goals(given.published, view, public=False)
    st.title(as_text(headline(given.published, view, goals, public=False)))
    below(given.context.name(*view.org))
    bullets(missed_words(goals, view.language))
    filter_bar(given, (DEPARTMENT, GRAIN, PERIOD))
    if not goals:
        say(_("No targets apply to what is chosen."))
        return
    quality = {row["indicator_id"] for row in given.published.quality_goals()}
    of_quality = [goal for goal in goals if goal.cell.indicator_id in quality]
    for indicator in {
        goal.cell.indicator_id: goal.indicator for goal in goals if goal not in of_quality
    }.values():
        st.header(as_text(view.language.name(indicator)))
        definition = indicator[f"definition_{view.language_code}"] or ""
        below(str(definition))
        mine = [goal for goal in goals if goal.indicator is indicator]
        _scorecard(given, mine, later("Cases"))
    if of_quality:
        st.header(_("Quality goals"))
        here = escape(link("kvalitetsmaal", view))
        more = escape(_("By department and source"))
        st.html(f'<p class="sp-say"><a href="{here}">{more}</a></p>')
        # Decisions of some goals, cases of others.
        _scorecard(given, of_quality, later("Counted"))
    statuses = {goal.status for goal in goals}
    signs = [sign for status, sign in STATUSES.items() if status in statuses]
    st.html(sign_key(signs, given.codes))
    numbers_and_downloads(given, "scorecard")


def _scorecard(given: Frame, goals: Sequence[Goal], counted: str) -> None:
    shares = [goal.cell for goal in goals if goal.unit == "share"]
    start = share_scale(str, [end for cell in shares for end in (cell.ci_low, cell.target)]).low
    by_indicator = {row["indicator_id"]: row["goal_id"] for row in given.published.quality_goals()}

    def why(context: Context, goal: Goal) -> str:
        cell = goal.cell
        case_type = cell.breakdown_code if cell.breakdown == "case_type" else None
        of_quality = by_indicator.get(cell.indicator_id)
        here = (
            link("kvalitetsmaal", given.view, goal=of_quality)
            if of_quality
            else link("sagsbehandlingstid", given.view, case_type=case_type)
        )
        return link_html(here, context.language.text("See why"), goal.name)

    columns = (
        html_col("Goal", _name),
        html_col(
            "Status", lambda context, goal: sign_html(status_sign(goal.status), context.codes)
        ),
        html_col("Result", _result, "share"),
        html_col(
            lambda context: context.language.text(
                "95% interval and target ({low}–{high})",
                low=context.language.number(start * 100),
                high=context.language.percent(1, 0),
            ),
            lambda context, goal: _interval(context, goal, start),
        ),
        html_col("Target", _target_and_decision),
        Col(counted, "cell.n", "count"),
        html_col(
            "Missed since",
            lambda context, goal: _one_line(since_words(goal, context.language)),
        ),
        html_col("Missed in", _units),
        html_col("Last 24 months", _trend),
        html_col("Why", why),
    )
    table(given.context, goals, columns, given.view.language.text("Goals and how they went"))


def _one_line(text: str) -> str:
    return f'<span class="one">{escape(text)}</span>'


def _name(context: Context, goal: Goal) -> str:
    strong = "strong" if goal.cell.breakdown == "total" else ""
    return f'<span class="{strong}">{escape(goal.name)}</span>'


def _result(context: Context, goal: Goal) -> str:
    value = escape(value_words(context.language, goal.unit, goal.cell.value))
    interval = interval_words(context.language, goal.cell, goal.unit)
    return f'<span class="strong">{value}</span><br>{quiet(interval)}'


def _target(context: Context, goal: Goal) -> str:
    direction = str(goal.indicator["direction"])
    return target_words(context.language, goal.cell, goal.unit, direction=direction)


def _target_and_decision(context: Context, goal: Goal) -> str:
    target = _one_line(_target(context, goal))
    if goal.has_decision:
        return target
    return f"{target}<br>{quiet(context.language.text('No decision'))}"


def _interval(context: Context, goal: Goal, start: float) -> str:
    """The result on an axis, if it is a share: days have no place on it."""
    language, cell = context.language, goal.cell
    is_share = goal.unit == "share"
    return interval_image(
        value=cell.value if is_share else None,
        low=cell.ci_low if is_share else None,
        high=cell.ci_high if is_share else None,
        target=cell.target if is_share else None,
        start=start,
        sign=status_sign(cell.status),
        alt=language.text(
            "{value} ({interval}), target {target}",
            value=value_words(language, goal.unit, cell.value),
            interval=interval_words(language, cell, goal.unit),
            target=_target(context, goal),
        ),
    )


def _units(context: Context, goal: Goal) -> str:
    if not goal.units:
        return NOTHING
    named = list(goal.units[:_UNITS_NAMED])
    if more := len(goal.units) - len(named):
        named.append(context.language.plural("{n} more", "{n} more", more))
    return quiet(", ".join(named))


def _trend(context: Context, goal: Goal) -> str:
    """Months as a line; its latest point carries the latest month's signal."""
    known = [cell for cell in goal.months if cell.value is not None]
    sign = signal_sign(next((c.spc_signal for c in reversed(known) if c.spc_signal), None))
    target = goal.cell.target
    return (
        trend(goal.months, unit=goal.unit, target=target, sign=sign, codes=context.codes) or NOTHING
    )


show(frame())
