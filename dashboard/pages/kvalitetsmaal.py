"""Kvalitetsmål: the five goals by department and source, and what was done about each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar, numbers_and_downloads
from dashboard.app.markup import as_text, sign_html, sign_key, trend
from dashboard.app.page_sections import filter_links
from dashboard.app.shell import Frame, frame
from dashboard.app.writing import below, bullets, html_col, link_html, quiet, say, table
from dashboard.marks.columns import Col, coded, named, place
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
from dashboard.words.tables import NOTHING
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
    below(context.name(*view.org))
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
    bullets(said)


def _all(given: Frame, context: Context, rows: Sequence[Row]) -> None:
    """Every goal with level, trend, source, measurability and what was done about it."""
    _ = context.language.text
    if not rows:
        say(_("No cases were counted in the period."))
        return
    table(context, rows, _columns(given), _("Quality goals by department and source"))
    shown = {row["status"] for row in rows}
    st.html(sign_key([sign for code, sign in STATUSES.items() if code in shown], given.codes))
    numbers_and_downloads(given, "quality_goals")


def _columns(given: Frame) -> tuple[Col, ...]:
    def more(context: Context, row: Row) -> str:
        here = link("kvalitetsmaal", given.view, goal=row["goal_id"], **_org(row))
        name = f"{goal_name(context, row['goal_id'])} {place(context, row)}"
        return link_html(here, context.language.text("See more"), name)

    return (
        html_col("Goal", _label),
        html_col("Source and measurability", _source),
        html_col(
            "Status", lambda context, row: sign_html(status_sign(row["status"]), context.codes)
        ),
        html_col("Met", _met, "share"),
        html_col("Target", _target, "share"),
        Col("Counted", _measured("n"), "count"),
        Col("Not recorded", _measured("n_not_stated"), "count"),
        html_col("Last 24 months", _trend),
        html_col("What was done", lambda context, row: quiet(done_words(context, row) or NOTHING)),
        html_col("More", more),
    )


def _label(context: Context, row: Row) -> str:
    name = escape(goal_name(context, row["goal_id"]))
    if is_in_view(context, row):
        return f'<span class="strong">{name}</span>'
    return f'<span class="sp-hidden">{name}: </span>{escape(place(context, row))}'


def _source(context: Context, row: Row) -> str:
    return f"{escape(source_words(context, row))}<br>{quiet(measurability_words(context, row))}"


def _met(context: Context, row: Row) -> str:
    language, low = context.language, row["ci_low"]
    interval = (
        ""
        if low is None
        else f"{language.number(low * 100, 1)}–{language.percent(row['ci_high'], 1)}"
    )
    value = value_words(language, "share", row["value"])
    return f'<span class="strong">{value}</span><br>{quiet(interval)}'


def _target(context: Context, row: Row) -> str:
    if row["target"] is None:
        return NOTHING
    target = context.language.percent(row["target"], 0)
    if row["target_has_decision"]:
        return target
    return f"{target}<br>{quiet(context.language.text('No decision'))}"


def _measured(field: str) -> Callable[[Context, Row], int | None]:
    return lambda context, row: None if row["status"] == "not_measurable" else row[field]


def _org(row: Row) -> dict[str, object]:
    """The filters that lead to the organisation of a row."""
    if row["org_level"] == "department":
        return {"department": row["org_code"], "unit": None}
    return {"unit": row["org_code"]} if row["org_level"] == "unit" else {}


def _trend(context: Context, row: Row) -> str:
    """Months as a line, with the latest signal and since when."""
    if row["source"] != "case_system":
        return NOTHING
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
    sign = signal_sign(row["spc_signal"])
    picture = trend(cells, unit="share", target=row["target"], sign=sign, codes=context.codes)
    if not picture or row["spc_signal"] not in ("concern", "improvement") or not row["spc_since"]:
        return picture or NOTHING
    since = language.text(
        "{signal} since {month}.",
        signal=context.codes.of(sign),
        month=language.period(row["spc_since"], "month"),
    )
    return picture + quiet(since)


def _one(given: Frame, context: Context) -> None:
    """One goal: its duty, from when it is measured, its months, its units, what was done."""
    language = context.language
    _ = language.text
    goal = next(g for g in given.published.quality_goals() if g["goal_id"] == context.view[GOAL])
    st.header(as_text(language.name(goal)))
    among = goal[f"denominator_{language.code}"]
    legal = _("Counted among: {among}. Legal basis: {law}.", among=among, law=goal["legal_basis"])
    say(legal)
    _measurability(context, goal)
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
        say(_("No initiative has been decided for it."))
        return
    for chart_id in ("goal_initiative_months", "goal_initiative_effect"):
        chart_block(given, chart_id)


def _measurability(context: Context, goal: Row) -> None:
    """From when the goal is measured, by source and department."""
    language = context.language
    rows = context.published.rows(
        "select * from marts.dim_measurability "
        "where goal_id = ? and municipality_code = ? and note_da is not null "
        "and department_code <> '-' "
        "order by source = 'audit', department_code, valid_from",
        goal["goal_id"],
        context.view.municipality,
    )
    columns = (
        Col("Source", source_words),
        Col("Department", named("department", "department_code")),
        Col("Measurability", coded("state", "measurability")),
        Col("From", "valid_from", "date"),
        Col("To", "valid_to", "date"),
        Col("Note", f"note_{language.code}"),
    )
    table(context, rows, columns, language.text("From when the goal is measured"))


show(frame())
