"""Charts of providers: occupancy year by year, and early warnings with the rule each crosses."""

from __future__ import annotations

from html import escape

from dashboard.chart_follow_up import drawn_bars
from dashboard.drawing import Context, Drawn
from dashboard.economy import (
    points,
    rows_of_provider,
    subtitle,
    told_of,
    warning_words,
)
from dashboard.language import later
from dashboard.marks.bars import Bar, Piece
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.reading.edition import PLACES
from dashboard.tables import NOTHING, Column, Table
from dashboard.vocabulary import FOLLOW_UP
from dashboard.words import sources


def occupancy(context: Context, title: str) -> Drawn:
    """Places in use of those there are, by service area and year, beside what was budgeted."""
    language = context.language
    _ = language.text
    mart = "mart_provider_activity_public" if context.public else "mart_provider_activity"
    found = rows_of_provider(context, mart, "true", "service_area, activity_year")
    shown = [row for row in found if not row.get("is_suppressed")]
    told = [row for row in shown if row["realised_occupancy_share"] is not None]
    final = [row for row in told if row["basis"] == "final"]
    last = next(iter([*reversed(final), *reversed(told)]), None)
    summary = "" if found else _("No activity has been delivered.")
    if last is not None:
        budgeted = last["budgeted_occupancy_share"]
        words = (
            later(
                "{area}, {year}: {realised} of the places were in use; the tariff was budgeted "
                "with {budgeted}."
            )
            if last["basis"] == "final"
            else later(
                "{area}, {year}: {realised} of the places are expected to be in use; the "
                "tariff is budgeted with {budgeted}."
            )
        )
        summary = _(
            words,
            area=last["service_area"],
            year=str(last["activity_year"]),
            realised=language.percent(last["realised_occupancy_share"]),
            budgeted=NOTHING if budgeted is None else language.percent(float(budgeted)),
        )
    elif shown:
        summary = _("No occupancy can be told: there are no places.")
    if len(shown) < len(found):
        summary += " " + _("Service areas with fewer than 10 places in use are not shown.")
    return drawn_bars(
        context,
        title,
        said=subtitle(context, _("places over the year")),
        summary=summary.strip(),
        rows=[_occupancy_bar(context, row) for row in told],
        looks=("in_use", "free"),
        headers=(_("Budgeted"), _("Capacity"), _("Activity")),
        table=Table(
            (
                Column(_("Service area")),
                Column(_("Year")),
                Column(_("Realised or expected")),
                Column(_("Capacity"), "days"),
                Column(_("Activity"), "days"),
                Column(_("Budgeted occupancy"), "share"),
                Column(_("Realised occupancy"), "share"),
            ),
            tuple(
                (
                    row["service_area"],
                    str(row["activity_year"]),
                    _("Expected") if row["basis"] == "expected" else _("Realised"),
                    float(row["capacity_places"]),
                    float(row["activity_places"]),
                    _share(row["budgeted_occupancy_share"]),
                    row["realised_occupancy_share"],
                )
                for row in shown
            ),
        ),
    )


def warnings(context: Context, title: str) -> Drawn:
    """Rules of early warning that providers cross, each with its rule; the newest year first."""
    language = context.language
    _, number = language.text, language.number
    found = _warnings(context)
    crossed = [row for row in found if row["warning_status"] == "crossed"]
    summary = context.none(_("No rule of early warning is crossed."))
    if crossed:
        summary = _(
            "Early warning from {providers}. Newest: {what}",
            providers=language.all_of(sorted({language.name(_named(row)) for row in crossed})),
            what=f"{language.name(_named(crossed[0]))}: {warning_words(language, crossed[0])}",
        )
    elif not found:
        summary = _("There is nothing to judge, or no rule (seeds/provider_warning_rules.csv).")
    together: dict[tuple[str, str], list[Row]] = {}
    for row in crossed:
        together.setdefault((row["provider_id"], row["rule_id"]), []).append(row)
    return drawn_bars(
        context,
        title,
        said=told_of(context, _("All providers")),
        summary=summary,
        rows=[
            Bar(
                label=escape(language.name(_named(rows[0]))),
                pieces=(
                    Piece(
                        FOLLOW_UP["warnings"],
                        len(rows),
                        number(len(rows)),
                        escape(warning_words(language, rows[0])),
                    ),
                ),
                texts=(
                    escape(language.name(rows[0])),
                    str(min(int(row["since_year"]) for row in rows)),
                ),
            )
            for rows in together.values()
        ],
        looks=("warnings",),
        headers=(_("Rule"), _("Since")),
        table=Table(
            (
                Column(_("Provider")),
                Column(_("Service area")),
                Column(_("Year")),
                Column(_("Realised or expected")),
                Column(_("Rule")),
                Column(_("Figure")),
                Column(_("Limit")),
                Column(_("Since")),
                Column(_("Decided by")),
                Column(_("Decided"), "date"),
                Column(_("Case")),
            ),
            tuple(
                (
                    language.name(_named(row)),
                    "" if row["service_area"] == "-" else row["service_area"],
                    str(row["figure_year"]),
                    _("Expected") if row["basis"] == "expected" else _("Realised"),
                    language.name(row),
                    points(language, row["measure"], float(row["figure_share"])),
                    points(language, row["measure"], float(row["threshold_share"])),
                    str(row["since_year"]),
                    row["decided_by"],
                    row["decided_on"],
                    row["case_number"],
                )
                for row in crossed
            ),
        ),
    )


def _warnings(context: Context) -> tuple[Row, ...]:
    """Rules as they were judged for the providers of the municipality, the newest year first."""
    mart = "mart_provider_warnings_public" if context.public else "mart_provider_warnings"
    rows = context.published.rows(
        f"""
        select judged.*, providers.name_da as provider_da, providers.name_en as provider_en
        from marts.{mart} as judged
        left join marts.dim_provider as providers using (municipality_code, provider_id)
        where judged.municipality_code = ?
        order by figure_year desc, provider_da, service_area, rule_id
        """,
        context.view.municipality,
    )
    context.read(rows)
    return tuple(row for row in rows if not row.get("is_suppressed"))


def _named(row: Row) -> Row:
    """The names of the provider, where the row's own are the rule's."""
    return {"name_da": row["provider_da"], "name_en": row["provider_en"]}


def _share(given: object) -> float | None:
    return None if given is None else float(str(given))


def _occupancy_bar(context: Context, row: Row) -> Bar:
    language = context.language
    _ = language.text
    capacity, used = float(row["capacity_places"]), float(row["activity_places"])
    label = f"{escape(row['service_area'])} {row['activity_year']}"
    if row["basis"] == "expected":
        label = _("{year} (expected)", year=label)
    budgeted = row["budgeted_occupancy_share"]
    sizes = (("in_use", used), ("free", max(capacity - used, 0.0)))
    share = language.percent(row["realised_occupancy_share"], 0)
    return Bar(
        label=label,
        pieces=tuple(
            Piece(
                FOLLOW_UP[code],
                size,
                share if code == "in_use" else "",
                f"{label}<br>{_(FOLLOW_UP[code].word)}: {language.number(size, 1)}",
            )
            for code, size in sizes
            if size
        ),
        texts=(
            NOTHING if budgeted is None else language.percent(float(budgeted), 0),
            language.number(capacity, 1 if capacity % 1 else 0),
            language.number(used, 1 if used % 1 else 0),
        ),
    )


CHARTS = (
    Program(
        "provider_occupancy",
        later("Occupancy: budgeted and realised"),
        occupancy,
        filters=("provider",),
        source=sources.ECONOMY,
        edition=PLACES,
    ),
    Program(
        "provider_warnings",
        later("Early warning from providers"),
        warnings,
        filters=(),
        is_list=True,
        source=sources.ECONOMY,
        edition=PLACES,
    ),
)
