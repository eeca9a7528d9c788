"""Sections of the page on harmonisation: the question each answers, and its charts."""

from __future__ import annotations

from dashboard.language import later
from dashboard.sections import Section
from dashboard.view import HARMONISATION

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
        ),
        strict=True,
    )
)
"""Sections by their name in the address."""

FILTERS = {"catalogue": ("pair", "differs", "service"), "differences": ("pair", "differs")}
"""Filters of a section that has some, by its name in the address."""
