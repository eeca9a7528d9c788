"""Filters that live in the address, and the block of a chart with its numbers and downloads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from dashboard.app.markup import as_text
from dashboard.app.shell import Frame
from dashboard.exports.browser import INSTALL, has_browser
from dashboard.exports.export import PICTURES, chart_bytes, file_name, formats_of
from dashboard.marks.theme import locale_config
from dashboard.reading.context import Context
from dashboard.reading.marts import Published
from dashboard.reading.periods import GRAINS, Period, parse_period
from dashboard.reading.view import ECONOMY, address, is_unit
from dashboard.topics.charts import CHARTS, draw
from dashboard.topics.economy.cooperation import wheel_year_in_view
from dashboard.topics.economy.rows import economy_choices
from dashboard.topics.economy.sections import OWN_FILTERS
from dashboard.topics.equality.grants import MEASURE_WORDS
from dashboard.words.language import Language, later
from dashboard.words.sources import REGISTERS
from dashboard.words.tables import html_table

ALL = ""
SLIDERS = frozenset({"cases", "shared"})
"""Filters whose choices are steps from low to high."""
GRAIN_WORDS = {"month": later("Month"), "quarter": later("Quarter"), "year": later("Year")}
MIME = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "ics": "text/calendar",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def filter_bar(frame: Frame, names: Sequence[str]) -> None:
    """Show filters in a row; a choice changes the address, and the page follows the address."""
    view, published = frame.view, frame.published
    language, _ = view.language, view.language.text
    organisations = published.organisations(view.municipality)
    choices: dict[str, tuple[str, dict[str, str], str]] = {}
    municipalities = published.municipalities()
    if len(municipalities) > 1:
        choices["municipality"] = (
            _("Municipality"),
            {row["code"]: language.name(row) for row in municipalities},
            view.municipality,
        )
    choices["department"] = (
        _("Department"),
        {
            ALL: _("All departments"),
            **{row["code"]: language.name(row) for row in organisations if not is_unit(row)},
        },
        view.department or ALL,
    )
    choices["unit"] = (
        _("Unit"),
        {
            ALL: _("All units"),
            **{
                row["code"]: language.name(row)
                for row in organisations
                if is_unit(row) and view.department in (None, row["parent_code"])
            },
        },
        view.unit or ALL,
    )
    choices["case_type"] = (
        _("Case type"),
        {
            ALL: _("All case types"),
            **{row["code"]: language.name(row) for row in published.case_types(view.municipality)},
        },
        view.case_type or ALL,
    )
    choices["initiative"] = (
        _("Initiative shown"),
        {
            str(row["initiative_id"]): language.name(row)
            for row in published.initiatives(view.municipality, view.goal)
        },
        view.initiative or ALL,
    )
    choices |= economy_choices(published, view)
    choices["wheel_year"] = (
        _("Year of the wheel"),
        {year: year for year in published.wheel_years(view.municipality)},
        str(wheel_year_in_view(published, view)),
    )
    choices["grain"] = (
        _("Period length"),
        {grain: _(GRAIN_WORDS[grain]) for grain in GRAINS},
        view.grain,
    )
    choices["period"] = (
        _("Period"),
        _period_choices(published, view.municipality, view.grain, language),
        view.period.code if view.period else ALL,
    )
    choices |= _catalogue_choices(frame)
    is_at_head = tuple(names) not in OWN_FILTERS.values()
    shown = [name for name in choices if name in names or (name == "municipality" and is_at_head)]
    # Of one initiative, or two departments, there is no choice.
    for name in ("initiative", "pair"):
        if name in shown and len(choices[name][1]) < 2:
            shown.remove(name)
    for name, column in zip(shown, st.columns(len(shown)) if shown else (), strict=True):
        label, options, chosen = choices[name]
        key = f"filter_{name}"
        st.session_state[key] = chosen if chosen in options else next(iter(options), ALL)
        control = getattr(column, "select_slider" if name in SLIDERS else "selectbox")
        control(
            label,
            list(options),
            key=key,
            format_func=partial(_label, options),
            on_change=_choose,
            args=(frame, name, key),
        )


def _catalogue_choices(frame: Frame) -> dict[str, tuple[str, dict[str, str], str]]:
    """Choices of the page on harmonisation: departments, what differs, and a service."""
    view, published = frame.view, frame.published
    _ = view.language.text
    names = {
        row["code"]: view.language.name(row) for row in published.organisations(view.municipality)
    }
    pairs = published.catalogue_pairs(view.municipality)
    return {
        "pair": (
            _("Departments"),
            {pair: " – ".join(names.get(code, code) for code in pair.split(":")) for pair in pairs},
            view.pair or ALL,
        ),
        "differs": (
            _("Services shown"),
            {
                ALL: _("All services"),
                "differs": _("Those that differ"),
                "unexplained": _("Those with a difference not explained"),
            },
            view.differs or ALL,
        ),
        "service": (
            _("Service"),
            published.granted_services(view.municipality),
            view.service or ALL,
        )
        if view.part == "strata"
        else (
            _("Texts of a service"),
            {ALL: _("No service chosen"), **published.catalogue_services(view.municipality)},
            view.service or ALL,
        ),
        "measure": (
            _("Measure"),
            {code: _(word) for code, word in MEASURE_WORDS.items()},
            view.measure or ALL,
        ),
    }


def chart_block(
    frame: Frame, chart_id: str, *, heading: bool = True, filters: Sequence[str] = ()
) -> None:
    """A chart with its title, what it says in words, filters, its numbers, and its downloads."""
    view = frame.view
    language, _ = view.language, view.language.text
    drawn = draw(chart_id, Context(frame.published, view, public=False))
    if heading:
        st.header(as_text(drawn.title), anchor=chart_id.replace("_", "-"))
        st.html(
            f'<p class="sp-sub">{escape(drawn.subtitle)}</p>'
            f'<p class="sp-say">{escape(drawn.summary)}</p>'
        )
    if filters:
        filter_bar(frame, filters)
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
        st.html('<p class="sp-sub">' + escape(_(chart.edition.may_pass)) + "</p>")
        pictures = has_browser()
        if not pictures:
            st.html(
                f'<p class="sp-sub">{escape(_("PNG and SVG need a browser on the server:"))}</p>'
            )
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


def _choose(frame: Frame, name: str, key: str) -> None:
    chosen = st.session_state[key]
    view = frame.view
    changes: dict[str, object] = {name: chosen or None}
    if name == "municipality":
        changes |= dict.fromkeys(
            (
                "department",
                "unit",
                "case_type",
                "period",
                "initiative",
                "pair",
                "service",
                "wheel_year",
                *ECONOMY,
            )
        )
    elif name == "provider":
        changes |= dict.fromkeys(ECONOMY[1:])
    elif name == "department":
        changes["unit"] = None
    elif name == "grain":
        changes["period"] = None
    elif name == "period":
        changes["period"] = parse_period(chosen)
    st.query_params.from_dict(address(view, **changes))


def _period_choices(
    published: Published, municipality: str, grain: str, language: Language
) -> dict[str, str]:
    choices = {}
    for row in published.periods(municipality, grain):
        words = language.period(row["period_start"], grain, in_full=True)
        if row["is_partial"]:
            words = language.text("{period} (so far)", period=words)
        choices[Period(row["period_start"], grain).code] = words
    return choices


def _label(options: dict[str, str], code: str) -> str:
    return options.get(code, code)
