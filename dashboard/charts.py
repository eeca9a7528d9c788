"""The register of charts: every id used in pages, addresses and on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

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
from dashboard.drawing import Context, Drawn, Reading
from dashboard.language import later
from dashboard.marts import Published
from dashboard.periods import GRAINS
from dashboard.view import FILTERS, View, in_grain

CASE_SYSTEMS = later("The municipality's own case systems, by Sagspuls")
COMPLAINTS = later("The municipality's own register of complaints and case systems, by Sagspuls")
REGISTERS = later("The municipality's own registers of follow-up, by Sagspuls")
CATALOGUES = later("The departments' own catalogues of services, by Sagspuls")
HARMONISATION = later(
    "The departments' own catalogues, registers of grants and case systems, by Sagspuls"
)
GRANTS = later("The departments' own registers of grants, by Sagspuls")
AUDITS = later("The municipality's own audit forms and case systems, by Sagspuls")
SURVEYS = later("The municipality's own surveys of citizens and caseworkers, by Sagspuls")

COOPERATION = later("The municipality's own registers of the framework agreement, by Sagspuls")
ECONOMY = later("The municipality's own budgets and published figures, by Sagspuls")

OF_CASES = ("department", "unit", "case_type", "period")
ALL_TYPES = ("department", "unit", "period")
WHOLE_MUNICIPALITY = ("case_type", "period")
OF_AN_AUDIT = ("case_type", "audit_round")
OF_CATALOGUES = ("pair", "differs")
OF_A_WHEEL = ("wheel_year",)
OF_A_PROVIDER = ("provider", "year")
OF_REGISTERS = ("department",)
OF_PAGES = ("section", "register", "part", "subject", "step")
"""What pages alone ask for in an address."""


@dataclass(frozen=True)
class Chart:
    """A chart in the register."""

    chart_id: str
    title: str
    draw: Callable[[Context, str], Drawn]
    filters: tuple[str, ...] = OF_CASES
    """What of a view it follows; the rest is left out."""
    marks: tuple[str, ...] = ()
    """Filters of which it sets what is chosen in bold among the rest, on the page."""
    shortest: str = "month"
    """The shortest period its mart has; a view of a shorter one is shown by the one around it."""
    shortest_in_public: str | None = None
    """The same of its public edition, where small numbers hide what is shorter."""
    is_of_whole_periods: bool = False
    """Whether the period around a shorter one has to be over; in files it always has to."""
    is_municipal_in_public: bool = False
    """Whether the public edition of its mart holds the whole municipality only."""
    has_calendar: bool = False
    """Whether it can be taken over by a calendar."""
    is_of_register: bool = False
    """Whether it shows a register of follow-up: nothing of citizens, so nothing is rounded."""
    is_of_places: bool = False
    """Whether it shows places of providers in use: few are hidden, and nothing is rounded."""
    is_list: bool = False
    """Whether its table is the answer, and stands open below it."""
    source: str = CASE_SYSTEMS
    """Where its figures are from."""

    @property
    def table_name(self) -> str:
        """What its table is called."""
        if self.source == REGISTERS:
            return later("Register")
        if self.source in (CATALOGUES, COOPERATION):
            return later("List")
        return later("Numbers")


CHARTS = {
    chart.chart_id: chart
    for chart in (
        Chart(
            "scorecard",
            later("Goals and their status"),
            chart_dots.scorecard,
            filters=ALL_TYPES,
        ),
        Chart(
            "deadline_kept_by_case_type",
            later("Cases decided by their deadline, by case type"),
            chart_dots.kept_by_case_type,
            filters=ALL_TYPES,
            marks=("case_type",),
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
            filters=("department", "case_type", "period"),
            marks=("unit",),
        ),
        Chart(
            "working_days_over_time",
            later("Working days from receipt to decision, median month by month"),
            chart_lines.days_over_time,
        ),
        Chart(
            "open_cases",
            later("Open cases that are overdue or soon due, by case type"),
            chart_open.open_cases,
            filters=("department", "unit"),
            marks=("case_type",),
            is_municipal_in_public=True,
        ),
        Chart(
            "notice_steps",
            later("Told when the deadline was not kept: three steps of the duty"),
            chart_notice.notice_steps,
        ),
        Chart(
            "notice_by_case_type",
            later("Told in full when the deadline was not kept, by case type"),
            chart_notice.full_notice_by_case_type,
            filters=ALL_TYPES,
            marks=("case_type",),
        ),
        Chart(
            "notice_over_time",
            later("Told in full when the deadline was not kept, month by month"),
            chart_notice.full_notice_over_time,
        ),
        Chart(
            "receipt_over_time",
            later("Written receipt within 10 days, month by month"),
            chart_notice.receipt_over_time,
        ),
        Chart(
            "time_to_decision_curve",
            later("Cases not yet decided, by days since receipt"),
            chart_duration.curve,
            filters=WHOLE_MUNICIPALITY,
            shortest="year",
        ),
        Chart(
            "time_to_decision",
            later("Days from receipt to decision, open cases counted"),
            chart_duration.by_case_type,
            filters=("period",),
            marks=("case_type",),
            shortest="year",
        ),
        Chart(
            "time_to_decision_over_time",
            later("Days from receipt to decision, by quarter received"),
            chart_duration.over_quarters,
            filters=WHOLE_MUNICIPALITY,
            shortest="quarter",
        ),
        Chart(
            "case_time_parts",
            later("Where the time goes, from receipt to decision"),
            chart_quiet.parts,
            shortest="quarter",
            is_municipal_in_public=True,
        ),
        Chart(
            "quiet_causes",
            later("Days in which nothing happened, by cause"),
            chart_quiet.causes,
            shortest="quarter",
            shortest_in_public="year",
            is_municipal_in_public=True,
        ),
        Chart(
            "quiet_steps",
            later("The ten steps in which most quiet time lies"),
            chart_quiet.steps,
            shortest="quarter",
            shortest_in_public="year",
            is_municipal_in_public=True,
        ),
        Chart(
            "quiet_what_if",
            later("Cases decided by their deadline if the quiet time of a cause were halved"),
            chart_quiet.what_if,
            shortest="quarter",
            is_municipal_in_public=True,
        ),
        Chart(
            "waiting_stages",
            later("Days a case spends in each stage"),
            chart_waiting.stages,
            shortest="quarter",
            is_municipal_in_public=True,
        ),
        Chart(
            "case_estimates",
            later("Cases received against the estimate"),
            chart_waiting.estimates,
            filters=WHOLE_MUNICIPALITY,
        ),
        Chart(
            "case_forecast",
            later("Cases expected by the year's end"),
            chart_waiting.forecast,
            filters=("case_type",),
        ),
        Chart(
            "unit_spread",
            later("Units like for like: cases decided by their deadline"),
            chart_equal.spread,
            filters=("department", "period"),
            shortest="quarter",
        ),
        Chart(
            "continuity",
            later("Contacts with the citizen's main caseworker"),
            chart_equal.continuity,
            filters=("department", "period"),
            shortest="year",
            is_municipal_in_public=True,
        ),
        Chart(
            "initiative_months",
            later("What the initiative did, month by month"),
            chart_equal.initiative_months,
            filters=("initiative",),
        ),
        Chart(
            "initiative_effect",
            later("Before and after the initiative"),
            chart_equal.initiative_effect,
            filters=("initiative",),
        ),
        Chart(
            "complaints_over_time",
            later("Complaint points received, quarter by quarter"),
            chart_complaints.over_time,
            filters=ALL_TYPES,
            shortest="quarter",
            is_municipal_in_public=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaint_signals",
            later("Signals: topics that stand out in a unit"),
            chart_complaint_outcomes.signals,
            filters=ALL_TYPES,
            shortest="quarter",
            is_municipal_in_public=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaints_by_channel",
            later("Complaints by who received them"),
            chart_complaints.by_channel,
            filters=ALL_TYPES,
            shortest="quarter",
            is_municipal_in_public=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaints_by_area",
            later("Complaints by main area"),
            chart_complaints.by_area,
            filters=ALL_TYPES,
            shortest="quarter",
            is_municipal_in_public=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaints_by_topic",
            later("Complaint points by topic"),
            chart_complaints.by_topic,
            filters=ALL_TYPES,
            shortest="quarter",
            is_municipal_in_public=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaints_by_unit",
            later("Complaints per 1,000 decisions, by department and unit"),
            chart_complaints.by_unit,
            filters=ALL_TYPES,
            shortest="quarter",
            is_municipal_in_public=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaint_justified",
            later("Points found wholly or partly justified, by main area"),
            chart_complaint_outcomes.justified,
            filters=ALL_TYPES,
            shortest="quarter",
            is_municipal_in_public=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaint_reversals",
            later("Reversed by the appeal board, by case type"),
            chart_complaint_outcomes.reversals,
            filters=ALL_TYPES,
            shortest="quarter",
            is_municipal_in_public=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaint_answer_days",
            later("Days to the answer, by who received the complaint"),
            chart_complaint_outcomes.answer_days,
            filters=ALL_TYPES,
            shortest="quarter",
            is_municipal_in_public=True,
            source=COMPLAINTS,
        ),
        Chart(
            "follow_up_due",
            later("What is overdue or soon due"),
            chart_follow_up.due,
            filters=OF_REGISTERS,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "recommendations",
            later("The Borgerrådgiver's recommendations"),
            chart_follow_up.recommendations,
            filters=OF_REGISTERS,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "training",
            later("Training, and who came"),
            chart_follow_up.training,
            filters=OF_REGISTERS,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "yearly_status",
            later("Yearly status to the city council"),
            chart_follow_up.yearly_status,
            filters=("department", "period"),
            shortest="year",
            is_of_whole_periods=True,
            source=REGISTERS,
        ),
        Chart(
            "focus_points",
            later("Focus points and their history"),
            chart_registers.focus_points,
            filters=OF_REGISTERS,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "initiative_money",
            later("Initiatives: money spent against budget and grant"),
            chart_registers.initiative_money,
            filters=OF_REGISTERS,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "milestones",
            later("Initiatives: milestones"),
            chart_registers.milestones,
            filters=OF_REGISTERS,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "guidance_documents",
            later("Guiding documents: readability and review"),
            chart_registers.guidance_documents,
            filters=OF_REGISTERS,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "template_coverage",
            later("Templates of decisions by case type"),
            chart_registers.template_coverage,
            filters=OF_REGISTERS,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "it_incidents",
            later("Incidents in IT systems, month by month"),
            chart_registers.it_incidents,
            filters=(),
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "quality_goals",
            later("Quality goals by department and source"),
            chart_goals.quality_goals,
            filters=ALL_TYPES,
            shortest="quarter",
            source=AUDITS,
        ),
        Chart(
            "goal_over_time",
            later("{goal}: share met, month by month"),
            chart_goals.over_time,
            filters=("department", "unit", "period", "goal"),
        ),
        Chart(
            "goal_by_unit",
            later("{goal}: share met, by department and unit"),
            chart_goals.by_unit,
            filters=("department", "period", "goal"),
            marks=("unit",),
        ),
        Chart(
            "goal_initiative_months",
            later("{goal}: what the initiative did, month by month"),
            chart_goals.initiative_months,
            filters=("goal", "initiative"),
        ),
        Chart(
            "goal_initiative_effect",
            later("{goal}: before and after the initiative"),
            chart_goals.initiative_effect,
            filters=("goal", "initiative"),
        ),
        Chart(
            "audit_items",
            later("What auditors found: share met"),
            chart_audits.audit_items,
            filters=OF_AN_AUDIT,
            source=AUDITS,
        ),
        Chart(
            "audit_themes",
            later("Themes by their errors"),
            chart_audits.audit_themes,
            filters=OF_AN_AUDIT,
            source=AUDITS,
        ),
        Chart(
            "source_agreement",
            later("Case system and auditors on the same cases"),
            chart_audits.source_agreement,
            filters=("audit_round",),
            source=AUDITS,
        ),
        Chart(
            "survey_gaps",
            later("What caseworkers believe and citizens experience"),
            chart_surveys.gaps,
            filters=("survey_round", "target_group"),
            source=SURVEYS,
        ),
        Chart(
            "survey_changes",
            later("What citizens experience, and since the round before"),
            chart_surveys.changes,
            filters=("survey_round", "target_group"),
            source=SURVEYS,
        ),
        Chart(
            "contact_preferences",
            later("Preferred form of contact, by target group"),
            chart_survey_forms.contacts,
            filters=("survey_round",),
            source=SURVEYS,
        ),
        Chart(
            "survey_response",
            later("Who answered the survey, and who did not"),
            chart_survey_forms.response,
            filters=("survey_round",),
            source=SURVEYS,
        ),
        Chart(
            "catalogue_matrix",
            later("The catalogues side by side"),
            chart_catalogues.side_by_side,
            filters=OF_CATALOGUES,
            is_of_register=True,
            source=CATALOGUES,
        ),
        Chart(
            "catalogue_differences",
            later("Why the catalogues differ"),
            chart_catalogues.differences,
            filters=OF_CATALOGUES,
            is_of_register=True,
            is_list=True,
            source=CATALOGUES,
        ),
        Chart(
            "grant_verdicts",
            later("Equal needs, equal grants? The difference by service"),
            chart_grants.verdicts,
            filters=("period", "pair", "measure"),
            shortest="year",
            is_of_whole_periods=True,
            source=GRANTS,
        ),
        Chart(
            "grant_before_after",
            later("The difference before and after both have the same citizens"),
            chart_grants.before_after,
            filters=("period", "pair", "measure"),
            shortest="year",
            is_of_whole_periods=True,
            source=GRANTS,
        ),
        Chart(
            "grant_strata",
            later("The difference by need and age"),
            chart_grants.strata,
            filters=("period", "pair", "measure", "service"),
            shortest="year",
            is_of_whole_periods=True,
            source=GRANTS,
        ),
        Chart(
            "case_time_municipalities",
            later("Days to decision against other municipalities, like for like by case type"),
            chart_grants.municipalities,
            filters=("period",),
            shortest="year",
            is_of_whole_periods=True,
        ),
        Chart(
            "catalogue_changes",
            later("What the newest catalogues changed"),
            chart_catalogues.changes,
            filters=(),
            is_of_register=True,
            is_list=True,
            source=CATALOGUES,
        ),
        Chart(
            "budget_change",
            later("From one year's budget to the next"),
            chart_budget.change,
            filters=OF_A_PROVIDER,
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "budget_accounts",
            later("Budget against accounts"),
            chart_budget.accounts,
            filters=OF_A_PROVIDER,
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "provider_cases",
            later("Cases against the estimate, and what a case costs"),
            chart_budget.cases,
            filters=("provider",),
            source=ECONOMY,
        ),
        Chart(
            "shared_financing",
            later("Shared financing: from the budget to the tariff"),
            chart_financing.financing,
            filters=OF_A_PROVIDER,
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "shared_financing_shares",
            later("Shared financing: who pays what"),
            chart_financing.shares,
            filters=OF_A_PROVIDER,
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "shared_financing_scenario",
            later("Shared financing: what if"),
            chart_financing.scenario,
            filters=(*OF_A_PROVIDER, "cases", "shared", "key"),
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "shared_financing_forecast",
            later("Shared financing: by the population that is expected"),
            chart_financing.forecast,
            filters=(*OF_A_PROVIDER, "expected_on"),
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "shared_financing_map",
            later("Shared financing: who pays what, on the map"),
            chart_map.financing_map,
            filters=OF_A_PROVIDER,
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "cooperation_participation",
            later("Providers of the strengthened cooperation"),
            chart_cooperation.participation,
            filters=(),
            is_of_register=True,
            source=COOPERATION,
        ),
        Chart(
            "cooperation_wheel",
            later("The yearly wheel: forum, month and task"),
            chart_cooperation.wheel,
            filters=OF_A_WHEEL,
            has_calendar=True,
            is_of_register=True,
            is_list=True,
            source=COOPERATION,
        ),
        Chart(
            "provider_occupancy",
            later("Occupancy: budgeted and realised"),
            chart_providers.occupancy,
            filters=("provider",),
            is_of_places=True,
            source=ECONOMY,
        ),
        Chart(
            "provider_warnings",
            later("Early warning from providers"),
            chart_providers.warnings,
            filters=(),
            is_of_places=True,
            is_list=True,
            source=ECONOMY,
        ),
        Chart(
            "reference_trends",
            later("Reference series: growth since the first year"),
            chart_financing.trends,
            filters=(),
            is_of_register=True,
            source=ECONOMY,
        ),
    )
}


def followed(chart: Chart, *, public: bool) -> tuple[str, ...]:
    """The filters a chart follows; its public edition may hold the whole municipality only."""
    if public and chart.is_municipal_in_public:
        return tuple(name for name in chart.filters if name not in ("department", "unit"))
    return chart.filters


def shortest_of(chart: Chart, *, public: bool) -> str:
    """The shortest period a chart has."""
    return (public and chart.shortest_in_public) or chart.shortest


def shown_view(chart_id: str, view: View, published: Published, *, public: bool) -> View:
    """The part of a view that a chart can show: the one definition for page and file.

    What the chart does not follow is left out, a period it does not have gives way to a longer one,
    and a goal is the first (of those with an initiative, where the chart is of initiatives).
    """
    chart = CHARTS[chart_id]
    kept = {"municipality", "grain", *followed(chart, public=public)}
    if not public:
        kept |= set(chart.marks)
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
    context = replace(context, view=view, reading=Reading())
    goal = chart_goals.goal_in_view(context) if "goal" in chart.filters else None
    title = context.language.text(chart.title, goal=context.language.name(goal) if goal else "")
    asked = ("chart", chart_id, view, context.public)
    return context.published.kept(
        asked,
        lambda: _not_none(context, replace(chart.draw(context, title), reading=context.reading)),
    )


def _not_none(context: Context, drawn: Drawn) -> Drawn:
    """The chart; where all it read is hidden, its words say so, whatever they were."""
    if drawn.reading.n_hidden and not drawn.n_shown:
        return replace(drawn, summary=context.none(drawn.summary))
    return drawn
