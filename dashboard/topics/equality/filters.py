"""Filters of equality: which departments, what differs, which service, what of grants."""

from __future__ import annotations

from dashboard.reading.marts import Published
from dashboard.reading.view import MUNICIPALITY, Filter, View, named
from dashboard.words.language import later

MEASURES = ("share_granted", "hours_per_week", "kroner_per_week")
"""What of grants is compared."""

_DIFFERS = {
    "differs": later("Those that differ"),
    "unexplained": later("Those with a difference not explained"),
}


def _pairs(published: Published, view: View) -> dict[str, str]:
    """Departments whose catalogues are compared, two and two: codes with a colon between."""
    found = published.rows(
        "select department_a, department_b from marts.mart_catalogue_summary"
        " where municipality_code = ? order by department_a, department_b",
        view.municipality,
    )
    names = named(published.organisations(view.municipality), view.language)
    pairs = [(str(row["department_a"]), str(row["department_b"])) for row in found]
    return {":".join(pair): " – ".join(names.get(code, code) for code in pair) for pair in pairs}


def catalogue_services(published: Published, view: View) -> dict[str, str]:
    """Services of the catalogues by the code they are compared by: their names."""
    found = published.rows(
        "select service_code, service_name from marts.dim_service where municipality_code = ?"
        " and service_code = compared_as order by service_name, service_code",
        view.municipality,
    )
    return {str(row["service_code"]): str(row["service_name"]) for row in found}


def granted_services(published: Published, view: View) -> dict[str, str]:
    """Services whose grants are compared between departments, by code: their names."""
    found = published.rows(
        "select service_code, service_name from marts.dim_service where municipality_code = ?"
        " and service_code in (select service_code from marts.mart_grant_comparison"
        " where municipality_code = ? and org_level = 'department')"
        " order by service_name, service_code",
        view.municipality,
        view.municipality,
    )
    return {str(row["service_code"]): str(row["service_name"]) for row in found}


PAIR = Filter("pair", later("Departments"), _pairs, within=(MUNICIPALITY,), least=2)
DIFFERS = Filter(
    "differs",
    later("Services shown"),
    lambda published, view: {code: view.language.text(word) for code, word in _DIFFERS.items()},
    all_of_them=later("All services"),
)
TEXTS = Filter(
    "texts",
    later("Texts of a service"),
    catalogue_services,
    all_of_them=later("No service chosen"),
    within=(MUNICIPALITY,),
)
SERVICE = Filter("service", later("Service"), granted_services, within=(MUNICIPALITY,))
MEASURE = Filter(
    "measure",
    later("Measure"),
    lambda published, view: published.codes(view.language).words("grant_measure"),
)
