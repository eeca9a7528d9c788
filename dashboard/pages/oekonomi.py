"""Økonomi og rammeaftale: what a provider costs, who pays it, and what if. A section a question."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar
from dashboard.app.page_sections import answer, questions_and_answers, section_links
from dashboard.app.shell import Frame, frame
from dashboard.app.writing import below, not_loaded, say
from dashboard.exports.browser import has_browser
from dashboard.exports.provider_figures import report_years, reports
from dashboard.exports.provider_report import FORMATS, file_name, report_bytes
from dashboard.reading.marts import Row
from dashboard.topics.economy.filters import YEAR
from dashboard.topics.economy.rows import provider_in_view
from dashboard.topics.economy.sections import OF_BUDGETS


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    context, sections = given.context, given.page.sections
    st.title(_("Economy and framework agreement"))
    below(context.name("municipality", view.municipality))
    provider = provider_in_view(context)
    if provider is None and view.section in (None, *OF_BUDGETS):
        not_loaded(
            _("No budget has been loaded yet."),
            _("Write the workbook to fill in with the command"),
            "sagspuls template budget_lines",
        )
    section_links(given)
    filter_bar(given, sections[view.section or "budgets"].filters)
    told = {code: part for code, part in sections.items() if provider or code not in OF_BUDGETS}
    if view.section is None:
        questions_and_answers(given, told)
    elif view.section == "financing" and provider and not provider["is_financed_together"]:
        say(answer(told[view.section], context))
    elif view.section in told:
        for chart_id in told[view.section].charts:
            chart_block(given, chart_id)
        if view.section == "providers" and provider:
            _report(given, provider)


def _report(given: Frame, provider: Row) -> None:
    """The yearly report of the provider in view, as files: of the year in view, else the newest."""
    view = given.view
    _ = view.language.text
    own = str(provider["provider_id"])
    years = report_years(given.published, view.municipality, own)
    if not years:
        below(_("There is no yearly report: no accounts and no realised activity are delivered."))
        return
    chosen = int(view[YEAR] or 0)
    year = chosen if chosen in years else years[-1]
    report = next(
        report
        for report in reports(given.published, own, year)
        if report.provider["municipality_code"] == view.municipality
    )
    said = _("The yearly report of {year}, by the framework agreement's template:", year=str(year))
    command = f"sagspuls export provider-report {own} --year {year}"
    st.html(f'<p class="sp-say">{escape(said)} <code>{escape(command)}</code></p>')
    with st.container(horizontal=True):
        for kind, mime in FORMATS.items():
            st.download_button(
                _("Yearly report {year}, {format}", year=str(year), format=kind.upper()),
                data=partial(report_bytes, given.published, report, view.language, kind),
                file_name=file_name(given.published, report, view.language, kind),
                mime=mime,
                key=f"download_report_{kind}",
                on_click="ignore",
                disabled=kind == "pdf" and not has_browser(),
            )


show(frame())
