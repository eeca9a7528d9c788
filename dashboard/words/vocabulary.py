"""The one place that gives statuses and signals their word, shape and colour.

Blue is improvement, orange concern, grey common cause; a square is good, a diamond asks for
attention, a circle is neither. Never colour alone: shape and word are always beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.words.language import Language, later

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
class Sign:
    """How a status or a signal is shown: a word, a shape and a colour."""

    code: str
    word: str
    meaning: str
    colour: str
    symbol: str
    """The name plotly gives the shape."""


def _signs(*signs: Sign) -> dict[str, Sign]:
    return {sign.code: sign for sign in signs}


@dataclass(frozen=True)
class Look:
    """How a part of a bar is shown: a word, a colour, the colour of text in it, a pattern."""

    code: str
    word: str
    colour: str
    ink: str = INK
    pattern: str = ""


PARTS = {
    look.code: look
    for look in (
        Look("busy", later("Busy"), "#c6d3dc"),
        Look("waiting_citizen", later("Waiting for the citizen"), "#dccfb2"),
        Look("waiting_third_party", later("Waiting for a third party"), "#b4c7b8"),
        Look("quiet", later("Quiet"), "#57496b", PAPER),
    )
}
"""Parts of a case's time: calm colours of their own; what lies still is the dark one."""

CAUSE_SOURCES = {
    look.code: look
    for look in (
        Look("registered", later("Registered"), "#57496b", PAPER),
        Look("rule", later("By rule"), "#a79bb8"),
        Look("none", later("Unexplained"), "#dfdae6"),
    )
}
"""How the cause of a quiet period is known."""

CURVES = (
    (INK, "solid"),
    ("#57496b", "dash"),
    ("#8a5a1f", "dot"),
    ("#2f6b57", "dashdot"),
    ("#6b7681", "longdash"),
)
"""Colour and dash of the curves of one chart; the first is the one in view."""

OPEN_CASES = {
    look.code: look
    for look in (
        Look("overdue", later("Overdue"), ORANGE, PAPER),
        Look("due_in_30_days", later("Due within 30 days"), "#c9b28f"),
    )
}
"""Open cases that ask for attention."""

COMPLAINTS = Look("complaints", later("Complaints"), "#57496b", PAPER)
"""Complaints counted, whatever became of them."""

JUDGED = {
    look.code: look
    for look in (
        Look("justified", later("Wholly or partly justified"), ORANGE, PAPER),
        Look("unjustified", later("Not justified"), "#c6d3dc"),
        Look("not_judged", later("Not judged"), "#eceff2"),
    )
}
"""Points of complaints by how they were judged."""

COMPLAINT_SIGNALS = _signs(
    Sign(
        "new",
        later("New"),
        later("3 points or more, and none in any quarter before."),
        ORANGE,
        "square-open",
    ),
    Sign(
        "special_cause",
        later("Special cause"),
        later("5 points or more, and more than chance explains."),
        ORANGE,
        "diamond",
    ),
)
"""Signals drawn from complaints, by topic and unit."""

FOLLOW_UP = {
    look.code: look
    for look in (
        Look("overdue", later("Overdue"), ORANGE, PAPER),
        Look("next_90_days", later("Due within 90 days"), "#c9b28f"),
        Look("reached", later("Reached"), BLUE, PAPER),
        Look("reached_late", later("Reached late"), "#7fa8cc"),
        Look("planned", later("Planned"), "#dfe5ea"),
        Look("dropped", later("Dropped"), "#8d97a1"),
        Look("closed", later("Closed"), BLUE, PAPER),
        Look("in_progress", later("In progress"), "#7fa8cc"),
        Look("not_answered", later("Not answered yet"), "#c9b28f"),
        Look("spent", later("Spent"), "#57496b", PAPER),
        Look("over", later("Over the budget"), ORANGE, PAPER),
        Look("left", later("Left of the budget"), "#dfdae6"),
        Look("came", later("Came"), "#57496b", PAPER),
        Look("stayed_away", later("Stayed away"), "#dfdae6"),
        Look("covered", later("Covered"), BLUE, PAPER),
        Look("to_revise", later("To be revised"), "#c9b28f"),
        Look("not_covered", later("Not covered"), ORANGE, PAPER),
        Look("focus_points", later("Focus points"), "#57496b", PAPER),
        Look("lix", later("LIX"), "#57496b", PAPER),
        Look("level", later("Level now"), "#57496b", PAPER),
        Look("freeze", later("Freeze"), "#57496b", PAPER),
        Look("slow_response", later("Slow response"), "#a79bb8"),
        Look("outage", later("Outage"), "#8a5a1f", PAPER),
        Look("delay", later("Delay"), "#dccfb2"),
        Look("shared", later("Shared by the key"), "#57496b", PAPER),
        Look("surplus", later("Surplus taken from it"), "#dfdae6"),
        Look("tariff", later("Paid by tariff"), "#a79bb8"),
        Look("amount", later("Amount"), "#57496b", PAPER),
        Look("cases", later("Cases"), "#57496b", PAPER),
        Look("figure", later("Figure"), "#57496b", PAPER),
        Look("in_use", later("In use"), "#57496b", PAPER),
        Look("free", later("Free"), "#dfdae6"),
        Look("warnings", later("Early warnings"), ORANGE, PAPER),
    )
}
"""Parts of the bars of registers."""

CATALOGUE = {
    look.code: look
    for look in (
        Look("same", later("The same"), "#dfe5ea"),
        Look("different", later("Differs, explained"), "#c9b28f"),
        Look("only_one_has_it", later("Only one has it"), "#a79bb8"),
        Look("not_explained", later("Not explained"), ORANGE, PAPER),
        Look("not_stated", later("Not stated by either"), "#f6f8fa", MUTED),
        Look("out_of_scope", later("Not compared"), "#f6f8fa", MUTED),
        Look("explained", later("Explained"), "#c9b28f"),
        Look("no_decision_reference", later("No decision reference"), "#8a5a1f", PAPER),
        Look("changed", later("Changed"), "#57496b", PAPER),
        Look("added", later("Added"), "#a79bb8"),
        Look("dropped", later("Dropped from the catalogue"), "#dfdae6"),
    )
}
"""Cells of the catalogues' comparison, and the parts of its bars."""

COMPARISONS = _signs(
    Sign(
        "different",
        later("Different"),
        later("The whole 95% interval lies on one side of no difference."),
        ORANGE,
        "diamond",
    ),
    Sign(
        "opposite_in_strata",
        later("Opposite between groups"),
        later("Some groups get more in the one and some in the other: the average hides it."),
        ORANGE,
        "diamond-open",
    ),
    Sign(
        "equal_within_margin",
        later("Equal within the margin"),
        later("The whole 95% interval lies within the margin that was decided."),
        BLUE,
        "square",
    ),
    Sign(
        "not_enough_data",
        later("Not enough data"),
        later("It cannot be said: that no difference is seen does not make it equal."),
        GREY,
        "circle-open",
    ),
)
"""What a comparison of two like for like says."""
BUDGET_STEPS = {
    look.code: look
    for look in (
        Look("whole", later("Whole budget"), "#57496b", PAPER),
        Look("up", later("More"), "#c9b28f"),
        Look("down", later("Less"), "#7fa8cc"),
    )
}
"""Steps from one year's budget to the next."""

STATUSES = _signs(
    Sign(
        "not_met",
        later("Missed"),
        later("The whole 95% interval lies on the wrong side of the target."),
        ORANGE,
        "diamond",
    ),
    Sign(
        "uncertain",
        later("Uncertain"),
        later("The 95% interval holds the target: the cases are too few to say."),
        GREY,
        "circle",
    ),
    Sign(
        "met",
        later("Met"),
        later("The whole 95% interval lies on the right side of the target."),
        BLUE,
        "square",
    ),
    Sign(
        "too_few",
        later("Too few cases"),
        later("Fewer than 10 cases: no percentage is shown."),
        GREY,
        "circle-open",
    ),
    Sign(
        "not_assessed",
        later("Not assessed"),
        later("No cases were counted in the period."),
        GREY,
        "line-ew-open",
    ),
    Sign(
        "not_measurable",
        later("Not measurable"),
        later("It was not measured in the period; that is not 0%."),
        GREY,
        "x-thin-open",
    ),
    Sign(
        "no_target",
        later("No target"),
        later("No target has been decided."),
        GREY,
        "square-open",
    ),
)
"""Status of a cell, in the order in which they ask for attention."""

HIDDEN = Sign(
    "hidden",
    later("Hidden"),
    later("Of fewer than 10, or hidden so that others cannot be worked out."),
    GREY,
    "circle-open",
)
"""A cell of the public edition that disclosure control hides, whatever its status is."""

MEASURABILITY = {
    "measured": later("Measured"),
    "partly_measured": later("Partly measured"),
    "in_preparation": later("In preparation"),
    "not_measurable": later("Not measurable"),
}
"""Whether a period of a quality goal was measured."""

QUALITY_SOURCES = {
    "case_system": later("Case system"),
    "audit": later("Management supervision"),
}
"""Where a quality goal is measured from."""

VERDICTS = {
    "better": later("better"),
    "worse": later("worse"),
    "no_clear_change": later("no clear change"),
    "no_figure": later("too early or too few to say"),
}
"""What an initiative did where it runs."""

SIGNALS = _signs(
    Sign(
        "concern",
        later("Concern"),
        later("A change for the worse that chance does not explain."),
        ORANGE,
        "diamond",
    ),
    Sign(
        "improvement",
        later("Improvement"),
        later("A change for the better that chance does not explain."),
        BLUE,
        "square",
    ),
    Sign(
        "common_cause",
        later("Common cause"),
        later("Ordinary variation from month to month."),
        GREY,
        "circle",
    ),
    Sign(
        "too_few_points",
        later("Too few months"),
        later("Limits need 13 months."),
        GREY,
        "circle-open",
    ),
)
"""Signal of a month against the SPC limits."""

RULES = {
    "outside_limits": later("outside the limits"),
    "trend": later("a run in one direction"),
    "two_in_three": later("two of three near a limit"),
    "shift": later("a run on one side of the average"),
}
"""Which rule gave a signal."""

ATTENTION = list(STATUSES)


def status_sign(code: str | None) -> Sign:
    """The sign of a status; a status not in the vocabulary counts as not assessed."""
    if code == HIDDEN.code:
        return HIDDEN
    return STATUSES.get(code or "not_assessed", STATUSES["not_assessed"])


def signal_sign(code: str | None) -> Sign:
    """The sign of a signal; none (a month not judged) counts as too few months."""
    return SIGNALS.get(code or "too_few_points", SIGNALS["too_few_points"])


def signal_words(language: Language, signal: str, rule: str | None) -> str:
    """A signal and its rule in words: "Concern: outside the limits"."""
    word = language.text(signal_sign(signal).word)
    return f"{word}: {language.text(RULES[rule])}" if rule in RULES else word


AUDIT_CHANGES = _signs(
    Sign(
        "improved",
        later("Better"),
        later("The 95% interval of the difference lies above zero."),
        BLUE,
        "square",
    ),
    Sign(
        "worsened",
        later("Worse"),
        later("The 95% interval of the difference lies below zero."),
        ORANGE,
        "diamond",
    ),
    Sign(
        "not_shown",
        later("No change shown"),
        later("Chance alone could make the difference."),
        GREY,
        "circle",
    ),
    Sign(
        "too_few",
        later("Too few cases"),
        later("Fewer than 10 cases: no percentage is shown."),
        GREY,
        "circle-open",
    ),
    Sign("first", later("First round"), later("No round before it."), GREY, "circle-open"),
    Sign("next_unknown", later("No next round yet"), later("No next round."), GREY, "circle-open"),
)
"""Change of an audit item from one round to the next."""

AGREEMENTS = _signs(
    Sign(
        "system_kinder",
        later("Case system more often says met"),
        later("Where they differ, the case system more often says met."),
        ORANGE,
        "diamond",
    ),
    Sign(
        "audit_kinder",
        later("Auditors more often say met"),
        later("Where they differ, the auditors more often say met."),
        GREY,
        "square",
    ),
    Sign("even", later("Neither way"), later("They differ as often either way."), GREY, "circle"),
    Sign(
        "too_few",
        later("Too few cases"),
        later("Fewer than 10 cases: no percentage is shown."),
        GREY,
        "circle-open",
    ),
)
"""Which way the two sources of a quality goal differ."""

EXPECTED_AMOUNTS = _signs(
    Sign(
        "pays_more",
        later("Pays more"),
        later("More than decided, wherever in its limits the forecast ends."),
        ORANGE,
        "diamond",
    ),
    Sign(
        "pays_less",
        later("Pays less"),
        later("Less than decided, wherever in its limits the forecast ends."),
        BLUE,
        "square",
    ),
    Sign(
        "either_way",
        later("Could be either"),
        later("What was decided is within the limits."),
        GREY,
        "circle",
    ),
    Sign(
        "no_limits",
        later("Uncertainty not stated"),
        later("The forecast has no limits."),
        GREY,
        "circle-open",
    ),
    Sign(
        "not_told",
        later("Not stated"),
        later("The forecast is not of all ages and municipalities."),
        GREY,
        "circle-open",
    ),
)
"""What a municipality would pay by a forecast, against what was decided."""

RESPONDENTS = _signs(
    Sign(
        "citizen",
        later("Citizens experience"),
        later("What citizens answered of their own case."),
        "#57496b",
        "circle",
    ),
    Sign(
        "caseworker",
        later("Caseworkers believe"),
        later("What caseworkers answered that citizens experience."),
        "#8a5a1f",
        "square-open",
    ),
)
"""Who answered the user survey."""

_TOO_FEW_ANSWERS = Sign(
    "too_few",
    later("Too few answers"),
    later("Fewer than 10 answers: no figure is shown."),
    GREY,
    "circle-open",
)

SURVEY_GAPS = _signs(
    Sign(
        "caseworkers_believe_more",
        later("Caseworkers believe more"),
        later("Caseworkers believe citizens are happier than they say, beyond chance."),
        ORANGE,
        "diamond",
    ),
    Sign(
        "citizens_experience_more",
        later("Citizens experience more"),
        later("Citizens are happier than caseworkers believe, beyond chance."),
        BLUE,
        "square",
    ),
    Sign(
        "not_shown",
        later("No gap shown"),
        later("Chance alone could make the difference."),
        GREY,
        "circle",
    ),
    _TOO_FEW_ANSWERS,
)
"""What caseworkers believe against what citizens experience."""

SURVEY_CHANGES = {**AUDIT_CHANGES, "too_few": _TOO_FEW_ANSWERS}
"""Change of what was answered from one round to the next."""

SURVEY_SUBJECTS = {
    "involvement": later("Involvement"),
    "service": later("Service"),
    "contact": later("Form of contact"),
}
"""What the questions of the user survey are about."""

CONTACT_FORMS = {
    look.code: look
    for look in (
        Look("in_person", later("In person"), "#57496b", PAPER),
        Look("phone", later("By phone"), "#a79bb8"),
        Look("writing", later("In writing"), "#dfdae6"),
    )
}
"""Forms of contact."""

SURVEY_RESPONSE = {
    look.code: look
    for look in (
        Look("returned", later("Responded"), "#57496b", PAPER),
        Look("not_returned", later("Did not respond"), "#dfdae6"),
    )
}
"""Those asked in a survey."""

AUDIT_DIMENSIONS = {
    "good_casework": later("Rules of good casework"),
    "professional_quality": later("Professional quality"),
}
"""The two dimensions of a case audit."""

AUDIT_THEMES = {
    "hearing": later("Hearing"),
    "consent": later("Consent"),
    "grounds": later("Grounds"),
    "complaint_guidance": later("Complaint guidance"),
    "journal": later("Notes and filing"),
    "case_time": later("Notice of delay"),
    "assessment": later("Assessment of need"),
    "documentation": later("Professional documentation"),
}
"""Themes of the audit items."""

COOPERATION = {
    look.code: look
    for look in (
        Look("takes_part", later("Takes part"), "#7fa8cc"),
        Look("leaving", later("Notice given"), "#c9b28f", pattern="/"),
    )
}
"""Stretches of taking part in the strengthened cooperation."""

WHEEL = {
    look.code: look
    for look in (
        Look("past", later("Past"), "#dfe5ea"),
        Look("now", later("Now"), ORANGE, PAPER),
        Look("to_come", later("To come"), "#7fa8cc"),
        Look("none", later("No task"), PAPER),
    )
}
"""Months of a yearly wheel by how its tasks stand."""
