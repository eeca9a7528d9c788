"""The way down from a section: the steps as links, and the cases behind a step."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.app.markup import as_text
from dashboard.app.shell import Frame
from dashboard.reading.context import Context
from dashboard.reading.marts import Row
from dashboard.reading.view import link
from dashboard.topics.case_time.charts_quiet import quiet_steps
from dashboard.topics.case_time.rows import CASES_SHOWN, cases_behind, name_of, step_name
from dashboard.topics.charts import shown_view
from dashboard.words.tables import Column, Table, html_table
from dashboard.words.vocabulary import CAUSE_SOURCES


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
    st.html(
        f'<p class="sp-say"><a href="{back}">{escape(_("Back to where the time goes"))}</a></p>'
        f'<p class="sp-sub">{escape(_where(context))}</p><p class="sp-say">{escape(said)}</p>'
    )
    table = Table(
        (
            Column(_("Case")),
            Column(_("Case type")),
            Column(_("Unit")),
            Column(_("Working days quiet"), "count"),
            Column(_("From"), "date"),
            Column(_("Until"), "date"),
            Column(_("Cause")),
            Column(_("How it is known")),
            Column(_("Days in all"), "count"),
        ),
        tuple(
            (
                row["case_pseudonym"],
                context.name("case_type", str(row["case_type_code"])),
                context.name("unit", str(row["unit_code"])),
                row["working_days"],
                row["from_on"],
                row["until_on"],
                name_of(context, "cause", str(row["cause_code"])),
                context.codes.of(CAUSE_SOURCES[row["cause_source"]]),
                row["throughput_days"],
            )
            for row in found
        ),
    )
    if found:
        st.html(html_table(table, language, caption=_("Cases that lay still: {step}", step=name)))


def _context(frame: Frame) -> Context:
    """The page's context over the period the steps are counted in."""
    view = shown_view("quiet_steps", frame.view, frame.published, public=False)
    return Context(frame.published, view, public=False)


def _address(frame: Frame, row: Row) -> str:
    step = f"{row['after_event']}.{row['before_event']}"
    return link("sagsbehandlingstid", frame.view, section="quiet", step=step)


def _where(context: Context) -> str:
    view = context.view
    parts = [context.name(*view.org)]
    if view.case_type:
        parts.append(context.name("case_type", view.case_type))
    if view.period:
        parts.append(context.language.period(view.period.start, view.period.grain, in_full=True))
    return " · ".join(parts)
