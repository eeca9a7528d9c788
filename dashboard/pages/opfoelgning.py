"""Opfølgning: what is due, and the registers of what was decided; a register a part."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from dashboard.charts import draw
from dashboard.controls import chart_block, filter_bar
from dashboard.drawing import Context
from dashboard.language import later
from dashboard.shell import Frame, frame
from dashboard.view import FOLLOW_UP, link


@dataclass(frozen=True)
class Part:
    """A part of the page: its name and its charts; the first tells it in short."""

    name: str
    charts: tuple[str, ...]


PARTS = dict(
    zip(
        FOLLOW_UP,
        (
            Part(later("Focus points"), ("focus_points",)),
            Part(later("Initiatives"), ("initiative_money", "milestones")),
            Part(later("Recommendations"), ("recommendations",)),
            Part(later("Training"), ("training",)),
            Part(later("Guiding documents"), ("guidance_documents",)),
            Part(later("Templates"), ("template_coverage",)),
            Part(later("IT"), ("it_incidents",)),
            Part(later("Yearly status"), ("yearly_status",)),
        ),
        strict=True,
    )
)
"""Parts by their name in the address."""


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    context = Context(given.published, view, public=False)
    st.title(_("Follow-up"))
    _navigation(given)
    is_yearly = view.register == "yearly"
    filter_bar(given, ("department", "grain", "period") if is_yearly else ("department",))
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


def _navigation(given: Frame) -> None:
    """Links to the parts; the one that is shown says so."""
    _ = given.view.language.text
    names: dict[str | None, str] = {None: _("In short")}
    names |= {code: _(part.name) for code, part in PARTS.items()}
    items = ""
    for code, name in names.items():
        here = escape(link("opfoelgning", given.view, register=code))
        current = ' aria-current="page"' if code == given.view.register else ""
        items += f'<li><a href="{here}"{current}>{escape(name)}</a></li>'
    label = escape(_("Registers"))
    st.html(f'<nav class="sp-sections" aria-label="{label}"><ul>{items}</ul></nav>')


show(frame())
