"""What became of complaints: justified or not, reversed on appeal, answered when, and signals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.marks.axes import days, shares
from dashboard.marks.columns import (
    Col,
    Row,
    Rows,
    case_type_name,
    interval_columns,
    period_name,
    phrase,
    sign_word,
    written,
)
from dashboard.marks.dots import Dots
from dashboard.reading.context import Context
from dashboard.reading.read import cell, municipality, read
from dashboard.topics.citizens.rows import (
    CAVEAT,
    cells,
    complaint_chart,
    is_total,
    name_of,
    named_by,
    organisations,
    subtitle,
)
from dashboard.words.language import later
from dashboard.words.tables import Kind
from dashboard.words.vocabulary import COMPLAINT_SIGNALS, SIGNALS, STATUSES, Sign


def _justified(context: Context) -> Rows:
    return [
        row
        for row in cells(context, "mart_complaints", "total", "area")
        if row["n_points_assessed"] and (row["n_complaints"] or row["n_answered"])
    ]


def _reversals(context: Context) -> Rows:
    """All case types first, then each, those with most decisions first."""
    rows = read(
        context, "mart_complaint_reversals", cell(context), order="-n_on_merits, breakdown_code"
    )
    decided = [row for row in rows if row["n_on_merits"]]
    return sorted(decided, key=lambda row: not is_total(context, row))


def _answered(context: Context) -> Rows:
    rows = cells(context, "mart_complaints", "total", "channel")
    return [row for row in rows if row["n_answered"]]


def _signals(context: Context) -> Rows:
    """The signals of units in view, in the quarters of the period; of the whole in public."""
    period = context.view.period
    if period is None:
        return []
    level = "municipality" if context.public else "unit"
    places = {code for kind, code, _name in organisations(context) if kind == level}

    def is_in_view(row: Row) -> bool:
        start = row["period_start"]
        is_in_period = (
            start == period.start if period.grain == "quarter" else start.year == period.start.year
        )
        return row["topic_code"] != "all" and row["org_code"] in places and is_in_period

    rows = read(
        context,
        "mart_complaint_signals",
        {**municipality(context), "org_level": level},
        order="-n_points, period_start, topic_code",
        only=is_in_view,
    )
    return [row for row in rows if row["complaint_signal"]]


def _signal(context: Context, row: Row) -> Sign:
    return COMPLAINT_SIGNALS[row["complaint_signal"]]


def _topic_and_unit(context: Context, row: Row) -> str:
    topic = name_of(context, "topic", str(row["topic_code"]))
    return f"{topic}, {context.name(row['org_level'], row['org_code'])}"


def _case_type(context: Context, row: Row) -> str:
    if is_total(context, row):
        return context.language.text("All case types")
    if row["breakdown_code"] == "-":
        return context.language.text("Not stated")
    return case_type_name(context, row)


def _of_all(shown: str, words: str, nothing: str) -> Callable[[Context, Rows], str]:
    """A sentence of the row of all, or another where its figure is not shown."""

    def says(context: Context, rows: Rows) -> str:
        total = next((row for row in rows if is_total(context, row)), None)
        if total is None or total[shown] is None:
            return context.none(phrase(context, nothing))
        return phrase(context, words, total)

    return says


_justified_words = _of_all(
    "justified_share",
    later(
        "{justified_share:share} of {n_points_assessed:count} judged points were wholly or partly "
        "justified."
    ),
    later("Too few points were judged to show a share."),
)
_reversal_words = _of_all(
    "reversal_share",
    later(
        "The appeal board reversed {reversal_share:share.0} of {n_on_merits:count} complaints it "
        "decided on the merits."
    ),
    later("The appeal board decided too few complaints in the period to show a rate."),
)
_answer_words = _of_all(
    "answer_days_median",
    later(
        "Half of {n_answered:count} answered complaints were answered within "
        "{answer_days_median:days} days."
    ),
    later("Too few complaints were answered in the period to show how long it took."),
)


def _first_signal(context: Context, rows: Rows) -> str:
    if not rows:
        return context.none(phrase(context, "No topic stands out."))
    row, name = rows[0], _topic_and_unit(context, rows[0])
    if row["complaint_signal"] == "new":
        return phrase(
            context, "{name}: {n_points:count} points, none in any quarter before.", row, name=name
        )
    return phrase(
        context,
        "{name}: {n_points:count} points, {average} on average.",
        row,
        name=name,
        average=context.language.number(row["spc_mean"] or 0.0, 0 if context.public else 1),
    )


def _under_justified(context: Context, rows: Rows) -> str:
    is_whole = rows and is_total(context, rows[0])
    return subtitle(context, rows[0]["n_complaints"] if is_whole else None)


def _under_reversals(context: Context, rows: Rows) -> str:
    # Pictures carry the caveat too: they show no summary.
    caveat = context.language.text("tells of appealed decisions only")
    return f"{subtitle(context, None)} · {caveat}"


def _shown(field: str, kind: Kind, decimals: int | None = None, **more: Any) -> Dots:
    """Dots of a figure that is left out where it is of too few."""
    return Dots(
        value=field,
        sign=lambda context, row: (
            STATUSES["too_few"] if row[field] is None else SIGNALS["common_cause"]
        ),
        hover=lambda context, row: (written(context, row[field], kind, decimals),),
        **more,
    )


CHARTS = (
    complaint_chart(
        "complaint_signals",
        title=later("Signals: topics that stand out in a unit"),
        rows=_signals,
        mark=Dots(
            value="n_points",
            target="spc_upper",
            sign=_signal,
            hover=lambda context, row: (context.codes.meaning(_signal(context, row)),),
            target_words=lambda context, rows: context.language.text("Limit"),
            axis=days("value", "target"),
        ),
        columns=(
            Col("Topic and unit", _topic_and_unit),
            Col(
                "Quarter",
                period_name("quarter"),
            ),
            Col("Signal", sign_word(_signal), beside="Signal"),
            Col("Points", "n_points", "count", beside="Points"),
            Col("Complaints", "n_complaints", "count"),
            Col("Average", "spc_mean", "days", beside="Average", decimals=1),
            Col("Upper limit", "spc_upper", "days", beside=later("Limit"), decimals=1),
        ),
        says=_first_signal,
        under=lambda context, rows: subtitle(context, None),
    ),
    complaint_chart(
        "complaint_justified",
        title=later("Points found wholly or partly justified, by main area"),
        rows=_justified,
        mark=_shown(
            "justified_share", "share", low="justified_low", high="justified_high", axis=shares()
        ),
        bold=is_total,
        columns=(
            Col("Area", named_by("area")),
            Col("Share justified", "justified_share", "share", beside=later("Share")),
            *interval_columns("share", "justified_low", "justified_high"),
            Col("Justified", "n_points_justified", "count", beside="Justified"),
            Col("Judged", "n_points_assessed", "count", beside="Judged"),
            Col("Points", "n_points", "count"),
        ),
        says=_justified_words,
        under=_under_justified,
    ),
    complaint_chart(
        "complaint_reversals",
        title=later("Reversed by the appeal board, by case type"),
        rows=_reversals,
        mark=_shown(
            "reversal_share", "share", 0, low="reversal_low", high="reversal_high", axis=shares()
        ),
        bold=is_total,
        columns=(
            Col("Case type", _case_type),
            Col("Reversal rate", "reversal_share", "share", beside=later("Reversed"), decimals=0),
            *interval_columns("share", "reversal_low", "reversal_high"),
            Col("Changed or annulled", "n_changed", "count"),
            Col("Sent back", "n_remitted", "count"),
            Col("Reversed, number", "n_reversed", "count", beside=later("Number")),
            Col("Upheld", "n_upheld", "count"),
            Col("On the merits", "n_on_merits", "count", beside="On the merits"),
            Col("Dismissed", "n_dismissed", "count"),
            Col("Sent on", "n_referred", "count"),
        ),
        says=lambda context, rows: f"{_reversal_words(context, rows)} {phrase(context, CAVEAT)}",
        under=_under_reversals,
    ),
    complaint_chart(
        "complaint_answer_days",
        title=later("Days to the answer, by who received the complaint"),
        rows=_answered,
        mark=_shown("answer_days_median", "days", axis=days("value")),
        bold=is_total,
        columns=(
            Col("Received by", named_by("channel")),
            Col("Median days", "answer_days_median", "days", beside="Median days"),
            Col("Answered", "n_answered", "count", beside="Answered"),
        ),
        says=_answer_words,
        under=lambda context, rows: subtitle(context, None),
    ),
)
