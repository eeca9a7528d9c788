"""Charts of a provider's money: year against year, budget against accounts, cost of a case."""

from __future__ import annotations

from functools import partial
from html import escape

from dashboard.chart_follow_up import drawn_bars, pieces
from dashboard.drawing import Context, Drawn
from dashboard.economy import amount, rows_of_provider, signed, subtitle, year_in_view
from dashboard.follow_up import kroner
from dashboard.language import later
from dashboard.marks.bars import Bar
from dashboard.marks.spec import Program
from dashboard.marks.steps import Step, steps
from dashboard.marts import Row
from dashboard.reading.edition import OPEN
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import BUDGET_STEPS
from dashboard.words import sources

_TOTALS = {
    "agrees": later("Agrees"),
    "differs": later("Does not add up"),
    "several": later("Delivered more than once"),
    "not_delivered": later("Not delivered"),
}


def change(context: Context, title: str) -> Drawn:
    """From the year before to the year in view, group by group; the table has every line."""
    language = context.language
    _ = language.text
    year = _budget_year(context)
    found = _in_order(
        rows_of_provider(
            context,
            "mart_budget",
            "kind = 'budget' and budget_year = ?",
            "line_order, line_text, line_no",
            year,
        )
    )
    whole = next((row for row in found if row["row_level"] == "total"), None)
    bars: list[Step] = []
    if whole is not None and whole["year_status"] == "compared":
        bars.append(_whole(context, year - 1, whole["amount_before_dkk"]))
        bars += [
            _step(context, row)
            for row in found
            if row["row_level"] == "group" and row["difference_dkk"]
        ]
    if whole is not None:
        bars.append(_whole(context, year, whole["amount_dkk"]))
    return Drawn(
        title=title,
        subtitle=subtitle(context, _("Budget {year}", year=str(year)), _("kroner")),
        summary=_said(context, year, whole, found),
        build=partial(steps, bars),
        separators=separators(language),
        table=Table(
            (
                Column(_("Line")),
                Column(_("Group")),
                Column(_("Year before, kr."), "count"),
                Column(_("Budget, kr."), "count"),
                Column(_("Difference, kr."), "count"),
                Column(_("Reason")),
                Column(_("Difference as stated, kr."), "count"),
                Column(_("Total as delivered, kr."), "count"),
                Column(_("Total")),
            ),
            tuple(
                (
                    _line(context, row),
                    row["group_name"] if row["group_name"] != "-" else "",
                    kroner(row["amount_before_dkk"]),
                    kroner(row["amount_dkk"]),
                    kroner(row["difference_dkk"]),
                    row["reason"],
                    kroner(row["stated_difference_dkk"]),
                    kroner(row["delivered_total_dkk"]),
                    _(_TOTALS[row["total_status"]]) if row["total_status"] in _TOTALS else "",
                )
                for row in found
            ),
        ),
    )


def accounts(context: Context, title: str) -> Drawn:
    """What was spent, or is expected to be, of what was set aside, group by group."""
    language = context.language
    _ = language.text
    year = _budget_year(context)
    found = _in_order(
        rows_of_provider(
            context, "mart_budget_accounts", "budget_year = ?", "line_order, line_text, line_no",
            year,
        )
    )  # fmt: skip
    whole = next((row for row in found if row["row_level"] == "total"), None)
    summary = _("No accounts and no forecast of {year} have been delivered.", year=str(year))
    if whole is not None and whole["held_against"] != "none":
        words = (
            later("{spent} kr. were spent of {allowed} kr. in {year}: {difference} kr.")
            if whole["held_against"] == "actual"
            else later("{spent} kr. are expected of {allowed} kr. in {year}: {difference} kr.")
        )
        summary = _(
            words,
            spent=amount(context, _spent(whole)),
            allowed=amount(context, whole["allowed_dkk"]),
            year=str(year),
            difference=signed(context, whole["difference_dkk"]),
        )
    return drawn_bars(
        context,
        title,
        said=subtitle(context, str(year), _("kroner")),
        summary=summary,
        rows=[_accounts_bar(context, row) for row in found if row["row_level"] != "line"],
        looks=("spent", "over", "left"),
        headers=(_("Set aside"), _("Spent or expected"), _("Difference")),
        table=Table(
            (
                Column(_("Line")),
                Column(_("Group")),
                Column(_("Budget, kr."), "count"),
                Column(_("Revised budget, kr."), "count"),
                Column(_("Forecast, kr."), "count"),
                Column(_("Accounts, kr."), "count"),
                Column(_("Difference, kr."), "count"),
            ),
            tuple(
                (
                    _line(context, row),
                    row["group_name"] if row["group_name"] != "-" else "",
                    kroner(row["budget_dkk"]),
                    kroner(row["revised_dkk"]),
                    kroner(row["forecast_dkk"]),
                    kroner(row["actual_dkk"]),
                    kroner(row["difference_dkk"]),
                )
                for row in found
            ),
        ),
    )


def cases(context: Context, title: str) -> Drawn:
    """Cases a year against those expected, tariff income against what tariffs are to pay."""
    language = context.language
    _, number = language.text, language.number
    table = "mart_provider_cases_public" if context.public else "mart_provider_cases"
    found = rows_of_provider(context, table, "true", "year")
    known = [row for row in found if row["actual_cases"] is not None]
    summary = _("No cases have been told of.")
    if known:
        last = known[-1]
        summary = _(
            "In {year} there were {n} cases, {expected} were expected.",
            year=str(last["year"]),
            n=number(last["actual_cases"]),
            expected=number(last["expected_cases"]),
        )
        if last.get("tariff_income_difference_dkk") is not None:
            summary += " " + _(
                "Tariffs brought in {difference} kr. against the part of the budget they are to "
                "pay.",
                difference=signed(context, last["tariff_income_difference_dkk"]),
            )
    return drawn_bars(
        context,
        title,
        said=subtitle(context, *{row["source"] for row in found}),
        summary=summary,
        rows=[
            Bar(
                label=_so_far(context, row),
                pieces=pieces(context, str(row["year"]), [("cases", row["actual_cases"] or 0)]),
                texts=(
                    number(row["expected_cases"]),
                    NOTHING if row["ratio"] is None else language.percent(row["ratio"], 0),
                    amount(context, row["tariff_dkk"]),
                    *([] if context.public else [amount(context, row["cost_per_case_dkk"])]),
                ),
            )
            for row in found
        ],
        looks=("cases",),
        headers=(
            _("Expected"),
            _("Of expected"),
            _("Tariff, kr."),
            *([] if context.public else [_("Cost of a case, kr.")]),
        ),
        table=Table(
            (
                Column(_("Year")),
                Column(_("Expected"), "count"),
                Column(_("Cases"), "count"),
                Column(_("Of expected"), "share"),
                Column(_("Cost, kr."), "count"),
                Column(_("Cost of a case, kr."), "count"),
                Column(_("Tariff, kr."), "count"),
                Column(_("To be paid by tariff, kr."), "count"),
                Column(_("Tariff income, kr."), "count"),
                Column(_("Difference, kr."), "count"),
            ),
            tuple(
                (
                    _so_far(context, row),
                    row["expected_cases"],
                    row["actual_cases"],
                    row["ratio"],
                    kroner(row["cost_dkk"]),
                    kroner(row.get("cost_per_case_dkk")),
                    kroner(row["tariff_dkk"]),
                    kroner(row["tariff_part_dkk"]),
                    kroner(row.get("tariff_income_dkk")),
                    kroner(row.get("tariff_income_difference_dkk")),
                )
                for row in found
            ),
        ),
    )


def _budget_year(context: Context) -> int:
    """The year in view; where it has no budget of its own, the newest before it."""
    asked = year_in_view(context.published, context.view) or 0
    found = rows_of_provider(
        context,
        "mart_budget",
        "row_level = 'total' and amount_dkk is not null and budget_year <= ?",
        "budget_year desc",
        asked,
    )
    return int(found[0]["budget_year"]) if found else asked


def _in_order(rows: tuple[Row, ...]) -> list[Row]:
    """Lines of a group, then the group; the whole last."""
    levels = {"line": 0, "group": 1, "total": 2}
    places: dict[str, int] = {}
    for row in rows:
        if row["row_level"] != "total":
            places.setdefault(row["group_name"], len(places))
    return sorted(
        rows,
        key=lambda row: (
            row["row_level"] == "total",
            places.get(row["group_name"], 0),
            levels[row["row_level"]],
        ),
    )


def _line(context: Context, row: Row) -> str:
    """What a row is of."""
    _ = context.language.text
    if row["row_level"] == "total":
        return _("In all")
    if row["row_level"] == "group":
        return _("{group}, in all", group=_group(context, row))
    return str(row["line_text"])


def _group(context: Context, row: Row) -> str:
    name = str(row["group_name"])
    return context.language.text("No group") if name == "-" else name


def _whole(context: Context, year: int, size: object) -> Step:
    label = context.language.text("Budget {year}", year=str(year))
    said = amount(context, size)
    return Step(
        label, kroner(size) or 0.0, BUDGET_STEPS["whole"], said, f"{label}<br>{said}", is_whole=True
    )


def _step(context: Context, row: Row) -> Step:
    size = kroner(row["difference_dkk"]) or 0.0
    label, said = _group(context, row), signed(context, row["difference_dkk"])
    look = BUDGET_STEPS["up" if size > 0 else "down"]
    return Step(escape(label), size, look, said, f"{escape(label)}<br>{said}")


def _said(context: Context, year: int, whole: Row | None, found: list[Row]) -> str:
    """The whole and its change, and what in the budget does not add up."""
    language = context.language
    _ = language.text
    if whole is None:
        return _("There is no budget to show.")
    said = [
        _("The budget of {year} is {amount} kr.", year=str(year),
          amount=amount(context, whole["amount_dkk"]))
    ]  # fmt: skip
    if whole["year_status"] == "compared":
        said.append(
            _("That is {difference} kr. against {before}.", before=str(year - 1),
              difference=signed(context, whole["difference_dkk"]))
        )  # fmt: skip
    elif whole["year_status"] == "year_missing":
        said.append(_("{before} was not delivered: nothing is compared.", before=str(year - 1)))
    said += [
        _("{line} says {delivered} kr.; its lines add up to {amount} kr.",
          line=row["delivered_total_text"], delivered=amount(context, row["delivered_total_dkk"]),
          amount=amount(context, row["amount_dkk"]))
        for row in found
        if row["total_status"] == "differs"
    ]  # fmt: skip
    said += [
        _("{line}: the budget states a difference of {stated} kr., its amounts differ by "
          "{difference} kr.", line=row["line_text"],
          stated=amount(context, row["stated_difference_dkk"]),
          difference=amount(context, row["difference_dkk"]))
        for row in found
        if row["row_level"] == "line" and row["stated_status"] == "differs"
    ]  # fmt: skip
    return " ".join(said)


def _spent(row: Row) -> object:
    return row["forecast_dkk"] if row["actual_dkk"] is None else row["actual_dkk"]


def _accounts_bar(context: Context, row: Row) -> Bar:
    """Income, which is below zero, has texts and no bar; nor has what nothing is told of."""
    label = escape(_line(context, row))
    allowed, spent = kroner(row["allowed_dkk"]) or 0.0, kroner(_spent(row)) or 0.0
    sizes = [
        ("spent", min(spent, allowed)),
        ("over", max(spent - allowed, 0.0)),
        ("left", max(allowed - spent, 0.0)),
    ]
    is_told = _spent(row) is not None
    is_bar = is_told and min(allowed, spent) >= 0 and row["row_level"] == "group"
    return Bar(
        label=f"<b>{label}</b>" if row["row_level"] == "total" else label,
        pieces=pieces(context, label, sizes, labelled=False) if is_bar else (),
        texts=(
            amount(context, row["allowed_dkk"]),
            amount(context, _spent(row)),
            signed(context, row["difference_dkk"]),
        ),
    )


def _so_far(context: Context, row: Row) -> str:
    year = str(row["year"])
    if row["is_preliminary"]:
        return context.language.text("{period} (so far)", period=year)
    return year


CHARTS = (
    Program(
        "budget_change",
        later("From one year's budget to the next"),
        change,
        filters=("provider", "year"),
        source=sources.ECONOMY,
        edition=OPEN,
    ),
    Program(
        "budget_accounts",
        later("Budget against accounts"),
        accounts,
        filters=("provider", "year"),
        source=sources.ECONOMY,
        edition=OPEN,
    ),
    Program(
        "provider_cases",
        later("Cases against the estimate, and what a case costs"),
        cases,
        filters=("provider",),
        source=sources.ECONOMY,
    ),
)
