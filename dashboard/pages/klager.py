"""Klager: how many, over what, where they stand out, and what became of them."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar
from dashboard.app.markup import sign_key
from dashboard.app.shell import Frame, frame
from dashboard.reading.context import Context
from dashboard.words.vocabulary import COMPLAINT_SIGNALS

# From the level to what became of them.
CHARTS = (
    "complaints_over_time",
    "complaint_signals",
    "complaints_by_channel",
    "complaints_by_area",
    "complaints_by_topic",
    "complaints_by_unit",
    "complaint_justified",
    "complaint_reversals",
    "complaint_answer_days",
)


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    st.title(_("Complaints"))
    words = [Context(given.published, view, public=False).name(*view.org)]
    if view.period:
        words.append(view.language.period(view.period.start, view.period.grain, in_full=True))
    st.html(
        f'<p class="sp-sub">{escape(" · ".join(words))}</p><p class="sp-say">'
        + escape(
            _(
                "A complaint has one point or more, and they are counted apart: a complaint once, "
                "each of its points once. Complaints from all case types are shown together."
            )
        )
        + "</p>"
    )
    filter_bar(given, ("department", "unit", "grain", "period"))
    for chart_id in CHARTS:
        chart_block(given, chart_id)
        if chart_id == "complaint_signals":
            st.html(sign_key(list(COMPLAINT_SIGNALS.values()), view.language))


show(frame())
