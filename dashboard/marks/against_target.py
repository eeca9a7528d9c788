"""Charts of an indicator's shares against their target: by case type, by department and unit."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from dashboard.marks.axes import shares
from dashboard.marks.columns import Col, Rows, interval_columns, named, phrase, place, sign_word
from dashboard.marks.dots import Dots
from dashboard.marks.monthly import Indicator, indicator_of
from dashboard.marks.spec import ALL_TYPES, Chart
from dashboard.reading import goals
from dashboard.reading.context import (
    Context,
    attention,
    cells_of,
    n_header,
    n_words,
    organisations_in_view,
    sign_words,
    status_words,
    subtitle,
)
from dashboard.reading.goals import Goal
from dashboard.reading.marts import Cell
from dashboard.reading.view import CASE_TYPE, UNIT, Filter, is_unit
from dashboard.words.tables import NOTHING
from dashboard.words.vocabulary import Sign, status_sign


def sign_of(context: Context, row: Cell | Goal) -> Sign:
    """The sign of a row's status."""
    return status_sign(row.status)


STATUS = Col(
    "Status",
    sign_word(sign_of),
    beside="Status",
    html=lambda context, row: sign_words(sign_of(context, row), context.codes),
)


def _hover(context: Context, cell: Cell) -> tuple[str, ...]:
    interval = goals.interval_words(context.language, cell, "share")
    return (
        context.codes.meaning(sign_of(context, cell))
        if cell.value is None
        else phrase(context, "{value:share} (95% interval {interval})", cell, interval=interval),
        NOTHING if cell.n is None else n_words(context, cell.n, cell.indicator_id),
        context.codes.of(sign_of(context, cell)),
    )


_AGAINST_TARGET = Dots(
    shares("value", "low", "target"),
    low="ci_low",
    high="ci_high",
    target="target",
    sign=sign_of,
    hover=_hover,
)


def _columns(name: Col, value: str, indicator: Indicator) -> tuple[Col, ...]:
    def counted(context: Context) -> str:
        return n_header(context, indicator_of(context, indicator))

    def number(context: Context) -> str:
        return phrase(context, "{share}, number", share=context.language.text(value))

    return (
        name,
        STATUS,
        Col(value, "value", "share", beside=value),
        *interval_columns("share"),
        Col("Target", "target", "share", is_given=True),
        Col(counted, "n", "count", beside=counted),
        Col(number, "numerator", "count"),
        Col("Left out", "n_excluded", "count"),
    )


def by_case_type(chart_id: str, title: str, indicator: str, value: str) -> Chart:
    """A chart of a share of every case type, those that ask for attention first.

    The value is the heading of the share.
    """
    return Chart(
        chart_id,
        title=title,
        filters=ALL_TYPES,
        bolds=(CASE_TYPE,),
        rows=lambda context: _case_types(context, indicator),
        mark=_AGAINST_TARGET,
        columns=_columns(Col("Case type", _case_type), value, indicator),
        bold=lambda context, cell: cell.breakdown_code == context.view.case_type,
        says=lambda context, cells: status_words(
            context,
            [(_case_type(context, cell), cell) for cell in cells],
            _counts(context, cells, "case_types", indicator, ("case_type", "all")),
        ),
        under=lambda context, cells: subtitle(
            replace(context, view=context.view.but(case_type=None)),
            [cell.n for cell in cells],
            indicator=indicator,
        ),
    )


def by_unit(
    chart_id: str, title: str, indicator: Indicator, value: str, *, filters: tuple[Filter, ...]
) -> Chart:
    """A chart of a share of every department and unit, in the organisation's order."""
    return Chart(
        chart_id,
        title=title,
        filters=filters,
        bolds=(UNIT,),
        rows=lambda context: _units(context, indicator_of(context, indicator)),
        mark=_AGAINST_TARGET,
        columns=_columns(Col("Department and unit", place), value, indicator),
        bold=lambda context, cell: (
            cell.org_level == "department" or cell.org_code == context.view.unit
        ),
        says=lambda context, cells: status_words(
            context,
            [(place(context, cell), cell) for cell in cells],
            _counts(
                replace(context, view=replace(context.view, unit=None)),
                cells,
                "organisations",
                indicator_of(context, indicator),
                context.view.breakdown,
            ),
        ),
        under=lambda context, cells: subtitle(
            replace(context, view=context.view.but(unit=None)),
            # Departments add up to the whole; units are in them.
            [cell.n for cell in cells if cell.org_level == "department"],
            indicator=indicator_of(context, indicator),
        ),
    )


_case_type = named("case_type", "breakdown_code")


def _counts(
    context: Context,
    cells: Rows,
    list_of: str,
    indicator: str,
    breakdown: tuple[str, str],
) -> Counter[str]:
    """How many have each status; in files of those that are shown or hidden there."""
    if context.public:
        return Counter(cell.status for cell in cells)
    view = context.view
    return context.published.status_counts(
        list_of,
        municipality=view.municipality,
        period=view.period,
        org=view.org,
        indicator=indicator,
        breakdown=breakdown,
    )


def _case_types(context: Context, indicator: str) -> list[Cell]:
    cells = cells_of(context, indicator, breakdown="case_type", breakdown_code=None)
    context.read(cells)
    return sorted(
        filter(_is_counted, cells),
        key=lambda cell: (attention(cell), _case_type(context, cell)),
    )


def _units(context: Context, indicator: str) -> list[Cell]:
    every = cells_of(context, indicator, org_level=None, org_code=None)
    cells = {(cell.org_level, cell.org_code): cell for cell in every}
    known = context.published.organisations(context.view.municipality)
    departments = [row["code"] for row in known if not is_unit(row)]
    places = organisations_in_view(context)
    if context.view.department is None:
        places += [
            ("unit", str(row["code"]))
            for row in known
            if is_unit(row) and row["parent_code"] not in departments
        ]
    shown = [cells[place] for place in places if place in cells]
    context.read(shown)
    return list(filter(_is_counted, shown))


def _is_counted(cell: Cell) -> bool:
    return bool(cell.n) or cell.status != "not_assessed"


def counted_of_both(context: Context) -> str:
    """Heading of numbers of cases in some rows and of decisions in others."""
    _ = context.language.text
    return _("Counted (rounded)") if context.public else _("Counted")
