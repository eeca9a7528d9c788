"""Charts month by month, with SPC limits and signals in words."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from dashboard import figures, goals
from dashboard.drawing import (
    Context,
    Drawn,
    count,
    month_words,
    n_header,
    n_words,
    subtitle,
    target_line,
)
from dashboard.language import later
from dashboard.marks import lines as figures_lines
from dashboard.marks.spec import Program
from dashboard.marts import Cell
from dashboard.tables import Column, Kind, Table
from dashboard.theme import separators
from dashboard.view import View
from dashboard.vocabulary import INK, SIGNALS, signal_sign, signal_words

MONTHS_SHOWN = 36


def kept_over_time(context: Context, title: str) -> Drawn:
    """Share kept month by month."""
    return _line(context, title, "deadline_kept", "share")


def days_over_time(context: Context, title: str) -> Drawn:
    """Median working days from receipt to decision, month by month."""
    return _line(context, title, "working_days_to_decision", "days")


def share_over_time(context: Context, title: str, indicator: str) -> Drawn:
    """Another share month by month."""
    return _line(context, title, indicator, "share")


def _line(context: Context, title: str, indicator: str, unit: str) -> Drawn:
    language, view = context.language, context.view
    _ = language.text
    level, code = view.org
    breakdown, breakdown_code = view.breakdown
    cells = context.published.cells(
        public=context.public,
        municipality=view.municipality,
        indicator=indicator,
        grain="month",
        org_level=level,
        org_code=code,
        breakdown=breakdown,
        breakdown_code=breakdown_code,
    )
    until = last_day(view)
    if until:
        cells = tuple(cell for cell in cells if cell.period_start <= until)
    cells = cells[-MONTHS_SHOWN:]
    context.read(cells)
    # The public edition may come without limits: then a month is a plain point.
    is_judged = not context.public or any(cell.spc_signal for cell in cells)
    notes = _notes(context, cells)
    points = [
        figures_lines.Point(
            start=cell.period_start,
            value=cell.value,
            sign=signal_sign(cell.spc_signal) if is_judged else SIGNALS["common_cause"],
            hover=_point_hover(context, cell, unit),
            low=cell.ci_low if unit == "days" else None,
            high=cell.ci_high if unit == "days" else None,
            is_partial=cell.is_partial,
            note=notes.get(cell.period_start),
        )
        for cell in cells
    ]
    limits = next((cell for cell in reversed(cells) if cell.spc_mean is not None), None)
    levels, band, values = _levels(context, cells, limits, unit)
    values += [point.value for point in points]

    def words(value: float) -> str:
        return language.percent(value, 0) if unit == "share" else language.number(value)

    scale = (
        figures.share_scale(words, values, most=0.7)
        if unit == "share"
        else figures.days_scale(words, [*values, *(point.high for point in points)])
    )
    build = partial(
        figures_lines.over_time,
        points,
        levels=levels,
        band=band,
        scale=scale,
        period_words=lambda start: language.period(start, "month"),
    )
    kind: Kind = "share" if unit == "share" else "days"
    value_label = _("Share") if unit == "share" else _("Median, working days")
    return Drawn(
        title=title,
        subtitle=subtitle(
            context, [cell.n for cell in cells], months=len(cells), indicator=indicator
        ),
        summary=_line_words(context, cells, limits, unit),
        build=build,
        separators=separators(language),
        table=Table(
            (
                Column(_("Month")),
                Column(value_label, kind),
                Column(_("95% interval, low"), kind),
                Column(_("95% interval, high"), kind),
                Column(n_header(context, indicator), "count"),
                Column(_("Average"), kind),
                Column(_("Lower limit"), kind),
                Column(_("Upper limit"), kind),
                Column(_("Signal")),
            ),
            tuple(
                (
                    month_words(language, cell),
                    cell.value,
                    cell.ci_low,
                    cell.ci_high,
                    cell.n,
                    cell.spc_mean,
                    cell.spc_lower,
                    cell.spc_upper,
                    signal_words(language, cell.spc_signal, cell.spc_rule)
                    if cell.spc_signal
                    else "",
                )
                for cell in reversed(cells)
            ),
        ),
    )


def _levels(
    context: Context, cells: tuple[Cell, ...], limits: Cell | None, unit: str
) -> tuple[list[figures_lines.Level], tuple[float, float] | None, list[float | None]]:
    """Average, limits and target as lines with words, the band, and the values they take up."""
    _, language = context.language.text, context.language

    def words(value: float) -> str:
        decimals = 0 if context.public else 1
        return (
            language.percent(value, decimals)
            if unit == "share"
            else language.number(value, 0 if context.public else 1)
        )

    levels = []
    band = None
    if limits and limits.spc_mean is not None:
        levels.append(
            figures_lines.Level(limits.spc_mean, _("Average {value}", value=words(limits.spc_mean)))
        )
    if limits and limits.spc_lower is not None and limits.spc_upper is not None:
        low = max(limits.spc_lower, 0.0)
        high = min(limits.spc_upper, 1.0) if unit == "share" else limits.spc_upper
        band = (low, high)
        levels.append(figures_lines.Level(low, _("Limit {value}", value=words(low)), "dot"))
        levels.append(figures_lines.Level(high, _("Limit {value}", value=words(high)), "dot"))
    target = next((cell.target for cell in reversed(cells) if cell.target is not None), None)
    if target is not None:
        levels.append(
            figures_lines.Level(
                target, f"<b>{target_line(language, {target}, unit)}</b>", "4px,3px", INK
            )
        )
    return levels, band, [level.value for level in levels]


def _notes(context: Context, cells: tuple[Cell, ...]) -> dict[date, str]:
    """Words where a run of one signal begins; the last three runs."""
    notes: dict[date, str] = {}
    before = None
    for cell in cells:
        if cell.spc_signal != before and cell.spc_signal in ("concern", "improvement"):
            notes[cell.period_start] = signal_words(
                context.language, cell.spc_signal, cell.spc_rule
            )
        before = cell.spc_signal
    return dict(list(notes.items())[-3:])


def last_day(view: View) -> date | None:
    """The last day of the period in view."""
    if view.period is None:
        return None
    start, months = view.period.start, {"month": 1, "quarter": 3, "year": 12}[view.period.grain]
    over = start.month - 1 + months
    return date(start.year + over // 12, over % 12 + 1, 1) - timedelta(days=1)


def _point_hover(context: Context, cell: Cell, unit: str) -> str:
    language = context.language
    value = goals.value_words(language, unit, cell.value, public=context.public)
    lines = [f"<b>{month_words(language, cell)}</b>", value]
    if cell.n is not None:
        lines.append(n_words(context, cell.n, cell.indicator_id))
    if cell.spc_signal:
        lines.append(signal_words(language, cell.spc_signal, cell.spc_rule))
    return "<br>".join(lines)


def _line_words(context: Context, cells: tuple[Cell, ...], limits: Cell | None, unit: str) -> str:
    language, _ = context.language, context.language.text
    whole = [cell for cell in cells if cell.value is not None and not cell.is_partial]
    if not whole:
        return context.none(_("No months have enough cases to show."))
    last = whole[-1]
    parts = [
        _(
            "In {month}: {value} of {counted}.",
            month=language.period(last.period_start, "month", in_full=True),
            value=goals.value_words(language, unit, last.value, public=context.public),
            counted=n_words(context, last.n or 0, last.indicator_id),
        )
        if unit == "share"
        else _(
            "In {month} half of {n} cases were decided within {value}.",
            month=language.period(last.period_start, "month", in_full=True),
            value=goals.value_words(language, unit, last.value, public=context.public),
            n=count(last.n, context),
        )
    ]
    if limits and limits.spc_lower is not None and limits.spc_upper is not None:
        high = min(limits.spc_upper, 1.0) if unit == "share" else limits.spc_upper
        parts.append(
            _(
                "Average {mean}; ordinary variation lies between {low} and {high}.",
                mean=goals.value_words(language, unit, _round(limits.spc_mean, unit)),
                low=goals.value_words(language, unit, _round(max(limits.spc_lower, 0), unit)),
                high=goals.value_words(language, unit, _round(high, unit)),
            )
        )
        parts.append(_run_words(context, whole))
    elif not context.public:
        parts.append(_("Limits need 13 months."))
    return " ".join(parts)


def _run_words(context: Context, cells: list[Cell]) -> str:
    """The signal that holds in the last month, and since when."""
    language, _ = context.language, context.language.text
    last = cells[-1]
    if last.spc_signal not in ("concern", "improvement"):
        return _("The latest month shows ordinary variation only.")
    since = last.period_start
    for cell in reversed(cells):
        if cell.spc_signal != last.spc_signal:
            break
        since = cell.period_start
    return _(
        "{signal} since {month}.",
        signal=signal_words(language, last.spc_signal, last.spc_rule),
        month=language.period(since, "month"),
    )


def _round(value: float | None, unit: str) -> float | None:
    return None if value is None else round(value, 3 if unit == "share" else 1)


CHARTS = (
    Program(
        "deadline_kept_over_time",
        later("Cases decided by their deadline, month by month"),
        kept_over_time,
    ),
    Program(
        "working_days_over_time",
        later("Working days from receipt to decision, median month by month"),
        days_over_time,
    ),
)
