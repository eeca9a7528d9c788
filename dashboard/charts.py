"""The register of charts: every id used in pages, addresses and on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard import chart_dots, chart_lines
from dashboard.drawing import Context, Drawn
from dashboard.language import later


@dataclass(frozen=True)
class Chart:
    """A chart in the register."""

    chart_id: str
    title: str
    draw: Callable[[Context, str], Drawn]


CHARTS = {
    chart.chart_id: chart
    for chart in (
        Chart(
            "scorecard",
            later("Goals and their status"),
            chart_dots.scorecard,
        ),
        Chart(
            "deadline_kept_by_case_type",
            later("Cases decided by their deadline, by case type"),
            chart_dots.kept_by_case_type,
        ),
        Chart(
            "deadline_kept_over_time",
            later("Cases decided by their deadline, month by month"),
            chart_lines.kept_over_time,
        ),
        Chart(
            "deadline_kept_by_unit",
            later("Cases decided by their deadline, by department and unit"),
            chart_dots.kept_by_unit,
        ),
        Chart(
            "working_days_over_time",
            later("Working days from receipt to decision, median month by month"),
            chart_lines.days_over_time,
        ),
    )
}


def draw(chart_id: str, context: Context) -> Drawn:
    """Draw a chart; kept with the run, so that a second reader gets the same one."""
    chart = CHARTS[chart_id]
    title = context.language.text(chart.title)
    asked = ("chart", chart_id, context.view, context.public)
    return context.published.kept(asked, lambda: chart.draw(context, title))
