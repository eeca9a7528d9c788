"""Tilsyn og audit: what auditors found, what has changed by more than chance, what to train."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar
from dashboard.app.markup import sign_key
from dashboard.app.page_sections import filter_links
from dashboard.app.shell import Frame, frame
from dashboard.reading.view import CASE_TYPE
from dashboard.topics.quality.filters import AUDIT_ROUND, rounds
from dashboard.words.tables import Column, Table, html_table
from dashboard.words.vocabulary import AUDIT_CHANGES


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    language, _ = view.language, view.language.text
    st.title(_("Supervision and audit"))
    if given.context.choice(AUDIT_ROUND) is None:
        st.html(f'<p class="sp-say">{escape(_("No round of audit has been loaded yet."))}</p>')
        st.html(
            f"<p>{escape(_('Draw one with the command'))} <code>sagspuls audit-sample</code></p>"
        )
        return
    filter_bar(given, (CASE_TYPE,))
    filter_links(given, AUDIT_ROUND)
    chart_block(given, "audit_items")
    st.html(sign_key(list(AUDIT_CHANGES.values())[:4], given.codes))
    chart_block(given, "audit_themes")
    chart_block(given, "source_agreement")
    st.header(_("Rounds"))
    table = Table(
        (
            Column(_("Round")),
            Column(_("Cases that could be drawn")),
            Column(_("Population"), "count"),
            Column(_("Drawn"), "count"),
            Column(_("Audited"), "count"),
            Column(_("Method")),
            Column(_("Seed")),
            Column(_("Drawn on"), "date"),
        ),
        tuple(
            (
                r["round_name"],
                r["frame"],
                r["population_size"],
                r["sample_size"],
                r["n_audited"],
                _("Stratified") if r["method"] == "stratified" else _("Simple"),
                str(r["seed"]),
                r["drawn_on"],
            )
            for r in rounds(given.published, view)
        ),
    )
    st.html(html_table(table, language, caption=_("Rounds of audit and how they were drawn")))


show(frame())
