"""Økonomi og rammeaftale: what a provider costs, who pays it, and what if."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from dashboard.browser import has_browser
from dashboard.controls import chart_block, filter_bar
from dashboard.economy import SCENARIO, provider_in_view
from dashboard.marts import Row
from dashboard.provider_figures import report_years, reports
from dashboard.provider_report import FORMATS, file_name, report_bytes
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
        chart_block(given, "provider_occupancy")
        _report(given, provider)
    chart_block(given, "provider_warnings")
    chart_block(given, "reference_trends")


def _report(given: Frame, provider: Row) -> None:
    """The yearly report of the provider in view, as files: of the year in view, else the newest."""
    view = given.view
    _ = view.language.text
    own = str(provider["provider_id"])
    years = report_years(given.published, view.municipality, own)
    if not years:
        said = _("There is no yearly report: no accounts and no realised activity are delivered.")
        st.html(f'<p class="sp-sub">{escape(said)}</p>')
        return
    year = int(view.year) if view.year and int(view.year) in years else years[-1]
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
