"""A chart of an indicator month by month, with SPC limits and signals in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import groupby, takewhile

from dashboard.marks.axes import days, shares
from dashboard.marks.columns import Col, Rows, interval_columns, phrase, written
from dashboard.marks.lines import Level, Limits, Lines
from dashboard.marks.spec import OF_CASES, Chart
from dashboard.reading import goals
from dashboard.reading.context import (
    Context,
    added_up,
    cells_of,
    month_words,
    n_header,
    n_words,
    signal_or_plain,
    signal_words,
    subtitle,
    target_line,
    value_words,
)
from dashboard.reading.marts import Cell
from dashboard.reading.view import Filter
from dashboard.words.language import later
from dashboard.words.tables import Kind
from dashboard.words.vocabulary import INK

MONTHS_SHOWN = 36

_SIGNALS = ("concern", "improvement")
"""Signals with words of their own."""

Indicator = str | Callable[[Context], str]
"""An indicator, or the one of what is in view."""


def indicator_of(context: Context, indicator: Indicator) -> str:
    """The indicator for what is in view."""
    return indicator if isinstance(indicator, str) else indicator(context)


def over_time(
    chart_id: str,
    title: str,
    indicator: Indicator,
    *,
    unit: Kind = "share",
    filters: tuple[Filter, ...] = OF_CASES,
) -> Chart:
    """A chart of a share, or of a median of days with its interval, month by month."""
    is_share = unit == "share"
    return Chart(
        chart_id,
        title=title,
        filters=filters,
        rows=lambda context: _months(context, indicator_of(context, indicator)),
        picture=lambda context, cells: cells[::-1],
        mark=Lines(
            shares("value", "levels", most=0.7) if is_share else days("value", "levels", "high"),
            low=None if is_share else "ci_low",
            high=None if is_share else "ci_high",
            sign=lambda context, cell: signal_or_plain(cell.spc_signal),
            is_partial="is_partial",
            notes=_notes,
            limits=lambda context, cells: _limits(context, cells, unit),
            hover=lambda context, cell: [
                value_words(context, unit, cell.value),
                *([] if cell.n is None else [n_words(context, cell.n, cell.indicator_id)]),
                *([_signal(context, cell)] if cell.spc_signal else []),
            ],
        ),
        columns=(
            Col("Month", lambda context, cell: month_words(context.language, cell)),
            Col(later("Share") if is_share else later("Median, working days"), "value", unit),
            *interval_columns(unit),
            Col(lambda context: n_header(context, indicator_of(context, indicator)), "n", "count"),
            Col("Average", "spc_mean", unit),
            Col("Lower limit", "spc_lower", unit),
            Col("Upper limit", "spc_upper", unit),
            Col("Signal", lambda context, cell: (cell.spc_signal and _signal(context, cell)) or ""),
        ),
        says=lambda context, cells: _latest(context, cells, unit),
        under=lambda context, cells: subtitle(
            context,
            [added_up(context, cells, "n", "n_36_months")],
            months=len(cells),
            indicator=indicator_of(context, indicator),
        ),
    )


def _months(context: Context, indicator: str) -> tuple[Cell, ...]:
    """The last months until the period in view, newest first."""
    until = context.view.period and context.view.period.end
    cells = cells_of(context, indicator, period=None, grain="month", until=until)[-MONTHS_SHOWN:]
    context.read(cells)
    return cells[::-1]


def _signal(context: Context, cell: Cell) -> str:
    return signal_words(context.codes, cell.spc_signal or "", cell.spc_rule)


def _newest(cells: Rows, field: str) -> Cell | None:
    """The newest month that has a figure of a field."""
    having = [cell for cell in cells if getattr(cell, field) is not None]
    return max(having, key=lambda cell: cell.period_start, default=None)


def _band(limited: Cell | None, unit: Kind) -> tuple[float, float] | None:
    """Between the limits, within what is possible."""
    if limited is None or limited.spc_lower is None or limited.spc_upper is None:
        return None
    high = min(limited.spc_upper, 1.0) if unit == "share" else limited.spc_upper
    return max(limited.spc_lower, 0.0), high


def _limits(context: Context, cells: Rows, unit: Kind) -> Limits:
    """Average, limits and target as lines with words, and the band between the limits."""
    limited, aimed = _newest(cells, "spc_mean"), _newest(cells, "target")
    band = _band(limited, unit)
    lines = [(later("Average {value}"), limited.spc_mean, "solid")] if limited else []
    lines += [(later("Limit {value}"), end, "dot") for end in band or ()]
    decimals = 0 if context.public else 1
    levels = [
        Level(value, phrase(context, text, value=written(context, value, unit, decimals)), dash)
        for text, value, dash in lines
        if value is not None
    ]
    if aimed and aimed.target is not None:
        words = f"<b>{target_line(context.language, {aimed.target}, unit)}</b>"
        levels.append(Level(aimed.target, words, "4px,3px", INK))
    return levels, band


def _notes(context: Context, cells: Rows) -> dict[date, str]:
    """Words where a run of one signal begins; the last three runs."""
    firsts = [next(run) for _code, run in groupby(cells, key=lambda cell: cell.spc_signal)]
    noted = [cell for cell in firsts if cell.spc_signal in _SIGNALS]
    return {cell.period_start: _signal(context, cell) for cell in noted[-3:]}


def _latest(context: Context, cells: Rows, unit: Kind) -> str:
    """The latest whole month, the limits, and the signal that holds."""
    whole = [cell for cell in cells if cell.value is not None and not cell.is_partial]
    if not whole:
        return context.none(phrase(context, "No months have enough cases to show."))
    month = phrase(
        context,
        later("In {month}: {value} of {counted}.")
        if unit == "share"
        else later("In {month} half of {n:count} cases were decided within {value}."),
        whole[0],
        month=context.language.period(whole[0].period_start, "month", in_full=True),
        value=value_words(context, unit, whole[0].value),
        counted=n_words(context, whole[0].n or 0, whole[0].indicator_id),
    )
    limited = _newest(cells, "spc_mean")
    band = _band(limited, unit)
    if limited is None or band is None:
        few = phrase(context, "Limits need 13 months.")
        return month if context.public else f"{month} {few}"
    mean, low, high = (
        goals.value_words(context.language, unit, round(end or 0.0, 3 if unit == "share" else 1))
        for end in (limited.spc_mean, *band)
    )
    variation = phrase(
        context,
        "Average {mean}; ordinary variation lies between {low} and {high}.",
        mean=mean, low=low, high=high,
    )  # fmt: skip
    return f"{month} {variation} {_holding(context, whole)}"


def _holding(context: Context, cells: Rows) -> str:
    """The signal that holds in the last month, and since when."""
    last = cells[0]
    if last.spc_signal not in _SIGNALS:
        return phrase(context, "The latest month shows ordinary variation only.")
    run = list(takewhile(lambda cell: cell.spc_signal == last.spc_signal, cells))
    since = context.language.period(run[-1].period_start, "month")
    return phrase(context, "{signal} since {month}.", signal=_signal(context, last), month=since)
