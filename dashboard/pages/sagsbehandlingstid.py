"""Sagsbehandlingstid: which goals are missed, where, since when and why; a section a question."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.controls import chart_block, filter_bar
from dashboard.drawing import Context
from dashboard.markup import sign_key
from dashboard.quiet_cases import case_list, step_links
from dashboard.sections import ALL_SECTIONS, WITH_SIGNALS
from dashboard.shell import Frame, frame
from dashboard.view import link
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
    _navigation(given)
    of_initiatives = ("initiative",) if view.section == "equal" else ()
    filter_bar(given, ("department", "unit", "case_type", "grain", "period", *of_initiatives))
    if view.section is None:
        _overview(given, context)
    elif view.step:
        case_list(given, view.step)
    else:
        _section(given, view.section)


def _navigation(given: Frame) -> None:
    """Links to the sections; the one that is shown says so."""
    _ = given.view.language.text
    names: dict[str | None, str] = {None: _("In short")}
    names |= {code: _(section.name) for code, section in ALL_SECTIONS.items()}
    items = ""
    for code, name in names.items():
        here = escape(link("sagsbehandlingstid", given.view, section=code, step=None))
        current = ' aria-current="page"' if code == given.view.section else ""
        items += f'<li><a href="{here}"{current}>{escape(name)}</a></li>'
    label = escape(_("Sections"))
    st.html(f'<nav class="sp-sections" aria-label="{label}"><ul>{items}</ul></nav>')


def _overview(given: Frame, context: Context) -> None:
    """Every section's question and answer, with the way to it."""
    _ = given.view.language.text
    for code, section in ALL_SECTIONS.items():
        st.header(_(section.question), anchor=code)
        here = escape(link("sagsbehandlingstid", given.view, section=code))
        st.html(
            f'<p class="sp-say">{escape(section.answer(context))} '
            f'<a href="{here}">{escape(_("See more"))}'
            f'<span class="sp-hidden"> {escape(_(section.name))}</span></a></p>'
        )


def _section(given: Frame, code: str) -> None:
    for chart_id in ALL_SECTIONS[code].charts:
        chart_block(given, chart_id)
        if chart_id in WITH_SIGNALS:
            st.html(sign_key(list(SIGNALS.values()), given.view.language))
        if chart_id == "quiet_steps":
            step_links(given)


show(frame())
