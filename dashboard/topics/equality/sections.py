"""Sections of the page on harmonisation: the question each answers, and its charts."""

from __future__ import annotations

from dashboard.marks.section import Section
from dashboard.reading.view import HARMONISATION
from dashboard.words.language import later

PARTS = dict(
    zip(
        HARMONISATION,
        (
            Section(
                later("Catalogues"),
                later("What is alike in the departments' catalogues, and what differs?"),
                ("catalogue_matrix",),
                ("catalogue_matrix",),
            ),
            Section(
                later("Why they differ"),
                later("Why do they differ, and who follows it up?"),
                ("catalogue_differences",),
                ("catalogue_differences",),
            ),
            Section(
                later("What changed"),
                later("What did the newest catalogues change?"),
                ("catalogue_changes",),
                ("catalogue_changes",),
            ),
            Section(
                later("What was granted"),
                later("Do citizens with equal needs get the same?"),
                ("grant_verdicts", "grant_before_after"),
                ("grant_verdicts",),
            ),
            Section(
                later("By need and age"),
                later("Is it the same at every level of need?"),
                ("grant_strata",),
                ("grant_strata",),
            ),
            Section(
                later("Municipalities"),
                later("How long do citizens wait elsewhere?"),
                ("case_time_municipalities",),
                ("case_time_municipalities",),
            ),
        ),
        strict=True,
    )
)
"""Sections by their name in the address."""

FILTERS = {
    "catalogue": ("pair", "differs", "service"),
    "differences": ("pair", "differs"),
    "granted": ("pair", "measure", "grain", "period"),
    "strata": ("pair", "measure", "service", "grain", "period"),
    "municipalities": ("grain", "period"),
}
"""Filters of a section that has some, by its name in the address."""
