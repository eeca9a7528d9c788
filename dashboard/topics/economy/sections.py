"""Sections of the page on economy: the question each answers, and its charts."""

from __future__ import annotations

from dashboard.marks.section import Section
from dashboard.topics.economy.filters import PROVIDER, YEAR
from dashboard.words.language import later

SECTIONS = {
    "budgets": Section(
        later("Budgets"),
        ("budget_change", "budget_accounts"),
        question=later("What does it cost, and why has it changed?"),
        filters=(PROVIDER, YEAR),
    ),
    "financing": Section(
        later("Shared financing"),
        (
            "shared_financing",
            "shared_financing_map",
            "shared_financing_shares",
            "shared_financing_scenario",
            "shared_financing_forecast",
        ),
        question=later("Who pays what, and what if?"),
        answers=("shared_financing", "shared_financing_shares"),
        filters=(PROVIDER, YEAR),
    ),
    "providers": Section(
        later("Providers"),
        ("provider_occupancy", "provider_warnings", "provider_cases"),
        question=later("How do the providers do?"),
        answers=("provider_warnings",),
        filters=(PROVIDER, YEAR),
    ),
    "cooperation": Section(
        later("Strengthened cooperation"),
        ("cooperation_participation", "cooperation_wheel"),
        question=later("Who takes part, and what does the calendar ask next?"),
        answers=("cooperation_participation",),
    ),
    "trends": Section(
        later("Trends"),
        ("reference_trends",),
        question=later("How is the need developing?"),
    ),
}
"""Sections by their name in the address."""

OF_BUDGETS = ("budgets", "financing")
"""Sections that say nothing before a budget has been loaded."""
