"""How long it takes, open cases counted: curves, medians by case type, and quarter by quarter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby

from dashboard.marks.axes import days
from dashboard.marks.columns import (
    Col,
    Row,
    Rows,
    case_type_name,
    coded,
    interval_columns,
    only_beside,
    period_name,
    phrase,
    written,
)
from dashboard.marks.curves import Curves, Mark
from dashboard.marks.dots import Dots
from dashboard.marks.lines import Lines
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context, added_up, n_header, subtitle
from dashboard.reading.read import mart, municipality, read
from dashboard.reading.view import CASE_TYPE, PERIOD
from dashboard.topics.case_time.rows import days_words, in_view, is_chosen_type
from dashboard.words.language import later

_MOST_CURVES = 5
_TABLE_ROWS = 15
"""Rows of the table for each curve, about: it needs none for every day."""
_MEDIANS = "mart_time_to_decision"


def _of_period(context: Context) -> Mapping[str, object] | None:
    period = context.view.period
    if period is None:
        return None
    asked = {"period_grain": period.grain, "period_start": period.start}
    return {**municipality(context), **asked}


def _of_quarters(context: Context) -> Mapping[str, object]:
    asked = {"clock": "received", "period_grain": "quarter", **in_view(context)}
    return {**municipality(context), **asked}


def _has_begun(context: Context, row: Row) -> bool:
    period = context.view.period
    return period is not None and row["period_start"] <= period.start


def _in_view(context: Context) -> Row | None:
    """The medians of what is in view."""
    asked = _of_period(context)
    rows = read(context, _MEDIANS, asked and {**asked, "clock": "received", **in_view(context)})
    return next(iter(rows), None)


def _curves(context: Context) -> list[list[Row]]:
    """Curves of all cases and of the largest case types, or of the years of one case type."""
    of_period, case_type = _of_period(context), context.view.case_type
    if of_period is None:
        return []
    asked = {**of_period, "clock": "received"}
    if case_type:
        del asked["period_start"]
        asked |= in_view(context)
    lines: dict[tuple[object, str], list[Row]] = {}
    for row in read(context, "mart_time_to_decision_curve", asked, order="day_no"):
        if row["open_share"] is not None and _has_begun(context, row):
            lines.setdefault((row["period_start"], row["breakdown_code"]), []).append(row)
    keys = sorted(lines, reverse=True)
    if not case_type:
        by_type = {**of_period, "clock": "received", "breakdown": "case_type"}
        largest = read(context, _MEDIANS, by_type, order="-n, breakdown_code")
        codes = ["total", *(row["breakdown_code"] for row in largest)]
        keys = [(of_period["period_start"], code) for code in codes]
    return [lines[key] for key in keys if key in lines][:_MOST_CURVES]


def _points(context: Context) -> Rows:
    """The first point of every so many days of each curve; each row has all points of its own."""
    curves = _curves(context)
    end = max(
        (row["day_no"] for points in curves for row in points if row["open_share"] > 0.05),
        default=30,
    )
    step = max(end // _TABLE_ROWS, 1)
    return [
        {**next(days_of_row), "points": points, "is_first": number == 0}
        for number, points in enumerate(curves)
        for _nth, days_of_row in groupby(points, lambda row: row["day_no"] // step)
    ]


def _lines(context: Context, rows: Rows) -> Rows:
    return list({(row["period_start"], row["breakdown_code"]): row for row in rows}.values())


def _line(context: Context, row: Row) -> str:
    if context.view.case_type:
        return context.language.period(row["period_start"], "year")
    return case_type_name(context, row)


def _what_lines_are(context: Context) -> str:
    _ = context.language.text
    return _("Year") if context.view.case_type else _("Case type")


def _across(context: Context) -> str:
    _ = context.language.text
    return _("Days since receipt, a point a week") if context.public else _("Days since receipt")


def _deadline(context: Context, rows: Rows) -> list[Mark]:
    row = _in_view(context) if context.view.case_type else None
    if row is None or row["deadline_days"] is None:
        return []
    words = phrase(context, "Deadline: {deadline_days:days} days", row)
    return [Mark(row["deadline_days"], f"<b>{words}</b>")]


def _half(context: Context, rows: Rows) -> Mark | None:
    row = _in_view(context)
    if row is None or row["km_median_days"] is None:
        return None
    words = phrase(context, "Half are decided within {km_median_days:days} days", row)
    return Mark(row["km_median_days"], words)


def _median(context: Context, rows: Rows) -> str:
    row = _in_view(context)
    if row is None or row["km_median_days"] is None:
        return context.none(
            phrase(context, "Half of the cases are not decided yet, or they are too few to say.")
        )
    return phrase(
        context,
        "Half of the cases received in {period} were decided within {km_median_days:days} days, "
        "open cases counted.",
        row,
        period=context.language.period(row["period_start"], row["period_grain"], in_full=True),
    )


def _under_curves(context: Context, rows: Rows) -> str:
    row = _in_view(context)
    return subtitle(context, [row["n"]] if row else [])


def _from_receipt(context: Context, rows: Rows) -> Rows:
    return [row for row in rows if row["clock"] == "received"]


def _quartiles(context: Context, row: Row) -> list[str]:
    fields = ("km_q1_days", "km_median_days", "km_q3_days")
    return [" – ".join(written(context, row[field], "days") for field in fields)]


def _bias(context: Context, rows: Rows) -> str:
    said = [phrase(context, "Dot: median. Line: from the lower to the upper quartile.")]
    for row in _from_receipt(context, rows):
        if row["breakdown"] == "total" and (row["closed_only_bias_days"] or 0) < 0:
            said.append(
                phrase(
                    context,
                    "Decided cases alone would say {closed_only_median_days:days} days instead of "
                    "{km_median_days:days}: cases that are still open are left out there, and "
                    "they are the slow ones.",
                    row,
                )
            )
    return " ".join(said)


def _under_case_types(context: Context, rows: Rows) -> str:
    whole = replace(context, view=context.view.but(case_type=None))
    return subtitle(whole, [row["n"] for row in _from_receipt(context, rows)[:1]])


_quarter = period_name("quarter")


def _first_and_last(context: Context, rows: Rows) -> str:
    known = [row for row in rows if row["km_median_days"] is not None]
    if not known:
        return context.none(phrase(context, "No quarter has enough cases to show."))
    last, first = known[0], known[-1]
    return phrase(
        context,
        "Received in {first}: {first_days:days} days. Received in {last}: {last_days:days} days.",
        first=_quarter(context, first),
        first_days=first["km_median_days"],
        last=_quarter(context, last),
        last_days=last["km_median_days"],
    )


CHARTS = (
    Chart(
        "time_to_decision_curve",
        title=later("Cases not yet decided, by days since receipt"),
        filters=(CASE_TYPE, PERIOD),
        shortest="year",
        rows=_points,
        picture=_lines,
        mark=Curves(
            points=lambda context, row: row["points"],
            across_words=_across,
            marks=_deadline,
            half=_half,
        ),
        bold=lambda context, row: row["is_first"],
        columns=(
            Col(_what_lines_are, _line),
            Col("Days since receipt", "day_no", "count"),
            Col("Not decided", "open_share", "share"),
            *interval_columns("share"),
            # Beside the share, how many were left would tell how many left undecided.
            Col("Still followed", "n_at_risk", "count", only=lambda context, _: not context.public),
        ),
        says=_median,
        under=_under_curves,
    ),
    Chart(
        "time_to_decision",
        title=later("Days from receipt to decision, open cases counted"),
        filters=(PERIOD,),
        bolds=(CASE_TYPE,),
        shortest="year",
        rows=mart(
            _MEDIANS,
            by=_of_period,
            order="-clock, -breakdown, -km_median_days, breakdown_code",
            only=lambda context, row: row["breakdown"] in ("total", "case_type"),
            shown=lambda row: row["n"],
        ),
        picture=_from_receipt,
        mark=Dots(
            value="km_median_days",
            low="km_q1_days",
            high="km_q3_days",
            target="deadline_days",
            hover=_quartiles,
            axis=days("value", "high", "target"),
            target_words=lambda context, rows: context.language.text("Deadline"),
            mark=later("Median"),
            interval=later("From the lower to the upper quartile"),
        ),
        bold=is_chosen_type,
        columns=(
            Col("Case type", case_type_name),
            Col("Clock", coded("clock")),
            Col(n_header, "n", "count"),
            Col("Still open", "n_open", "count"),
            Col("Lower quartile, days", "km_q1_days", "days"),
            Col("Median days", "km_median_days", "days", beside="Median days"),
            *interval_columns("days", "km_median_low", "km_median_high"),
            Col("Upper quartile, days", "km_q3_days", "days"),
            Col(
                "Median of decided cases alone",
                "closed_only_median_days",
                "days",
                beside=later("Decided alone"),
            ),
            Col("Its bias, days", "closed_only_bias_days", "days"),
            Col(
                "Decided by the deadline",
                "decided_by_deadline_share",
                "share",
                beside=later("By deadline"),
                decimals=0,
            ),
            Col("Withdrawn", "withdrawn_share", "share"),
            Col("Transferred", "transferred_share", "share"),
            only_beside(n_header, "n", "count"),
        ),
        says=_bias,
        under=_under_case_types,
    ),
    Chart(
        "time_to_decision_over_time",
        title=later("Days from receipt to decision, by quarter received"),
        filters=(CASE_TYPE, PERIOD),
        shortest="quarter",
        rows=mart(
            _MEDIANS,
            by=_of_quarters,
            order="-period_start",
            only=_has_begun,
            shown=lambda row: row["n"],
            most=16,
        ),
        picture=lambda context, rows: rows[::-1],
        mark=Lines(
            value="km_median_days",
            low="km_median_low",
            high="km_median_high",
            grain="quarter",
            notes=lambda context, rows: {
                row["period_start"]: context.language.text("Other than the quarter before")
                for row in rows
                if row["is_different"]
            },
            hover=lambda context, row: [
                days_words(context, row["km_median_days"]),
                phrase(context, "{n} cases", n=written(context, row["n"], "count")),
            ],
            axis=days("value", "high"),
        ),
        columns=(
            Col("Received in", _quarter),
            Col("Median days", "km_median_days", "days"),
            *interval_columns("days", "km_median_low", "km_median_high"),
            Col("Median of decided cases alone", "closed_only_median_days", "days"),
            Col(n_header, "n", "count"),
            Col("Still open", "n_open", "count"),
        ),
        says=_first_and_last,
        under=lambda context, rows: subtitle(
            context, [added_up(context, rows, "n", "n_16_quarters")], months=3 * len(rows)
        ),
    ),
)
