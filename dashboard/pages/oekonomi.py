"""Økonomi og rammeaftale: what a provider costs, who pays it, and what if. A section a question."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.controls import chart_block, filter_bar
from dashboard.drawing import Context
from dashboard.economy import provider_in_view
from dashboard.economy_parts import FILTERS, OF_BUDGETS, OWN_FILTERS, PARTS
from dashboard.page_sections import questions_and_answers, section_links
from dashboard.shell import Frame, frame


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    context = Context(given.published, view, public=False)
    st.title(_("Economy and framework agreement"))
    st.html(f'<p class="sp-sub">{escape(context.name("municipality", view.municipality))}</p>')
    provider = provider_in_view(given.published, view)
    if provider is None and view.subject in (None, *OF_BUDGETS):
        st.html(f'<p class="sp-say">{escape(_("No budget has been loaded yet."))}</p>')
        st.html(
            f"<p>{escape(_('Write the workbook to fill in with the command'))} "
            "<code>sagspuls template budget_lines</code></p>"
        )
    names = {code: _(part.name) for code, part in PARTS.items()}
    section_links(given, "oekonomi", "subject", names, label=_("Sections"))
    chosen_by = FILTERS.get(view.subject or "budgets", ()) if provider else ()
    if chosen_by or len(given.published.municipalities()) > 1:
        filter_bar(given, chosen_by)
    told = {code: part for code, part in PARTS.items() if provider or code not in OF_BUDGETS}
    if view.subject is None:
        questions_and_answers(given, context, "oekonomi", "subject", told)
    elif view.subject == "financing" and provider and not provider["is_financed_together"]:
        st.html(f'<p class="sp-say">{escape(told[view.subject].answer(context))}</p>')
    elif view.subject in told:
        for chart_id in told[view.subject].charts:
            chart_block(given, chart_id, filters=OWN_FILTERS.get(chart_id, ()))


show(frame())
