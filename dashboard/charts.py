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
from dashboard.drawing import Context, Drawn
from dashboard.language import later
from dashboard.periods import GRAINS
from dashboard.view import View

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


@dataclass(frozen=True)
class Chart:
    """A chart in the register."""

    chart_id: str
    title: str
    draw: Callable[[Context, str], Drawn]
    shortest: str = "month"
    """The shortest period its mart has; a view of a shorter one is shown by the one around it."""
    shortest_in_public: str | None = None
    """The same of its public edition, where small numbers hide what is shorter."""
    is_municipal: bool = False
    """Whether its mart holds the whole municipality only."""
    is_municipal_in_public: bool = False
    """Whether the public edition of its mart does."""
    is_of_all_types: bool = False
    """Whether its mart holds all case types together only."""
    is_of_a_goal: bool = False
    """Whether it shows one quality goal, the one in view."""
    is_of_audit: bool = False
    """Whether it shows one round of audit, the one in view; it has no period."""
    is_of_economy: bool = False
    """Whether it shows the economy of a provider, the one in view; it has years and no period."""
    is_of_scenario: bool = False
    """Whether it shows a scenario, the one in view."""
    is_of_forecast: bool = False
    """Whether it shows a forecast of the population, the one in view."""
    is_of_cooperation: bool = False
    """Whether it shows the strengthened cooperation, or its wheel of the year in view."""
    has_calendar: bool = False
    """Whether it can be taken over by a calendar."""
    is_of_initiative: bool = False
    """Whether it shows one initiative, the one in view."""
    is_of_survey: bool = False
    """Whether it shows one round of the user survey, the one in view; it has no period."""
    is_of_target_group: bool = False
    """Whether it shows one target group, the one in view, or all of them together."""
    is_of_register: bool = False
    """Whether it shows a register of follow-up: nothing of citizens, so nothing is rounded."""
    is_of_places: bool = False
    """Whether it shows places of providers in use: few are hidden, and nothing is rounded."""
    is_of_catalogues: bool = False
    """Whether it compares the catalogues of the two departments in view; it has no period."""
    is_of_grants: bool = False
    """Whether it compares what the two departments in view granted, by the measure in view."""
    is_of_a_service: bool = False
    """Whether it shows one service, the one in view."""
    is_list: bool = False
    """Whether its table is the answer, and stands open below it."""
    source: str = CASE_SYSTEMS
    """Where its figures are from."""

    @property
    def table_name(self) -> str:
        """What its table is called."""
        if self.source == REGISTERS:
            return later("Register")
        if self.is_of_catalogues or self.is_of_cooperation:
            return later("List")
        return later("Numbers")


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
        Chart(
            "open_cases",
            later("Open cases that are overdue or soon due, by case type"),
            chart_open.open_cases,
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
            shortest="year",
            is_municipal=True,
        ),
        Chart(
            "time_to_decision",
            later("Days from receipt to decision, open cases counted"),
            chart_duration.by_case_type,
            shortest="year",
            is_municipal=True,
        ),
        Chart(
            "time_to_decision_over_time",
            later("Days from receipt to decision, by quarter received"),
            chart_duration.over_quarters,
            shortest="quarter",
            is_municipal=True,
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
            is_municipal=True,
        ),
        Chart(
            "case_forecast",
            later("Cases expected by the year's end"),
            chart_waiting.forecast,
            is_municipal=True,
        ),
        Chart(
            "unit_spread",
            later("Units like for like: cases decided by their deadline"),
            chart_equal.spread,
            shortest="quarter",
        ),
        Chart(
            "continuity",
            later("Contacts with the citizen's main caseworker"),
            chart_equal.continuity,
            shortest="year",
            is_municipal_in_public=True,
        ),
        Chart(
            "initiative_months",
            later("What the initiative did, month by month"),
            chart_equal.initiative_months,
            is_municipal=True,
            is_of_initiative=True,
        ),
        Chart(
            "initiative_effect",
            later("Before and after the initiative"),
            chart_equal.initiative_effect,
            is_municipal=True,
            is_of_initiative=True,
        ),
        Chart(
            "complaints_over_time",
            later("Complaint points received, quarter by quarter"),
            chart_complaints.over_time,
            shortest="quarter",
            is_municipal_in_public=True,
            is_of_all_types=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaint_signals",
            later("Signals: topics that stand out in a unit"),
            chart_complaint_outcomes.signals,
            shortest="quarter",
            is_municipal_in_public=True,
            is_of_all_types=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaints_by_channel",
            later("Complaints by who received them"),
            chart_complaints.by_channel,
            shortest="quarter",
            is_municipal_in_public=True,
            is_of_all_types=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaints_by_area",
            later("Complaints by main area"),
            chart_complaints.by_area,
            shortest="quarter",
            is_municipal_in_public=True,
            is_of_all_types=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaints_by_topic",
            later("Complaint points by topic"),
            chart_complaints.by_topic,
            shortest="quarter",
            is_municipal_in_public=True,
            is_of_all_types=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaints_by_unit",
            later("Complaints per 1,000 decisions, by department and unit"),
            chart_complaints.by_unit,
            shortest="quarter",
            is_municipal_in_public=True,
            is_of_all_types=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaint_justified",
            later("Points found wholly or partly justified, by main area"),
            chart_complaint_outcomes.justified,
            shortest="quarter",
            is_municipal_in_public=True,
            is_of_all_types=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaint_reversals",
            later("Reversed by the appeal board, by case type"),
            chart_complaint_outcomes.reversals,
            shortest="quarter",
            is_municipal_in_public=True,
            is_of_all_types=True,
            source=COMPLAINTS,
        ),
        Chart(
            "complaint_answer_days",
            later("Days to the answer, by who received the complaint"),
            chart_complaint_outcomes.answer_days,
            shortest="quarter",
            is_municipal_in_public=True,
            is_of_all_types=True,
            source=COMPLAINTS,
        ),
        Chart(
            "follow_up_due",
            later("What is overdue or soon due"),
            chart_follow_up.due,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "recommendations",
            later("The Borgerrådgiver's recommendations"),
            chart_follow_up.recommendations,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "training",
            later("Training, and who came"),
            chart_follow_up.training,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "yearly_status",
            later("Yearly status to the city council"),
            chart_follow_up.yearly_status,
            shortest="year",
            source=REGISTERS,
        ),
        Chart(
            "focus_points",
            later("Focus points and their history"),
            chart_registers.focus_points,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "initiative_money",
            later("Initiatives: money spent against budget and grant"),
            chart_registers.initiative_money,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "milestones",
            later("Initiatives: milestones"),
            chart_registers.milestones,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "guidance_documents",
            later("Guiding documents: readability and review"),
            chart_registers.guidance_documents,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "template_coverage",
            later("Templates of decisions by case type"),
            chart_registers.template_coverage,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "it_incidents",
            later("Incidents in IT systems, month by month"),
            chart_registers.it_incidents,
            is_municipal=True,
            is_of_register=True,
            source=REGISTERS,
        ),
        Chart(
            "quality_goals",
            later("Quality goals by department and source"),
            chart_goals.quality_goals,
            shortest="quarter",
            is_of_all_types=True,
            source=AUDITS,
        ),
        Chart(
            "goal_over_time",
            later("{goal}: share met, month by month"),
            chart_goals.over_time,
            is_of_a_goal=True,
        ),
        Chart(
            "goal_by_unit",
            later("{goal}: share met, by department and unit"),
            chart_goals.by_unit,
            is_of_a_goal=True,
        ),
        Chart(
            "goal_initiative_months",
            later("{goal}: what the initiative did, month by month"),
            chart_goals.initiative_months,
            is_municipal=True,
            is_of_initiative=True,
            is_of_a_goal=True,
        ),
        Chart(
            "goal_initiative_effect",
            later("{goal}: before and after the initiative"),
            chart_goals.initiative_effect,
            is_municipal=True,
            is_of_initiative=True,
            is_of_a_goal=True,
        ),
        Chart(
            "audit_items",
            later("What auditors found: share met"),
            chart_audits.audit_items,
            is_municipal=True,
            is_of_audit=True,
            source=AUDITS,
        ),
        Chart(
            "audit_themes",
            later("Themes by their errors"),
            chart_audits.audit_themes,
            is_municipal=True,
            is_of_audit=True,
            source=AUDITS,
        ),
        Chart(
            "source_agreement",
            later("Case system and auditors on the same cases"),
            chart_audits.source_agreement,
            is_municipal=True,
            is_of_audit=True,
            source=AUDITS,
        ),
        Chart(
            "survey_gaps",
            later("What caseworkers believe and citizens experience"),
            chart_surveys.gaps,
            is_municipal=True,
            is_of_all_types=True,
            is_of_survey=True,
            is_of_target_group=True,
            source=SURVEYS,
        ),
        Chart(
            "survey_changes",
            later("What citizens experience, and since the round before"),
            chart_surveys.changes,
            is_municipal=True,
            is_of_all_types=True,
            is_of_survey=True,
            is_of_target_group=True,
            source=SURVEYS,
        ),
        Chart(
            "contact_preferences",
            later("Preferred form of contact, by target group"),
            chart_survey_forms.contacts,
            is_municipal=True,
            is_of_all_types=True,
            is_of_survey=True,
            source=SURVEYS,
        ),
        Chart(
            "survey_response",
            later("Who answered the survey, and who did not"),
            chart_survey_forms.response,
            is_municipal=True,
            is_of_all_types=True,
            is_of_survey=True,
            source=SURVEYS,
        ),
        Chart(
            "catalogue_matrix",
            later("The catalogues side by side"),
            chart_catalogues.side_by_side,
            is_municipal=True,
            is_of_all_types=True,
            is_of_catalogues=True,
            is_of_register=True,
            source=CATALOGUES,
        ),
        Chart(
            "catalogue_differences",
            later("Why the catalogues differ"),
            chart_catalogues.differences,
            is_municipal=True,
            is_of_all_types=True,
            is_of_catalogues=True,
            is_of_register=True,
            is_list=True,
            source=CATALOGUES,
        ),
        Chart(
            "grant_verdicts",
            later("Equal needs, equal grants? The difference by service"),
            chart_grants.verdicts,
            shortest="year",
            is_municipal=True,
            is_of_all_types=True,
            is_of_grants=True,
            source=GRANTS,
        ),
        Chart(
            "grant_before_after",
            later("The difference before and after both have the same citizens"),
            chart_grants.before_after,
            shortest="year",
            is_municipal=True,
            is_of_all_types=True,
            is_of_grants=True,
            source=GRANTS,
        ),
        Chart(
            "grant_strata",
            later("The difference by need and age"),
            chart_grants.strata,
            shortest="year",
            is_municipal=True,
            is_of_all_types=True,
            is_of_grants=True,
            is_of_a_service=True,
            source=GRANTS,
        ),
        Chart(
            "case_time_municipalities",
            later("Days to decision against other municipalities, like for like by case type"),
            chart_grants.municipalities,
            shortest="year",
            is_municipal=True,
            is_of_all_types=True,
        ),
        Chart(
            "catalogue_changes",
            later("What the newest catalogues changed"),
            chart_catalogues.changes,
            is_municipal=True,
            is_of_all_types=True,
            is_of_catalogues=True,
            is_of_register=True,
            is_list=True,
            source=CATALOGUES,
        ),
        Chart(
            "budget_change",
            later("From one year's budget to the next"),
            chart_budget.change,
            is_municipal=True,
            is_of_economy=True,
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "budget_accounts",
            later("Budget against accounts"),
            chart_budget.accounts,
            is_municipal=True,
            is_of_economy=True,
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "provider_cases",
            later("Cases against the estimate, and what a case costs"),
            chart_budget.cases,
            is_municipal=True,
            is_of_economy=True,
            source=ECONOMY,
        ),
        Chart(
            "shared_financing",
            later("Shared financing: from the budget to the tariff"),
            chart_financing.financing,
            is_municipal=True,
            is_of_economy=True,
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "shared_financing_shares",
            later("Shared financing: who pays what"),
            chart_financing.shares,
            is_municipal=True,
            is_of_economy=True,
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "shared_financing_scenario",
            later("Shared financing: what if"),
            chart_financing.scenario,
            is_municipal=True,
            is_of_economy=True,
            is_of_scenario=True,
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "shared_financing_forecast",
            later("Shared financing: by the population that is expected"),
            chart_financing.forecast,
            is_municipal=True,
            is_of_economy=True,
            is_of_forecast=True,
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "shared_financing_map",
            later("Shared financing: who pays what, on the map"),
            chart_map.financing_map,
            is_municipal=True,
            is_of_economy=True,
            is_of_register=True,
            source=ECONOMY,
        ),
        Chart(
            "cooperation_participation",
            later("Providers of the strengthened cooperation"),
            chart_cooperation.participation,
            is_municipal=True,
            is_of_cooperation=True,
            is_of_register=True,
            source=COOPERATION,
        ),
        Chart(
            "cooperation_wheel",
            later("The yearly wheel: forum, month and task"),
            chart_cooperation.wheel,
            is_municipal=True,
            is_of_cooperation=True,
            has_calendar=True,
            is_of_register=True,
            is_list=True,
            source=COOPERATION,
        ),
        Chart(
            "provider_occupancy",
            later("Occupancy: budgeted and realised"),
            chart_providers.occupancy,
            is_municipal=True,
            is_of_economy=True,
            is_of_places=True,
            source=ECONOMY,
        ),
        Chart(
            "provider_warnings",
            later("Early warning from providers"),
            chart_providers.warnings,
            is_municipal=True,
            is_of_economy=True,
            is_of_places=True,
            is_list=True,
            source=ECONOMY,
        ),
        Chart(
            "reference_trends",
            later("Reference series: growth since the first year"),
            chart_financing.trends,
            is_municipal=True,
            is_of_economy=True,
            is_of_register=True,
            source=ECONOMY,
        ),
    )
}


def shown_view(chart_id: str, view: View, *, public: bool) -> View:
    """The part of a view that a chart can show."""
    chart = CHARTS[chart_id]
    goal = view.goal if chart.is_of_a_goal else None
    initiative = view.initiative if chart.is_of_initiative else None
    view = replace(view, section=None, register=None, part=None, subject=None, step=None)
    view = replace(view, goal=goal, initiative=initiative)
    if chart.is_of_audit or chart.is_of_survey or chart.is_of_catalogues or chart.is_of_economy:
        view = replace(view, period=None)
    if chart.is_of_cooperation:
        view = replace(view, period=None, case_type=None)
    else:
        view = replace(view, wheel_year=None)
    if not chart.is_of_audit:
        view = replace(view, audit_round=None)
    if not chart.is_of_survey:
        view = replace(view, survey_round=None)
    if not chart.is_of_target_group:
        view = replace(view, target_group=None)
    if not chart.is_of_catalogues:
        view = replace(view, differs=None, pair=view.pair if chart.is_of_grants else None)
    if not chart.is_of_grants:
        view = replace(view, measure=None)
    if not chart.is_of_a_service:
        view = replace(view, service=None)
    if not chart.is_of_economy:
        view = replace(view, provider=None, year=None)
    if not chart.is_of_scenario:
        view = replace(view, cases=None, shared=None, key=None)
    if not chart.is_of_forecast:
        view = replace(view, expected_on=None)
    if chart.is_municipal or (public and chart.is_municipal_in_public):
        view = replace(view, department=None, unit=None)
    if chart.is_of_all_types or chart.is_of_a_goal:
        view = replace(view, case_type=None)
    shortest = (public and chart.shortest_in_public) or chart.shortest
    if view.period and GRAINS.index(view.period.grain) < GRAINS.index(shortest):
        view = replace(view, grain=shortest, period=view.period.within(shortest))
    return view


def draw(chart_id: str, context: Context) -> Drawn:
    """Draw a chart; kept with the run, so that a second reader gets the same one."""
    chart = CHARTS[chart_id]
    view = shown_view(chart_id, context.view, public=context.public)
    goal = chart_goals.goal_in_view(replace(context, view=view)) if chart.is_of_a_goal else None
    title = context.language.text(chart.title, goal=context.language.name(goal) if goal else "")
    asked = ("chart", chart_id, view, context.public)
    return context.published.kept(asked, lambda: chart.draw(replace(context, view=view), title))
