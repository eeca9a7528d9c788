"""Charts as files that may leave the house: PNG, SVG, CSV, XLSX, or a calendar (ICS)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from dashboard.exports.asked_view import asked_view
from dashboard.exports.browser import BROWSER
from dashboard.exports.calendar_file import ics_bytes
from dashboard.exports.files import csv_bytes, xlsx_bytes
from dashboard.exports.picture import WIDTH, described, picture
from dashboard.marks.drawn import Drawn
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context
from dashboard.reading.marts import Published, marts_of
from dashboard.reading.view import MUNICIPALITY, PERIOD, View
from dashboard.topics.charts import CHARTS, draw, shown_view
from dashboard.words.language import LANGUAGES, Language
from dashboard.words.tables import NOTHING
from warehouse.base.errors import ExportFailed
from warehouse.base.out_file import folder, plain_file, whole
from warehouse.base.progress import OnProgress, silent
from warehouse.base.settings import Settings

Format = Literal["png", "svg", "csv", "xlsx", "ics"]
FORMATS: tuple[str, ...] = get_args(Format)
CALENDAR = "ics"
"""The format of charts that a calendar can take over, and of no others."""
PICTURES = ("png", "svg")
"""Formats that a browser has to draw."""


def export_chart(
    settings: Settings,
    chart_id: str,
    *,
    format: str = "png",  # noqa: A002  # the name the command line uses
    period: str | None = None,
    language: str | None = None,
    filters: Mapping[str, str] | None = None,
    strict: bool = False,
    out: Path,
) -> Path:
    """Write a chart to a file.

    The figures are those of the public edition: rounded, small groups hidden, so the file may be
    passed on. Without a period and filters it shows what its page opens on.

    Args:
        settings: whose data folder and language.
        chart_id: a name in `dashboard.topics.charts.CHARTS`.
        format: `png`, `svg`, `csv` or `xlsx`; `ics` of a chart with a calendar.
        period: `2026`, `2026-Q3` or `2026-09`; a length (`month`, `quarter`, `year`) takes the
            latest whole one, and so does nothing (a quarter).
        language: `da` or `en`; the settings' where not given.
        filters: codes by the name of the filter.
        strict: refuse a file that shows nothing, or one row where the page has more.
        out: the file, or a folder in which it gets a name of its own.

    Returns:
        The file written.

    Raises:
        ExportFailed: the chart, format, period or a filter is not known or not followed, no browser
            is there, the file cannot be written, or it would show too little.
        NothingPublished: there is no run to draw from.
    """
    if chart_id not in CHARTS:
        raise ExportFailed(f"There is no chart {chart_id!r}.", f"Charts: {', '.join(CHARTS)}.")
    refuse_format(format, FORMATS)
    if format not in formats_of(CHARTS[chart_id]):
        having = ", ".join(name for name, chart in CHARTS.items() if chart.has_calendar)
        raise ExportFailed(
            f"The chart {chart_id!r} holds no calendar.", f"Charts that hold one: {having}."
        )
    code = language_asked(settings, language)
    published = marts_of(settings).current()
    if not out.is_dir():
        plain_file(out, ExportFailed)
    view = asked_view(published, chart_id, code, period, filters or {})
    if strict and (problem := shows_too_little(published, chart_id, view)):
        raise ExportFailed(
            f"{chart_id}: {problem}", "Choose a longer period, or leave out --strict."
        )
    content = chart_bytes(published, chart_id, view, format)
    name = file_name(published, chart_id, view, format)
    return write_whole(out / name if out.is_dir() else out, content)


@dataclass(frozen=True)
class Exported:
    """What came of all charts: the files, and why a chart was left out or shows too little."""

    files: tuple[Path, ...]
    problems: dict[str, str]


def export_charts(
    settings: Settings,
    *,
    format: str = "png",  # noqa: A002  # the name the command line uses
    language: str | None = None,
    strict: bool = False,
    out: Path,
    on_progress: OnProgress = silent,
) -> Exported:
    """Write every chart as its page opens, drawn by one browser.

    Args:
        settings: whose data folder and language.
        format: as of one chart; of `ics`, the charts with a calendar.
        language: `da` or `en`; the settings' where not given.
        strict: leave out files that show nothing, or one row where the page has more.
        out: the folder; it is made where it is missing.
        on_progress: told of every file.

    Raises:
        ExportFailed: there is no browser, or a file cannot be written.
        NothingPublished: there is no run to draw from.
    """
    refuse_format(format, FORMATS)
    code = language_asked(settings, language)
    published = marts_of(settings).current()
    chart_ids = [chart_id for chart_id, chart in CHARTS.items() if format in formats_of(chart)]
    folder(out, ExportFailed)
    files: list[Path] = []
    problems: dict[str, str] = {}
    for number, chart_id in enumerate(chart_ids, start=1):
        on_progress(f"drawing {chart_id}", number, len(chart_ids))
        view = asked_view(published, chart_id, code, None, {})
        if problem := shows_too_little(published, chart_id, view):
            problems[chart_id] = problem
            if strict:
                continue
        name = file_name(published, chart_id, view, format)
        files.append(write_whole(out / name, chart_bytes(published, chart_id, view, format)))
    return Exported(tuple(files), problems)


def shows_too_little(published: Published, chart_id: str, view: View) -> str | None:
    """Why a file shows nothing, or almost nothing: one row where the page has more."""
    n_file = draw(chart_id, Context(published, view, public=True)).n_shown
    if n_file > 1:
        return None
    n_page = draw(chart_id, Context(published, view, public=False)).n_shown
    if n_file == 0:
        return "the file shows no figure."
    return "the file shows one row only, the page has more." if n_page > 1 else None


def refuse_format(kind: str, formats: Collection[str]) -> None:
    """Refuse a format that is none of those there are.

    Raises:
        ExportFailed: it is not.
    """
    if kind not in formats:
        raise ExportFailed(f"There is no format {kind!r}.", f"Formats: {', '.join(formats)}.")


def language_asked(settings: Settings, language: str | None) -> str:
    """The code of the language asked for, else of the settings'.

    Raises:
        ExportFailed: there is no such language.
    """
    code = language or settings.language
    if code not in LANGUAGES:
        raise ExportFailed(f"There is no language {code!r}.", "Languages: da, en.")
    return code


def formats_of(chart: Chart) -> tuple[str, ...]:
    """The formats a chart can be had in."""
    return tuple(name for name in FORMATS if name != CALENDAR or chart.has_calendar)


def chart_bytes(published: Published, chart_id: str, view: View, kind: str) -> bytes:
    """The content of a chart's file.

    Raises:
        ExportFailed: the picture could not be drawn.
    """
    chart, language = CHARTS[chart_id], view.language
    drawn = draw(chart_id, Context(published, view, public=True))
    remarks = notes(published, chart_id, view, drawn)
    if kind == "csv":
        said = about(published, chart, drawn, language, remarks)
        return csv_bytes(drawn.table.filled(), language, about=said)
    if kind == "xlsx":
        said = about(published, chart, drawn, language, remarks)
        return xlsx_bytes(drawn.table.filled(), language, title=drawn.title, about=said)
    if kind == CALENDAR:
        known_on = published.run.data_date or date(1970, 1, 1)
        return ics_bytes(drawn.events, title=drawn.title, known_on=known_on)
    foot = _foot(published, chart, language)
    figure = picture(drawn, published.codes(language), notes=remarks, foot=foot)
    content = BROWSER.picture(figure, kind=kind, width=WIDTH, height=int(figure.layout.height))
    text = ". ".join(
        part.rstrip(". ") for part in (drawn.subtitle, drawn.summary, *remarks) if part
    )
    return described(content, kind, title=drawn.title, text=f"{text}.", language=language)


def file_name(published: Published, chart_id: str, view: View, kind: str) -> str:
    """A name that tells chart, period, filters, language and run: no two exports share one."""
    view = shown_view(chart_id, view, published, public=True)
    filters = CHARTS[chart_id].filters
    chosen = [
        f"{of.name}-{_in_name(code)}"
        for of in (MUNICIPALITY, *filters)
        if of is not PERIOD and (code := view[of])
    ]
    period = [view.period.code] if view.period and PERIOD in filters else []
    return (
        "_".join([chart_id, *period, *chosen, view.language_code, published.run.run_id])
        + f".{kind}"
    )


def _in_name(code: str) -> str:
    """A code as it can stand in the name of a file; where that changes it, told apart by a hash."""
    clean = re.sub(r"[^0-9A-Za-zÆØÅæøå.-]", "-", code)
    return clean if clean == code else f"{clean}-{hashlib.sha256(code.encode()).hexdigest()[:6]}"


def notes(published: Published, chart_id: str, view: View, drawn: Drawn) -> list[str]:
    """What a file does not show and why, and where its period is not that of the page."""
    chart, language = CHARTS[chart_id], view.language
    _ = language.text
    remarks = []
    page = shown_view(chart_id, view, published, public=False).period
    shown = shown_view(chart_id, view, published, public=True).period
    if page and shown and page != shown and PERIOD in chart.filters:
        remarks.append(
            _(
                "The page shows {page}; files show {shown}, as shorter or unfinished periods are "
                "not published.",
                page=language.period(page.start, page.grain, in_full=True),
                shown=language.period(shown.start, shown.grain, in_full=True),
            )
        )
    if chart.edition.is_municipal:
        remarks.append(
            _("The whole municipality only: departments and units are too small to be published.")
        )
    if drawn.reading.n_hidden and drawn.n_shown:
        remarks.append(
            _(
                "Some figures are hidden: they are of fewer than 10, or would tell of others that "
                "are."
            )
        )
    is_short = shown is not None and shown.grain != "year" and PERIOD in chart.filters
    if drawn.reading.n_hidden and drawn.n_shown <= 1 and is_short:
        remarks.append(_("A longer period can show more."))
    return remarks


def about(
    published: Published,
    chart: Chart,
    drawn: Drawn,
    language: Language,
    remarks: list[str],
) -> dict[str, str]:
    """What a file's numbers are, what they say in words, and where they are from."""
    _ = language.text
    run = published.run
    return {
        _("Shows"): drawn.subtitle,
        _("Summary"): drawn.summary,
        _("Remarks"): " ".join(remarks),
        _("Data source"): _(chart.source),
        _("Data date"): language.day(run.data_date) if run.data_date else "",
        _("Run"): run.run_id,
        _("Disclosure control"): _(chart.edition.control),
    }


def _foot(published: Published, chart: Chart, language: Language) -> list[str]:
    foot = [source_line(published, language, chart.source)]
    if chart.edition.is_rounded:
        foot.append(language.text("Figures are rounded."))
    return foot


def source_line(published: Published, language: Language, source: str) -> str:
    """Where figures are from, of which day and which run."""
    run = published.run
    return language.text(
        "Source: {source}. Data to {date}. Run {run}.",
        source=language.text(source),
        date=language.day(run.data_date) if run.data_date else NOTHING,
        run=run.run_id,
    )


def write_whole(file: Path, content: bytes) -> Path:
    """Write a file whole or not at all.

    Raises:
        ExportFailed: it cannot be written.
        DiskFull: there is no room for it.
    """
    with whole(file, ExportFailed) as temporary:
        temporary.write_bytes(content)
    return file
