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
                (),
                (),
            ),
        ),
        strict=True,
    )
)
"""Sections by their name in the address."""
