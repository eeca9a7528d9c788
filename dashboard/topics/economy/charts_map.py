"""The map of shared financing: who pays what, every municipality a square of the same size."""

from __future__ import annotations

import itertools

from dashboard.marks.columns import Col, Row, Rows, phrase, written
from dashboard.marks.spec import Chart
from dashboard.marks.tiles import Tiles
from dashboard.reading.context import Context
from dashboard.reading.edition import OPEN
from dashboard.reading.read import mart, read
from dashboard.topics.economy.filters import PROVIDER, YEAR
from dashboard.topics.economy.rows import of_provider_year, reason, subtitle, year_in_view
from dashboard.words import sources
from dashboard.words.language import later

STEPS = (0.02, 0.05, 0.10, 0.20)
"""Where a share takes the next shade: below 2 %, 5 %, 10 % and 20 %."""


def _who_pays(context: Context, rows: Rows) -> str:
    paying = [row for row in rows if row["amount_dkk"] is not None]
    if paying:
        each = sorted({row["amount_per_person_dkk"] for row in paying})
        return phrase(
            context,
            "{most} pays {most_share:share} of the shared part, {least} {least_share:share}: "
            "every one pays {each} kr. for each person of the key.",
            most=paying[0]["name"],
            most_share=paying[0]["population_share"],
            least=paying[-1]["name"],
            least_share=paying[-1]["population_share"],
            # One number where the least and the most for a person are the same.
            each=" – ".join(written(context, n, "kroner") for n in sorted({each[0], each[-1]})),
        )
    if rows:
        years = read(context, "mart_shared_financing", of_provider_year(context))
        return " ".join(reason(context.language, year) for year in years)
    return phrase(context, "The provider is not financed together in the year.")


def _under(context: Context, rows: Rows) -> str:
    others = [str(row["name"]) for row in rows if row["tile_row"] is None]
    missing = phrase(
        context, "not on the map, but in the table: {names}", names=context.language.all_of(others)
    )
    return subtitle(
        context,
        str(year_in_view(context)),
        phrase(context, "kroner and share"),
        missing if others else "",
    )


def _on_the_map(context: Context, row: Row) -> str:
    return phrase(context, "no") if row["tile_row"] is None else phrase(context, "yes")


def _lines(context: Context, row: Row) -> tuple[str, str]:
    paid = phrase(context, "{amount_dkk:kroner} kr.", row)
    return paid, written(context, row["population_share"], "share")


def _key(context: Context) -> list[str]:
    return [
        phrase(context, "Below {high:share.0}", high=STEPS[0]),
        *(
            phrase(context, "{low:count} to {high:share.0}", low=100 * low, high=high)
            for low, high in itertools.pairwise(STEPS)
        ),
        phrase(context, "{low:share.0} and more", low=STEPS[-1]),
    ]


CHARTS = (
    Chart(
        "shared_financing_map",
        title=later("Shared financing: who pays what, on the map"),
        filters=(PROVIDER, YEAR),
        edition=OPEN,
        source=sources.ECONOMY,
        rows=mart("mart_shared_financing_shares", by=of_provider_year, order="-n_persons, name"),
        picture=lambda context, rows: [row for row in rows if row["tile_row"] is not None],
        mark=Tiles(
            row="tile_row",
            column="tile_column",
            shade=lambda context, row: sum((row["population_share"] or 0) >= n for n in STEPS),
            lines=_lines,
            key=_key,
        ),
        columns=(
            Col("Municipality", "name"),
            Col("Persons", "n_persons", "count"),
            Col("Share", "population_share", "share"),
            Col("Pays, kr.", "amount_dkk", "kroner"),
            Col("For each person, kr.", "amount_per_person_dkk", "kroner"),
            Col("On the map", _on_the_map),
        ),
        says=_who_pays,
        under=_under,
    ),
)
