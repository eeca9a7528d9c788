"""Harmonisering: do citizens with equal needs get the same? A section a question."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.controls import chart_block
from dashboard.drawing import Context
from dashboard.harmonisation import PARTS
from dashboard.shell import Frame, frame
from dashboard.view import link


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    context = Context(given.published, view, public=False)
    st.title(_("Harmonisation"))
    st.html(f'<p class="sp-sub">{escape(context.name("municipality", view.municipality))}</p>')
    _navigation(given)
    if view.part is None:
        _overview(given, context)
        return
    part = PARTS[view.part]
    if not part.charts:
        st.html(f'<p class="sp-say">{escape(_("No catalogue has been loaded yet."))}</p>')
    for chart_id in part.charts:
        chart_block(given, chart_id)


def _navigation(given: Frame) -> None:
    """Links to the sections; the one that is shown says so."""
    _ = given.view.language.text
    names: dict[str | None, str] = {None: _("In short")}
    names |= {code: _(part.name) for code, part in PARTS.items()}
    items = ""
    for code, name in names.items():
        here = escape(link("harmonisering", given.view, part=code))
        current = ' aria-current="page"' if code == given.view.part else ""
        items += f'<li><a href="{here}"{current}>{escape(name)}</a></li>'
    label = escape(_("Sections"))
    st.html(f'<nav class="sp-sections" aria-label="{label}"><ul>{items}</ul></nav>')


def _overview(given: Frame, context: Context) -> None:
    """Every section's question and answer, with the way to it."""
    _ = given.view.language.text
    for code, part in PARTS.items():
        st.header(_(part.question), anchor=code)
        here = escape(link("harmonisering", given.view, part=code))
        st.html(
            f'<p class="sp-say">{escape(part.answer(context))} '
            f'<a href="{here}">{escape(_("See more"))}'
            f'<span class="sp-hidden"> {escape(_(part.name))}</span></a></p>'
        )


show(frame())
