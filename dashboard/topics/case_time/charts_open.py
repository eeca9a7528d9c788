"""Open cases now: overdue, and soon due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from dashboard.marks.bars import Bars, parts
from dashboard.marks.columns import Col, Row, Rows, case_type_name, phrase
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context, subtitle
from dashboard.reading.edition import MUNICIPAL
from dashboard.reading.read import mart, municipality
from dashboard.reading.view import CASE_TYPE, DEPARTMENT, UNIT
from dashboard.topics.case_time.rows import is_chosen_type
from dashboard.words.language import later
from dashboard.words.vocabulary import OPEN_CASES


def _organisation(context: Context) -> Mapping[str, object]:
    level, code = context.view.org
    return {**municipality(context), "org_level": level, "org_code": code}


def _of_case_type(field: str) -> Callable[[Context, Row], int | None]:
    """A number of one case type: the sum of all would dwarf every one, and stands in numbers."""
    return lambda context, row: None if row["breakdown"] == "total" else row[field]


def _on_the_data_date(context: Context, rows: Rows) -> str:
    view = context.view.but(period=None, case_type=None)
    where = subtitle(replace(context, view=view), [row["n_open"] for row in rows[:1]])
    day = context.published.run.data_date
    return f"{where} · {context.language.day(day)}" if day else where


def _overdue_and_due(context: Context, rows: Rows) -> str:
    total = next((row for row in rows if row["breakdown"] == "total"), None)
    if total is None:
        return context.none(phrase(context, "There are no open cases."))
    return phrase(
        context,
        "{n_overdue:count} of {n_open:count} open cases are past their deadline, and "
        "{n_due_in_30_days:count} fall due within 30 days.",
        total,
    )


CHARTS = (
    Chart(
        "open_cases",
        title=later("Open cases that are overdue or soon due, by case type"),
        filters=(DEPARTMENT, UNIT),
        bolds=(CASE_TYPE,),
        edition=MUNICIPAL,
        rows=mart(
            "mart_open_cases",
            by=_organisation,
            order="-breakdown, -n_overdue, breakdown_code",
            only=lambda context, row: row["breakdown"] in ("total", "case_type"),
            shown=lambda row: row["n_open"],
        ),
        mark=Bars(
            parts(
                OPEN_CASES,
                overdue=_of_case_type("n_overdue"),
                due_in_30_days=_of_case_type("n_due_in_30_days"),
            )
        ),
        bold=is_chosen_type,
        columns=(
            Col("Case type", case_type_name),
            Col("Open", "n_open", "count", beside="Open"),
            Col("Overdue", "n_overdue", "count", beside="Overdue"),
            Col("Due within 30 days", "n_due_in_30_days", "count", beside=later("Due soon")),
            Col("No deadline", "n_no_deadline", "count"),
            Col("Days over, median", "median_days_over", "days", beside=later("Days over")),
            Col("Days over, most", "max_days_over", "days"),
            Col("Days open, median", "median_days_open", "days"),
        ),
        says=_overdue_and_due,
        under=_on_the_data_date,
    ),
)
