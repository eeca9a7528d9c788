"""Opfølgning: what is due, and the registers of what was decided; a register a part."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar
from dashboard.app.page_sections import section_links
from dashboard.app.shell import Frame, frame
from dashboard.reading.context import Context
from dashboard.reading.view import in_grain, link
from dashboard.topics.charts import draw
from dashboard.topics.follow_up.rows import PARTS


def show(given: Frame) -> None:
    """Show the page."""
    if given.view.register == "yearly":
        given = replace(given, view=in_grain(given.view, given.published, "year"))
    view = given.view
    _ = view.language.text
    context = Context(given.published, view, public=False)
    st.title(_("Follow-up"))
    names = {code: _(part.name) for code, part in PARTS.items()}
    section_links(given, "opfoelgning", "register", names, label=_("Registers"))
    _filters(given)
    if view.register:
        for chart_id in PARTS[view.register].charts:
            chart_block(given, chart_id)
        return
    chart_block(given, "follow_up_due")
    st.header(_("In the registers"), anchor="registers")
    for code, part in PARTS.items():
        here = escape(link("opfoelgning", view, register=code))
        said = " ".join(draw(chart_id, context).summary for chart_id in part.charts)
        st.html(
            f'<p class="sp-say"><a href="{here}">{escape(_(part.name))}</a>: {escape(said)}</p>'
        )


def _filters(given: Frame) -> None:
    """Filters of the part that is shown; IT systems are no department's."""
    names = {"yearly": ("department", "period"), "it": ()}.get(
        given.view.register or "", ("department",)
    )
    if names or len(given.published.municipalities()) > 1:
        filter_bar(given, names)


show(frame())
