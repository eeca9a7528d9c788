"""The view a command asks for: what an address would leave out in silence is an error here."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.reading.marts import Published
from dashboard.reading.periods import GRAINS, Period, parse_period
from dashboard.reading.view import GRAIN, MUNICIPALITY, PERIOD, View, read_view
from dashboard.topics.charts import CHARTS, FILTERS, followed, shortest_of
from warehouse.base.errors import ExportFailed

_CODES_SHOWN = 30
_OF_PERIODS = (GRAIN.name, PERIOD.name)
"""Filters that are the option `--period`."""


def asked_view(
    published: Published,
    chart_id: str,
    language: str,
    period: str | None,
    filters: Mapping[str, str],
) -> View:
    """The view of a chart that filters and a period ask for.

    Args:
        published: the current run.
        chart_id: which chart is to follow them.
        language: code of the language.
        period: `2026`, `2026-Q3`, `2026-09`, a length of periods, or nothing.
        filters: codes by the name of the filter.

    Raises:
        ExportFailed: a filter is not known, the chart does not follow it, or there are no figures
            for what it asks for.
    """
    asked = {name: value for name, value in filters.items() if value}
    _refuse_filters(chart_id, asked, period)
    asked |= _period_asked(chart_id, period)
    view = read_view(asked, published, language, CHARTS[chart_id].filters)
    for name, value in asked.items():
        if name not in _OF_PERIODS and view[FILTERS[name]] != value:
            known = list(FILTERS[name].options(published, view))
            shown = ", ".join(known[:_CODES_SHOWN])
            more = len(known) - _CODES_SHOWN
            raise ExportFailed(
                f"There are no figures for {name} {value!r}.",
                f"Known: {shown}{f' and {more} more' if more > 0 else ''}."
                if shown
                else f"There is no {name} to choose.",
            )
    wanted = parse_period(asked.get("period", ""))
    if wanted and view.period != wanted:
        starts = [row["period_start"] for row in published.periods(view.municipality, view.grain)]
        raise ExportFailed(
            f"There are no figures for the period {wanted.code}.",
            f"There are figures from {Period(starts[-1], view.grain).code} to "
            f"{Period(starts[0], view.grain).code}."
            if starts
            else f"There is no {view.grain} with figures.",
        )
    return view.but(language_code=language)


def _refuse_filters(chart_id: str, asked: Mapping[str, str], period: str | None) -> None:
    """Refuse what would change nothing: the file would look filtered and not be."""
    chart = CHARTS[chart_id]
    follows = followed(chart, public=True)
    offered = [of.name for of in (MUNICIPALITY, *follows) if of is not PERIOD]
    it_follows = (
        f"It follows: {', '.join([*offered, *(['--period'] if PERIOD in follows else [])])}."
    )
    for name in asked:
        if name in _OF_PERIODS:
            raise ExportFailed(f"{name!r} is no filter.", "Write --period 2026-Q3.")
        if name not in FILTERS:
            raise ExportFailed(f"There is no filter {name!r}.", it_follows)
        if FILTERS[name] in chart.filters and name not in offered:
            raise ExportFailed(
                f"Files of the chart {chart_id!r} do not follow the filter {name!r}: parts of the "
                "municipality are too small to be published.",
                it_follows,
            )
        if name not in offered:
            raise ExportFailed(
                f"The chart {chart_id!r} does not follow the filter {name!r}.", it_follows
            )
    if period and PERIOD not in follows:
        raise ExportFailed(f"The chart {chart_id!r} does not follow --period.", it_follows)


def _period_asked(chart_id: str, period: str | None) -> dict[str, str]:
    """What of the address a period is: a length, or one period."""
    if period in (None, "", "latest"):
        return {}
    found = parse_period(str(period))
    grain = found.grain if found else str(period)
    if grain not in GRAINS:
        raise ExportFailed(
            f"{period!r} is not a period.",
            "Write 2026, 2026-Q3 or 2026-09; or month, quarter or year for the latest whole.",
        )
    shortest = shortest_of(CHARTS[chart_id], public=True)
    if GRAINS.index(grain) < GRAINS.index(shortest):
        raise ExportFailed(
            f"The chart {chart_id!r} has no {grain} in files: the shortest period is a {shortest}.",
            f"Write {found.within(shortest).code}." if found else f"Write --period {shortest}.",
        )
    return {"period": str(period)} if found else {"grain": grain}
