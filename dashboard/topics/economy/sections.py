"""Sections of the page on economy: the question each answers, and its charts."""

from __future__ import annotations

from dashboard.marks.section import Section
from dashboard.reading.view import ECONOMY_PARTS
from dashboard.topics.economy.rows import SCENARIO
from dashboard.words.language import later

PARTS = dict(
    zip(
        ECONOMY_PARTS,
        (
            Section(
                later("Budgets"),
                later("What does it cost, and why has it changed?"),
                ("budget_change", "budget_accounts"),
                ("budget_change", "budget_accounts"),
            ),
            Section(
                later("Shared financing"),
                later("Who pays what, and what if?"),
                (
                    "shared_financing",
                    "shared_financing_map",
                    "shared_financing_shares",
                    "shared_financing_scenario",
                    "shared_financing_forecast",
                ),
                ("shared_financing", "shared_financing_shares"),
            ),
            Section(
                later("Providers"),
                later("How do the providers do?"),
                ("provider_occupancy", "provider_warnings", "provider_cases"),
                ("provider_warnings",),
            ),
            Section(
                later("Strengthened cooperation"),
                later("Who takes part, and what does the calendar ask next?"),
                ("cooperation_participation", "cooperation_wheel"),
                ("cooperation_participation",),
            ),
            Section(
                later("Trends"),
                later("How is the need developing?"),
                ("reference_trends",),
                ("reference_trends",),
            ),
        ),
        strict=True,
    )
)
"""Sections by their name in the address."""

FILTERS = {
    "budgets": ("provider", "year"),
    "financing": ("provider", "year"),
    "providers": ("provider", "year"),
}
"""Filters at the head of a section that has some, by its name in the address."""

OWN_FILTERS = {
    "shared_financing_scenario": SCENARIO,
    "shared_financing_forecast": ("expected_on",),
    "cooperation_wheel": ("wheel_year",),
}
"""Filters that stand above one chart and concern it alone."""

OF_BUDGETS = ("budgets", "financing")
"""Sections that say nothing before a budget has been loaded."""
