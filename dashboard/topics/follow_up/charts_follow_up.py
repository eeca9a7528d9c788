"""Charts of follow-up: what is due, recommendations, training, the yearly status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from dashboard.marks.bars import Bars, parts
from dashboard.marks.columns import Col, Row, Rows, named, only_beside, phrase, worded
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context
from dashboard.reading.read import department, mart, read
from dashboard.reading.view import DEPARTMENT, PERIOD
from dashboard.topics.follow_up.rows import (
    by_department,
    by_group,
    counts,
    department_name,
    register_chart,
    summary_of,
    where,
)
from dashboard.words import sources
from dashboard.words.language import later
from dashboard.words.tables import NOTHING
from dashboard.words.vocabulary import BAR_PARTS, DUE, RECOMMENDATIONS, TRAINING


def _register(context: Context, row: Row) -> str:
    return context.codes.word("register", row["register"])


def _title(context: Context, row: Row) -> str:
    if row["register"] == "yearly_status":
        return phrase(context, "Yearly status to the city council")
    if row["register"] == "decision_templates":
        return named("case_type", "item_id")(context, row)
    return str(row["title"])


def _due_by_register(context: Context, rows: Rows) -> Rows:
    groups = counts(context, "due")
    return by_group(
        groups, DUE, [code for code in context.codes.words("register") if code in groups]
    )


def _overdue(context: Context, rows: Rows) -> str:
    if not rows:
        return phrase(context, "Nothing is due within 90 days.")
    summary = phrase(
        context,
        "Overdue: {overdue:count}. Due within 90 days: {next_90_days:count}.",
        counts(context, "due")["all"],
    )
    longest = rows[0]
    if longest["due_status"] == "overdue":
        summary += " " + phrase(
            context,
            "Overdue longest: {what} ({days_over:count} days).",
            longest,
            what=f"{_register(context, longest)}, {_title(context, longest)}",
        )
    return summary


def _at(status: str, field: str) -> Callable[[Context, Row], int]:
    """A part of the bar of an occasion that has this status."""
    return lambda context, row: row[field] or 0 if row["training_status"] == status else 0


def _year(row: Row) -> int:
    year: int = row["year_start_on"].year
    return year


def _status_of_year(context: Context) -> Rows:
    """The year asked for or the last before it, of those that are over if any is."""
    every = read(
        context, "mart_yearly_status", department(context), order="-year_start_on, focus_point_id"
    )
    judged = [row for row in every if not row["is_preliminary"]] or every
    latest = context.view.period.start.year if context.view.period else None
    years = [_year(row) for row in judged]
    year = next((y for y in years if latest is None or y <= latest), max(years, default=None))
    return [row for row in judged if _year(row) == year]


def _levels(context: Context, rows: Rows) -> str:
    if not rows:
        return phrase(context, "No focus points yet.")
    verdicts = Counter(row["verdict"] for row in rows)
    summary = phrase(
        context,
        "{n:count} focus points in {year}: {retired:count} retired.",
        n=len(rows),
        year=_year(rows[0]),
        retired=sum(row["status"] == "retired" for row in rows),
    )
    if not verdicts["better"] and not verdicts["worse"]:
        return f"{summary} " + phrase(context, "No level has clearly changed.")
    return f"{summary} " + phrase(
        context,
        "The level is better at {better:count} and worse at {worse:count}.",
        better=verdicts["better"],
        worse=verdicts["worse"],
    )


def _indicator(context: Context, row: Row) -> str:
    known = {known["indicator_id"]: known for known in context.published.indicators()}
    code = row["indicator_id"]
    return context.language.name(known[code]) if code in known else str(code or "")


def _level(when: str) -> Callable[[Context, Row], str]:
    """A level in the unit of its indicator."""

    def words(context: Context, row: Row) -> str:
        value, decimals = row[f"value_{when}"], 0 if context.public else 1
        if value is None:
            return NOTHING
        if row["unit"] == "share":
            return context.language.percent(value, decimals)
        return context.language.number(value, decimals)

    return words


CHARTS = (
    register_chart(
        "follow_up_due",
        title=later("What is overdue or soon due"),
        rows=mart("mart_follow_up_due", by=department, order="due_on, register, item_id, due_kind"),
        picture=_due_by_register,
        label=lambda context, row: context.codes.word("register", row["group"]),
        mark=Bars(parts(DUE, *DUE)),
        columns=(
            Col("What", _title),
            Col("Register", _register),
            Col(
                "No.",
                lambda context, row: "" if row["register"] == "yearly_status" else row["item_id"],
            ),
            Col("To do", worded("due_kind")),
            Col("Department", department_name),
            Col("Status", worded("due_status")),
            Col("Due", "due_on", "date"),
            Col("Days over", lambda context, row: max(row["days_over"], 0) or None, "count"),
            only_beside("Overdue", "overdue", "count"),
            only_beside("Due soon", "next_90_days", "count"),
        ),
        says=_overdue,
    ),
    register_chart(
        "recommendations",
        title=later("The Borgerrådgiver's recommendations"),
        rows=mart("mart_recommendations", by=department, order="-received_on, recommendation_id"),
        picture=lambda context, rows: by_department(context, "recommendations", RECOMMENDATIONS),
        label=lambda context, row: row["name"] or phrase(context, "Not stated"),
        mark=Bars(parts(RECOMMENDATIONS, *RECOMMENDATIONS)),
        columns=(
            Col("Recommendation", "title"),
            Col("No.", "recommendation_id"),
            Col("Department", department_name),
            Col("Report", "report"),
            Col("Status", worded("recommendation_status")),
            Col("Received", "received_on", "date"),
            Col("Answer due", "answer_due_on", "date"),
            Col("Answered", "answered_on", "date"),
            Col("Days to answer", "days_to_answer", "count"),
            Col("Accepted", worded("acceptance")),
            Col("Answer", "answer"),
            Col("Due", "due_on", "date"),
            Col("Closed", "closed_on", "date"),
            only_beside("Recommendations", "n", "count"),
        ),
        says=summary_of(
            "recommendations",
            "{told:count} recommendations: {closed:count} closed, {overdue:count} overdue. "
            "{accepted:count} are accepted in whole or in part.",
        ),
    ),
    register_chart(
        "training",
        title=later("Training, and who came"),
        rows=mart("mart_training", by=department, order="-planned_on, training_id"),
        mark=Bars(
            parts(
                {**BAR_PARTS, **TRAINING},
                came=_at("held", "n_attended"),
                stayed_away=_at("held", "n_stayed_away"),
                planned=_at("planned", "n_invited"),
                overdue=_at("overdue", "n_invited"),
            )
        ),
        columns=(
            Col("Topic", "topic"),
            Col("No.", "training_id"),
            Col("Department", department_name),
            only_beside("Date", lambda context, row: row["held_on"] or row["planned_on"], "date"),
            Col("Status", worded("training_status"), beside="Status"),
            Col("Planned", "planned_on", "date"),
            Col("Held", "held_on", "date"),
            Col("Invited", "n_invited", "count"),
            Col("Came", "n_attended", "count"),
            Col("Share that came", "attended_share", "share", beside=later("Came"), decimals=0),
        ),
        says=summary_of(
            "training",
            "{held:count} of {told:count} occasions are held, and {came:count} of {invited:count} "
            "invited came.",
        ),
    ),
    Chart(
        "yearly_status",
        title=later("Yearly status to the city council"),
        filters=(DEPARTMENT, PERIOD),
        shortest="year",
        is_of_whole_periods=True,
        source=sources.REGISTERS,
        rows=_status_of_year,
        headline=lambda context, rows, title: f"{title}, {_year(rows[0])}" if rows else title,
        mark=Bars(
            parts(
                BAR_PARTS,
                level=lambda context, row: row["value_now"] if row["unit"] == "share" else None,
            ),
            inside=None,
            hover=lambda context, row, look, size: (_level("now")(context, row),),
        ),
        columns=(
            Col("Focus point", "title"),
            Col("No.", "focus_point_id"),
            Col("Department", department_name),
            Col("Text as approved", "approved_text"),
            Col("Why", "why"),
            Col("Wanted", "wanted"),
            Col("Priority", worded("priority")),
            Col("Status", worded("status", "focus_point_status")),
            Col("What was done", "what_was_done"),
            Col("Milestones reached", "n_milestones_reached", "count"),
            Col("Training held", "n_training_held", "count"),
            Col("Indicator", _indicator),
            Col("Year before", _level("before"), beside="Year before"),
            Col("Counted then", "n_before", "count"),
            Col("Now", _level("now"), beside="Now"),
            Col("Counted now", "n_now", "count"),
            only_beside(
                "Counted now",
                lambda context, row: None if row["value_now"] is None else row["n_now"],
                "count",
            ),
            Col("Change", worded("verdict", "level_verdict"), beside="Change"),
            only_beside("Status", worded("status", "focus_point_status")),
        ),
        says=_levels,
        under=where,
    ),
)
