"""Sections of the page on follow-up: the registers, and their charts."""

from __future__ import annotations

from dashboard.marks.section import Section
from dashboard.reading.view import DEPARTMENT, PERIOD
from dashboard.words.language import later

_OWN = (DEPARTMENT,)

SECTIONS = {
    "focus_points": Section(later("Focus points"), ("focus_points",), filters=_OWN),
    "initiatives": Section(later("Initiatives"), ("initiative_money", "milestones"), filters=_OWN),
    "recommendations": Section(later("Recommendations"), ("recommendations",), filters=_OWN),
    "training": Section(later("Training"), ("training",), filters=_OWN),
    "documents": Section(later("Guiding documents"), ("guidance_documents",), filters=_OWN),
    "templates": Section(later("Templates"), ("template_coverage",), filters=_OWN),
    # Systems are no department's.
    "it": Section(later("IT"), ("it_incidents",)),
    "yearly": Section(later("Yearly status"), ("yearly_status",), filters=(DEPARTMENT, PERIOD)),
}
"""Sections by their name in the address."""
