"""A chart as a file that may leave the house: PNG, SVG, CSV, XLSX, or a calendar (ICS)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Literal, get_args

import plotly.graph_objects as go

from dashboard.browser import BROWSER
from dashboard.calendar_file import ics_bytes
from dashboard.charts import CHARTS, Chart, draw, shown_view
from dashboard.drawing import Context, Drawn
from dashboard.files import csv_bytes, xlsx_bytes
from dashboard.language import LANGUAGES, Language
from dashboard.marts import Published, marts_of
from dashboard.periods import GRAINS, parse_period
from dashboard.view import ECONOMY, FILTERS, View, read_view
from dashboard.vocabulary import INK, MUTED
from warehouse.errors import ExportFailed
from warehouse.settings import Settings

Format = Literal["png", "svg", "csv", "xlsx", "ics"]
FORMATS: tuple[str, ...] = get_args(Format)
CALENDAR = "ics"
"""The format of charts that a calendar can take over, and of no others."""
PICTURES = ("png", "svg")
"""Formats that a browser has to draw."""

WIDTH = 1080
_LETTERS_A_LINE = 72
_EDGE = 28


def export_chart(
    settings: Settings,
    chart_id: str,
    *,
    format: str = "png",  # noqa: A002  # the name the command line uses
    period: str | None = None,
    language: str | None = None,
    filters: Mapping[str, str] | None = None,
    out: Path,
) -> Path:
    """Write a chart to a file.

    The figures are those of `mart_scorecard_public`: rounded, small groups hidden, so the file
    may be passed on.

    Args:
        settings: whose data folder and language.
        chart_id: a name in `dashboard.charts.CHARTS`.
        format: `png`, `svg`, `csv` or `xlsx`; `ics` of a chart with a calendar.
        period: `2026`, `2026-Q3` or `2026-09`; a length (`month`, `quarter`, `year`) takes the
            latest whole one, and so does nothing (a quarter).
        language: `da` or `en`; the settings' where not given.
        filters: `municipality`, `department`, `unit`, `case_type`, with codes as values.
        out: the file, or a folder in which it gets a name of its own.

    Returns:
        The file written.

    Raises:
        ExportFailed: the chart, format, period or a filter is not known, no browser is there, or
            the file cannot be written.
        NothingPublished: there is no run to draw from.
    """
    if chart_id not in CHARTS:
        raise ExportFailed(f"There is no chart {chart_id!r}.", f"Charts: {', '.join(CHARTS)}.")
    if format not in FORMATS:
        raise ExportFailed(f"There is no format {format!r}.", f"Formats: {', '.join(FORMATS)}.")
    if format not in formats_of(CHARTS[chart_id]):
        having = ", ".join(name for name, chart in CHARTS.items() if chart.has_calendar)
        raise ExportFailed(
            f"The chart {chart_id!r} holds no calendar.", f"Charts that hold one: {having}."
        )
    code = language or settings.language
    if code not in LANGUAGES:
        raise ExportFailed(f"There is no language {code!r}.", "Languages: da, en.")
    published = marts_of(settings).current()
    view = _view(published, code, period, filters or {})
    content = chart_bytes(published, chart_id, view, format)
    name = file_name(published, chart_id, view, format)
    return write_whole(out / name if out.is_dir() else out, content)


def formats_of(chart: Chart) -> tuple[str, ...]:
    """The formats a chart can be had in."""
    return tuple(name for name in FORMATS if name != CALENDAR or chart.has_calendar)


def chart_bytes(published: Published, chart_id: str, view: View, kind: str) -> bytes:
    """The content of a chart's file.

    Raises:
        ExportFailed: the picture could not be drawn.
    """
    drawn = draw(chart_id, Context(published, view, public=True))
    language = view.language
    said = about(published, CHARTS[chart_id], drawn, language)
    if kind == "csv":
        return csv_bytes(drawn.table.filled(), language, about=said)
    if kind == "xlsx":
        return xlsx_bytes(drawn.table.filled(), language, title=drawn.title, about=said)
    if kind == CALENDAR:
        known_on = published.run.data_date or date(1970, 1, 1)
        return ics_bytes(drawn.events, title=drawn.title, known_on=known_on)
    figure = picture(published, CHARTS[chart_id], drawn, language)
    return BROWSER.picture(figure, kind=kind, width=WIDTH, height=int(figure.layout.height))


def file_name(published: Published, chart_id: str, view: View, kind: str) -> str:
    """A name that tells chart, period, filters and run: two exports never share one by chance."""
    view = shown_view(chart_id, view, public=True)
    parts = [
        chart_id,
        view.period.code if view.period else "",
        *view.org,
        view.case_type or "",
        view.goal or "",
        view.audit_round or "",
        view.initiative or "",
        view.survey_round or "",
        view.target_group or "",
        (view.pair or "").replace(":", "-"),
        view.differs or "",
        view.measure or "",
        view.service or "",
        view.wheel_year or "",
        *(getattr(view, name) or "" for name in ECONOMY),
    ]
    return "_".join(part for part in [*parts, published.run.run_id] if part) + f".{kind}"


def about(published: Published, chart: Chart, drawn: Drawn, language: Language) -> dict[str, str]:
    """Where a file's numbers are from."""
    _ = language.text
    run = published.run
    if chart.is_of_register:
        control = _("Not rounded: the register holds nothing of citizens.")
    elif chart.is_of_places:
        control = _(
            "Service areas with fewer than 10 places in use are hidden; nothing is rounded."
        )
    elif "survey_round" in chart.filters:
        control = _(
            "Rounded; groups of fewer than 10 who answered are hidden, and what would reveal them."
        )
    else:
        control = _(
            "Rounded; groups of fewer than 10 cases are hidden, and what would reveal them."
        )
    return {
        _("Shows"): drawn.subtitle,
        _("Source"): _(chart.source),
        _("Data date"): language.day(run.data_date) if run.data_date else "",
        _("Run"): run.run_id,
        _("Disclosure control"): control,
    }


def picture(published: Published, chart: Chart, drawn: Drawn, language: Language) -> go.Figure:
    """The figure with title, subtitle and source in it, as a picture needs them."""
    figure = go.Figure(drawn.figure)
    lines = _lines(escape(drawn.title))
    top = 34 + 27 * len(lines) + 34
    bottom = 52
    inner = {side: int(figure.layout.margin[side]) for side in "lrtb"}
    height = int(figure.layout.height) + top + bottom
    figure.update_layout(
        width=WIDTH,
        height=height,
        margin={
            "l": inner["l"] + _EDGE,
            "r": inner["r"] + _EDGE,
            "t": inner["t"] + top,
            "b": inner["b"] + bottom,
        },
    )
    run = published.run
    day = language.day(run.data_date) if run.data_date else "–"
    foot = language.text(
        "Source: {source}. Data to {date}. Run {run}.",
        source=language.text(chart.source),
        date=day,
        run=run.run_id,
    )
    if not (chart.is_of_register or chart.is_of_places):
        foot += " " + language.text("Figures are rounded.")
    above, below = inner["t"] + top, inner["b"] + bottom
    for text, y, anchor, shift, size, colour in (
        ("<b>" + "<br>".join(lines) + "</b>", 1, "top", above - 22, 21, INK),
        (escape(drawn.subtitle), 1, "top", above - 34 - 27 * len(lines), 14, MUTED),
        (foot, 0, "bottom", 16 - below, 12, MUTED),
    ):
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", xshift=-inner["l"], align="left",
            y=y, yref="paper", yanchor=anchor, yshift=shift,
            text=text, showarrow=False, font={"size": size, "color": colour},
        )  # fmt: skip
    return figure


def _view(
    published: Published, language: str, period: str | None, filters: Mapping[str, str]
) -> View:
    """The view a command asks for; unlike an address, a filter that is not known is an error."""
    asked = {name: value for name, value in filters.items() if value}
    for name in asked:
        if name not in FILTERS:
            raise ExportFailed(
                f"There is no filter {name!r}.",
                f"Filters: {', '.join((*FILTERS[:4], *FILTERS[6:]))}.",
            )
    if period in GRAINS:
        asked["grain"] = str(period)
    elif period and period != "latest":
        if parse_period(period) is None:
            raise ExportFailed(
                f"{period!r} is not a period.",
                "Write 2026, 2026-Q3 or 2026-09; or month, quarter or year for the latest whole.",
            )
        asked["period"] = period
    view = read_view(asked, published, language)
    for name in (*FILTERS[:4], *FILTERS[6:]):
        if asked.get(name) and getattr(view, name) != asked[name]:
            raise ExportFailed(
                f"There are no figures for {name} {asked[name]!r}.",
                "Codes are those of the dashboard's addresses and of `marts.mart_scorecard`.",
            )
    wanted = parse_period(asked.get("period", ""))
    if wanted and view.period != wanted:
        raise ExportFailed(
            f"There are no figures for the period {wanted.code}.",
            f"The latest whole {view.grain} is {view.period.code if view.period else 'none'}.",
        )
    return replace(view, language_code=language)


def write_whole(file: Path, content: bytes) -> Path:
    """Write a file whole or not at all."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(content)
            temporary.replace(file)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ExportFailed(
            f"{file} cannot be written: {error.strerror}.", "Choose another place with --out."
        ) from error
    return file


def _lines(title: str) -> list[str]:
    """A long title in lines that fit the picture."""
    lines = [""]
    for word in title.split(" "):
        if len(lines[-1]) + len(word) >= _LETTERS_A_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
