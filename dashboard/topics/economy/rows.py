"""What the charts of economy read: the provider and year in view, and words for what is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from dashboard.reading.context import Context
from dashboard.reading.marts import Row
from dashboard.topics.economy.filters import EXPECTED_ON, PROVIDER, YEAR, providers
from dashboard.words.language import Language, later
from dashboard.words.tables import NOTHING

POPULATION: Mapping[str, str] = MappingProxyType(
    {
        "missing": later("No population of {date} has been delivered."),
        "incomplete": later("The population of {date} has not been delivered of all of them."),
        "of_another_date": later(
            "The key asks for the population of {date}. What was delivered is of another date "
            "({other}), and is not used."
        ),
        "wrong_ages": later("The population of {date} lacks ages of the key or counts them twice."),
        "no_municipalities": later("No municipality takes part in the year."),
    }
)
"""Why nothing is shared."""

FINANCING: Mapping[str, str] = MappingProxyType(
    {
        "budget_missing": later("There is no budget of {year}."),
        "cases_missing": later("There is no estimate of the cases of {year}."),
    }
)
"""Why there is no tariff."""


def provider_in_view(context: Context) -> Row | None:
    """The provider in view; none where none has a budget."""
    code = context.choice(PROVIDER)
    found = providers(context.published, context.view)
    return next((row for row in found if row["provider_id"] == code), None)


def year_in_view(context: Context) -> int | None:
    """The year in view; none where no budget has been loaded."""
    year = context.choice(YEAR)
    return int(year) if year else None


def expected_in_view(context: Context) -> date | None:
    """The date of the population forecast in view."""
    day = context.choice(EXPECTED_ON)
    return date.fromisoformat(day) if day else None


def of_provider(context: Context) -> Mapping[str, object] | None:
    """The provider in view."""
    code = context.choice(PROVIDER)
    if code is None:
        return None
    return {"municipality_code": context.view.municipality, "provider_id": code}


def of_provider_year(context: Context) -> Mapping[str, object] | None:
    """The provider and the year in view."""
    asked = of_provider(context)
    return asked and {**asked, "year": year_in_view(context)}


def subtitle(context: Context, *more: object) -> str:
    """The provider in view, then the other parts; a file names the municipality too."""
    provider = provider_in_view(context)
    named = context.language.name(provider) if provider else NOTHING
    return told_of(context, named, *more)


def told_of(context: Context, *parts: object) -> str:
    """The parts as one subtitle; a file starts with the municipality, as no page names it."""
    whose = [context.name("municipality", context.view.municipality)] if context.public else []
    return " · ".join([*whose, *(str(part) for part in parts if part)])


def reason(language: Language, row: Row) -> str:
    """Why a year of shared financing has no shares or no tariff; empty where it has both."""
    said = []
    if text := FINANCING.get(row["financing_status"]):
        said.append(language.text(text, year=str(row["budget_year"])))
    if text := POPULATION.get(row["population_status"]):
        other = row["other_counted_on"]
        said.append(
            language.text(
                text,
                date=language.day(row["population_on"]),
                other=language.day(other) if other else NOTHING,
            )
        )
    return " ".join(said)


def points(language: Language, measure: str, share: float) -> str:
    """A figure of an early warning: percentage points of occupancy, else percent."""
    if measure != "occupancy":
        return language.percent(share)
    return language.text("{n} percentage points", n=language.number(share * 100, 1))


def warning_words(language: Language, row: Row) -> str:
    """An early warning in words: what, how much, by which rule, since when."""
    year = str(row["figure_year"])
    if row["basis"] == "expected":
        year = language.text("{year} (expected)", year=year)
    said = language.text(
        "{rule}: {figure} in {year}. The limit is {limit} ({decided_by}, {date}, case {case}). "
        "Crossed since {since}.",
        rule=language.name(row),
        figure=points(language, row["measure"], float(row["figure_share"])),
        year=year,
        limit=points(language, row["measure"], float(row["threshold_share"])),
        decided_by=row["decided_by"],
        date=language.day(row["decided_on"]),
        case=row["case_number"],
        since=str(row["since_year"]),
    )
    return said if row["service_area"] == "-" else f"{row['service_area']}: {said}"
