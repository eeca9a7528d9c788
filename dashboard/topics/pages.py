"""The register of pages: their sections, charts and filters, and where their figures are from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field

from dashboard.marks.section import Section
from dashboard.reading.view import Filter
from dashboard.topics.case_time.sections import SECTIONS as CASE_TIME
from dashboard.topics.charts import CHARTS
from dashboard.topics.economy.sections import SECTIONS as ECONOMY
from dashboard.topics.equality.sections import SECTIONS as EQUALITY
from dashboard.topics.follow_up.sections import SECTIONS as FOLLOW_UP
from dashboard.words import sources
from dashboard.words.language import later


@dataclass(frozen=True)
class Page:
    """A page: its name in the address, its title, and what stands on it."""

    name: str
    title: str
    _: KW_ONLY
    source: str = sources.CASE_SYSTEMS
    """Where its figures are from."""
    charts: tuple[str, ...] = ()
    """Those outside its sections."""
    sections: Mapping[str, Section] = field(default_factory=dict)
    """By their name in the address."""

    @property
    def all_charts(self) -> tuple[str, ...]:
        """Its charts, those of its sections among them."""
        return (*self.charts, *(c for part in self.sections.values() for c in part.charts))

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The filters of its charts and sections: no other is read from its address."""
        of_charts = (of for chart in self.all_charts for of in CHARTS[chart].filters)
        of_sections = (of for part in self.sections.values() for of in part.filters)
        return tuple(dict.fromkeys((*of_charts, *of_sections)))


PAGES: Mapping[str, Page] = {
    page.name: page
    for page in (
        Page("overblik", later("Overview"), charts=("scorecard",)),
        Page("sagsbehandlingstid", later("Case time"), sections=CASE_TIME),
        Page(
            "kvalitetsmaal",
            later("Quality goals"),
            source=sources.AUDITS,
            charts=(
                "quality_goals",
                "goal_over_time",
                "goal_by_unit",
                "goal_initiative_months",
                "goal_initiative_effect",
            ),
        ),
        Page(
            "klager",
            later("Complaints"),
            source=sources.COMPLAINTS,
            # From the level to what became of them.
            charts=(
                "complaints_over_time",
                "complaint_signals",
                "complaints_by_channel",
                "complaints_by_area",
                "complaints_by_topic",
                "complaints_by_unit",
                "complaint_justified",
                "complaint_reversals",
                "complaint_answer_days",
            ),
        ),
        Page(
            "oplevelse",
            later("Experience"),
            source=sources.SURVEYS,
            charts=("survey_gaps", "survey_changes", "contact_preferences", "survey_response"),
        ),
        Page(
            "tilsyn",
            later("Supervision and audit"),
            source=sources.AUDITS,
            charts=("audit_items", "audit_themes", "source_agreement"),
        ),
        Page(
            "harmonisering",
            later("Harmonisation"),
            source=sources.HARMONISATION,
            sections=EQUALITY,
        ),
        Page(
            "opfoelgning",
            later("Follow-up"),
            source=sources.REGISTERS,
            charts=("follow_up_due",),
            sections=FOLLOW_UP,
        ),
        Page("oekonomi", later("Economy"), source=sources.ECONOMY, sections=ECONOMY),
        Page("data", later("Data")),
    )
}
"""Pages by file name, which is their address too; the first is the front page."""

FRONT = next(iter(PAGES.values()))
