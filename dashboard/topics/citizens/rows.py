"""What the charts of complaints read, and their recurring words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dashboard.marks.spec import ALL_TYPES, Chart
from dashboard.reading.context import Context
from dashboard.reading.edition import MUNICIPAL
from dashboard.reading.marts import Row
from dashboard.reading.read import cell, period, read
from dashboard.reading.view import is_unit
from dashboard.words import sources
from dashboard.words.language import later

CAVEAT = later(
    "The reversal rate tells of the decisions that were appealed, and nothing of the others: it "
    "is no measure of the casework as a whole (Ministry of Social Affairs, 2021)."
)
"""The ministry's caveat (sm.dk, danmarkskort over omgørelsesprocenter, June 2021)."""

NO_COMPLAINTS = later("No complaints were received in the period.")

complaint_chart = partial(
    Chart, filters=ALL_TYPES, shortest="quarter", source=sources.COMPLAINTS, edition=MUNICIPAL
)
"""A chart of complaints: they are received of all case types, and counted by quarters."""

_ALL = {"channel": later("All channels"), "area": later("All areas")}


def cells(context: Context, mart: str, *breakdowns: str) -> list[Row]:
    """Rows of a mart in view; of each breakdown in the order of the list its codes are from."""
    asked, rows = cell(context), []
    for kind in breakdowns:
        places = list(_names(context, kind))
        rows += sorted(
            read(context, mart, asked and {**asked, "breakdown": kind}),
            key=lambda row: (
                places.index(row["breakdown_code"])
                if row["breakdown_code"] in places
                else len(places)
            ),
        )
    return rows


def name_of(context: Context, kind: str, code: str) -> str:
    """Name of a channel, an area or a topic; the code itself where it is not known."""
    if code == "-":
        return context.language.text("Not stated")
    return _names(context, kind).get(code, code)


def named_by(breakdown: str) -> Callable[[Context, Row], str]:
    """Name of what a row is about: a channel, an area, a topic, or all of them."""
    return lambda context, row: (
        context.language.text(_ALL[breakdown])
        if row["breakdown"] == "total"
        else name_of(context, breakdown, str(row["breakdown_code"]))
    )


def is_total(context: Context, row: Row) -> bool:
    """Whether a row is about all, of whatever breakdown."""
    return bool(row["breakdown"] == "total")


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


def by_organisation(context: Context) -> list[Row]:
    """All complaints of each organisation in view, with its name."""
    asked = period(context)
    found = read(context, "mart_complaints", asked and {**asked, "breakdown": "total"})
    rows = {(row["org_level"], row["org_code"]): row for row in found}
    return [
        {**rows[level, code], "name": name}
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
        parts.append(view.when)
    if n is not None and context.public:
        parts.append(language.text("about {n} complaints", n=language.number(n)))
    elif n is not None:
        parts.append(language.plural("{n} complaint", "{n} complaints", n))
    return " · ".join(parts)


def _names(context: Context, kind: str) -> dict[str, str]:
    return {} if kind == "total" else context.codes.words(f"complaint_{kind}")
