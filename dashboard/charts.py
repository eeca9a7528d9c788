"""The register of charts: every id used in pages, addresses and on the command line."""

from __future__ import annotations

from dataclasses import replace

from dashboard import (
    chart_audits,
    chart_budget,
    chart_catalogues,
    chart_complaint_outcomes,
    chart_complaints,
    chart_cooperation,
    chart_dots,
    chart_duration,
    chart_equal,
    chart_financing,
    chart_follow_up,
    chart_goals,
    chart_grants,
    chart_lines,
    chart_map,
    chart_notice,
    chart_open,
    chart_providers,
    chart_quiet,
    chart_registers,
    chart_survey_forms,
    chart_surveys,
    chart_waiting,
)
from dashboard.drawing import HIDDEN_WORDS, Context, Drawn, Reading
from dashboard.marks.spec import Chart, Program
from dashboard.marts import Published
from dashboard.periods import GRAINS
from dashboard.view import FILTERS, View, in_grain

OF_PAGES = ("section", "register", "part", "subject", "step")
"""What pages alone ask for in an address."""

CHARTS: dict[str, Chart | Program] = {
    chart.chart_id: chart
    for charts in (
        chart_dots.CHARTS,
        chart_lines.CHARTS,
        chart_open.CHARTS,
        chart_notice.CHARTS,
        chart_duration.CHARTS,
        chart_quiet.CHARTS,
        chart_waiting.CHARTS,
        chart_equal.CHARTS,
        chart_complaints.CHARTS,
        chart_complaint_outcomes.CHARTS,
        chart_follow_up.CHARTS,
        chart_registers.CHARTS,
        chart_goals.CHARTS,
        chart_audits.CHARTS,
        chart_surveys.CHARTS,
        chart_survey_forms.CHARTS,
        chart_catalogues.CHARTS,
        chart_grants.CHARTS,
        chart_budget.CHARTS,
        chart_financing.CHARTS,
        chart_map.CHARTS,
        chart_cooperation.CHARTS,
        chart_providers.CHARTS,
    )
    for chart in charts
}


def followed(chart: Chart | Program, *, public: bool) -> tuple[str, ...]:
    """The filters a chart follows; its public edition may hold the whole municipality only."""
    if public and chart.edition.is_municipal:
        return tuple(name for name in chart.filters if name not in ("department", "unit"))
    return chart.filters


def shortest_of(chart: Chart | Program, *, public: bool) -> str:
    """The shortest period a chart has."""
    return (public and chart.edition.shortest) or chart.shortest


def shown_view(chart_id: str, view: View, published: Published, *, public: bool) -> View:
    """The part of a view that a chart can show: the one definition for page and file.

    What the chart does not follow is left out, a period it does not have gives way to a longer one,
    and a goal is the first (of those with an initiative, where the chart is of initiatives).
    """
    chart = CHARTS[chart_id]
    kept = {"municipality", "grain", *followed(chart, public=public)}
    if not public:
        kept |= set(chart.bolds)
    others = dict.fromkeys(name for name in (*FILTERS, *OF_PAGES) if name not in kept)
    view = replace(view, **others)  # type: ignore[arg-type]  # names are View's own fields
    shortest = shortest_of(chart, public=public)
    if view.period and GRAINS.index(view.period.grain) < GRAINS.index(shortest):
        view = (
            in_grain(view, published, shortest)
            if public or chart.is_of_whole_periods
            else replace(view, grain=shortest, period=view.period.within(shortest))
        )
    if "goal" in chart.filters and view.goal is None:
        view = replace(view, goal=_first_goal(published, view, "initiative" in chart.filters))
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
    goal = chart_goals.goal_in_view(context) if "goal" in chart.filters else None
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
