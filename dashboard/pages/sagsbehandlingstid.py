"""Sagsbehandlingstid: which goals are missed, where, since when and why; a section a question."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar
from dashboard.app.markup import sign_key
from dashboard.app.page_sections import questions_and_answers, section_links
from dashboard.app.quiet_cases import case_list, step_links
from dashboard.app.shell import Frame, frame
from dashboard.reading.context import Context
from dashboard.topics.case_time.sections import ALL_SECTIONS, WITH_SIGNALS
from dashboard.words.vocabulary import SIGNALS


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    context = Context(given.published, view, public=False)
    st.title(_("Case time"))
    words = [context.name(*view.org)]
    if view.case_type:
        words.append(context.name("case_type", view.case_type))
    if view.period:
        words.append(view.language.period(view.period.start, view.period.grain, in_full=True))
    st.html(f'<p class="sp-sub">{escape(" · ".join(words))}</p>')
    names = {code: _(section.name) for code, section in ALL_SECTIONS.items()}
    section_links(
        given, "sagsbehandlingstid", "section", names, label=_("Sections"), leave=("step",)
    )
    of_initiatives = ("initiative",) if view.section == "equal" else ()
    filter_bar(given, ("department", "unit", "case_type", "grain", "period", *of_initiatives))
    if view.section is None:
        questions_and_answers(given, context, "sagsbehandlingstid", "section", ALL_SECTIONS)
    elif view.step:
        case_list(given, view.step)
    else:
        _section(given, view.section)


def _section(given: Frame, code: str) -> None:
    for chart_id in ALL_SECTIONS[code].charts:
        chart_block(given, chart_id)
        if chart_id in WITH_SIGNALS:
            st.html(sign_key(list(SIGNALS.values()), given.view.language))
        if chart_id == "quiet_steps":
            step_links(given)


show(frame())
