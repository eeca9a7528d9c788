"""What the charts of economy read: the provider and year in view, and words for what is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from dashboard.reading.context import Context
from dashboard.reading.marts import Published, Row
from dashboard.reading.view import View
from dashboard.words.language import Language, later
from dashboard.words.tables import NOTHING

SCENARIO = ("cases", "shared", "key")
"""Filters of the scenario."""

KEYS: Mapping[str, str] = MappingProxyType(
    {"population": later("By population"), "equal": later("The same for all")}
)
"""Keys of shared financing."""

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

POPULATION_STATUS: Mapping[str, str] = MappingProxyType(
    {
        "ok": later("Delivered whole"),
        "missing": later("Missing"),
        "incomplete": later("Incomplete"),
        "of_another_date": later("Of another date"),
        "wrong_ages": later("Wrong ages"),
        "no_municipalities": later("No municipalities"),
    }
)
"""The population of the key, in short."""

FINANCING: Mapping[str, str] = MappingProxyType(
    {
        "budget_missing": later("There is no budget of {year}."),
        "cases_missing": later("There is no estimate of the cases of {year}."),
    }
)
"""Why there is no tariff."""


def provider_in_view(published: Published, view: View) -> Row | None:
    """The provider asked for; else the first, those financed together before others."""
    found = published.providers(view.municipality)
    asked = [row for row in found if row["provider_id"] == view.provider]
    return next(iter([*asked, *found]), None)


def year_in_view(published: Published, view: View) -> int | None:
    """The year asked for; else the newest with a budget of its own."""
    if view.year:
        return int(view.year)
    provider = provider_in_view(published, view)
    if provider is None:
        return None
    found = published.rows(
        "select max(budget_year) as year from marts.mart_budget"
        " where municipality_code = ? and provider_id = ? and amount_dkk is not null",
        view.municipality,
        provider["provider_id"],
    )
    year: int | None = found[0]["year"]
    return year


def expected_in_view(published: Published, view: View) -> date | None:
    """The date of the population forecast asked for; else the first that is forecast."""
    if view.expected_on:
        return date.fromisoformat(view.expected_on)
    provider = provider_in_view(published, view)
    known = published.forecast_dates(
        view.municipality, str(provider["provider_id"]) if provider else ""
    )
    return date.fromisoformat(known[0]) if known else None


def of_provider(context: Context) -> Mapping[str, object] | None:
    """The provider in view."""
    provider = provider_in_view(context.published, context.view)
    if provider is None:
        return None
    return {
        "municipality_code": context.view.municipality,
        "provider_id": provider["provider_id"],
    }


def of_provider_year(context: Context) -> Mapping[str, object] | None:
    """The provider and the year in view."""
    asked = of_provider(context)
    year = year_in_view(context.published, context.view)
    return None if asked is None else {**asked, "year": year}


def subtitle(context: Context, *more: object) -> str:
    """The provider in view, then the other parts; a file names the municipality too."""
    provider = provider_in_view(context.published, context.view)
    named = context.language.name(provider) if provider else NOTHING
    return told_of(context, named, *more)


def told_of(context: Context, *parts: object) -> str:
    """The parts as one subtitle; a file starts with the municipality, as no page names it."""
    whose = [context.name("municipality", context.view.municipality)] if context.public else []
    return " · ".join([*whose, *(str(part) for part in parts if part)])


def economy_choices(published: Published, view: View) -> dict[str, tuple[str, dict[str, str], str]]:
    """Filters of economy: label, options by their code, and what is chosen."""
    language = view.language
    _ = language.text
    provider = provider_in_view(published, view)
    year = year_in_view(published, view)
    if provider is None or year is None:
        return {}
    known = published.economy_choices(view.municipality, str(provider["provider_id"]))
    decided = published.rows(
        "select * from marts.mart_shared_financing_scenarios"
        " where municipality_code = ? and provider_id = ? and year = ?",
        view.municipality,
        provider["provider_id"],
        year,
    )
    n_cases = {str(row["cases_percent"]): row["n_cases"] for row in decided}
    is_decided = {str(row["shared_percent"]) for row in decided if row["is_decided"]}
    cases = {
        code: _("{n} ({percent} of those expected)",
                n=language.number(n_cases[code]), percent=language.percent(int(code) / 100, 0))
        for code in known["cases"]
        if code in n_cases
    }  # fmt: skip
    shared = {
        code: _("{percent}, as decided", percent=language.percent(int(code) / 100, 0))
        if code in is_decided
        else language.percent(int(code) / 100, 0)
        for code in known["shared"]
    }
    filters = {
        "provider": (
            _("Provider"),
            {
                str(row["provider_id"]): language.name(row)
                for row in published.providers(view.municipality)
            },
            str(provider["provider_id"]),
        ),
        "year": (_("Year"), {code: code for code in known["year"]}, str(year)),
    }
    if known["expected_on"]:
        filters["expected_on"] = (
            _("Population of"),
            {day: language.day(date.fromisoformat(day)) for day in known["expected_on"]},
            view.expected_on or known["expected_on"][0],
        )
    if not decided:
        return filters
    return filters | {
        "cases": (_("Cases"), cases, view.cases or "100"),
        "shared": (_("Shared part"), shared, view.shared or next(iter(is_decided), "")),
        "key": (_("Key"), {code: _(KEYS[code]) for code in known["key"]}, view.key or "population"),
    }


def reason(language: Language, row: Row) -> str:
    """Why a year of shared financing has no shares or no tariff; empty where it has both."""
    said = []
    if row["financing_status"] in FINANCING:
        said.append(language.text(FINANCING[row["financing_status"]], year=str(row["budget_year"])))
    if row["population_status"] in POPULATION:
        other = row["other_counted_on"]
        said.append(
            language.text(
                POPULATION[row["population_status"]],
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
