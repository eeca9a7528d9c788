"""Opfølgning: what is due, and the registers of what was decided; a register a section."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar
from dashboard.app.page_sections import answer, section_links
from dashboard.app.shell import Frame, frame
from dashboard.reading.view import DEPARTMENT, in_grain, link
from dashboard.words.language import later


def show(given: Frame) -> None:
    """Show the page."""
    if given.view.section == "yearly":
        given = replace(given, view=in_grain(given.view, given.published, "year"))
    view = given.view
    _ = view.language.text
    st.title(_("Follow-up"))
    section_links(given, label=later("Registers"))
    section = given.page.sections.get(view.section or "")
    filter_bar(given, section.filters if section else (DEPARTMENT,))
    for chart_id in section.charts if section else given.page.charts:
        chart_block(given, chart_id)
    if section:
        return
    st.header(_("In the registers"), anchor="registers")
    for code, register in given.page.sections.items():
        here = escape(link(given.page.name, view, section=code))
        said = escape(answer(register, given.context))
        st.html(f'<p class="sp-say"><a href="{here}">{escape(_(register.name))}</a>: {said}</p>')


show(frame())
