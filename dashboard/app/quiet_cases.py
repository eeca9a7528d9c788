"""The way down from a section: the steps as links, and the cases behind a step."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from dashboard.app.markup import as_text
from dashboard.app.shell import Frame
from dashboard.app.writing import table
from dashboard.marks.columns import Col, named
from dashboard.reading.context import Context
from dashboard.reading.marts import Row
from dashboard.reading.view import link
from dashboard.topics.case_time.charts_quiet import quiet_steps
from dashboard.topics.case_time.rows import CASES_SHOWN, cases_behind, name_of, step_name
from dashboard.topics.charts import shown_view
from dashboard.words.vocabulary import CAUSE_SOURCES

_CASES = (
    Col("Case", "case_pseudonym"),
    Col("Case type", named("case_type", "case_type_code")),
    Col("Unit", named("unit", "unit_code")),
    Col("Working days quiet", "working_days", "count"),
    Col("From", "from_on", "date"),
    Col("Until", "until_on", "date"),
    Col("Cause", lambda context, row: name_of(context, "cause", str(row["cause_code"]))),
    Col(
        "How it is known", lambda context, row: context.codes.of(CAUSE_SOURCES[row["cause_source"]])
    ),
    Col("Days in all", "throughput_days", "count"),
)


def step_links(frame: Frame) -> None:
    """The steps with most quiet time, each a link to its cases."""
    context = _context(frame)
    _ = context.language.text
    items = "".join(
        f'<li><a href="{escape(_address(frame, row))}">'
        f"{escape(step_name(context, row['after_event'], row['before_event']))}</a></li>"
        for row in quiet_steps(context)
    )
    if items:
        said = escape(_("The cases behind a step:"))
        st.html(f'<p class="sp-say">{said}</p><ol class="sp-lead">{items}</ol>')


def case_list(frame: Frame, step: str) -> None:
    """The cases that lay still in a step, longest first; on the page only, never a file."""
    context = _context(frame)
    language, _ = context.language, context.language.text
    after, before = step.split(".")
    found = cases_behind(context, after, before)
    name = step_name(context, after, before)
    st.header(as_text(_("Cases that lay still: {step}", step=name)), anchor="cases")
    where = replace(frame, view=context.view).where()
    back = escape(link("sagsbehandlingstid", frame.view, step=None))
    said = (
        language.plural(
            "{n} quiet period, the longest first. Cases are shown by pseudonym.",
            "{n} quiet periods, the longest first. Cases are shown by pseudonym.",
            len(found),
        )
        if len(found) < CASES_SHOWN
        else _("The {n} longest quiet periods. Cases are shown by pseudonym.", n=CASES_SHOWN)
    )
    way = escape(_("Back to where the time goes"))
    st.html(
        f'<p class="sp-say"><a href="{back}">{way}</a></p>'
        f'<p class="sp-sub">{escape(where)}</p><p class="sp-say">{escape(said)}</p>'
    )
    if found:
        table(context, found, _CASES, _("Cases that lay still: {step}", step=name))


def _context(frame: Frame) -> Context:
    """The page's context over the period the steps are counted in."""
    view = shown_view("quiet_steps", frame.view, frame.published, public=False)
    return Context(frame.published, view, public=False)


def _address(frame: Frame, row: Row) -> str:
    step = f"{row['after_event']}.{row['before_event']}"
    return link("sagsbehandlingstid", frame.view, section="quiet", step=step)
