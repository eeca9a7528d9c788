"""Økonomi og rammeaftale: what a provider costs, who pays it, and what if."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.controls import chart_block, filter_bar
from dashboard.economy import SCENARIO, provider_in_view
from dashboard.shell import Frame, frame

BUDGET = ("budget_change", "budget_accounts")
FINANCED_TOGETHER = ("provider_cases", "shared_financing", "shared_financing_shares")


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    st.title(_("Economy and framework agreement"))
    provider = provider_in_view(given.published, view)
    if provider is None:
        st.html(f'<p class="sp-say">{escape(_("No budget has been loaded yet."))}</p>')
        st.html(
            f"<p>{escape(_('Write the workbook to fill in with the command'))} "
            "<code>sagspuls template budget_lines</code></p>"
        )
    else:
        filter_bar(given, ("provider", "year"))
        for chart_id in BUDGET:
            chart_block(given, chart_id)
        if provider["is_financed_together"]:
            for chart_id in FINANCED_TOGETHER:
                chart_block(given, chart_id)
            chart_block(given, "shared_financing_scenario", filters=SCENARIO)
    chart_block(given, "reference_trends")


show(frame())
