"""Were they told: notices to citizens whose case is overdue, and receipts."""

from __future__ import annotations

from dashboard.marks.against_target import by_case_type
from dashboard.marks.axes import shares
from dashboard.marks.columns import Col, Row, Rows, interval_columns, only_beside, phrase, written
from dashboard.marks.dots import Dots
from dashboard.marks.monthly import over_time
from dashboard.marks.spec import Chart
from dashboard.reading import goals
from dashboard.reading.context import Context, cells_of, n_header, subtitle
from dashboard.reading.marts import Cell
from dashboard.words.language import later
from dashboard.words.vocabulary import STATUSES

_STEPS = {
    "notice_sent": later("A written notice"),
    "notice_in_time": later("… sent by the deadline"),
    "notice_with_date": later("… with a date for the decision"),
}
"""The three steps of the duty, each within the one before; the last is the full duty."""

_SENTENCES = {
    "notice_sent": later("{value:share} had a written notice"),
    "notice_in_time": later("{value:share} had a written notice by the deadline"),
    "notice_with_date": later("{value:share} had a notice with a date for the decision"),
}
"""What a sentence says of each step where not all may be told."""


def _steps(context: Context) -> list[Cell]:
    steps = _STEPS if context.view.period else {}
    cells = [cell for indicator in steps for cell in cells_of(context, indicator)]
    context.read(cells)
    return cells


def _is_duty(context: Context, cell: Cell) -> bool:
    return cell.indicator_id == "notice_with_date"


def _published(context: Context) -> Row:
    """The full duty, with the share that was published before it was measured here (mission T2)."""
    return next(
        row for row in context.published.indicators() if row["indicator_id"] == "notice_with_date"
    )


def _published_month(context: Context) -> str:
    month = context.language.period(_published(context)["published_on"], "month", in_full=True)
    return month[0].upper() + month[1:]


def _interval(context: Context, cell: Cell) -> str:
    return goals.interval_words(context.language, cell, "share")


def _steps_in_words(context: Context, cells: Rows) -> str:
    """How many were told, step by step; of some steps only where others are hidden."""
    language = context.language
    shown = [cell for cell in cells if cell.value is not None]
    hidden = [language.text(_STEPS[cell.indicator_id]) for cell in cells if cell.is_suppressed]
    if shown and hidden and context.public:
        return phrase(
            context,
            "Of {n:count} overdue cases {shown}. Hidden: {hidden}.",
            shown[0],
            shown=language.all_of(
                [phrase(context, _SENTENCES[cell.indicator_id], cell) for cell in shown]
            ),
            hidden=language.all_of([step.strip("… ").lower() for step in hidden]),
        )
    if len(shown) < len(_STEPS):
        return context.none(
            phrase(context, "Too few overdue cases to say how many citizens were told.")
        )
    return phrase(
        context,
        "Of {n:count} overdue cases {notice_sent:share} had a written notice, "
        "{notice_in_time:share} had it by the deadline, and {notice_with_date:share} with a date "
        "for the decision: that is the full duty.",
        {"n": shown[0].n, **{cell.indicator_id: cell.value for cell in shown}},
    )


def _under_steps(context: Context, cells: Rows) -> str:
    # Pictures name the source of the published share too: they show no summary.
    source = phrase(
        context,
        "{month}: Kvalitets- og tilsynskontoret's note, 2006",
        month=_published_month(context),
    )
    return f"{subtitle(context, [cell.n for cell in cells[:1]])} · {source}"


CHARTS = (
    Chart(
        "notice_steps",
        title=later("Told when the deadline was not kept: three steps of the duty"),
        rows=_steps,
        bold=_is_duty,
        mark=Dots(
            shares(),
            low="ci_low",
            high="ci_high",
            target=lambda context, cell: (
                _published(context)["published_value"] if _is_duty(context, cell) else None
            ),
            sign=lambda context, cell: STATUSES["too_few" if cell.value is None else "uncertain"],
            hover=lambda context, cell: [
                f"{written(context, cell.value, 'share')} ({_interval(context, cell)})"
            ],
            target_words=lambda context, cells: phrase(
                context,
                "{month}, with a date: {published_value:share.0}",
                _published(context),
                month=_published_month(context),
            ),
        ),
        columns=(
            Col(
                "Step of the duty",
                lambda context, cell: context.language.text(_STEPS[cell.indicator_id]),
            ),
            Col("Share", "value", "share", beside="Share"),
            only_beside("95% interval", _interval),
            *interval_columns("share"),
            Col("Number", "numerator", "count"),
            Col(n_header, "n", "count", beside=n_header),
        ),
        says=_steps_in_words,
        under=_under_steps,
    ),
    by_case_type(
        "notice_by_case_type",
        later("Told in full when the deadline was not kept, by case type"),
        "notice_with_date",
        later("Told in full"),
    ),
    over_time(
        "notice_over_time",
        later("Told in full when the deadline was not kept, month by month"),
        "notice_with_date",
    ),
    over_time(
        "receipt_over_time",
        later("Written receipt within 10 days, month by month"),
        "receipt_in_time",
    ),
)
