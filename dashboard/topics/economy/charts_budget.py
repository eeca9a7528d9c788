"""Charts of a provider's money: year against year, budget against accounts, cost of a case."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.marks.bars import Bars, parts
from dashboard.marks.columns import Col, Row, Rows, only_beside, phrase
from dashboard.marks.spec import Chart
from dashboard.marks.steps import Waterfall
from dashboard.reading.context import Context
from dashboard.reading.edition import OPEN
from dashboard.reading.read import mart, read
from dashboard.topics.economy.filters import PROVIDER, YEAR
from dashboard.topics.economy.rows import of_provider, subtitle, year_in_view
from dashboard.words import sources
from dashboard.words.language import later
from dashboard.words.vocabulary import BAR_PARTS, BUDGET_STEPS


def _budget_year(context: Context) -> int:
    """The year in view; where it has no budget of its own, the newest before it."""
    year, provider = year_in_view(context) or 0, of_provider(context)
    budgets = read(
        context,
        "mart_budget",
        None if provider is None else {**provider, "row_level": "total"},
        order="-budget_year",
        only=lambda row: row["amount_dkk"] is not None and row["budget_year"] <= year,
    )
    return budgets[0]["budget_year"] if budgets else year


def _lines(name: str, **more: object) -> Callable[[Context], Rows]:
    """Rows of a mart of budgets: lines of a group, then the group; the whole last."""

    def rows(context: Context) -> Rows:
        provider = of_provider(context)
        filters = provider and {**provider, **more, "budget_year": _budget_year(context)}
        lines = read(context, name, filters, order="line_order, line_text, line_no")
        groups = [row["group_name"] for row in lines if row["row_level"] != "total"]

        def place(row: Row) -> tuple[int, bool]:
            if row["row_level"] == "total":
                return len(groups), False
            return groups.index(row["group_name"]), row["row_level"] == "group"

        return sorted(lines, key=place)

    return rows


def _whole(rows: Rows) -> Row | None:
    return next((row for row in rows if row["row_level"] == "total"), None)


def _line(context: Context, row: Row) -> str:
    """What a row is of."""
    if row["row_level"] == "total":
        return phrase(context, "In all")
    if row["row_level"] == "group":
        return phrase(context, "{group}, in all", group=_group(context, row))
    return str(row["line_text"])


def _group(context: Context, row: Row) -> str:
    name = str(row["group_name"])
    return phrase(context, "No group") if name == "-" else name


def _total(context: Context, row: Row) -> str:
    status = row["total_status"]
    known = context.codes.has("budget_total", status)
    return context.codes.word("budget_total", status) if known else ""


def _group_if_any(context: Context, row: Row) -> str:
    return row["group_name"] if row["group_name"] != "-" else ""


def _budget_of(context: Context, year: int) -> str:
    return phrase(context, "Budget {year}", year=year)


def _steps(context: Context, rows: Rows) -> Rows:
    """The year before, what changes in each group, the year; the year alone where not compared."""
    whole = _whole(rows)
    if whole is None:
        return ()
    year = whole["budget_year"]
    ends = [
        {"name": _budget_of(context, of), "size": whole[field], "is_whole": True}
        for of, field in ((year - 1, "amount_before_dkk"), (year, "amount_dkk"))
    ]
    if whole["year_status"] != "compared":
        return ends[1:]
    changes = [
        {"name": _group(context, row), "size": row["difference_dkk"], "is_whole": False}
        for row in rows
        if row["row_level"] == "group" and row["difference_dkk"]
    ]
    return [ends[0], *changes, ends[1]]


def _than_before(context: Context, difference_dkk: float, before: int) -> str:
    """How much more or less than the year before."""
    if difference_dkk == 0:
        return phrase(context, "That is the same as in {before}.", before=before)
    words = (
        later("That is {more_dkk:kroner} kr. more than in {before}.")
        if difference_dkk > 0
        else later("That is {more_dkk:kroner} kr. less than in {before}.")
    )
    return phrase(context, words, more_dkk=abs(difference_dkk), before=before)


def _change(context: Context, rows: Rows) -> str:
    """The whole and its change, and what in the budget does not add up."""
    whole = _whole(rows)
    if whole is None:
        return phrase(context, "There is no budget to show.")
    before = whole["budget_year"] - 1
    sentences = [phrase(context, "The budget of {budget_year} is {amount_dkk:kroner} kr.", whole)]
    if whole["year_status"] == "compared":
        sentences.append(_than_before(context, whole["difference_dkk"], before))
    elif whole["year_status"] == "year_missing":
        words = later("{before} was not delivered: nothing is compared.")
        sentences.append(phrase(context, words, before=before))
    sentences += [
        phrase(
            context,
            "{delivered_total_text} says {delivered_total_dkk:kroner} kr.; its lines add up to "
            "{amount_dkk:kroner} kr.",
            row,
        )
        for row in rows
        if row["total_status"] == "differs"
    ]
    sentences += [
        phrase(
            context,
            "{line_text}: the budget states a difference of {stated_difference_dkk:kroner} kr., "
            "its amounts differ by {difference_dkk:kroner} kr.",
            row,
        )
        for row in rows
        if row["row_level"] == "line" and row["stated_status"] == "differs"
    ]
    return " ".join(sentences)


def _of_group(field: str) -> Callable[[Context, Row], float]:
    """A part of the bar of a group; income, which is below zero, has texts and no bar."""
    return lambda context, row: (
        row[field] or 0.0
        if row["row_level"] == "group" and (row["spent_within_dkk"] or 0.0) >= 0
        else 0.0
    )


def _accounts(context: Context, rows: Rows) -> str:
    whole = _whole(rows)
    if whole is None or whole["held_against"] == "none":
        return phrase(
            context,
            "No accounts and no forecast of {year} have been delivered.",
            year=_budget_year(context),
        )
    words = (
        later("{spent_dkk:kroner} kr. were spent of {allowed_dkk:kroner} kr. in {budget_year}: "
              "{difference_dkk:change} kr.")
        if whole["held_against"] == "actual"
        else later("{spent_dkk:kroner} kr. are expected of {allowed_dkk:kroner} kr. in "
                   "{budget_year}: {difference_dkk:change} kr.")
    )  # fmt: skip
    return phrase(context, words, whole)


def _so_far(context: Context, row: Row) -> str:
    year = str(row["year"])
    return phrase(context, "{period} (so far)", period=year) if row["is_preliminary"] else year


def _cases(context: Context, rows: Rows) -> str:
    last = next((row for row in reversed(rows) if row["actual_cases"] is not None), None)
    if last is None:
        return phrase(context, "No cases have been reported.")
    summary = phrase(
        context,
        "In {year} there were {actual_cases:count} cases, {expected_cases:count} were expected.",
        last,
    )
    if last["tariff_income_difference_dkk"] is not None:
        summary += " " + phrase(
            context,
            "Tariffs brought in {tariff_income_difference_dkk:change} kr. against the part of the "
            "budget they are to pay.",
            last,
        )
    return summary


def _kroner(context: Context) -> str:
    return phrase(context, "kroner")


CHARTS = (
    Chart(
        "budget_change",
        title=later("From one year's budget to the next"),
        filters=(PROVIDER, YEAR),
        edition=OPEN,
        source=sources.ECONOMY,
        rows=_lines("mart_budget", kind="budget"),
        picture=_steps,
        label="name",
        mark=Waterfall(size="size", is_whole="is_whole", looks=BUDGET_STEPS),
        columns=(
            Col("Line", _line),
            Col("Group", _group_if_any),
            Col("Year before, kr.", "amount_before_dkk", "kroner"),
            Col("Budget, kr.", "amount_dkk", "kroner"),
            Col("Difference, kr.", "difference_dkk", "kroner"),
            Col("Reason", "reason"),
            Col("Difference as stated, kr.", "stated_difference_dkk", "kroner"),
            Col("Total as delivered, kr.", "delivered_total_dkk", "kroner"),
            Col("Total", _total),
        ),
        says=_change,
        under=lambda context, rows: subtitle(
            context, _budget_of(context, _budget_year(context)), _kroner(context)
        ),
    ),
    Chart(
        "budget_accounts",
        title=later("Budget against accounts"),
        filters=(PROVIDER, YEAR),
        edition=OPEN,
        source=sources.ECONOMY,
        rows=_lines("mart_budget_accounts"),
        picture=lambda context, rows: [row for row in rows if row["row_level"] != "line"],
        bold=lambda context, row: row["row_level"] == "total",
        mark=Bars(
            parts(
                BAR_PARTS,
                spent=_of_group("spent_within_dkk"),
                over=_of_group("over_dkk"),
                left=_of_group("left_dkk"),
            ),
            inside=None,
        ),
        columns=(
            Col("Line", _line),
            Col("Group", _group_if_any),
            Col("Budget, kr.", "budget_dkk", "kroner"),
            Col("Revised budget, kr.", "revised_dkk", "kroner"),
            Col("Forecast, kr.", "forecast_dkk", "kroner"),
            Col("Accounts, kr.", "actual_dkk", "kroner"),
            only_beside("Set aside", "allowed_dkk", "kroner"),
            only_beside("Spent or expected", "spent_dkk", "kroner"),
            Col("Difference, kr.", "difference_dkk", "change", beside=later("Difference")),
        ),
        says=_accounts,
        under=lambda context, rows: subtitle(context, _budget_year(context), _kroner(context)),
    ),
    Chart(
        "provider_cases",
        title=later("Cases against the estimate, and what a case costs"),
        filters=(PROVIDER,),
        source=sources.ECONOMY,
        rows=mart("mart_provider_cases", by=of_provider, order="year"),
        mark=Bars(parts(BAR_PARTS, cases="actual_cases")),
        columns=(
            Col("Year", _so_far),
            Col("Expected", "expected_cases", "count", beside="Expected"),
            Col("Cases", "actual_cases", "count"),
            Col("Of expected", "ratio", "share", beside="Of expected", decimals=0),
            Col("Cost, kr.", "cost_dkk", "kroner"),
            Col("Cost of a case, kr.", "cost_per_case_dkk", "kroner"),
            Col("Tariff, kr.", "tariff_dkk", "kroner", beside="Tariff, kr."),
            only_beside(
                "Cost of a case, kr.",
                "cost_per_case_dkk",
                "kroner",
                only=lambda context, rows: not context.public,
            ),
            Col("To be paid by tariff, kr.", "tariff_part_dkk", "kroner"),
            Col("Tariff income, kr.", "tariff_income_dkk", "kroner"),
            Col("Difference, kr.", "tariff_income_difference_dkk", "kroner"),
        ),
        says=_cases,
        under=lambda context, rows: subtitle(
            context, *dict.fromkeys(row["source"] for row in rows)
        ),
    ),
)
