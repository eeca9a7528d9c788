"""Filters that live in the address, and the block of a chart with its numbers and downloads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from dashboard.app.markup import as_text
from dashboard.app.shell import Frame
from dashboard.app.writing import below
from dashboard.exports.browser import INSTALL, has_browser
from dashboard.exports.export import PICTURES, chart_bytes, file_name, formats_of
from dashboard.marks.theme import locale_config
from dashboard.reading.context import Context
from dashboard.reading.view import MUNICIPALITY, SCOPE, Filter, address
from dashboard.topics.charts import CHARTS, draw
from dashboard.words.sources import REGISTERS
from dashboard.words.tables import html_table

ALL = ""
MIME = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "ics": "text/calendar",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def filter_bar(frame: Frame, filters: Sequence[Filter], *, is_at_head: bool = True) -> None:
    """Show filters in a row; a choice changes the address, and the page follows the address.

    Args:
        frame: whose view.
        filters: from left to right; one with nothing to choose is left out.
        is_at_head: whether they are the page's: where there are several municipalities, these
            come first.
    """
    choices = {
        of: options
        for of in ((MUNICIPALITY, *filters) if is_at_head else filters)
        if len(options := _options(frame, of)) >= of.least
    }
    if not choices:
        return
    for column, (of, options) in zip(st.columns(len(choices)), choices.items(), strict=True):
        key = f"filter_{of.name}"
        chosen = of.in_view(frame.published, frame.view) or ALL
        st.session_state[key] = chosen if chosen in options else next(iter(options))
        control: Any = column.select_slider if of.is_slider else column.selectbox
        control(
            frame.view.language.text(of.label),
            list(options),
            key=key,
            format_func=partial(_label, options),
            on_change=_choose,
            args=(frame, of, key),
        )


def _options(frame: Frame, of: Filter) -> dict[str, str]:
    """What can be chosen, all of them first where that is a choice."""
    everything = {ALL: frame.view.language.text(of.all_of_them)} if of.all_of_them else {}
    return everything | dict(of.options(frame.published, frame.view))


def chart_block(frame: Frame, chart_id: str) -> None:
    """A chart with its title, what it says in words, filters, its numbers, and its downloads."""
    view = frame.view
    language, _ = view.language, view.language.text
    drawn = draw(chart_id, Context(frame.published, view, public=False))
    st.header(as_text(drawn.title), anchor=chart_id.replace("_", "-"))
    st.html(
        f'<p class="sp-sub">{escape(drawn.subtitle)}</p>'
        f'<p class="sp-say">{escape(drawn.summary)}</p>'
    )
    filter_bar(frame, CHARTS[chart_id].own, is_at_head=False)
    st.plotly_chart(
        drawn.figure,
        theme=None,
        config=locale_config(language),
        key=f"chart_{chart_id}",
        alt=f"{drawn.title}. {drawn.subtitle}. {drawn.summary}",
    )
    numbers_and_downloads(frame, chart_id)


def numbers_and_downloads(frame: Frame, chart_id: str) -> None:
    """The numbers of a chart as a table, and its files."""
    view = frame.view
    language, _ = view.language, view.language.text
    drawn = draw(chart_id, Context(frame.published, view, public=False))
    chart = CHARTS[chart_id]
    is_open = chart.source == REGISTERS or chart.is_list
    # What a register holds is the answer, not its background; it has many columns.
    table, files = (
        (st.container(), st.columns([5, 1])[1])
        if is_open
        else st.columns([5, 1], vertical_alignment="top")
    )
    with table, st.expander(_(chart.table_name), expanded=is_open):
        st.html(html_table(drawn.table, language, caption=f"{drawn.title}. {drawn.subtitle}"))
    with files, st.popover(_("Download"), width="stretch"):
        below(_(chart.edition.may_pass))
        pictures = has_browser()
        if not pictures:
            below(_("PNG and SVG need a browser on the server:"))
            st.code(INSTALL, language="bash")
        for kind in formats_of(chart):
            st.download_button(
                kind.upper(),
                data=partial(chart_bytes, frame.published, chart_id, view, kind),
                file_name=file_name(frame.published, chart_id, view, kind),
                mime=MIME[kind],
                key=f"download_{chart_id}_{kind}",
                on_click="ignore",
                width="stretch",
                disabled=kind in PICTURES and not pictures,
            )


def _choose(frame: Frame, of: Filter, key: str) -> None:
    dropped = (other.name for other in (*SCOPE, *frame.page.filters) if other.is_within(of))
    chosen = {of.name: st.session_state[key] or None}
    st.query_params.from_dict(address(frame.view, **dict.fromkeys(dropped), **chosen))


def _label(options: Mapping[str, str], code: str) -> str:
    return options.get(code, code)
