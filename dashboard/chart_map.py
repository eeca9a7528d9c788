"""The map of shared financing: who pays what, every municipality a square of the same size."""

from __future__ import annotations

import itertools
from functools import partial
from html import escape

from dashboard.drawing import Context, Drawn
from dashboard.economy import amount, reason, rows_of_provider, subtitle, year_in_view
from dashboard.language import Language, later
from dashboard.marks.spec import Program
from dashboard.marks.tiles import N_SHADES, Tile, tiles
from dashboard.marts import Row
from dashboard.reading.edition import OPEN
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.words import sources

STEPS = (0.02, 0.05, 0.10, 0.20)
"""Where a share takes the next shade: below 2 %, 5 %, 10 % and 20 %."""


def financing_map(context: Context, title: str) -> Drawn:
    """What each municipality pays in the year in view, and its share, where it lies."""
    language = context.language
    _ = language.text
    year = year_in_view(context.published, context.view)
    found = rows_of_provider(
        context, "mart_shared_financing_shares", "year = ?", "n_persons desc nulls last, name", year
    )
    paying = [row for row in found if row["amount_dkk"] is not None]
    placed = [row for row in found if row["tile_row"] is not None]
    others = [str(row["name"]) for row in found if row["tile_row"] is None]
    summary = _("The provider is not financed together in the year.")
    if paying:
        most, least = paying[0], paying[-1]
        summary = _(
            "{most} pays {most_share} of the shared part, {least} {least_share}: every one pays "
            "{each} kr. for each person of the key.",
            most=most["name"],
            most_share=language.percent(most["population_share"]),
            least=least["name"],
            least_share=language.percent(least["population_share"]),
            each=" – ".join(_span(language, paying)),
        )
    elif found:
        year_rows = rows_of_provider(context, "mart_shared_financing", "year = ?", "year", year)
        summary = " ".join(reason(language, row) for row in year_rows)
    missing = (
        _("not on the map, but in the table: {names}", names=language.all_of(others))
        if others
        else ""
    )
    return Drawn(
        title=title,
        subtitle=subtitle(context, str(year), _("kroner and share"), missing),
        summary=summary,
        build=partial(tiles, [_tile(context, row) for row in placed], key=_key(language)),
        separators=separators(language),
        table=Table(
            (
                Column(_("Municipality")),
                Column(_("Persons"), "count"),
                Column(_("Share"), "share"),
                Column(_("Pays, kr."), "count"),
                Column(_("For each person, kr."), "count"),
                Column(_("On the map")),
            ),
            tuple(
                (
                    row["name"],
                    row["n_persons"],
                    row["population_share"],
                    row["amount_dkk"],
                    row["amount_per_person_dkk"],
                    _("no") if row["tile_row"] is None else _("yes"),
                )
                for row in found
            ),
        ),
    )


def _tile(context: Context, row: Row) -> Tile:
    language = context.language
    share = row["population_share"]
    said = (
        escape(str(row["name"])),
        language.text("{amount} kr.", amount=amount(context, row["amount_dkk"])),
        NOTHING if share is None else language.percent(share),
    )
    return Tile(
        row=row["tile_row"],
        column=row["tile_column"],
        shade=sum((share or 0.0) >= step for step in STEPS),
        lines=said,
        hover="<br>".join(said),
    )


def _span(language: Language, paying: list[Row]) -> list[str]:
    """The least and the most for a person; one number where they are the same."""
    each = sorted({int(row["amount_per_person_dkk"]) for row in paying})
    return [language.number(n) for n in dict.fromkeys((each[0], each[-1]))]


def _key(language: Language) -> list[str]:
    _ = language.text
    words = [language.percent(step, 0) for step in STEPS]
    between = [
        _("{low} to {high}", low=language.number(100 * low), high=language.percent(high, 0))
        for low, high in itertools.pairwise(STEPS)
    ]
    key = [_("Below {high}", high=words[0]), *between, _("{low} and more", low=words[-1])]
    assert len(key) == N_SHADES
    return key


CHARTS = (
    Program(
        "shared_financing_map",
        later("Shared financing: who pays what, on the map"),
        financing_map,
        filters=("provider", "year"),
        source=sources.ECONOMY,
        edition=OPEN,
    ),
)
