"""The one place that gives codes their shape and colour; their words are in `dim_code`.

Blue is improvement, orange concern, grey common cause; a square is good, a diamond asks for
attention, a circle is neither. Never colour alone: shape and word are always beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

INK = "#1b2733"
MUTED = "#54616e"
LINE = "#cfd6dd"
BAND = "#eef2f6"
PAPER = "#ffffff"
MARGIN = "#dbe4ec"
"""The band of a margin behind the differences."""
BLUE = "#0b5394"
ORANGE = "#b24a00"
GREY = "#5d6975"


@dataclass(frozen=True)
class Coded:
    """A code of a list of `dim_code`, which has its word in both languages."""

    list: str
    code: str


@dataclass(frozen=True)
class Sign(Coded):
    """How a status or a signal is shown: a colour and a shape."""

    colour: str
    symbol: str
    """The name plotly gives the shape."""


@dataclass(frozen=True)
class Look(Coded):
    """How a part of a bar is shown: a colour, the colour of text in it, a pattern."""

    colour: str
    ink: str = INK
    pattern: str = ""


C = TypeVar("C", bound=Coded)


def _by_code(*shown: C) -> dict[str, C]:
    return {one.code: one for one in shown}


PARTS = _by_code(
    Look("case_time_part", "busy", "#c6d3dc"),
    Look("case_time_part", "waiting_citizen", "#dccfb2"),
    Look("case_time_part", "waiting_third_party", "#b4c7b8"),
    Look("case_time_part", "quiet", "#57496b", PAPER),
)
"""Parts of a case's time: calm colours of their own; what lies still is the dark one."""

CAUSE_SOURCES = _by_code(
    Look("cause_source", "registered", "#57496b", PAPER),
    Look("cause_source", "rule", "#a79bb8"),
    Look("cause_source", "none", "#dfdae6"),
)
"""How the cause of a quiet period is known."""

CURVES = (
    (INK, "solid"),
    ("#57496b", "dash"),
    ("#8a5a1f", "dot"),
    ("#2f6b57", "dashdot"),
    ("#6b7681", "longdash"),
)
"""Colour and dash of the curves of one chart; the first is the one in view."""

OPEN_CASES = _by_code(
    Look("open_case", "overdue", ORANGE, PAPER),
    Look("open_case", "due_in_30_days", "#c9b28f"),
)
"""Open cases that ask for attention."""

JUDGED = _by_code(
    Look("complaint_judgement", "justified", ORANGE, PAPER),
    Look("complaint_judgement", "unjustified", "#c6d3dc"),
    Look("complaint_judgement", "not_judged", "#eceff2"),
)
"""Points of complaints by how they were judged."""

COMPLAINT_SIGNALS = _by_code(
    Sign("complaint_signal", "new", ORANGE, "square-open"),
    Sign("complaint_signal", "special_cause", ORANGE, "diamond"),
)
"""Signals drawn from complaints, by topic and unit."""

DUE = _by_code(
    Look("due_status", "overdue", ORANGE, PAPER),
    Look("due_status", "next_90_days", "#c9b28f"),
)
"""What is due in the registers."""

MILESTONES = _by_code(
    Look("milestone_status", "reached", BLUE, PAPER),
    Look("milestone_status", "reached_late", "#7fa8cc"),
    Look("milestone_status", "overdue", ORANGE, PAPER),
    Look("milestone_status", "planned", "#dfe5ea"),
    Look("milestone_status", "dropped", "#8d97a1"),
)
"""Milestones of initiatives."""

RECOMMENDATIONS = _by_code(
    Look("recommendation_status", "closed", BLUE, PAPER),
    Look("recommendation_status", "in_progress", "#7fa8cc"),
    Look("recommendation_status", "not_answered", "#c9b28f"),
    Look("recommendation_status", "overdue", ORANGE, PAPER),
)
"""Recommendations of the Borgerrådgiver."""

COVERAGE = _by_code(
    Look("template_coverage", "covered", BLUE, PAPER),
    Look("template_coverage", "to_revise", "#c9b28f"),
    Look("template_coverage", "not_covered", ORANGE, PAPER),
)
"""Case types by whether they have a template."""

INCIDENTS = _by_code(
    Look("incident_kind", "freeze", "#57496b", PAPER),
    Look("incident_kind", "slow_response", "#a79bb8"),
    Look("incident_kind", "outage", "#8a5a1f", PAPER),
    Look("incident_kind", "delay", "#dccfb2"),
)
"""Incidents in IT systems."""

TRAINING = _by_code(
    Look("training_status", "planned", "#dfe5ea"),
    Look("training_status", "overdue", ORANGE, PAPER),
)
"""Occasions of training that have not been held."""

BAR_PARTS = _by_code(
    Look("bar_part", "complaints", "#57496b", PAPER),
    Look("bar_part", "spent", "#57496b", PAPER),
    Look("bar_part", "over", ORANGE, PAPER),
    Look("bar_part", "left", "#dfdae6"),
    Look("bar_part", "came", "#57496b", PAPER),
    Look("bar_part", "stayed_away", "#dfdae6"),
    Look("bar_part", "focus_points", "#57496b", PAPER),
    Look("bar_part", "lix", "#57496b", PAPER),
    Look("bar_part", "level", "#57496b", PAPER),
    Look("bar_part", "shared", "#57496b", PAPER),
    Look("bar_part", "surplus", "#dfdae6"),
    Look("bar_part", "tariff", "#a79bb8"),
    Look("bar_part", "amount", "#57496b", PAPER),
    Look("bar_part", "cases", "#57496b", PAPER),
    Look("bar_part", "figure", "#57496b", PAPER),
    Look("bar_part", "in_use", "#57496b", PAPER),
    Look("bar_part", "free", "#dfdae6"),
    Look("bar_part", "warnings", ORANGE, PAPER),
)
"""Parts of bars that stand for a measure, and for no code of a mart."""

CATALOGUE = _by_code(
    Look("catalogue_outcome", "same", "#dfe5ea"),
    Look("catalogue_cell", "different", "#c9b28f"),
    Look("catalogue_outcome", "only_one_has_it", "#a79bb8"),
    Look("reason_status", "not_explained", ORANGE, PAPER),
    Look("catalogue_outcome", "not_stated", "#f6f8fa", MUTED),
    Look("catalogue_outcome", "out_of_scope", "#f6f8fa", MUTED),
    Look("reason_status", "explained", "#c9b28f"),
    Look("reason_status", "no_decision_reference", "#8a5a1f", PAPER),
    Look("catalogue_change", "changed", "#57496b", PAPER),
    Look("catalogue_change", "added", "#a79bb8"),
    Look("catalogue_change", "dropped", "#dfdae6"),
)
"""Cells of the catalogues' comparison, and the parts of its bars."""

COMPARISONS = _by_code(
    Sign("comparison_verdict", "different", ORANGE, "diamond"),
    Sign("comparison_verdict", "opposite_in_strata", ORANGE, "diamond-open"),
    Sign("comparison_verdict", "equal_within_margin", BLUE, "square"),
    Sign("comparison_verdict", "not_enough_data", GREY, "circle-open"),
)
"""What a comparison of two like for like says."""
BUDGET_STEPS = _by_code(
    Look("budget_step", "whole", "#57496b", PAPER),
    Look("budget_step", "up", "#c9b28f"),
    Look("budget_step", "down", "#7fa8cc"),
)
"""Steps from one year's budget to the next."""

STATUSES = _by_code(
    Sign("status", "not_met", ORANGE, "diamond"),
    Sign("status", "uncertain", GREY, "circle"),
    Sign("status", "met", BLUE, "square"),
    Sign("status", "too_few", GREY, "circle-open"),
    Sign("status", "not_assessed", GREY, "line-ew-open"),
    Sign("status", "not_measurable", GREY, "x-thin-open"),
    Sign("status", "no_target", GREY, "square-open"),
)
"""Status of a cell, in the order in which they ask for attention."""

HIDDEN = Sign("status", "hidden", GREY, "circle-open")
"""A cell of the public edition that disclosure control hides, whatever its status is."""

SIGNALS = _by_code(
    Sign("spc_signal", "concern", ORANGE, "diamond"),
    Sign("spc_signal", "improvement", BLUE, "square"),
    Sign("spc_signal", "common_cause", GREY, "circle"),
    Sign("spc_signal", "too_few_points", GREY, "circle-open"),
)
"""Signal of a month against the SPC limits."""

ATTENTION = list(STATUSES)


def status_sign(code: str | None) -> Sign:
    """The sign of a status; a status not in the vocabulary counts as not assessed."""
    if code == HIDDEN.code:
        return HIDDEN
    return STATUSES.get(code or "not_assessed", STATUSES["not_assessed"])


def signal_sign(code: str | None) -> Sign:
    """The sign of a signal; none (a month not judged) counts as too few months."""
    return SIGNALS.get(code or "too_few_points", SIGNALS["too_few_points"])


AUDIT_CHANGES = _by_code(
    Sign("audit_change", "improved", BLUE, "square"),
    Sign("audit_change", "worsened", ORANGE, "diamond"),
    Sign("audit_change", "not_shown", GREY, "circle"),
    Sign("audit_change", "too_few", GREY, "circle-open"),
    Sign("audit_change", "first", GREY, "circle-open"),
    Sign("audit_change", "next_unknown", GREY, "circle-open"),
)
"""Change of an audit item from one round to the next."""

AGREEMENTS = _by_code(
    Sign("source_leaning", "system_kinder", ORANGE, "diamond"),
    Sign("source_leaning", "audit_kinder", GREY, "square"),
    Sign("source_leaning", "even", GREY, "circle"),
    Sign("source_leaning", "too_few", GREY, "circle-open"),
)
"""Which way the two sources of a quality goal differ."""

EXPECTED_AMOUNTS = _by_code(
    Sign("forecast_direction", "pays_more", ORANGE, "diamond"),
    Sign("forecast_direction", "pays_less", BLUE, "square"),
    Sign("forecast_direction", "either_way", GREY, "circle"),
    Sign("forecast_direction", "no_limits", GREY, "circle-open"),
    Sign("forecast_direction", "not_told", GREY, "circle-open"),
)
"""What a municipality would pay by a forecast, against what was decided."""

RESPONDENTS = _by_code(
    Sign("respondent_view", "citizen", "#57496b", "circle"),
    Sign("respondent_view", "caseworker", "#8a5a1f", "square-open"),
)
"""Who answered the user survey."""

SURVEY_GAPS = _by_code(
    Sign("survey_gap", "caseworkers_believe_more", ORANGE, "diamond"),
    Sign("survey_gap", "citizens_experience_more", BLUE, "square"),
    Sign("survey_gap", "not_shown", GREY, "circle"),
    Sign("survey_gap", "too_few", GREY, "circle-open"),
)
"""What caseworkers believe against what citizens experience."""

SURVEY_CHANGES = _by_code(*(replace(sign, list="survey_change") for sign in AUDIT_CHANGES.values()))
"""Change of what was answered from one round to the next."""

CONTACT_FORMS = _by_code(
    Look("survey_answer", "in_person", "#57496b", PAPER),
    Look("survey_answer", "phone", "#a79bb8"),
    Look("survey_answer", "writing", "#dfdae6"),
)
"""Forms of contact."""

SURVEY_RESPONSE = _by_code(
    Look("survey_response", "returned", "#57496b", PAPER),
    Look("survey_response", "not_returned", "#dfdae6"),
)
"""Those asked in a survey."""

COOPERATION = _by_code(
    Look("participation_status", "takes_part", "#7fa8cc"),
    Look("participation_status", "leaving", "#c9b28f", pattern="/"),
)
"""Stretches of taking part in the strengthened cooperation."""

WHEEL = _by_code(
    Look("wheel_month", "past", "#dfe5ea"),
    Look("wheel_month", "now", ORANGE, PAPER),
    Look("wheel_month", "to_come", "#7fa8cc"),
    Look("wheel_month", "none", PAPER),
)
"""Months of a yearly wheel by how its tasks stand."""
