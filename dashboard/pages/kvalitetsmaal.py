"""Kvalitetsmål: the five goals by department and source, and what was done about each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar, numbers_and_downloads
from dashboard.app.markup import as_text, sign_html, sign_key, sparkline
from dashboard.app.page_sections import filter_links
from dashboard.app.shell import Frame, frame
from dashboard.marks.columns import coded, place
from dashboard.reading.context import Context
from dashboard.reading.goals import missed_words, read_goals, value_words
from dashboard.reading.marts import Cell, Row
from dashboard.reading.view import DEPARTMENT, GOAL, GRAIN, INITIATIVE, PERIOD, link
from dashboard.topics.charts import shown_view
from dashboard.topics.quality.charts_goals import (
    done_words,
    goal_headline,
    goal_name,
    goal_rows,
    headline,
    is_in_view,
    measurability_words,
    source_words,
)
from dashboard.words.tables import NOTHING, Column, Table, html_table
from dashboard.words.vocabulary import SIGNALS, STATUSES, signal_sign, status_sign

TREND_MONTHS = 24


def show(given: Frame) -> None:
    """Show the page."""
    view = shown_view("quality_goals", given.view, given.published, public=False)
    context = Context(given.published, view, public=False)
    rows = goal_rows(context)
    goal = given.view[GOAL]
    of_goal = replace(context, view=view.but(goal=goal))
    st.title(as_text(goal_headline(of_goal, rows) if goal else headline(context, rows)))
    st.html(f'<p class="sp-sub">{escape(context.name(*view.org))}</p>')
    shown = [row for row in rows if goal in (None, row["goal_id"])]
    _lead(context, shown)
    filter_bar(given, (DEPARTMENT, *((INITIATIVE,) if goal else ()), GRAIN, PERIOD))
    filter_links(given, GOAL)
    if goal is None:
        _all(given, context, rows)
    else:
        _one(given, of_goal)


def _lead(context: Context, rows: Sequence[Row]) -> None:
    """What is missed, since when and where, or cannot be measured; a line each."""
    language = context.language
    indicators = {row["indicator_id"] for row in rows}
    said = missed_words(
        [
            goal
            for goal in read_goals(context.published, context.view, public=False)
            if goal.cell.indicator_id in indicators
        ],
        language,
    )
    for row in rows:
        name, where = goal_name(context, row["goal_id"]), place(context, row)
        if row["source"] != "case_system" or is_in_view(context, row):
            continue
        if row["status"] == "not_met":
            said.append(
                language.text(
                    "{goal}, {place}: {value}, at least {target} required.",
                    goal=name,
                    place=where,
                    value=value_words(language, "share", row["value"]),
                    target=language.percent(row["target"], 0),
                )
            )
        elif row["status"] == "not_measurable":
            said.append(
                language.text("{goal}, {place}: cannot be measured.", goal=name, place=where)
            )
    if said:
        items = "".join(f"<li>{escape(line)}</li>" for line in said)
        st.html(f'<ul class="sp-lead">{items}</ul>')


def _all(given: Frame, context: Context, rows: Sequence[Row]) -> None:
    """Every goal with level, trend, source, measurability and what was done about it."""
    language = context.language
    _ = language.text
    if not rows:
        st.html(f'<p class="sp-say">{escape(_("No cases were counted in the period."))}</p>')
        return
    table = Table(
        (
            Column(_("Goal")),
            Column(_("Source and measurability")),
            Column(_("Status")),
            Column(_("Met"), "share"),
            Column(_("Target"), "share"),
            Column(_("Counted"), "count"),
            Column(_("Not recorded"), "count"),
            Column(_("Last 24 months")),
            Column(_("What was done")),
            Column(_("More")),
        ),
        tuple(_row(given, context, row) for row in rows),
    )
    caption = _("Quality goals by department and source")
    st.html(html_table(table, language, caption=caption, raw=tuple(range(10))))
    shown = {row["status"] for row in rows}
    st.html(sign_key([sign for code, sign in STATUSES.items() if code in shown], given.codes))
    numbers_and_downloads(given, "quality_goals")


def _row(given: Frame, context: Context, row: Row) -> tuple[object, ...]:
    language = context.language
    _ = language.text
    sign = status_sign(row["status"])
    name = escape(goal_name(context, row["goal_id"]))
    is_measured = row["status"] != "not_measurable"
    label = f'<span class="strong">{name}</span>'
    if not is_in_view(context, row):
        label = f'<span class="sp-hidden">{name}: </span>{escape(place(context, row))}'
    low, high = row["ci_low"], row["ci_high"]
    interval = (
        f"{language.number(low * 100, 1)}–{language.percent(high, 1)}" if low is not None else ""
    )
    target = language.percent(row["target"], 0) if row["target"] is not None else NOTHING
    if row["target"] is not None and not row["target_has_decision"]:
        target += f'<br><span class="quiet">{escape(_("No decision"))}</span>'
    here = escape(link("kvalitetsmaal", given.view, goal=row["goal_id"], **_org(row)))
    return (
        label,
        f"{escape(source_words(context, row))}"
        f'<br><span class="quiet">{escape(measurability_words(context, row))}</span>',
        sign_html(sign, context.codes),
        f'<span class="strong">{value_words(language, "share", row["value"])}</span>'
        f'<br><span class="quiet">{interval}</span>',
        target,
        language.number(row["n"]) if is_measured else NOTHING,
        language.number(row["n_not_stated"]) if is_measured else NOTHING,
        _trend(context, row) if row["source"] == "case_system" else NOTHING,
        f'<span class="quiet">{escape(done_words(context, row) or NOTHING)}</span>',
        f'<a href="{here}">{escape(_("See more"))}'
        f'<span class="sp-hidden"> {name} {escape(place(context, row))}</span></a>',
    )


def _org(row: Row) -> dict[str, object]:
    """The filters that lead to the organisation of a row."""
    if row["org_level"] == "department":
        return {"department": row["org_code"], "unit": None}
    return {"unit": row["org_code"]} if row["org_level"] == "unit" else {}


def _trend(context: Context, row: Row) -> str:
    """Months as a line, with the latest signal and since when."""
    language = context.language
    cells: tuple[Cell, ...] = context.published.cells(
        public=False,
        municipality=context.view.municipality,
        indicator=row["indicator_id"],
        grain="month",
        until=row["period_end"],
        org_level=row["org_level"],
        org_code=row["org_code"],
        breakdown="total",
    )[-TREND_MONTHS:]
    known = [cell for cell in cells if cell.value is not None]
    if len(known) < 2:
        return NOTHING
    sign = signal_sign(row["spc_signal"])
    since = ""
    if row["spc_signal"] in ("concern", "improvement") and row["spc_since"]:
        since = language.text(
            "{signal} since {month}.",
            signal=context.codes.of(sign),
            month=language.period(row["spc_since"], "month"),
        )
    picture = sparkline(
        [cell.value for cell in cells],
        target=row["target"],
        sign=sign,
        alt=language.text(
            "From {first} in {first_month} to {last} in {last_month}. Latest signal: {signal}",
            first=value_words(language, "share", known[0].value),
            first_month=language.period(known[0].period_start, "month"),
            last=value_words(language, "share", known[-1].value),
            last_month=language.period(known[-1].period_start, "month"),
            signal=context.codes.of(sign),
        ),
    )
    return f'{picture}<span class="quiet">{escape(since)}</span>' if since else picture


def _one(given: Frame, context: Context) -> None:
    """One goal: its duty, from when it is measured, its months, its units, what was done."""
    language = context.language
    _ = language.text
    goal = next(g for g in given.published.quality_goals() if g["goal_id"] == context.view[GOAL])
    st.header(as_text(language.name(goal)))
    among = goal[f"denominator_{language.code}"]
    legal = _("Counted among: {among}. Legal basis: {law}.", among=among, law=goal["legal_basis"])
    st.html(f'<p class="sp-say">{escape(legal)}</p>')
    st.html(_measurability(context, goal))
    for chart_id in ("goal_over_time", "goal_by_unit"):
        chart_block(given, chart_id)
        if chart_id == "goal_over_time":
            st.html(sign_key(list(SIGNALS.values()), given.codes))
    has_initiative = any(
        row["indicator_id"] == goal["indicator_id"]
        and row["municipality_code"] == context.view.municipality
        for row in given.published.rows("select * from marts.dim_initiative")
    )
    if not has_initiative:
        st.html(f'<p class="sp-say">{escape(_("No initiative has been decided for it."))}</p>')
        return
    for chart_id in ("goal_initiative_months", "goal_initiative_effect"):
        chart_block(given, chart_id)


def _measurability(context: Context, goal: Row) -> str:
    """From when the goal is measured, by source and department."""
    language = context.language
    _ = language.text
    found = context.published.rows(
        "select * from marts.dim_measurability "
        "where goal_id = ? and municipality_code = ? and note_da is not null "
        "and department_code <> '-' "
        "order by source = 'audit', department_code, valid_from",
        goal["goal_id"],
        context.view.municipality,
    )
    rows = tuple(
        (
            source_words(context, row),
            context.name("department", row["department_code"]),
            coded("state", "measurability")(context, row),
            row["valid_from"],
            row["valid_to"],
            row[f"note_{language.code}"],
        )
        for row in found
    )
    table = Table(
        (
            Column(_("Source")),
            Column(_("Department")),
            Column(_("Measurability")),
            Column(_("From"), "date"),
            Column(_("To"), "date"),
            Column(_("Note")),
        ),
        rows,
    )
    return html_table(table, language, caption=_("From when the goal is measured"))


show(frame())
