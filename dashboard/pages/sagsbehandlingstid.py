"""Sagsbehandlingstid: deadlines kept by case type, over time and by unit, and days to decision."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.controls import chart_block, filter_bar
from dashboard.drawing import Context
from dashboard.markup import sign_key
from dashboard.shell import Frame, frame
from dashboard.vocabulary import SIGNALS


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
    filter_bar(given, ("department", "unit", "case_type", "grain", "period"))
    chart_block(given, "deadline_kept_by_case_type")
    chart_block(given, "deadline_kept_over_time")
    _signal_key(given)
    chart_block(given, "deadline_kept_by_unit")
    chart_block(given, "working_days_over_time")
    _signal_key(given)


def _signal_key(given: Frame) -> None:
    st.html(sign_key(list(SIGNALS.values()), given.view.language))


show(frame())
