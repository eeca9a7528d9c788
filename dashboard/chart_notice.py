"""Were they told: notices to citizens whose case is overdue, and receipts."""

from __future__ import annotations

from functools import partial
from html import escape

from dashboard import figures, goals
from dashboard.chart_dots import by_case_type
from dashboard.chart_lines import over_time
from dashboard.drawing import Context, Drawn, count, n_header, subtitle
from dashboard.language import later
from dashboard.marks.spec import Program
from dashboard.marts import Cell
from dashboard.tables import Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import STATUSES

PUBLISHED_WITH_DATE = 0.11
"""Share of overdue cases told when to expect a decision, as published for May 2005.

Kvalitets- og tilsynskontoret's note on themes of quality, September 2006 to September 2007, which
tells of the measurement of case times (mission row T2).
"""

_STEPS = {
    "notice_sent": later("A written notice"),
    "notice_in_time": later("… sent by the deadline"),
    "notice_with_date": later("… with a date for the decision"),
}
"""The three steps of the duty, each within the one before; the last is the full duty."""

_TOLD = {
    "notice_sent": later("{share} had a written notice"),
    "notice_in_time": later("{share} had a written notice by the deadline"),
    "notice_with_date": later("{share} had a notice with a date for the decision"),
}
"""What a sentence says of each step where not all may be told."""


def notice_steps(context: Context, title: str) -> Drawn:
    """Of overdue cases: told in writing, by the deadline, with a date."""
    language, view = context.language, context.view
    _ = language.text
    level, code = view.org
    breakdown, breakdown_code = view.breakdown
    found: dict[str, Cell] = {}
    for indicator in _STEPS if view.period else ():
        for cell in context.published.cells(
            public=context.public,
            municipality=view.municipality,
            indicator=indicator,
            period=view.period,
            org_level=level,
            org_code=code,
            breakdown=breakdown,
            breakdown_code=breakdown_code,
        ):
            found[indicator] = cell
    context.read(found.values())
    dots, numbers = [], []
    for indicator, cell in found.items():
        name = _(_STEPS[indicator])
        is_duty = indicator == "notice_with_date"
        value = goals.value_words(language, "share", cell.value, public=context.public)
        interval = goals.interval_words(language, cell, "share")
        dots.append(
            figures.Dot(
                label=f"<b>{escape(name)}</b>" if is_duty else escape(name),
                sign=STATUSES["uncertain"] if cell.value is not None else STATUSES["too_few"],
                texts=(value, interval, count(cell.n, context)),
                hover=f"<b>{escape(name)}</b><br>{value} ({interval})",
                value=cell.value,
                low=cell.ci_low,
                high=cell.ci_high,
                target=PUBLISHED_WITH_DATE if is_duty else None,
            )
        )
        numbers.append((name, cell.value, cell.ci_low, cell.ci_high, cell.numerator, cell.n))
    published = _("May 2005, with a date: {share}", share=language.percent(PUBLISHED_WITH_DATE, 0))
    return Drawn(
        title=title,
        # Pictures name the source of the 11 % too: they show no summary.
        subtitle=f"{subtitle(context, [cell.n for cell in list(found.values())[:1]])} · "
        + _("May 2005: Kvalitets- og tilsynskontoret's note, 2006"),
        summary=_step_words(context, found),
        build=partial(
            figures.dots,
            dots,
            headers=(_("Share"), _("95% interval"), n_header(context)),
            scale=figures.share_scale(lambda share: language.percent(share, 0), [0.0], most=0.0),
            target_words=published,
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Step of the duty")),
                Column(_("Share"), "share"),
                Column(_("95% interval, low"), "share"),
                Column(_("95% interval, high"), "share"),
                Column(_("Number"), "count"),
                Column(n_header(context), "count"),
            ),
            tuple(numbers),
        ),
    )


def _step_words(context: Context, found: dict[str, Cell]) -> str:
    language, _ = context.language, context.language.text
    value = {
        indicator: goals.value_words(language, "share", cell.value, public=context.public)
        for indicator, cell in found.items()
        if cell.value is not None
    }
    hidden = [indicator for indicator, cell in found.items() if cell.is_suppressed]
    if value and hidden and context.public:
        of = next(cell.n for indicator, cell in found.items() if indicator in value)
        return _(
            "Of {n} overdue cases {shown}. Hidden: {hidden}.",
            n=count(of, context),
            shown=language.all_of([_(_TOLD[code], share=share) for code, share in value.items()]),
            hidden=language.all_of([_(_STEPS[code]).strip("… ").lower() for code in hidden]),
        )
    if set(value) != set(_STEPS):
        return context.none(_("Too few overdue cases to say how many citizens were told."))
    return _(
        "Of {n} overdue cases {sent} had a written notice, {in_time} had it by the deadline, and "
        "{with_date} with a date for the decision: that is the full duty.",
        n=count(found["notice_sent"].n, context),
        sent=value["notice_sent"],
        in_time=value["notice_in_time"],
        with_date=value["notice_with_date"],
    )


CHARTS = (
    Program(
        "notice_steps",
        later("Told when the deadline was not kept: three steps of the duty"),
        notice_steps,
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
