"""Waiting: stage by stage, and cases against what was estimated and what the year will come to."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.marks.axes import days
from dashboard.marks.columns import Col, Row, Rows, named, phrase, written
from dashboard.marks.dots import Dots
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context, n_header, subtitle
from dashboard.reading.edition import MUNICIPAL
from dashboard.reading.read import cell_of_case_type, mart, municipality, read
from dashboard.reading.view import CASE_TYPE, PERIOD
from dashboard.topics.case_time.rows import days_words, name_of, stages
from dashboard.words.language import later
from dashboard.words.tables import NOTHING

_case_type = named("case_type", "case_type_code")


def _of_case_type(context: Context) -> Mapping[str, object]:
    """The case type in view, else all."""
    code = context.view.case_type
    return {**municipality(context), **({"case_type_code": code} if code else {})}


def _stages(context: Context) -> Rows:
    """The whole case, then its stages in their order."""
    rows = read(context, "mart_waiting_stages", cell_of_case_type(context))
    order = ["all", *stages(context)]
    rows = tuple(row for row in rows if row["stage"] in order and row["median_days"] is not None)
    return sorted(rows, key=lambda row: order.index(row["stage"]))


def _stage(context: Context, row: Row) -> str:
    if row["stage"] == "all":
        return context.language.text("The whole case")
    return name_of(context, "stage", str(row["stage"]))


def _longest_stage(context: Context, rows: Rows) -> str:
    single = [row for row in rows if row["stage"] != "all"]
    if not single:
        return context.none(phrase(context, "No cases with events ended in the period."))
    longest = max(single, key=lambda row: float(row["median_days"]))
    return phrase(
        context,
        "The longest stage is “{stage}”: half of the cases spend more than {median_days:days} "
        "days in it.",
        longest,
        stage=_stage(context, longest),
    )


def _has_begun(context: Context, row: Row) -> bool:
    """Whether a year had begun by the period in view."""
    period = context.view.period
    return period is not None and row["year_start_on"] <= period.start


def _case_type_and_year(context: Context, row: Row) -> str:
    year = context.language.period(row["year_start_on"], "year")
    if row["is_partial"]:
        year = context.language.text("{period} (so far)", period=year)
    return f"{_case_type(context, row)}, {year}"


def _exceeded(context: Context, rows: Rows) -> str:
    if not rows:
        return context.none(phrase(context, "No estimates have been decided for what is chosen."))
    over = [row for row in rows if row["ratio"] is not None and row["ratio"] > 1]
    return context.language.plural(
        "{over} of {n} estimate was exceeded.",
        "{over} of {n} estimates were exceeded.",
        len(rows),
        over=context.language.number(len(over)),
    )


def _error(context: Context, row: Row) -> str:
    share = row["typical_error_share"]
    return NOTHING if share is None else f"± {context.language.percent(share, 0)}"


def _under_forecast(context: Context, rows: Rows) -> str:
    place = context.name("municipality", context.view.municipality)
    if not rows:
        return place
    month = context.language.period(rows[0]["known_on"].replace(day=1), "month")
    return f"{place} · " + phrase(context, "As of the end of {month}", month=month)


def _expected(context: Context, rows: Rows) -> str:
    if not rows:
        return context.none(
            phrase(
                context,
                "No whole year has been delivered, so the year's total cannot be forecast.",
            )
        )
    said = phrase(
        context,
        "Cases so far, divided by the share that earlier years had received by then. Expected: "
        "{forecast_cases:count} cases of {case_type}.",
        rows[0],
        case_type=_case_type(context, rows[0]),
    )
    held = [row for row in rows if row["estimate"]]
    if not held:
        return said
    over = [row for row in held if row["forecast_cases"] > row["estimate"]]
    return f"{said} " + context.language.plural(
        "{over} of {n} case type with an estimate is expected to exceed it.",
        "{over} of {n} case types with an estimate are expected to exceed it.",
        len(held),
        over=context.language.number(len(over)),
    )


def _estimate_words(context: Context, rows: Rows) -> str:
    return context.language.text("Estimate")


CHARTS = (
    Chart(
        "waiting_stages",
        title=later("Days a case spends in each stage"),
        shortest="quarter",
        edition=MUNICIPAL,
        rows=_stages,
        mark=Dots(
            value="median_days",
            low="q1_days",
            high="q3_days",
            hover=lambda context, row: [days_words(context, row["median_days"])],
            axis=days("value", "high"),
            mark=later("Median"),
            interval=later("From the lower to the upper quartile"),
        ),
        bold=lambda context, row: row["stage"] == "all",
        columns=(
            Col("Stage", _stage),
            Col("Lower quartile, days", "q1_days", "days"),
            Col("Median days", "median_days", "days", beside="Median days"),
            Col("Upper quartile, days", "q3_days", "days"),
            Col("Mean days", "mean_days", "days", beside="Mean days"),
            Col(n_header, "n_cases", "count", beside=n_header),
        ),
        says=_longest_stage,
        under=lambda context, rows: subtitle(context, [row["n_cases"] for row in rows[:1]]),
    ),
    Chart(
        "case_estimates",
        title=later("Cases received against the estimate"),
        filters=(CASE_TYPE, PERIOD),
        rows=mart(
            "mart_case_estimates",
            by=_of_case_type,
            order="-year_start_on, case_type_code",
            only=_has_begun,
            most=12,
        ),
        mark=Dots(
            value="n_cases",
            target="estimate",
            hover=lambda context, row: [written(context, row["n_cases"], "count")],
            axis=days("value", "target"),
            target_words=_estimate_words,
            mark=later("Cases received"),
        ),
        columns=(
            Col("Case type and year", _case_type_and_year),
            Col(n_header, "n_cases", "count", beside=n_header),
            Col("Estimate", "estimate", "count", beside="Estimate"),
            Col("Of the estimate", "ratio", "share", beside="Of the estimate", decimals=0),
            Col("Decided by", "decided_by"),
        ),
        says=_exceeded,
        under=lambda context, rows: context.name(*context.view.org),
    ),
    Chart(
        "case_forecast",
        title=later("Cases expected by the year's end"),
        filters=(CASE_TYPE,),
        rows=mart(
            "mart_case_forecast",
            by=_of_case_type,
            order="-forecast_cases, case_type_code",
            # A public edition has the newest month alone, and does not say so.
            shown=lambda row: row["is_newest"] is not False and row["forecast_cases"] is not None,
        ),
        mark=Dots(
            value="forecast_cases",
            low="forecast_low",
            high="forecast_high",
            target="estimate",
            hover=lambda context, row: [written(context, row["forecast_cases"], "count")],
            axis=days("high", "target"),
            target_words=_estimate_words,
            mark=later("Cases expected"),
            interval=later("Typical error in earlier years"),
        ),
        columns=(
            Col("Case type", _case_type),
            Col("So far", "n_so_far", "count", beside="So far"),
            Col("Expected in the whole year", "forecast_cases", "count", beside=later("Expected")),
            Col(
                "Typical error in earlier years",
                "typical_error_share",
                "share",
                beside=later("Typical error"),
                html=_error,
            ),
            Col("Earlier years tried", "n_years_tried", "count"),
            Col("Estimate", "estimate", "count", beside="Estimate"),
        ),
        says=_expected,
        under=_under_forecast,
    ),
)
