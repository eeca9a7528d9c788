"""Links to the sections of a page and to what else it shows one of; every section in short."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape

import streamlit as st

from dashboard.app.shell import Frame
from dashboard.app.writing import link_html
from dashboard.marks.section import Section
from dashboard.reading.context import Context
from dashboard.reading.view import Filter, link
from dashboard.topics.charts import draw
from dashboard.words.language import later


def section_links(
    given: Frame, *, label: str = later("Sections"), leave: Collection[str] = ()
) -> None:
    """Links to the sections of the page; the one that is shown says so.

    Args:
        given: the page, and the view.
        label: what the links are together, for who does not see them; to be translated.
        leave: what else of the view belongs to a section, and is left out.
    """
    _ = given.view.language.text
    names: dict[str | None, str] = {None: _("In short")}
    names |= {code: _(section.name) for code, section in given.page.sections.items()}
    left: dict[str, object] = dict.fromkeys(leave)
    links = {code: link(given.page.name, given.view, **left, section=code) for code in names}
    _links(_(label), names, links, given.view.section)


def filter_links(given: Frame, of: Filter) -> None:
    """Links to every choice of a filter; the one in view says so."""
    _ = given.view.language.text
    everything: dict[str | None, str] = {None: _(of.all_of_them)} if of.all_of_them else {}
    names = everything | dict(of.options(given.published, given.view).items())
    links = {code: link(given.page.name, given.view, **{of.name: code}) for code in names}
    _links(_(of.label), names, links, of.in_view(given.published, given.view))


def _links(
    label: str,
    names: Mapping[str | None, str],
    links: Mapping[str | None, str],
    shown: str | None,
) -> None:
    items = ""
    for code, name in names.items():
        current = ' aria-current="page"' if code == shown else ""
        items += f'<li><a href="{escape(links[code])}"{current}>{escape(name)}</a></li>'
    st.html(f'<nav class="sp-sections" aria-label="{escape(label)}"><ul>{items}</ul></nav>')


def questions_and_answers(given: Frame, sections: Mapping[str, Section]) -> None:
    """Every section's question and answer, with the way to it.

    Args:
        given: the page, and the view.
        sections: those told, by their code in the address.
    """
    _ = given.view.language.text
    for code, section in sections.items():
        st.header(_(section.question), anchor=code)
        here = link(given.page.name, given.view, section=code)
        more = link_html(here, _("See more"), _(section.name))
        st.html(f'<p class="sp-say">{escape(answer(section, given.context))} {more}</p>')


def answer(section: Section, context: Context) -> str:
    """What the charts that answer a section's question say in words."""
    said = (draw(chart_id, context).summary for chart_id in section.answers or section.charts)
    return " ".join(dict.fromkeys(said))
