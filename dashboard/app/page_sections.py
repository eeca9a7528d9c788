"""Pages in sections: the links to them, and every section's question with its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

import streamlit as st

from dashboard.app.shell import Frame
from dashboard.marks.section import Section
from dashboard.reading.context import Context
from dashboard.reading.view import link
from dashboard.topics.charts import draw


def section_links(
    given: Frame,
    page: str,
    field: str,
    names: Mapping[str, str],
    *,
    label: str,
    leave: Iterable[str] = (),
) -> None:
    """Links to the sections of a page; the one that is shown says so.

    Args:
        given: whose view.
        page: its address.
        field: of the view that names the section.
        names: of the sections, translated, by their code in the address.
        label: what the links are together, for who does not see them.
        leave: further fields that belong to a section, and are left out.
    """
    shown: dict[str | None, str] = {None: given.view.language.text("In short")}
    shown |= names.items()
    left: dict[str, object] = dict.fromkeys(leave)
    items = ""
    for code, name in shown.items():
        here = escape(link(page, given.view, **{**left, field: code}))
        current = ' aria-current="page"' if code == getattr(given.view, field) else ""
        items += f'<li><a href="{here}"{current}>{escape(name)}</a></li>'
    st.html(f'<nav class="sp-sections" aria-label="{escape(label)}"><ul>{items}</ul></nav>')


def questions_and_answers(
    given: Frame, context: Context, page: str, field: str, sections: Mapping[str, Section]
) -> None:
    """Every section's question and answer, with the way to it.

    Args:
        given: whose view.
        context: what the answers are drawn from.
        page: its address.
        field: of the view that names the section.
        sections: those told, by their code in the address.
    """
    _ = given.view.language.text
    for code, section in sections.items():
        st.header(_(section.question), anchor=code)
        here = escape(link(page, given.view, **{field: code}))
        st.html(
            f'<p class="sp-say">{escape(answer(section, context))} '
            f'<a href="{here}">{escape(_("See more"))}'
            f'<span class="sp-hidden"> {escape(_(section.name))}</span></a></p>'
        )


def answer(section: Section, context: Context) -> str:
    """What the charts that answer a section's question say in words."""
    said = (draw(chart_id, context).summary for chart_id in section.answers)
    return " ".join(dict.fromkeys(said))
