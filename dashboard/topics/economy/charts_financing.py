"""Charts of shared financing: from budget to tariff, who pays what, what if; and trends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from dashboard.marks.axes import differences
from dashboard.marks.bars import Bars, parts
from dashboard.marks.columns import Col, Row, Rows, coded, only_beside, own_name, phrase, written
from dashboard.marks.dots import Dots
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context
from dashboard.reading.edition import OPEN
from dashboard.reading.read import everywhere, mart, read
from dashboard.topics.economy.filters import CASES, EXPECTED_ON, KEY, PROVIDER, SHARED, YEAR
from dashboard.topics.economy.rows import (
    expected_in_view,
    of_provider,
    of_provider_year,
    reason,
    subtitle,
    told_of,
    year_in_view,
)
from dashboard.words import sources
from dashboard.words.language import later
from dashboard.words.vocabulary import BAR_PARTS, EXPECTED_AMOUNTS

_NOT_SHARED = later("The provider is not financed together in the year.")


def _of_scenario(context: Context) -> Mapping[str, object] | None:
    """The number of cases, the shared part and the key tried; as decided where not asked for."""
    asked, shared = of_provider_year(context), context.choice(SHARED)
    return asked and {
        **asked,
        "cases_percent": int(context.choice(CASES) or 100),
        "key_code": context.choice(KEY),
        "shared_percent": int(shared) if shared else None,
    }


def _of_forecast(context: Context) -> Mapping[str, object] | None:
    asked = of_provider_year(context)
    return asked and {**asked, "expected_on": expected_in_view(context)}


_SCENARIOS = "mart_shared_financing_scenarios"


def _year(context: Context, row: Row) -> str:
    """A year, marked where it is an estimate."""
    year = str(row["year"])
    if row["is_estimate"]:
        return context.language.text("{year} (estimate)", year=year)
    return year


def _year_in_view(context: Context, rows: Rows) -> Row | None:
    year = year_in_view(context)
    return next((row for row in rows if row["year"] == year), None)


def _financing_in_view(context: Context) -> Row | None:
    found = read(context, "mart_shared_financing", of_provider_year(context))
    return next(iter(found), None)


def _has_year_before(context: Context, rows: Rows) -> bool:
    return any(row["difference_dkk"] is not None for row in rows)


def _kroner(context: Context, value: Any) -> str:
    return written(context, value, "kroner")


def _change(context: Context, value: Any) -> str:
    return written(context, value, "change")


def _from_budget_to_tariff(context: Context, rows: Rows) -> str:
    row = _year_in_view(context, rows)
    if row is None:
        return phrase(context, _NOT_SHARED)
    said = phrase(context, _NOT_SHARED)
    if row["tariff_dkk"] is not None:
        said = phrase(
            context,
            "In {year} the municipalities share {shared_after_surplus_dkk:kroner} kr. and pay "
            "{tariff_dkk:kroner} kr. a case: {tariff_part_dkk:kroner} kr. over "
            "{expected_cases:count} cases.",
            row,
        )
        if row["surplus_taken_dkk"]:
            said += " " + phrase(
                context,
                "A surplus of {surplus_taken_dkk:kroner} kr. of {surplus_year} is taken from the "
                "shared part only.",
                row,
            )
    return f"{said} {reason(context.language, row)}".strip()


def _who_pays_most(context: Context, rows: Rows) -> str:
    year = _financing_in_view(context)
    if year is None:
        return phrase(context, _NOT_SHARED)
    if said := reason(context.language, year):
        return said
    return phrase(
        context,
        "{n:count} municipalities share {shared_after_surplus_dkk:kroner} kr. by {n_persons:count} "
        "persons on {population_on:date}. {name} pays {amount_dkk:kroner} kr., rounding difference "
        "of {rounding_dkk:change} kr. included.",
        {**rows[0], **year, "n": len(rows)},
    )


def _under_shares(context: Context, rows: Rows) -> str:
    row = _financing_in_view(context)
    year = str(year_in_view(context))
    return subtitle(context, _year(context, row) if row else year, context.language.text("kroner"))


def _what_if(context: Context, rows: Rows) -> str:
    if not rows:
        return phrase(context, "There is no shared financing of the year to try other numbers on.")
    return phrase(
        context,
        "The tariff would be {tariff_dkk:kroner} kr. ({tariff_difference_dkk:change} kr. against "
        "what was decided), and the municipalities would share {to_share_dkk:kroner} kr.",
        rows[0],
    )


def _under_scenario(context: Context, rows: Rows) -> str:
    tried = ""
    if rows:
        tried = phrase(
            context,
            "{n_cases:count} cases, {part:share.0} shared, key: {key}",
            rows[0],
            part=rows[0]["shared_percent"] / 100,
            key=coded("key_code", "sharing_key")(context, rows[0]),
        )
    return subtitle(context, str(year_in_view(context)), tried)


def _who_pays_more(context: Context, rows: Rows) -> str:
    """Who pays more and who less, or why it is not told."""
    language = context.language
    _ = language.text
    expected_on = expected_in_view(context)
    if expected_on is None or not rows:
        return _("No population of the key's date or a later one is forecast.")
    day, status = language.day(expected_on), rows[0]["forecast_status"]
    if status == "incomplete":
        missing = [str(row["name"]) for row in rows if row["population_status"] != "ok"]
        return _(
            "The forecast of {date} is not whole for {names}: nothing is shared by it.",
            date=day,
            names=language.all_of(missing),
        )
    if status == "nothing_to_share":
        return _("There is no amount to share in the year.")
    said = [_("By the population expected on {date} the same amount would be shared so:", date=day)]
    for direction, sign in EXPECTED_AMOUNTS.items():
        names = [str(row["name"]) for row in rows if row["direction"] == direction]
        if names:
            said.append(
                _(
                    "{direction}: {names}.",
                    direction=context.codes.of(sign),
                    names=language.all_of(names),
                )
            )
    return " ".join(said)


def _under_forecast(context: Context, rows: Rows) -> str:
    language = context.language
    expected_on = expected_in_view(context)
    return subtitle(
        context,
        str(year_in_view(context)),
        language.text("population expected on {date}", date=language.day(expected_on))
        if expected_on
        else "",
    )


def _direction(context: Context, row: Row) -> str:
    return context.codes.of(EXPECTED_AMOUNTS[row["direction"]])


def _between(field: str, write: Callable[[Context, Any], str]) -> Callable[[Context, Row], str]:
    """A number, and its limits where there are some."""
    unit = "_dkk" if field.endswith("_dkk") else ""
    name = field.removesuffix(unit)

    def words(context: Context, row: Row) -> str:
        told = write(context, row[field])
        low, high = row[f"{name}_low{unit}"], row[f"{name}_high{unit}"]
        if low is None:
            return told
        limits = context.language.text(
            "{low} to {high}", low=write(context, low), high=write(context, high)
        )
        return f"{told} ({limits})"

    return words


def _growth(context: Context, rows: Rows) -> str:
    said = []
    for row in {row["series_id"]: row for row in rows}.values():
        said.append(
            phrase(
                context,
                "{name}: {growth:share} from {first_year} to {year}.",
                row,
                name=own_name(context, row),
            )
        )
        if row["stated_growth"] is not None:
            said.append(phrase(context, "The source states {stated_growth:share.0}.", row))
    return " ".join(said) or phrase(context, "There are no reference series.")


_chart = partial(Chart, source=sources.ECONOMY, edition=OPEN)


CHARTS = (
    _chart(
        "shared_financing",
        title=later("Shared financing: from the budget to the tariff"),
        filters=(PROVIDER, YEAR),
        rows=mart("mart_shared_financing", by=of_provider, order="year"),
        mark=Bars(
            parts(
                BAR_PARTS,
                shared="shared_after_surplus_dkk",
                surplus="surplus_taken_dkk",
                tariff="tariff_part_dkk",
            )
        ),
        columns=(
            Col("Year", _year),
            Col("Budget, kr.", "total_dkk", "kroner", beside=later("Budget")),
            Col("Shared part", "shared_share", "share"),
            Col("Shared part, kr.", "shared_dkk", "kroner"),
            Col("Surplus taken, kr.", "surplus_taken_dkk", "kroner"),
            Col("To be shared, kr.", "shared_after_surplus_dkk", "kroner"),
            Col("Against the year before, kr.", "shared_difference_dkk", "kroner"),
            Col("To be paid by tariff, kr.", "tariff_part_dkk", "kroner"),
            Col("Expected cases", "expected_cases", "count", beside="Expected cases"),
            Col("Tariff, kr.", "tariff_dkk", "kroner", beside=later("Tariff")),
            Col("Population of", "population_on", "date"),
            Col("Persons", "n_persons", "count"),
            Col("Population", coded("population_status")),
            Col("Decided by", "decided_by"),
            Col("Case number", "case_number"),
        ),
        says=_from_budget_to_tariff,
        under=lambda context, rows: subtitle(context, context.language.text("kroner")),
    ),
    _chart(
        "shared_financing_shares",
        title=later("Shared financing: who pays what"),
        filters=(PROVIDER, YEAR),
        rows=mart("mart_shared_financing_shares", by=of_provider_year, order="-n_persons, name"),
        mark=Bars(parts(BAR_PARTS, amount="amount_dkk"), inside=None),
        columns=(
            Col("Municipality", "name"),
            Col("Persons", "n_persons", "count", beside="Persons"),
            Col("Share", "population_share", "share", beside="Share"),
            Col("Rounded, kr.", "rounded_dkk", "kroner"),
            Col("Rounding difference, kr.", "rounding_dkk", "kroner"),
            Col("Pays, kr.", "amount_dkk", "kroner", beside="Pays, kr."),
            Col("Against the year before, kr.", "difference_dkk", "kroner"),
            only_beside(
                "Against the year before", "difference_dkk", "change", only=_has_year_before
            ),
        ),
        says=_who_pays_most,
        under=_under_shares,
    ),
    _chart(
        "shared_financing_scenario",
        title=later("Shared financing: what if"),
        filters=(PROVIDER, YEAR, CASES, SHARED, KEY),
        own=(CASES, SHARED, KEY),
        rows=mart(_SCENARIOS, by=_of_scenario, order="-n_persons, name"),
        mark=Bars(parts(BAR_PARTS, amount="amount_dkk"), inside=None),
        columns=(
            Col("Municipality", "name"),
            Col("Persons", "n_persons", "count"),
            Col("Decided, kr.", "decided_amount_dkk", "kroner", beside="Decided, kr."),
            Col("Would pay, kr.", "amount_dkk", "kroner", beside="Would pay, kr."),
            Col("Difference, kr.", "difference_dkk", "change", beside="Difference, kr."),
            Col("Tariff, kr.", "tariff_dkk", "kroner"),
            Col("Tariff against decided, kr.", "tariff_difference_dkk", "kroner"),
        ),
        says=_what_if,
        under=_under_scenario,
    ),
    _chart(
        "shared_financing_forecast",
        title=later("Shared financing: by the population that is expected"),
        filters=(PROVIDER, YEAR, EXPECTED_ON),
        own=(EXPECTED_ON,),
        rows=mart("mart_shared_financing_forecasts", by=_of_forecast, order="-n_persons, name"),
        # Where no amount can be told, words stand in place of an empty picture.
        picture=lambda context, rows: (
            rows if any(row["difference_dkk"] is not None for row in rows) else ()
        ),
        mark=Dots(
            value="difference_dkk",
            low="difference_low_dkk",
            high="difference_high_dkk",
            target=lambda context, row: 0.0,
            sign=lambda context, row: EXPECTED_AMOUNTS[row["direction"]],
            hover=lambda context, row: (
                _between("difference_dkk", _change)(context, row),
                context.codes.meaning(EXPECTED_AMOUNTS[row["direction"]]),
            ),
            axis=differences(_change, "value", "low", "high"),
            target_words=lambda context, rows: context.language.text("as decided"),
            interval=later("From the lowest to the highest of the forecast"),
        ),
        columns=(
            Col("Municipality", "name"),
            Col("Against decided", _direction, beside="Against decided"),
            Col(
                "Persons expected",
                "n_persons",
                "count",
                beside="Persons expected",
                html=_between("n_persons", _kroner),
            ),
            Col("Lowest", "n_persons_low", "count"),
            Col("Highest", "n_persons_high", "count"),
            Col("Decided, kr.", "decided_amount_dkk", "kroner"),
            Col("Would pay, kr.", "amount_dkk", "kroner", beside="Would pay, kr."),
            Col("Lowest, kr.", "amount_low_dkk", "kroner"),
            Col("Highest, kr.", "amount_high_dkk", "kroner"),
            Col(
                "Difference, kr.",
                "difference_dkk",
                "change",
                beside="Difference, kr.",
                html=_between("difference_dkk", _change),
            ),
        ),
        says=_who_pays_more,
        under=_under_forecast,
    ),
    _chart(
        "reference_trends",
        title=later("Reference series: growth since the first year"),
        filters=(),
        rows=mart("mart_trends", by=everywhere, order="series_id, year"),
        mark=Bars(parts(BAR_PARTS, "figure")),
        label=lambda context, row: f"{own_name(context, row)}, {row['year']}",
        columns=(
            Col("Series", own_name),
            Col("Year", lambda context, row: str(row["year"])),
            Col("Figure", "figure", "count"),
            Col("Growth since the first year", "growth", "share", beside=later("Growth")),
            Col("Growth as stated", "stated_growth", "share"),
            Col("Source", "source"),
        ),
        says=_growth,
        under=lambda context, rows: told_of(context, context.language.text("Published figures")),
    ),
)
