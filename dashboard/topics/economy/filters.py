"""Filters of economy: provider and year, scenario and forecast of its financing, yearly wheel."""

from __future__ import annotations

from datetime import date

from dashboard.reading.marts import Published, Row
from dashboard.reading.view import MUNICIPALITY, Filter, View, named
from dashboard.words.language import later


def providers(published: Published, view: View) -> tuple[Row, ...]:
    """Providers that have a budget, those financed together first."""
    return published.rows(
        """
        select providers.provider_id, name_da, name_en, run_by,
            max(financed.provider_id) is not null as is_financed_together
        from marts.dim_provider as providers
        semi join marts.fct_budget_lines using (municipality_code, provider_id)
        left join marts.mart_shared_financing as financed using (municipality_code, provider_id)
        where municipality_code = ?
        group by all
        order by is_financed_together desc, name_da
        """,
        view.municipality,
    )


def _years(published: Published, view: View) -> dict[str, str]:
    of_provider = (view.municipality, PROVIDER.in_view(published, view))
    rows = published.rows(
        """
        select budget_year as year from marts.mart_budget
        where municipality_code = ? and provider_id = ? and amount_dkk is not null
        union
        select year from marts.mart_shared_financing
        where municipality_code = ? and provider_id = ?
        order by year desc
        """,
        *of_provider * 2,
    )
    return {str(row["year"]): str(row["year"]) for row in rows}


def _newest_budget(published: Published, view: View) -> str | None:
    found = published.rows(
        "select max(budget_year) as year from marts.mart_budget"
        " where municipality_code = ? and provider_id = ? and amount_dkk is not null",
        view.municipality,
        PROVIDER.in_view(published, view),
    )
    return str(found[0]["year"]) if found[0]["year"] else None


def _scenarios(published: Published, view: View) -> tuple[Row, ...]:
    """The scenarios of the provider and the year in view."""
    year = YEAR.in_view(published, view)
    return published.rows(
        "select * from marts.mart_shared_financing_scenarios"
        " where municipality_code = ? and provider_id = ? and year = ?"
        " order by cases_percent, shared_percent, key_code desc",
        view.municipality,
        PROVIDER.in_view(published, view),
        int(year) if year else None,
    )


def _cases(published: Published, view: View) -> dict[str, str]:
    language = view.language
    n_cases = {row["cases_percent"]: row["n_cases"] for row in _scenarios(published, view)}
    return {
        str(percent): language.text(
            "{n} ({percent} of those expected)",
            n=language.number(n_cases[percent]),
            percent=language.percent(percent / 100, 0),
        )
        for percent in sorted(n_cases)
    }


def _decided(published: Published, view: View) -> str | None:
    rows = _scenarios(published, view)
    return next((str(row["shared_percent"]) for row in rows if row["is_decided"]), None)


def _shared(published: Published, view: View) -> dict[str, str]:
    language = view.language
    decided = _decided(published, view)
    words = {}
    for percent in sorted({row["shared_percent"] for row in _scenarios(published, view)}):
        code, said = str(percent), language.percent(percent / 100, 0)
        words[code] = (
            language.text("{percent}, as decided", percent=said) if code == decided else said
        )
    return words


def _keys(published: Published, view: View) -> dict[str, str]:
    found = {str(row["key_code"]) for row in _scenarios(published, view)}
    codes = published.codes(view.language)
    return {code: codes.word("sharing_key", code) for code in sorted(found, reverse=True)}


def _forecasts(published: Published, view: View) -> dict[str, str]:
    found = published.rows(
        "select distinct expected_on from marts.mart_shared_financing_forecasts"
        " where municipality_code = ? and provider_id = ? order by expected_on",
        view.municipality,
        PROVIDER.in_view(published, view),
    )
    days: list[date] = [row["expected_on"] for row in found]
    return {day.isoformat(): view.language.day(day) for day in days}


def _wheel_years(published: Published, view: View) -> dict[str, str]:
    """Years in which a task of a yearly wheel begins, newest first."""
    found = published.rows(
        "select distinct starts_year from marts.mart_wheel_occurrences"
        " where municipality_code = ? order by starts_year desc",
        view.municipality,
    )
    return {str(row["starts_year"]): str(row["starts_year"]) for row in found}


def _year_of_data(published: Published, view: View) -> str | None:
    """The year of the data where the wheel has tasks in it; else the newest that has."""
    years = list(_wheel_years(published, view))
    day = published.run.data_date
    now = str(day.year) if day else None
    return now if now in years or not years else years[0]


PROVIDER = Filter(
    "provider",
    later("Provider"),
    lambda published, view: named(providers(published, view), view.language, "provider_id"),
    within=(MUNICIPALITY,),
)
YEAR = Filter("year", later("Year"), _years, usual=_newest_budget, within=(PROVIDER,))
EXPECTED_ON = Filter("expected_on", later("Population of"), _forecasts, within=(PROVIDER,))
# A scenario is kept from one year to another, as far as the other year has it: name it after YEAR.
CASES = Filter(
    "cases",
    later("Cases"),
    _cases,
    usual=lambda published, view: "100",
    within=(PROVIDER,),
    is_slider=True,
)
SHARED = Filter(
    "shared", later("Shared part"), _shared, usual=_decided, within=(PROVIDER,), is_slider=True
)
KEY = Filter(
    "key", later("Key"), _keys, usual=lambda published, view: "population", within=(PROVIDER,)
)
WHEEL_YEAR = Filter(
    "wheel_year",
    later("Year of the wheel"),
    _wheel_years,
    usual=_year_of_data,
    within=(MUNICIPALITY,),
)
