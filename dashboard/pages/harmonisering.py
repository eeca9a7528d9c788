"""Harmonisering: do citizens with equal needs get the same? A section a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar
from dashboard.app.markup import as_text
from dashboard.app.page_sections import questions_and_answers, section_links
from dashboard.app.shell import Frame, frame
from dashboard.app.writing import below, bullets, not_loaded, say, table
from dashboard.marks.columns import Col, worded
from dashboard.reading.context import Context
from dashboard.reading.marts import Row
from dashboard.reading.view import in_grain
from dashboard.topics.equality.catalogue_cautions import cautions
from dashboard.topics.equality.catalogue_text import committee_text
from dashboard.topics.equality.catalogues import compared, department_names, pair_in_view, text_of
from dashboard.topics.equality.filters import SERVICE, TEXTS, catalogue_services
from dashboard.topics.equality.grants import committee_paragraph


def show(given: Frame) -> None:
    """Show the page."""
    given = replace(given, view=in_grain(given.view, given.published, "year"))
    view = given.view
    _ = view.language.text
    context = given.context
    st.title(_("Harmonisation"))
    below(context.name("municipality", view.municipality))
    if not catalogue_services(given.published, view):
        not_loaded(
            _("No catalogue has been loaded yet."),
            _("Write the workbook for it with the command"),
            "sagspuls template service_standards",
        )
    section_links(given, leave=(TEXTS.name, SERVICE.name))
    section = given.page.sections.get(view.section or "")
    filter_bar(given, section.filters if section else ())
    if section is None:
        _overview(given, context)
        return
    if view.section == "catalogue" and (service := view[TEXTS]):
        _texts(context, service)
    for chart_id in section.charts:
        chart_block(given, chart_id)
    if view.section == "catalogue":
        _cautions(context)


def _overview(given: Frame, context: Context) -> None:
    """Every section's question and answer with the way to it, and the text for the committee."""
    _ = given.view.language.text
    questions_and_answers(given, given.page.sections)
    _cautions(context)
    # What a committee takes over leaves the house: of grants it is the public edition.
    granted = replace(context, public=True)
    paragraphs = (committee_text(context), committee_paragraph(granted))
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    if text:
        st.header(_("Text for the committee"), anchor="committee")
        st.code(text, language=None, wrap_lines=True)


def _cautions(context: Context) -> None:
    """What could not be used, or waits for a person, by its name."""
    found = cautions(context)
    if found:
        st.header(context.language.text("What could not be used"), anchor="cautions")
        bullets(found)


def _texts(context: Context, service: str) -> None:
    """What both catalogues say of a service, side by side."""
    _ = context.language.text
    pair = pair_in_view(context)
    found = compared(context, pair)
    rows = [row for row in found if service in (row["service_code"], row["other_service_code"])]
    if pair is None or not rows:
        say(_("Neither catalogue in force has it."))
        return
    first, second = department_names(context, pair)
    name = str(rows[0]["service_name"])
    st.header(as_text(_("{service}: the texts side by side", service=name)), anchor="texts")
    columns = (
        Col("Attribute", worded("attribute_code", "catalogue_attribute")),
        Col(lambda context: first, _text("value_a")),
        Col(lambda context: second, _text("value_b")),
        Col("Compared", worded("outcome", "catalogue_outcome")),
        Col("Reason", _reason),
    )
    table(context, rows, columns, _("Texts of both catalogues"))


def _text(field: str) -> Callable[[Context, Row], str | None]:
    return lambda context, row: text_of(context, row["attribute_code"], row[field])


def _reason(context: Context, row: Row) -> str:
    if row["reason_status"] == "no_decision_reference":
        return context.language.text("Political decision, but none is named")
    return context.codes.word("difference_reason", row["reason"])


show(frame())
