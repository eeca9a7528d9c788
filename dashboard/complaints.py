"""What the charts of complaints read, and their recurring words."""

from __future__ import annotations

from dashboard.case_time import cells_of, rows_of
from dashboard.drawing import Context
from dashboard.language import Language, later
from dashboard.marts import Row
from dashboard.view import is_unit

CAVEAT = later(
    "The reversal rate tells of the decisions that were appealed, and nothing of the others: it "
    "is no measure of the casework as a whole (Ministry of Social Affairs, 2021)."
)
"""The ministry's caveat (sm.dk, danmarkskort over omgørelsesprocenter, June 2021)."""

NO_COMPLAINTS = later("No complaints were received in the period.")

_ALL = {"channel": later("All channels"), "area": later("All areas")}


def cells(context: Context, breakdown: str) -> tuple[Row, ...]:
    """Rows of `mart_complaints` in view; with complaints, answers or judged points."""
    return tuple(
        row
        for row in cells_of(context, "mart_complaints", breakdown=breakdown)
        if row["n_complaints"] or row["n_answered"]
    )


def report(context: Context, breakdown: str) -> list[Row]:
    """Rows of the report in view: everything first, then by the order of their names."""
    return [
        row
        for kind in ("total", breakdown)
        for row in in_order(context, kind, cells_of(context, "mart_complaint_report",
                                                    breakdown=kind))
        if row["n_complaints"] or row["n_complaints_before"]
    ]  # fmt: skip


def in_order(context: Context, kind: str, found: tuple[Row, ...]) -> list[Row]:
    """Rows in the order of the list their codes are from."""
    places = {code: place for place, (code, _name) in enumerate(_names(context, kind).items())}
    return sorted(found, key=lambda row: places.get(str(row["breakdown_code"]), len(places)))


def name_of(context: Context, kind: str, code: str) -> str:
    """Name of a channel, an area or a topic; the code itself where it is not known."""
    if code == "-":
        return context.language.text("Not stated")
    return _names(context, kind).get(code, code)


def row_name(context: Context, row: Row, breakdown: str) -> str:
    """Name of what a row is about: a channel, an area, a topic, or all of them."""
    if row["breakdown"] == "total":
        return context.language.text(_ALL[breakdown])
    return name_of(context, breakdown, str(row["breakdown_code"]))


def organisations(context: Context) -> list[tuple[str, str, str]]:
    """Level, code and name: the one in view, then the departments and units in it."""
    view = context.view
    level, code = view.org
    found = [(level, code, context.name(level, code))]
    for row in context.published.organisations(view.municipality):
        inside = level == "municipality" or (
            level == "department" and is_unit(row) and row["parent_code"] == code
        )
        if inside:
            found.append(
                (str(row["org_level"]), str(row["code"]), context.language.name(row)),
            )
    return found


def by_organisation(context: Context) -> list[tuple[str, Row]]:
    """Name and row of all complaints of each organisation in view."""
    period = context.view.period
    if period is None:
        return []
    rows = {
        (row["org_level"], row["org_code"]): row
        for row in rows_of(
            context,
            "mart_complaints",
            breakdown="total",
            period_grain=period.grain,
            period_start=period.start,
        )
    }
    return [
        (name, rows[level, code])
        for level, code, name in organisations(context)
        if (level, code) in rows
    ]


def subtitle(context: Context, n: int | None, *, quarters: int | None = None) -> str:
    """Where, when, and how many complaints."""
    language, view = context.language, context.view
    parts = [context.name(*view.org)]
    if quarters is not None:
        parts.append(language.plural("{n} quarter", "{n} quarters", quarters))
    elif view.period:
        parts.append(language.period(view.period.start, view.period.grain, in_full=True))
    if n is not None and context.public:
        parts.append(language.text("about {n} complaints", n=language.number(n)))
    elif n is not None:
        parts.append(language.plural("{n} complaint", "{n} complaints", n))
    return " · ".join(parts)


def rate(language: Language, value: float | None, context: Context) -> str | None:
    """A rate per 1,000 decisions as text."""
    if value is None:
        return None
    return language.number(value, 0 if context.public else 1)


def _names(context: Context, kind: str) -> dict[str, str]:
    if kind == "topic":
        rows = context.published.rows("select * from marts.dim_complaint_topic")
        order = {"basic": 0, "service": 1, "content": 2}
        rows = tuple(
            sorted(rows, key=lambda row: (order.get(row["kind"], 3), row["topic_no"] or 0))
        )
        return {str(row["topic_code"]): context.language.name(row) for row in rows}
    rows = context.published.rows(
        "select * from marts.dim_complaint_code where kind = ? order by code_no", kind
    )
    return {str(row["code"]): context.language.name(row) for row in rows}
