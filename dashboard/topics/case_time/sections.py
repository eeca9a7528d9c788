"""Sections of the page on case time: the question each answers, and its charts."""

from __future__ import annotations

from dashboard.marks.section import Section
from dashboard.reading.view import SECTIONS
from dashboard.words.language import later

ALL_SECTIONS = dict(
    zip(
        SECTIONS,
        (
            Section(
                later("Deadlines"),
                later("Which deadlines do we miss, and since when?"),
                (
                    "deadline_kept_by_case_type",
                    "deadline_kept_over_time",
                    "deadline_kept_by_unit",
                    "open_cases",
                ),
                ("deadline_kept_by_case_type", "deadline_kept_over_time"),
            ),
            Section(
                later("Notice"),
                later("Were the citizens told?"),
                ("notice_steps", "notice_by_case_type", "notice_over_time", "receipt_over_time"),
                ("notice_steps",),
            ),
            Section(
                later("How long"),
                later("How long does it take, open cases counted?"),
                (
                    "time_to_decision_curve",
                    "time_to_decision",
                    "time_to_decision_over_time",
                    "working_days_over_time",
                ),
                ("time_to_decision_curve",),
            ),
            Section(
                later("Where the time goes"),
                later("Why does it take so long?"),
                ("case_time_parts", "quiet_causes", "quiet_steps", "quiet_what_if"),
                ("case_time_parts", "quiet_causes"),
            ),
            Section(
                later("Waiting"),
                later("Where do citizens wait, and did more cases come than estimated?"),
                ("waiting_stages", "case_estimates", "case_forecast"),
                ("waiting_stages", "case_estimates"),
            ),
            Section(
                later("Equal treatment"),
                later("Is it the same wherever one lives, and does what we try work?"),
                ("unit_spread", "continuity", "initiative_months", "initiative_effect"),
                ("unit_spread", "initiative_months"),
            ),
        ),
        strict=True,
    )
)
"""Sections by their name in the address."""

WITH_SIGNALS = (
    "deadline_kept_over_time", "working_days_over_time", "notice_over_time", "receipt_over_time",
    "initiative_months",
)  # fmt: skip
"""Charts whose points are signals: what these mean stands below."""
