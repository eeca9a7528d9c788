"""Sagsbehandlingstid: which goals are missed, where, since when and why; a section a question."""

from __future__ import annotations

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar
from dashboard.app.markup import sign_key
from dashboard.app.page_sections import questions_and_answers, section_links
from dashboard.app.quiet_cases import case_list, step_links
from dashboard.app.shell import Frame, frame
from dashboard.app.writing import below
from dashboard.marks.section import Section
from dashboard.reading.view import CASE_TYPE, DEPARTMENT, GRAIN, PERIOD, UNIT
from dashboard.topics.case_time.sections import WITH_SIGNALS
from dashboard.words.vocabulary import SIGNALS


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    st.title(_("Case time"))
    below(given.where())
    section_links(given, leave=("step",))
    section = given.page.sections.get(view.section or "")
    of_section = section.filters if section else ()
    filter_bar(given, (DEPARTMENT, UNIT, CASE_TYPE, *of_section, GRAIN, PERIOD))
    if section is None:
        questions_and_answers(given, given.page.sections)
    elif view.step:
        case_list(given, view.step)
    else:
        _section(given, section)


def _section(given: Frame, section: Section) -> None:
    for chart_id in section.charts:
        chart_block(given, chart_id)
        if chart_id in WITH_SIGNALS:
            st.html(sign_key(list(SIGNALS.values()), given.codes))
        if chart_id == "quiet_steps":
            step_links(given)


show(frame())
