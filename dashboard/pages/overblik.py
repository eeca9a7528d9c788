"""Overblik: which goals are missed, where, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.app.controls import filter_bar, numbers_and_downloads
from dashboard.app.markup import as_text, interval_image, sign_html, sign_key, sparkline
from dashboard.app.shell import Frame, frame
from dashboard.marks.axes import share_scale
from dashboard.reading.codes import Codes
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
from dashboard.words.language import Language
from dashboard.words.tables import NOTHING, Column, Table, html_table
from dashboard.words.vocabulary import STATUSES, signal_sign, status_sign

_UNITS_NAMED = 3


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    goals = read_goals(given.published, view, public=False)
    st.title(as_text(headline(given.published, view, goals, public=False)))
    st.html(f'<p class="sp-sub">{escape(given.context.name(*view.org))}</p>')
    missed = "".join(f"<li>{escape(said)}</li>" for said in missed_words(goals, view.language))
    if missed:
        st.html(f'<ul class="sp-lead">{missed}</ul>')
    filter_bar(given, (DEPARTMENT, GRAIN, PERIOD))
    if not goals:
        st.html(f'<p class="sp-say">{escape(_("No targets apply to what is chosen."))}</p>')
        return
    quality = {row["indicator_id"] for row in given.published.quality_goals()}
    of_quality = [goal for goal in goals if goal.cell.indicator_id in quality]
    for indicator in {
        goal.cell.indicator_id: goal.indicator for goal in goals if goal not in of_quality
    }.values():
        st.header(as_text(view.language.name(indicator)))
        definition = indicator[f"definition_{view.language_code}"] or ""
        st.html(f'<p class="sp-sub">{escape(str(definition))}</p>')
        mine = [goal for goal in goals if goal.indicator is indicator]
        st.html(_scorecard(given, mine, _("Cases")))
    if of_quality:
        st.header(_("Quality goals"))
        here = escape(link("kvalitetsmaal", view))
        more = escape(_("By department and source"))
        st.html(f'<p class="sp-say"><a href="{here}">{more}</a></p>')
        # Decisions of some goals, cases of others.
        st.html(_scorecard(given, of_quality, _("Counted")))
    statuses = {goal.status for goal in goals}
    signs = [sign for status, sign in STATUSES.items() if status in statuses]
    st.html(sign_key(signs, given.codes))
    numbers_and_downloads(given, "scorecard")


def _scorecard(given: Frame, goals: Sequence[Goal], counted: str) -> str:
    view = given.view
    language, _ = view.language, view.language.text
    shares = [goal.cell for goal in goals if goal.unit == "share"]
    start = share_scale(str, [end for cell in shares for end in (cell.ci_low, cell.target)]).low
    by_indicator = {row["indicator_id"]: row["goal_id"] for row in given.published.quality_goals()}
    no_decision = f'<br><span class="quiet">{escape(_("No decision"))}</span>'
    rows = []
    for goal in goals:
        cell, sign = goal.cell, status_sign(goal.cell.status)
        value = value_words(language, goal.unit, cell.value)
        interval = interval_words(language, cell, goal.unit)
        target = target_words(language, cell, goal.unit, direction=str(goal.indicator["direction"]))
        case_type = cell.breakdown_code if cell.breakdown == "case_type" else None
        of_quality = by_indicator.get(cell.indicator_id)
        why = escape(
            link("kvalitetsmaal", view, goal=of_quality)
            if of_quality
            else link("sagsbehandlingstid", view, case_type=case_type)
        )
        strong = "strong" if cell.breakdown == "total" else ""
        rows.append(
            (
                f'<span class="{strong}">{escape(goal.name)}</span>',
                sign_html(sign, given.codes),
                f'<span class="strong">{escape(value)}</span>'
                f'<br><span class="quiet">{escape(interval)}</span>',
                interval_image(
                    value=cell.value if goal.unit == "share" else None,
                    low=cell.ci_low if goal.unit == "share" else None,
                    high=cell.ci_high if goal.unit == "share" else None,
                    target=cell.target if goal.unit == "share" else None,
                    start=start,
                    sign=sign,
                    alt=_(
                        "{value} ({interval}), target {target}",
                        value=value,
                        interval=interval,
                        target=target,
                    ),
                ),
                f'<span class="one">{escape(target)}</span>'
                + ("" if goal.has_decision else no_decision),
                cell.n,
                f'<span class="one">{escape(since_words(goal, language))}</span>',
                _units(goal, language),
                _trend(goal, given.codes),
                f'<a href="{why}">{escape(_("See why"))}'
                f'<span class="sp-hidden"> {escape(goal.name)}</span></a>',
            )
        )
    table = Table(
        (
            Column(_("Goal")),
            Column(_("Status")),
            Column(_("Result"), "share"),
            Column(
                _(
                    "95% interval and target ({low}–{high})",
                    low=language.number(start * 100),
                    high=language.percent(1, 0),
                )
            ),
            Column(_("Target")),
            Column(counted, "count"),
            Column(_("Missed since")),
            Column(_("Missed in")),
            Column(_("Last 24 months")),
            Column(_("Why")),
        ),
        tuple(rows),
    )
    return html_table(
        table, language, caption=_("Goals and how they went"), raw=(0, 1, 2, 3, 4, 6, 7, 8, 9)
    )


def _units(goal: Goal, language: Language) -> str:
    if not goal.units:
        return NOTHING
    named = [escape(unit) for unit in goal.units[:_UNITS_NAMED]]
    more = len(goal.units) - len(named)
    if more:
        named.append(escape(language.plural("{n} more", "{n} more", more)))
    return f'<span class="quiet">{", ".join(named)}</span>'


def _trend(goal: Goal, codes: Codes) -> str:
    """Months as a line; its latest point carries the latest month's signal."""
    language = codes.language
    known = [cell for cell in goal.months if cell.value is not None]
    if len(known) < 2:
        return NOTHING
    first, last = known[0], known[-1]
    sign = signal_sign(next((c.spc_signal for c in reversed(known) if c.spc_signal), None))
    return sparkline(
        [cell.value for cell in goal.months],
        target=goal.cell.target,
        sign=sign,
        alt=language.text(
            "From {first} in {first_month} to {last} in {last_month}. Latest signal: {signal}",
            first=value_words(language, goal.unit, first.value),
            first_month=language.period(first.period_start, "month"),
            last=value_words(language, goal.unit, last.value),
            last_month=language.period(last.period_start, "month"),
            signal=codes.of(sign),
        ),
    )


show(frame())
