"""Open cases now: overdue, and soon due."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

from dashboard.case_time import case_type_name, rows_of
from dashboard.drawing import Context, Drawn, count, subtitle
from dashboard.language import later
from dashboard.marks.bars import Bar, Piece, bars
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.reading.edition import MUNICIPAL
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import OPEN_CASES


def open_cases(context: Context, title: str) -> Drawn:
    """Open cases on the data date by case type: overdue, and due within 30 days."""
    language = context.language
    _ = language.text
    level, code = context.view.org
    asked = {"org_level": level, "org_code": code}
    found = [
        *rows_of(context, "mart_open_cases", breakdown="total", **asked),
        *sorted(
            rows_of(context, "mart_open_cases", breakdown="case_type", **asked),
            key=lambda row: -(row["n_overdue"] or 0),
        ),
    ]
    found = [row for row in found if row["n_open"]]
    drawn = []
    for row in found:
        name = escape(case_type_name(context, row))
        is_bold = row["breakdown"] == "total" or row["breakdown_code"] == context.view.case_type
        sizes = {"overdue": row["n_overdue"], "due_in_30_days": row["n_due_in_30_days"]}
        # The sum of all would dwarf every case type: it stands in numbers.
        pieces = tuple(
            Piece(
                look=OPEN_CASES[code],
                size=size,
                label=language.number(size),
                hover=f"{name}<br>{_(OPEN_CASES[code].word)}: {language.number(size)}",
            )
            for code, size in sizes.items()
            if size and row["breakdown"] != "total"
        )
        drawn.append(
            Bar(
                label=f"<b>{name}</b>" if is_bold else name,
                pieces=pieces,
                texts=(
                    count(row["n_open"], context),
                    count(row["n_overdue"], context),
                    count(row["n_due_in_30_days"], context),
                    NOTHING
                    if row["median_days_over"] is None
                    else language.number(row["median_days_over"]),
                ),
            )
        )
    return Drawn(
        title=title,
        subtitle=_where(context, found),
        summary=_words(context, found),
        build=partial(
            bars,
            drawn,
            looks=[(look, _(look.word)) for look in OPEN_CASES.values()],
            headers=(_("Open"), _("Overdue"), _("Due soon"), _("Days over")),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Case type")),
                Column(_("Open"), "count"),
                Column(_("Overdue"), "count"),
                Column(_("Due within 30 days"), "count"),
                Column(_("No deadline"), "count"),
                Column(_("Days over, median"), "days"),
                Column(_("Days over, most"), "days"),
                Column(_("Days open, median"), "days"),
            ),
            tuple(
                (
                    case_type_name(context, row),
                    row["n_open"],
                    row["n_overdue"],
                    row["n_due_in_30_days"],
                    row["n_no_deadline"],
                    row["median_days_over"],
                    row["max_days_over"],
                    row["median_days_open"],
                )
                for row in found
            ),
        ),
    )


def _where(context: Context, found: list[Row]) -> str:
    view = replace(context.view, period=None, case_type=None)
    said = subtitle(replace(context, view=view), [row["n_open"] for row in found[:1]])
    day = context.published.run.data_date
    return f"{said} · {context.language.day(day)}" if day else said


def _words(context: Context, found: list[Row]) -> str:
    _ = context.language.text
    total = next((row for row in found if row["breakdown"] == "total"), None)
    if total is None:
        return context.none(_("There are no open cases."))
    return _(
        "{overdue} of {n} open cases are past their deadline, and {soon} fall due within 30 days.",
        overdue=count(total["n_overdue"], context),
        n=count(total["n_open"], context),
        soon=count(total["n_due_in_30_days"], context),
    )


CHARTS = (
    Program(
        "open_cases",
        later("Open cases that are overdue or soon due, by case type"),
        open_cases,
        filters=("department", "unit"),
        bolds=("case_type",),
        edition=MUNICIPAL,
    ),
)
