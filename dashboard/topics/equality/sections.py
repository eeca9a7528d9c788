"""Sections of the page on harmonisation: the question each answers, and its charts."""

from __future__ import annotations

from dashboard.marks.section import Section
from dashboard.reading.view import GRAIN, PERIOD
from dashboard.topics.equality.filters import DIFFERS, MEASURE, PAIR, SERVICE, TEXTS
from dashboard.words.language import later

SECTIONS = {
    "catalogue": Section(
        later("Catalogues"),
        ("catalogue_matrix",),
        question=later("What is alike in the departments' catalogues, and what differs?"),
        filters=(PAIR, DIFFERS, TEXTS),
    ),
    "differences": Section(
        later("Why they differ"),
        ("catalogue_differences",),
        question=later("Why do they differ, and who follows it up?"),
        filters=(PAIR, DIFFERS),
    ),
    "changes": Section(
        later("What changed"),
        ("catalogue_changes",),
        question=later("What did the newest catalogues change?"),
    ),
    "granted": Section(
        later("What was granted"),
        ("grant_verdicts", "grant_before_after"),
        question=later("Do citizens with equal needs get the same?"),
        answers=("grant_verdicts",),
        filters=(GRAIN, PERIOD, PAIR, MEASURE),
    ),
    "strata": Section(
        later("By need and age"),
        ("grant_strata",),
        question=later("Is it the same at every level of need?"),
        filters=(GRAIN, PERIOD, PAIR, SERVICE, MEASURE),
    ),
    "municipalities": Section(
        later("Municipalities"),
        ("case_time_municipalities",),
        question=later("How long do citizens wait elsewhere?"),
        filters=(GRAIN, PERIOD),
    ),
}
"""Sections by their name in the address."""
