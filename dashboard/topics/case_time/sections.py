"""Sections of the page on case time: the question each answers, and its charts."""

from __future__ import annotations

from dashboard.marks.section import Section
from dashboard.reading.view import INITIATIVE
from dashboard.words.language import later

SECTIONS = {
    "deadlines": Section(
        later("Deadlines"),
        (
            "deadline_kept_by_case_type",
            "deadline_kept_over_time",
            "deadline_kept_by_unit",
            "open_cases",
        ),
        question=later("Which deadlines do we miss, and since when?"),
        answers=("deadline_kept_by_case_type", "deadline_kept_over_time"),
    ),
    "notice": Section(
        later("Notice"),
        ("notice_steps", "notice_by_case_type", "notice_over_time", "receipt_over_time"),
        question=later("Were the citizens told?"),
        answers=("notice_steps",),
    ),
    "duration": Section(
        later("How long"),
        (
            "time_to_decision_curve",
            "time_to_decision",
            "time_to_decision_over_time",
            "working_days_over_time",
        ),
        question=later("How long does it take, open cases counted?"),
        answers=("time_to_decision_curve",),
    ),
    "quiet": Section(
        later("Where the time goes"),
        ("case_time_parts", "quiet_causes", "quiet_steps", "quiet_what_if"),
        question=later("Why does it take so long?"),
        answers=("case_time_parts", "quiet_causes"),
    ),
    "waiting": Section(
        later("Waiting"),
        ("waiting_stages", "case_estimates", "case_forecast"),
        question=later("Where do citizens wait, and did more cases come than estimated?"),
        answers=("waiting_stages", "case_estimates"),
    ),
    "equal": Section(
        later("Equal treatment"),
        ("unit_spread", "continuity", "initiative_months", "initiative_effect"),
        question=later("Is it the same wherever one lives, and does what we try work?"),
        answers=("unit_spread", "initiative_months"),
        filters=(INITIATIVE,),
    ),
}
"""Sections by their name in the address."""

WITH_SIGNALS = (
    "deadline_kept_over_time", "working_days_over_time", "notice_over_time", "receipt_over_time",
    "initiative_months",
)  # fmt: skip
"""Charts whose points are signals: what these mean stands below."""
