"""Cases decided by their deadline, and how long they took, against their targets."""

from __future__ import annotations

from dashboard.marks.against_target import by_case_type, by_unit
from dashboard.marks.monthly import over_time
from dashboard.reading.view import CASE_TYPE, DEPARTMENT, PERIOD
from dashboard.words.language import later

CHARTS = (
    by_case_type(
        "deadline_kept_by_case_type",
        later("Cases decided by their deadline, by case type"),
        "deadline_kept",
        later("Kept"),
    ),
    by_unit(
        "deadline_kept_by_unit",
        later("Cases decided by their deadline, by department and unit"),
        "deadline_kept",
        later("Kept"),
        filters=(DEPARTMENT, CASE_TYPE, PERIOD),
    ),
    over_time(
        "deadline_kept_over_time",
        later("Cases decided by their deadline, month by month"),
        "deadline_kept",
    ),
    over_time(
        "working_days_over_time",
        later("Working days from receipt to decision, median month by month"),
        "working_days_to_decision",
        unit="days",
    ),
)
