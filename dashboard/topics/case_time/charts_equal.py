"""Equal and continuous: units like for like, one caseworker, and what an initiative did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dashboard.marks.axes import shares
from dashboard.marks.columns import Col, Row, Rows, coded, named, phrase, place, written
from dashboard.marks.dots import Dots
from dashboard.marks.funnel import Funnel
from dashboard.marks.initiative import initiative_effect, initiative_months
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context, n_header, organisations_in_view, subtitle
from dashboard.reading.edition import MUNICIPAL
from dashboard.reading.read import mart, municipality, period, read
from dashboard.reading.view import DEPARTMENT, INITIATIVE, PERIOD
from dashboard.words.language import later
from dashboard.words.vocabulary import SIGNALS

_FUNNEL_SIGNS = {"above": "improvement", "below": "concern", "inside": "common_cause"}


def _of_spread(context: Context) -> Mapping[str, object] | None:
    """The period and the department in view, else all departments."""
    filters = period(context)
    department = context.view.department or "all"
    return filters and {
        **filters, "indicator_id": "deadline_kept", "department_code": department,
    }  # fmt: skip


_unit_name = named("unit", "org_code")


def _compared(context: Context, units: Rows) -> list[Row]:
    return [row for row in units if row["is_drawn"] and row["adjusted_share"] is not None]


def _of_all(context: Context, units: Rows) -> tuple[float, str]:
    centre = units[0]["centre"]
    return centre, phrase(context, "All: {value}", value=written(context, centre, "share"))


def _outside(context: Context, units: Rows) -> str:
    """Units outside what chance explains, and how much chance explains."""
    compared = _compared(context, units)
    if not compared:
        return context.none(
            phrase(context, "Fewer than three units with enough cases: no comparison is drawn.")
        )
    outside = [
        phrase(
            context,
            "{unit} ({adjusted_share:share} like for like, {value:share} as counted)",
            row,
            unit=_unit_name(context, row),
        )
        for row in compared
        if row["funnel_signal"].startswith(("above", "below"))
    ]
    names = context.language.all_of(outside)
    parts = [
        phrase(context, "Outside what chance explains: {units}.", units=names)
        if outside
        else phrase(context, "No unit differs more than chance explains.")
    ]
    if units[0]["chance_share"] is not None:
        parts.append(
            phrase(
                context,
                "Chance explains {chance_share:share.0} of the differences between "
                "{n_units:count} units.",
                units[0],
            )
        )
    return " ".join(parts)


def _whole(context: Context) -> Context:
    """Without unit and case type: those of units are compared, and no case type is."""
    return replace(context, view=context.view.but(case_type=None, unit=None))


def _under_spread(context: Context, units: Rows) -> str:
    adjusted = phrase(context, "adjusted for case types")
    counts = [row["n"] for row in units]
    return f"{subtitle(_whole(context), counts, indicator='deadline_kept')} · {adjusted}"


def _continuity(context: Context) -> list[Row]:
    """The municipality, then departments and units, each with a figure."""
    year = context.view.period
    filters = {**municipality(context), "year_start_on": year.start} if year else None
    rows = {
        (row["org_level"], row["org_code"]): row
        for row in read(context, "mart_continuity", filters)
        if row["main_caseworker_share"] is not None
    }
    places = [("municipality", context.view.municipality), *organisations_in_view(context)]
    return [rows[place] for place in places if place in rows]


def _met(context: Context, rows: Rows) -> str:
    if not rows:
        return context.none(
            phrase(context, "No contacts were counted in the year, or too few to show.")
        )
    return phrase(
        context,
        "Citizens meet their main caseworker in {main_caseworker_share:share.0} of their "
        "contacts, and {caseworkers_mean:days.1} caseworkers a year on average.",
        rows[0],
    )


CHARTS = (
    Chart(
        "unit_spread",
        title=later("Units like for like: cases decided by their deadline"),
        filters=(DEPARTMENT, PERIOD),
        shortest="quarter",
        rows=mart("mart_unit_spread", by=_of_spread, order="n, org_code"),
        picture=_compared,
        mark=Funnel(
            shares("value", "limits", most=0.8),
            across_words=n_header,
            centre=_of_all,
            limits=(
                ("low95", later("95% limit"), "dash"),
                ("high95", later("95% limit"), "dash"),
                ("low998", later("99.8% limit"), "dot"),
                ("high998", later("99.8% limit"), "dot"),
            ),
            value="adjusted_share",
            sign=lambda context, row: SIGNALS[
                _FUNNEL_SIGNS.get(row["funnel_signal"].partition("_")[0], "too_few_points")
            ],
            hover=lambda context, row: [
                written(context, row["adjusted_share"], "share"),
                phrase(context, "{n:count} cases", row),
            ],
        ),
        columns=(
            Col("Unit", _unit_name),
            Col("Kept, like for like", "adjusted_share", "share"),
            Col("Kept", "value", "share"),
            Col("Expected from its case types", "expected_share", "share"),
            Col("95% limit, low", "low95", "share"),
            Col("95% limit, high", "high95", "share"),
            Col("99.8% limit, low", "low998", "share"),
            Col("99.8% limit, high", "high998", "share"),
            Col("Against chance", coded("funnel_signal", "funnel_place")),
            Col(n_header, "n", "count"),
        ),
        says=_outside,
        under=_under_spread,
    ),
    Chart(
        "continuity",
        title=later("Contacts with the citizen's main caseworker"),
        filters=(DEPARTMENT, PERIOD),
        shortest="year",
        edition=MUNICIPAL,
        rows=_continuity,
        bold=lambda context, row: row["org_level"] != "unit",
        mark=Dots(
            shares("value"),
            value="main_caseworker_share",
            hover=lambda context, row: [written(context, row["main_caseworker_share"], "share")],
        ),
        columns=(
            Col("Department and unit", place),
            Col(
                "Contacts with the main caseworker",
                "main_caseworker_share",
                "share",
                beside=later("Main caseworker"),
            ),
            Col("Citizens with one caseworker only", "one_caseworker_share", "share"),
            Col(
                "Caseworkers per citizen and year, mean",
                "caseworkers_mean",
                "days",
                beside=later("Caseworkers"),
                decimals=1,
            ),
            Col("Caseworkers per citizen and year, median", "caseworkers_median", "days"),
            Col(
                "Handovers per case",
                "handovers_per_case",
                "days",
                beside=later("Handovers"),
                decimals=1,
            ),
            Col("Citizens", "n_citizens", "count", beside="Citizens"),
            Col("Contacts", "n_contacts", "count"),
        ),
        says=_met,
        under=lambda context, rows: subtitle(_whole(context), []),
    ),
    initiative_months(
        "initiative_months",
        later("What the initiative did, month by month"),
        filters=(INITIATIVE,),
    ),
    initiative_effect(
        "initiative_effect", later("Before and after the initiative"), filters=(INITIATIVE,)
    ),
)
