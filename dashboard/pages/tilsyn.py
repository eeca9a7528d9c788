"""Tilsyn og audit: what auditors found, what has changed by more than chance, what to train."""

from __future__ import annotations

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar
from dashboard.app.markup import sign_key
from dashboard.app.page_sections import filter_links
from dashboard.app.shell import Frame, frame
from dashboard.app.writing import not_loaded, table
from dashboard.marks.columns import Col
from dashboard.reading.context import Context
from dashboard.reading.marts import Row
from dashboard.reading.view import CASE_TYPE
from dashboard.topics.quality.filters import AUDIT_ROUND, rounds
from dashboard.words.vocabulary import AUDIT_CHANGES


def _method(context: Context, row: Row) -> str:
    _ = context.language.text
    return _("Stratified") if row["method"] == "stratified" else _("Simple")


_ROUNDS = (
    Col("Round", "round_name"),
    Col("Cases that could be drawn", "frame"),
    Col("Population", "population_size", "count"),
    Col("Drawn", "sample_size", "count"),
    Col("Audited", "n_audited", "count"),
    Col("Method", _method),
    Col("Seed", lambda context, row: str(row["seed"])),
    Col("Drawn on", "drawn_on", "date"),
)


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    st.title(_("Supervision and audit"))
    if given.context.choice(AUDIT_ROUND) is None:
        not_loaded(
            _("No round of audit has been loaded yet."),
            _("Draw one with the command"),
            "sagspuls audit-sample",
        )
        return
    filter_bar(given, (CASE_TYPE,))
    filter_links(given, AUDIT_ROUND)
    chart_block(given, "audit_items")
    st.html(sign_key(list(AUDIT_CHANGES.values())[:4], given.codes))
    chart_block(given, "audit_themes")
    chart_block(given, "source_agreement")
    st.header(_("Rounds"))
    caption = _("Rounds of audit and how they were drawn")
    table(given.context, rounds(given.published, view), _ROUNDS, caption)


show(frame())
