"""Charts of shared financing: from budget to tariff, who pays what, what if; and trends."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

from dashboard import figures
from dashboard.chart_follow_up import drawn_bars, pieces
from dashboard.drawing import Context, Drawn
from dashboard.economy import (
    KEYS,
    POPULATION_STATUS,
    amount,
    expected_in_view,
    reason,
    rows_of_provider,
    signed,
    subtitle,
    told_of,
    year_in_view,
)
from dashboard.follow_up import kroner
from dashboard.language import later
from dashboard.marks.bars import Bar
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.reading.edition import OPEN
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import EXPECTED_AMOUNTS
from dashboard.words import sources


def financing(context: Context, title: str) -> Drawn:
    """Each year's budget in its parts: shared by the key, surplus taken, paid by tariff."""
    language = context.language
    _ = language.text
    found = rows_of_provider(context, "mart_shared_financing", "true", "year")
    in_view = _of_year(context, found)
    summary = _("The provider is not financed together in the year.")
    if in_view is not None and in_view["tariff_dkk"] is not None:
        summary = _(
            "In {year} the municipalities share {shared} kr. and pay {tariff} kr. a case: "
            "{part} kr. over {n} cases.",
            year=str(in_view["year"]),
            shared=amount(context, in_view["shared_after_surplus_dkk"]),
            tariff=amount(context, in_view["tariff_dkk"]),
            part=amount(context, in_view["tariff_part_dkk"]),
            n=amount(context, in_view["expected_cases"]),
        )
        if in_view["surplus_taken_dkk"]:
            summary += " " + _(
                "A surplus of {surplus} kr. of {year} is taken from the shared part only.",
                surplus=amount(context, in_view["surplus_taken_dkk"]),
                year=str(in_view["surplus_year"]),
            )
    if in_view is not None and reason(language, in_view):
        summary += " " + reason(language, in_view)
    return drawn_bars(
        context,
        title,
        said=subtitle(context, _("kroner")),
        summary=summary,
        rows=[
            Bar(
                label=_year(context, row),
                pieces=pieces(
                    context,
                    str(row["year"]),
                    [
                        ("shared", kroner(row["shared_after_surplus_dkk"]) or 0.0),
                        ("surplus", kroner(row["surplus_taken_dkk"]) or 0.0),
                        ("tariff", kroner(row["tariff_part_dkk"]) or 0.0),
                    ],
                ),
                texts=(
                    amount(context, row["total_dkk"]),
                    amount(context, row["expected_cases"]),
                    amount(context, row["tariff_dkk"]),
                ),
            )
            for row in found
        ],
        looks=("shared", "surplus", "tariff"),
        headers=(_("Budget"), _("Expected cases"), _("Tariff")),
        table=Table(
            (
                Column(_("Year")),
                Column(_("Budget, kr."), "count"),
                Column(_("Shared part"), "share"),
                Column(_("Shared part, kr."), "count"),
                Column(_("Surplus taken, kr."), "count"),
                Column(_("To be shared, kr."), "count"),
                Column(_("Against the year before, kr."), "count"),
                Column(_("To be paid by tariff, kr."), "count"),
                Column(_("Expected cases"), "count"),
                Column(_("Tariff, kr."), "count"),
                Column(_("Population of"), "date"),
                Column(_("Persons"), "count"),
                Column(_("Population")),
                Column(_("Decided by")),
                Column(_("Case number")),
            ),
            tuple(
                (
                    _year(context, row),
                    row["total_dkk"],
                    row["shared_share"],
                    row["shared_dkk"],
                    row["surplus_taken_dkk"],
                    row["shared_after_surplus_dkk"],
                    row["shared_difference_dkk"],
                    row["tariff_part_dkk"],
                    row["expected_cases"],
                    row["tariff_dkk"],
                    row["population_on"],
                    row["n_persons"],
                    _(POPULATION_STATUS[row["population_status"]]),
                    row["decided_by"],
                    row["case_number"],
                )
                for row in found
            ),
        ),
    )


def shares(context: Context, title: str) -> Drawn:
    """What each municipality pays of the shared part in the year in view."""
    language = context.language
    _ = language.text
    year = year_in_view(context.published, context.view)
    found = rows_of_provider(
        context,
        "mart_shared_financing_shares",
        "year = ?",
        "n_persons desc nulls last, name",
        year,
    )
    in_view = _of_year(context, rows_of_provider(context, "mart_shared_financing", "true", "year"))
    has_before = any(row["difference_dkk"] is not None for row in found)
    summary = _("The provider is not financed together in the year.")
    if in_view is not None:
        summary = reason(language, in_view)
        if not summary:
            largest = found[0]
            summary = _(
                "{n} municipalities share {shared} kr. by {persons} persons on {date}. {name} pays "
                "{amount} kr., rounding difference of {rounding} kr. included.",
                n=language.number(len(found)),
                shared=amount(context, in_view["shared_after_surplus_dkk"]),
                persons=amount(context, in_view["n_persons"]),
                date=language.day(in_view["population_on"]),
                name=largest["name"],
                amount=amount(context, largest["amount_dkk"]),
                rounding=signed(context, largest["rounding_dkk"]),
            )
    return drawn_bars(
        context,
        title,
        said=subtitle(context, _year(context, in_view) if in_view else str(year), _("kroner")),
        summary=summary,
        rows=[
            Bar(
                label=escape(str(row["name"])),
                pieces=pieces(
                    context,
                    escape(str(row["name"])),
                    [("amount", row["amount_dkk"] or 0)],
                    labelled=False,
                ),
                texts=(
                    amount(context, row["n_persons"]),
                    _percent(context, row["population_share"]),
                    amount(context, row["amount_dkk"]),
                    *([signed(context, row["difference_dkk"])] if has_before else []),
                ),
            )
            for row in found
        ],
        looks=("amount",),
        headers=(
            _("Persons"),
            _("Share"),
            _("Pays, kr."),
            *([_("Against the year before")] if has_before else []),
        ),
        table=Table(
            (
                Column(_("Municipality")),
                Column(_("Persons"), "count"),
                Column(_("Share"), "share"),
                Column(_("Rounded, kr."), "count"),
                Column(_("Rounding difference, kr."), "count"),
                Column(_("Pays, kr."), "count"),
                Column(_("Against the year before, kr."), "count"),
            ),
            tuple(
                (
                    row["name"],
                    row["n_persons"],
                    row["population_share"],
                    row["rounded_dkk"],
                    row["rounding_dkk"],
                    row["amount_dkk"],
                    row["difference_dkk"],
                )
                for row in found
            ),
        ),
    )


def scenario(context: Context, title: str) -> Drawn:
    """What each municipality would pay with other cases, another shared part or another key."""
    language, view = context.language, context.view
    _ = language.text
    year = year_in_view(context.published, view)
    every = rows_of_provider(
        context,
        "mart_shared_financing_scenarios",
        "year = ? and cases_percent = ? and key_code = ?",
        "n_persons desc, name",
        year,
        int(view.cases or "100"),
        view.key or "population",
    )
    asked = int(view.shared) if view.shared else _decided_share(context, year)
    found = [row for row in every if row["shared_percent"] == asked]
    summary = _("There is no shared financing of the year to try other numbers on.")
    told = ""
    if found:
        first = found[0]
        told = _(
            "{n} cases, {shared} shared, key: {key}",
            n=amount(context, first["n_cases"]),
            shared=language.percent(first["shared_percent"] / 100, 0),
            key=_(KEYS[first["key_code"]]),
        )
        summary = _(
            "The tariff would be {tariff} kr. ({difference} kr. against what was decided), and the "
            "municipalities would share {shared} kr.",
            tariff=amount(context, first["tariff_dkk"]),
            difference=signed(context, first["tariff_difference_dkk"]),
            shared=amount(context, first["to_share_dkk"]),
        )
    return drawn_bars(
        context,
        title,
        said=subtitle(context, str(year), told),
        summary=summary,
        rows=[
            Bar(
                label=escape(str(row["name"])),
                pieces=pieces(
                    context,
                    escape(str(row["name"])),
                    [("amount", row["amount_dkk"])],
                    labelled=False,
                ),
                texts=(
                    amount(context, row["decided_amount_dkk"]),
                    amount(context, row["amount_dkk"]),
                    signed(context, row["difference_dkk"]),
                ),
            )
            for row in found
        ],
        looks=("amount",),
        headers=(_("Decided, kr."), _("Would pay, kr."), _("Difference, kr.")),
        table=Table(
            (
                Column(_("Municipality")),
                Column(_("Persons"), "count"),
                Column(_("Decided, kr."), "count"),
                Column(_("Would pay, kr."), "count"),
                Column(_("Difference, kr."), "count"),
                Column(_("Tariff, kr."), "count"),
                Column(_("Tariff against decided, kr."), "count"),
            ),
            tuple(
                (
                    row["name"],
                    row["n_persons"],
                    row["decided_amount_dkk"],
                    row["amount_dkk"],
                    row["difference_dkk"],
                    row["tariff_dkk"],
                    row["tariff_difference_dkk"],
                )
                for row in found
            ),
        ),
    )


def forecast(context: Context, title: str) -> Drawn:
    """What each municipality would pay by the population expected on a later date."""
    language = context.language
    _ = language.text
    expected_on = expected_in_view(context.published, context.view)
    found = rows_of_provider(
        context,
        "mart_shared_financing_forecasts",
        "year = ? and expected_on = ?",
        "n_persons desc nulls last, name",
        year_in_view(context.published, context.view),
        expected_on,
    )
    rows = []
    for row in found:
        sign = EXPECTED_AMOUNTS[row["direction"]]
        persons = _between(amount, context, row, "n_persons")
        difference = _between(signed, context, row, "difference")
        rows.append(
            figures.Dot(
                label=escape(str(row["name"])),
                sign=sign,
                texts=(_(sign.word), persons, amount(context, row["amount_dkk"]), difference),
                hover=f"{escape(str(row['name']))}<br>{difference}<br>{_(sign.meaning)}",
                value=kroner(row["difference_dkk"]),
                low=kroner(row["difference_low_dkk"]),
                high=kroner(row["difference_high_dkk"]),
                target=0.0,
            )
        )
    summary = _("No population of the key's date or a later one is forecast.")
    if expected_on is not None and found:
        day = language.day(expected_on)
        summary = _forecast_words(context, found, day)
    build = partial(
        figures.dots,
        rows,
        headers=(
            _("Against decided"),
            _("Persons expected"),
            _("Would pay, kr."),
            _("Difference, kr."),
        ),
        scale=figures.difference_scale(
            lambda value: signed(context, value),
            [end for row in rows for end in (row.value, row.low, row.high)],
        ),
        target_words=_("as decided"),
        interval=later("From the lowest to the highest of the forecast"),
    )
    return Drawn(
        title=title,
        subtitle=subtitle(
            context,
            str(year_in_view(context.published, context.view)),
            _("population expected on {date}", date=language.day(expected_on))
            if expected_on
            else "",
        ),
        summary=summary,
        build=build
        if any(row.value is not None for row in rows)
        else partial(figures.nothing, summary),
        separators=separators(language),
        table=Table(
            (
                Column(_("Municipality")),
                Column(_("Against decided")),
                Column(_("Persons expected"), "count"),
                Column(_("Lowest"), "count"),
                Column(_("Highest"), "count"),
                Column(_("Decided, kr."), "count"),
                Column(_("Would pay, kr."), "count"),
                Column(_("Lowest, kr."), "count"),
                Column(_("Highest, kr."), "count"),
                Column(_("Difference, kr."), "count"),
            ),
            tuple(
                (
                    row["name"],
                    _(EXPECTED_AMOUNTS[row["direction"]].word),
                    row["n_persons"],
                    row["n_persons_low"],
                    row["n_persons_high"],
                    row["decided_amount_dkk"],
                    row["amount_dkk"],
                    row["amount_low_dkk"],
                    row["amount_high_dkk"],
                    row["difference_dkk"],
                )
                for row in found
            ),
        ),
    )


def _forecast_words(context: Context, found: tuple[Row, ...], day: str) -> str:
    """Who pays more and who less, or why it is not told."""
    language = context.language
    _ = language.text
    status = found[0]["forecast_status"]
    if status == "incomplete":
        missing = [str(row["name"]) for row in found if row["population_status"] != "ok"]
        return _(
            "The forecast of {date} is not whole for {names}: nothing is shared by it.",
            date=day,
            names=language.all_of(missing),
        )
    if status == "nothing_to_share":
        return _("There is no amount to share in the year.")
    named = {
        direction: [str(row["name"]) for row in found if row["direction"] == direction]
        for direction in EXPECTED_AMOUNTS
    }
    said = [_("By the population expected on {date} the same amount would be shared so:", date=day)]
    for direction, names in named.items():
        if names:
            said.append(
                _(
                    "{direction}: {names}.",
                    direction=_(EXPECTED_AMOUNTS[direction].word),
                    names=language.all_of(names),
                )
            )
    return " ".join(said)


def _between(words: Callable[[Context, object], str], context: Context, row: Row, name: str) -> str:
    """A number, and its limits where there are some."""
    end = "" if name == "n_persons" else "_dkk"
    told = words(context, row[name + end])
    if row[f"{name}_low{end}"] is None:
        return told
    low, high = words(context, row[f"{name}_low{end}"]), words(context, row[f"{name}_high{end}"])
    return f"{told} ({context.language.text('{low} to {high}', low=low, high=high)})"


def trends(context: Context, title: str) -> Drawn:
    """Reference series with growth computed, and what the source states."""
    language = context.language
    _ = language.text
    found = context.published.rows("select * from marts.mart_trends order by series_id, year")
    latest = {row["series_id"]: row for row in found}
    said = []
    for row in latest.values():
        words = _(
            "{name}: {growth} from {first} to {year}.",
            name=language.name(row),
            growth=_percent(context, row["growth"]),
            first=str(row["first_year"]),
            year=str(row["year"]),
        )
        if row["stated_growth"] is not None:
            words += " " + _(
                "The source states {stated}.", stated=language.percent(row["stated_growth"], 0)
            )
        said.append(words)
    return drawn_bars(
        context,
        title,
        said=told_of(context, _("Published figures")),
        summary=" ".join(said) or _("There are no reference series."),
        rows=[
            Bar(
                label=f"{escape(language.name(row))}, {row['year']}",
                pieces=pieces(context, escape(language.name(row)), [("figure", row["figure"])]),
                texts=(_percent(context, row["growth"]),),
            )
            for row in found
        ],
        looks=("figure",),
        headers=(_("Growth"),),
        table=Table(
            (
                Column(_("Series")),
                Column(_("Year")),
                Column(_("Figure"), "count"),
                Column(_("Growth since the first year"), "share"),
                Column(_("Growth as stated"), "share"),
                Column(_("Source")),
            ),
            tuple(
                (
                    language.name(row),
                    str(row["year"]),
                    row["figure"],
                    row["growth"],
                    row["stated_growth"],
                    row["source"],
                )
                for row in found
            ),
        ),
    )


def _of_year(context: Context, found: tuple[Row, ...]) -> Row | None:
    year = year_in_view(context.published, context.view)
    return next((row for row in found if row["year"] == year), None)


def _year(context: Context, row: Row) -> str:
    """A year, marked where it is an estimate."""
    year = str(row["year"])
    if row["is_estimate"]:
        return context.language.text("{year} (estimate)", year=year)
    return year


def _percent(context: Context, share: float | None) -> str:
    return NOTHING if share is None else context.language.percent(share)


def _decided_share(context: Context, year: int | None) -> int | None:
    found = rows_of_provider(
        context, "mart_shared_financing_scenarios", "year = ? and is_decided", "area_code", year
    )
    return int(found[0]["shared_percent"]) if found else None


CHARTS = (
    Program(
        "shared_financing",
        later("Shared financing: from the budget to the tariff"),
        financing,
        filters=("provider", "year"),
        source=sources.ECONOMY,
        edition=OPEN,
    ),
    Program(
        "shared_financing_shares",
        later("Shared financing: who pays what"),
        shares,
        filters=("provider", "year"),
        source=sources.ECONOMY,
        edition=OPEN,
    ),
    Program(
        "shared_financing_scenario",
        later("Shared financing: what if"),
        scenario,
        filters=("provider", "year", "cases", "shared", "key"),
        source=sources.ECONOMY,
        edition=OPEN,
    ),
    Program(
        "shared_financing_forecast",
        later("Shared financing: by the population that is expected"),
        forecast,
        filters=("provider", "year", "expected_on"),
        source=sources.ECONOMY,
        edition=OPEN,
    ),
    Program(
        "reference_trends",
        later("Reference series: growth since the first year"),
        trends,
        filters=(),
        source=sources.ECONOMY,
        edition=OPEN,
    ),
)
