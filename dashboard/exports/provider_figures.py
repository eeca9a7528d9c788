"""What a provider's yearly report shows, from the public marts, for the three years it is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.reading.marts import Published, Row
from warehouse.base.errors import ExportFailed

ALL = "all"
"""Every provider that has figures for the year."""


@dataclass(frozen=True)
class Report:
    """The figures and texts of one provider's report.

    The years are the one before the report's, its own, and the next, which is expected: it is made
    in April of the next (framework agreement of North Jutland, template of the yearly report).
    """

    provider: Row
    year: int
    activity: Mapping[str, Mapping[int, Row]]
    """Rows of `mart_provider_activity_public` by service area and year."""
    accounts: Mapping[str, Mapping[int, Row]]
    """Rows of `mart_provider_accounts` by line and year, in the order of the report."""
    warnings: Sequence[Row]
    """Rules crossed in the report's year and the next."""
    texts: Mapping[tuple[str, str], str]
    """Texts by section and service area."""
    misplaced: Sequence[Row]
    """Texts that have no place in the report."""

    @property
    def years(self) -> tuple[int, int, int]:
        """The years of its columns."""
        return self.year - 1, self.year, self.year + 1

    def typed(self, section: str, service_area: str = "-") -> str | None:
        """The text of a section, if there is one."""
        return self.texts.get((section, service_area))


def reports(published: Published, provider_id: str, year: int) -> list[Report]:
    """The reports of a provider, or of all that have figures for the year.

    Args:
        published: the run that is read.
        provider_id: the provider; `all` for all.
        year: the year the report is of.

    Raises:
        ExportFailed: the provider is not known, or the year has no figures.
    """
    known = published.rows(
        "select * from marts.dim_provider order by municipality_code, name_da, provider_id"
    )
    asked = [row for row in known if provider_id in (ALL, row["provider_id"])]
    if not asked:
        raise ExportFailed(
            f"There is no provider {provider_id!r}.",
            f"Providers: {', '.join([ALL, *(str(row['provider_id']) for row in known)])}.",
        )
    years = _years(published)
    found = [
        _report(published, row, year)
        for row in asked
        if year in years.get((row["municipality_code"], row["provider_id"]), ())
    ]
    if not found:
        there = sorted({y for row in asked for y in years.get(_key(row), ())})
        raise ExportFailed(
            f"There are no accounts and no realised activity of {year} for {provider_id}.",
            f"Years with them: {', '.join(str(y) for y in there)}."
            if there
            else "Load `provider_activity` or `budget_lines` of the provider, and build.",
        )
    return found


def report_years(published: Published, municipality: str, provider_id: str) -> list[int]:
    """Years a provider has a report for, oldest first: those with figures that are not expected."""
    return sorted(_years(published).get((municipality, provider_id), ()))


def _key(row: Row) -> tuple[str, str]:
    return str(row["municipality_code"]), str(row["provider_id"])


def _years(published: Published) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for row in published.rows(
        """
        select municipality_code, provider_id, activity_year as year
        from marts.mart_provider_activity where basis = 'final'
        union
        select municipality_code, provider_id, budget_year
        from marts.mart_provider_accounts where basis = 'actual'
        """
    ):
        found.setdefault(_key(row), []).append(int(row["year"]))
    return found


def _report(published: Published, provider: Row, year: int) -> Report:
    def rows(mart: str, year_column: str, order: str, years: Sequence[int]) -> tuple[Row, ...]:
        return published.rows(
            f"select * from marts.{mart} where municipality_code = ? and provider_id = ?"
            f" and {year_column} in ({', '.join('?' * len(years))}) order by {order}",
            *_key(provider),
            *years,
        )

    three = (year - 1, year, year + 1)
    activity: dict[str, dict[int, Row]] = {}
    for row in rows(
        "mart_provider_activity_public", "activity_year", "service_area, activity_year", three
    ):
        activity.setdefault(row["service_area"], {})[row["activity_year"]] = row
    accounts: dict[str, dict[int, Row]] = {}
    for row in rows("mart_provider_accounts", "budget_year", "line_order, budget_year", three):
        accounts.setdefault(row["report_line"], {})[row["budget_year"]] = row
    texts = rows("mart_provider_texts", "report_year", "section, service_area", (year,))
    placed = [
        row
        for row in texts
        if row["text_status"] == "ok"
        and (row["service_area"] == "-" or row["service_area"] in activity)
    ]
    return Report(
        provider=provider,
        year=year,
        activity=activity,
        accounts=accounts,
        warnings=[
            row
            for row in rows(
                "mart_provider_warnings_public",
                "figure_year",
                "service_area, rule_id, figure_year",
                three[1:],
            )
            if row["warning_status"] == "crossed"
        ],
        texts={(row["section"], row["service_area"]): row["section_text"] for row in placed},
        misplaced=[row for row in texts if row not in placed],
    )
