"""Klager: how many, over what, where they stand out, and what became of them."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar
from dashboard.app.markup import sign_key
from dashboard.app.shell import Frame, frame
from dashboard.reading.view import DEPARTMENT, GRAIN, PERIOD, UNIT
from dashboard.words.vocabulary import COMPLAINT_SIGNALS


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    st.title(_("Complaints"))
    st.html(
        f'<p class="sp-sub">{escape(given.where())}</p><p class="sp-say">'
        + escape(
            _(
                "A complaint has one point or more, and they are counted apart: a complaint once, "
                "each of its points once. Complaints from all case types are shown together."
            )
        )
        + "</p>"
    )
    filter_bar(given, (DEPARTMENT, UNIT, GRAIN, PERIOD))
    for chart_id in given.page.charts:
        chart_block(given, chart_id)
        if chart_id == "complaint_signals":
            st.html(sign_key(list(COMPLAINT_SIGNALS.values()), given.codes))


show(frame())
