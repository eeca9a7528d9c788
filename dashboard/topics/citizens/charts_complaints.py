"""Complaints counted: over time, by channel, by area, by topic and by unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dashboard.marks.axes import days
from dashboard.marks.bars import Bars, parts
from dashboard.marks.columns import Col, Row, Rows, interval_columns, only_beside, phrase
from dashboard.marks.dots import Dots
from dashboard.marks.lines import Level, Limits, Lines
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context, added_up, signal_words
from dashboard.reading.read import mart
from dashboard.topics.citizens.rows import (
    NO_COMPLAINTS,
    by_organisation,
    cells,
    complaint_chart,
    is_total,
    named_by,
    subtitle,
)
from dashboard.words.language import later
from dashboard.words.tables import NOTHING
from dashboard.words.vocabulary import BAR_PARTS, JUDGED, SIGNALS, Sign, signal_sign

_QUARTERS = 24
_TOPICS = 12

_topic = named_by("topic")


def _of_all_topics(context: Context) -> Mapping[str, object]:
    level, code = context.view.org
    whole = {"municipality_code": context.view.municipality, "topic_code": "all"}
    return {**whole, "org_level": level, "org_code": code}


def _is_until(context: Context, row: Row) -> bool:
    period = context.view.period
    return period is None or row["period_start"] <= period.end


def _with_gaps(context: Context, rows: Rows) -> Rows:
    """The quarters, oldest first, with those that are hidden empty: no line may cross them."""
    known = {row["period_start"]: row for row in rows}
    day, filled = min(known, default=date.max), []
    while known and day <= max(known):
        empty = dict.fromkeys((*rows[0], "n_points"))
        filled.append(known.get(day) or {**empty, "period_start": day})
        day = date(day.year + day.month // 10, (day.month + 2) % 12 + 1, 1)
    return filled


def _quarter(context: Context, row: Row) -> str:
    quarter = context.language.period(row["period_start"], "quarter")
    return phrase(context, "{period} (so far)", period=quarter) if row["is_partial"] else quarter


def _sign(context: Context, row: Row) -> Sign:
    """Few quarters have no limits: then a quarter is a plain point."""
    if row["spc_signal"] in (None, "too_few_points"):
        return SIGNALS["common_cause"]
    return signal_sign(row["spc_signal"])


def _signal(context: Context, row: Row) -> str:
    if row["spc_signal"] == "too_few_points":
        return context.language.text("Too few quarters")
    if row["spc_signal"] is None:
        return ""
    return signal_words(context.codes, row["spc_signal"], row["spc_rule"])


def _notes(context: Context, rows: Rows) -> Mapping[date, str]:
    """Words where a run of one signal begins; the last three runs."""
    notes: dict[date, str] = {}
    before = None
    for row in rows:
        if row["n_points"] is None:
            continue
        if row["spc_signal"] != before and row["spc_signal"] in ("concern", "improvement"):
            notes[row["period_start"]] = _signal(context, row)
        before = row["spc_signal"]
    return dict(list(notes.items())[-3:])


def _limits(context: Context, rows: Rows) -> Limits:
    """The newest average and its limits."""
    row = next((row for row in reversed(rows) if row["spc_mean"] is not None), None)
    if row is None:
        return (), None
    average, low, high = row["spc_mean"], max(row["spc_lower"], 0.0), row["spc_upper"]
    return (
        Level(average, phrase(context, "Average {value}", value=_rounded(context, average))),
        Level(low, phrase(context, "Limit {value}", value=_rounded(context, low)), "dot"),
        Level(high, phrase(context, "Limit {value}", value=_rounded(context, high)), "dot"),
    ), (low, high)


def _rounded(context: Context, value: float | None) -> str:
    if value is None:
        return NOTHING
    return context.language.number(value, 0 if context.public else 1)


def _rate(context: Context, row: Row) -> str:
    return _rounded(context, row["per_1000_decisions"])


def _last_quarter(context: Context, rows: Rows) -> str:
    row = next((row for row in rows if not row["is_partial"]), None)
    if row is None:
        return context.none(phrase(context, NO_COMPLAINTS))
    words = phrase(
        context,
        "{quarter}: {n_points:count} points in {n_complaints:count} complaints.",
        row,
        quarter=_quarter(context, row),
    )
    has_signal = row["spc_signal"] in ("concern", "improvement")
    return f"{words} {_signal(context, row)}." if has_signal else words


def _under_quarters(context: Context, rows: Rows) -> str:
    n = added_up(context, rows, "n_complaints", "n_complaints_24_quarters")
    return subtitle(context, n or 0, quarters=len(rows))


def _under_received(context: Context, rows: Rows) -> str:
    """The number of all complaints, of which the rows are parts."""
    rows = cells(context, "mart_complaints", "total")
    known = [row for row in rows if row["n_complaints"] or row["n_answered"]]
    return subtitle(context, known[0]["n_complaints"] if known else None)


def _topics(context: Context) -> Rows:
    """Topics with complaints, those with most points first."""
    rows = [row for row in cells(context, "mart_complaints", "topic") if row["n_complaints"]]
    if context.public:
        # It tells how many points were judged, not how many there are.
        rows = [
            {**row, "n_points_unjustified": row["n_points_assessed"] - row["n_points_justified"]}
            for row in rows
        ]
    return sorted(
        rows,
        key=lambda row: (-(row["n_points"] or row["n_points_assessed"]), row["breakdown_code"]),
    )


def _first_topic(context: Context, rows: Rows) -> str:
    if not rows:
        return context.none(phrase(context, NO_COMPLAINTS))
    return phrase(
        context,
        "Most points are about “{topic}”, in {n_complaints:count} complaints.",
        rows[0],
        topic=_topic(context, rows[0]),
    )


def _of_decisions(context: Context, rows: Rows) -> str:
    if not rows:
        return context.none(phrase(context, NO_COMPLAINTS))
    if rows[0]["per_1000_decisions"] is None:
        return phrase(context, "{n_complaints:count} complaints were received.", rows[0])
    return phrase(
        context,
        "{rate} complaints were received for every 1,000 decisions.",
        rate=_rate(context, rows[0]),
    )


def _of_part(context: Context, row: Row) -> int | None:
    """The complaints of one part; all together would dwarf every part, and stand in numbers."""
    return None if is_total(context, row) else row["n_complaints"]


def _under_total(context: Context, rows: Rows) -> str:
    is_whole = rows and is_total(context, rows[0])
    return subtitle(context, rows[0]["n_complaints"] if is_whole else None)


def _of_year_before(context: Context, rows: Rows, breakdown: str) -> str:
    """How many complaints, how many the year before, and the largest group."""
    words = context.none(phrase(context, NO_COMPLAINTS))
    if rows and is_total(context, rows[0]):
        words = phrase(
            context,
            "{n_complaints:count} complaints were received, {n_complaints_before:count} in the "
            "same period of the year before.",
            rows[0],
        )
    groups = [row for row in rows if _of_part(context, row)]
    if groups:
        most = max(groups, key=lambda row: int(row["n_complaints"]))
        words += " " + phrase(
            context,
            "The largest group is “{name}”: {n_complaints:count}.",
            most,
            name=named_by(breakdown)(context, most),
        )
    return words


def _counted(chart_id: str, title: str, breakdown: str, heading: str) -> Chart:
    """Complaints by a breakdown, against the same period of the year before."""
    return complaint_chart(
        chart_id,
        title=title,
        rows=lambda context: [
            row
            for row in cells(context, "mart_complaint_report", "total", breakdown)
            if row["n_complaints"] or row["n_complaints_before"]
        ],
        mark=Bars(
            parts(BAR_PARTS, complaints=_of_part),
            hover=lambda context, row, look, size: (
                phrase(context, "{n_complaints:count} complaints", row),
            ),
        ),
        bold=is_total,
        columns=(
            Col(heading, named_by(breakdown)),
            Col("Complaints", "n_complaints", "count", beside="Complaints"),
            Col(
                "Complaints, the year before",
                "n_complaints_before",
                "count",
                beside=later("The year before"),
            ),
            Col("Points", "n_points", "count", beside="Points"),
            Col("Points, the year before", "n_points_before", "count"),
            Col("Complaints per 1,000 decisions", "per_1000_decisions", "days"),
            Col("The year before", "per_1000_decisions_before", "days"),
        ),
        says=lambda context, rows: _of_year_before(context, rows, breakdown),
        under=_under_total,
    )


CHARTS = (
    complaint_chart(
        "complaints_over_time",
        title=later("Complaint points received, quarter by quarter"),
        rows=mart(
            "mart_complaint_signals",
            by=_of_all_topics,
            order="-period_start",
            only=_is_until,
            most=_QUARTERS,
        ),
        picture=_with_gaps,
        mark=Lines(
            value="n_points",
            grain="quarter",
            sign=_sign,
            is_partial="is_partial",
            notes=_notes,
            limits=_limits,
            hover=lambda context, row: (
                phrase(
                    context,
                    "{n_points:count} points in {n_complaints:count} complaints",
                    row,
                ),
            ),
            axis=days("value", "levels"),
        ),
        columns=(
            Col("Quarter", _quarter),
            Col("Complaints", "n_complaints", "count"),
            Col("Points", "n_points", "count"),
            Col("Average", "spc_mean", "days"),
            Col("Lower limit", "spc_lower", "days"),
            Col("Upper limit", "spc_upper", "days"),
            Col("Signal", _signal),
        ),
        says=_last_quarter,
        under=_under_quarters,
    ),
    _counted(
        "complaints_by_channel",
        later("Complaints by who received them"),
        "channel",
        later("Received by"),
    ),
    _counted("complaints_by_area", later("Complaints by main area"), "area", later("Area")),
    complaint_chart(
        "complaints_by_topic",
        title=later("Complaint points by topic"),
        rows=_topics,
        picture=lambda context, rows: rows[:_TOPICS],
        mark=Bars(
            parts(
                JUDGED,
                justified="n_points_justified",
                unjustified="n_points_unjustified",
                not_judged="n_points_not_assessed",
            )
        ),
        columns=(
            Col("Topic", _topic),
            Col("Points", "n_points", "count"),
            only_beside("Judged", "n_points_assessed", "count"),
            Col("Complaints", "n_complaints", "count", beside="Complaints"),
            Col("Judged", "n_points_assessed", "count"),
            Col("Wholly or partly justified", "n_points_justified", "count"),
            Col("Share justified", "justified_share", "share"),
        ),
        says=_first_topic,
        under=_under_received,
    ),
    complaint_chart(
        "complaints_by_unit",
        title=later("Complaints per 1,000 decisions, by department and unit"),
        rows=by_organisation,
        mark=Dots(
            value="per_1000_decisions",
            low="per_1000_low",
            high="per_1000_high",
            hover=lambda context, row: (phrase(context, "{n_complaints:count} complaints", row),),
            axis=days("value", "high"),
        ),
        bold=lambda context, row: (row["org_level"], row["org_code"]) == context.view.org,
        columns=(
            Col("Organisation", "name"),
            only_beside("Per 1,000", _rate),
            Col("Complaints", "n_complaints", "count", beside="Complaints"),
            Col("Points", "n_points", "count"),
            Col("Decisions", "n_decisions", "count"),
            # Decisions and the rate together would tell the complaints behind the rounding.
            only_beside(
                "Decisions", "n_decisions", "count", only=lambda context, rows: not context.public
            ),
            Col("Complaints per 1,000 decisions", "per_1000_decisions", "days"),
            *interval_columns("days", "per_1000_low", "per_1000_high"),
            Col("Repeat complaints", "n_repeats", "count"),
            Col("Not answered yet", "n_unanswered", "count"),
        ),
        says=_of_decisions,
        under=_under_received,
    ),
)
