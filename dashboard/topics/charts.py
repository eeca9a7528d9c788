"""The register of charts: every id used in pages, addresses and on the command line."""

from __future__ import annotations

from dataclasses import replace

from dashboard.marks.drawn import Drawn
from dashboard.marks.spec import Chart
from dashboard.reading.context import HIDDEN_WORDS, Context, Reading
from dashboard.reading.marts import Published
from dashboard.reading.periods import GRAINS
from dashboard.reading.view import (
    DEPARTMENT,
    GOAL,
    INITIATIVE,
    MUNICIPALITY,
    UNIT,
    Filter,
    View,
    in_grain,
)
from dashboard.topics.case_time import (
    charts_deadlines,
    charts_duration,
    charts_equal,
    charts_notice,
    charts_open,
    charts_quiet,
    charts_waiting,
)
from dashboard.topics.citizens import (
    charts_complaints,
    charts_outcomes,
    charts_survey_forms,
    charts_surveys,
)
from dashboard.topics.economy import (
    charts_budget,
    charts_cooperation,
    charts_financing,
    charts_map,
    charts_providers,
)
from dashboard.topics.equality import charts_catalogues, charts_grants
from dashboard.topics.follow_up import charts_follow_up, charts_registers
from dashboard.topics.overview import charts_scorecard
from dashboard.topics.quality import charts_audits, charts_goals

CHARTS: dict[str, Chart] = {
    chart.chart_id: chart
    for charts in (
        charts_scorecard.CHARTS,
        charts_deadlines.CHARTS,
        charts_open.CHARTS,
        charts_notice.CHARTS,
        charts_duration.CHARTS,
        charts_quiet.CHARTS,
        charts_waiting.CHARTS,
        charts_equal.CHARTS,
        charts_complaints.CHARTS,
        charts_outcomes.CHARTS,
        charts_follow_up.CHARTS,
        charts_registers.CHARTS,
        charts_goals.CHARTS,
        charts_audits.CHARTS,
        charts_surveys.CHARTS,
        charts_survey_forms.CHARTS,
        charts_catalogues.CHARTS,
        charts_grants.CHARTS,
        charts_budget.CHARTS,
        charts_financing.CHARTS,
        charts_map.CHARTS,
        charts_cooperation.CHARTS,
        charts_providers.CHARTS,
    )
    for chart in charts
}

FILTERS: dict[str, Filter] = {MUNICIPALITY.name: MUNICIPALITY} | {
    of.name: of for chart in CHARTS.values() for of in chart.filters
}
"""Every filter a chart follows, by its name in addresses and on the command line."""


def followed(chart: Chart, *, public: bool) -> tuple[Filter, ...]:
    """The filters a chart follows; its public edition may hold the whole municipality only."""
    if public and chart.edition.is_municipal:
        return tuple(of for of in chart.filters if of not in (DEPARTMENT, UNIT))
    return chart.filters


def shortest_of(chart: Chart, *, public: bool) -> str:
    """The shortest period a chart has."""
    return (public and chart.edition.shortest) or chart.shortest


def shown_view(chart_id: str, view: View, published: Published, *, public: bool) -> View:
    """The part of a view that a chart can show: the one definition for page and file.

    What the chart does not follow is left out, a period it does not have gives way to a longer one,
    and a goal is the first (of those with an initiative, where the chart is of initiatives).
    """
    chart = CHARTS[chart_id]
    view = view.only((*followed(chart, public=public), *(() if public else chart.bolds)))
    shortest = shortest_of(chart, public=public)
    if view.period and GRAINS.index(view.period.grain) < GRAINS.index(shortest):
        view = (
            in_grain(view, published, shortest)
            if public or chart.is_of_whole_periods
            else view.but(grain=shortest, period=view.period.within(shortest))
        )
    if GOAL in chart.filters and view[GOAL] is None:
        view = view.but(goal=_first_goal(published, view, INITIATIVE in chart.filters))
    return view


def _first_goal(published: Published, view: View, with_initiative: bool) -> str | None:
    codes = [str(goal["goal_id"]) for goal in published.quality_goals()]
    if with_initiative:
        has = [code for code in codes if published.initiatives(view.municipality, code)]
        codes = has or codes
    return next(iter(codes), None)


def draw(chart_id: str, context: Context) -> Drawn:
    """Draw a chart; kept with the run, so that a second reader gets the same one."""
    chart = CHARTS[chart_id]
    view = shown_view(chart_id, context.view, context.published, public=context.public)
    context = replace(context, view=view, edition=chart.edition, reading=Reading())
    goal = charts_goals.goal_in_view(context) if GOAL in chart.filters else None
    title = context.language.text(chart.title, goal=context.language.name(goal) if goal else "")
    asked = ("chart", chart_id, view, context.public)
    return context.published.kept(
        asked,
        lambda: _not_none(context, replace(chart.draw(context, title), reading=context.reading)),
    )


def _not_none(context: Context, drawn: Drawn) -> Drawn:
    """The chart; its words say that all is hidden where all is, and only there."""
    if not drawn.reading.n_hidden:
        return drawn
    if not drawn.n_shown:
        return replace(drawn, summary=context.none(drawn.summary))
    all_hidden = context.language.text(HIDDEN_WORDS)
    part = context.language.plural(
        "Some figures are hidden; {n} row is shown.",
        "Some figures are hidden; {n} rows are shown.",
        drawn.n_shown,
    )
    return replace(drawn, summary=drawn.summary.replace(all_hidden, part))
