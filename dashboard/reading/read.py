"""Rows of marts for what is in view: the one way a chart gets its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dashboard.reading.context import Context
from dashboard.reading.marts import Row

Scope = Callable[[Context], Mapping[str, object] | None]
"""The columns that narrow a mart to what is in view, with their values; None: nothing is."""


def everywhere(context: Context) -> Mapping[str, object]:
    """Every row, of whatever municipality."""
    return {}


def municipality(context: Context) -> Mapping[str, object]:
    """The municipality in view."""
    return {"municipality_code": context.view.municipality}


def department(context: Context) -> Mapping[str, object]:
    """The department in view, else the whole municipality."""
    view = context.view
    whole = {"municipality_code": view.municipality}
    return whole | ({"department_code": view.department} if view.department else {})


def period(context: Context) -> Mapping[str, object] | None:
    """The period in view, of every organisation of the municipality."""
    if context.view.period is None:
        return None
    return {
        "municipality_code": context.view.municipality,
        "period_grain": context.view.period.grain,
        "period_start": context.view.period.start,
    }


def cell(context: Context) -> Mapping[str, object] | None:
    """The organisation and the period in view."""
    (level, code), asked = context.view.org, period(context)
    return None if asked is None else {**asked, "org_level": level, "org_code": code}


def cell_of_case_type(context: Context) -> Mapping[str, object] | None:
    """The organisation, the period and the case type in view; of all case types where none is."""
    asked = cell(context)
    breakdown, code = context.view.breakdown
    return None if asked is None else {**asked, "breakdown": breakdown, "breakdown_code": code}


def read(
    context: Context,
    mart: str,
    asked: Mapping[str, object] | None,
    *,
    order: str = "",
    only: Callable[[Row], bool] = lambda row: True,
) -> tuple[Row, ...]:
    """Rows of a mart; of its public edition where the figures leave the house.

    Columns that a public edition leaves out come empty, and decimal numbers as floats. Rows that
    disclosure control hides are counted (`context.reading`) and left out.

    Args:
        context: what is in view, and whether it leaves the house.
        mart: its name.
        asked: columns and the value each has to have; None reads nothing.
        order: columns, with a minus before one that falls: "-n_persons, name".
        only: which of the rows the chart is about.
    """
    if asked is None:
        return ()
    tests = " and ".join(f"{column} = ?" for column in asked) or "true"
    sql = f"select * from marts.{mart} where {tests}"
    if context.public and not context.edition.is_open:
        sql = (
            f"select * from marts.{mart}_public where {tests}"
            f" union all by name select * from marts.{mart} where false"
        )
    if order:
        sql += " order by " + ", ".join(
            f"{column[1:]} desc nulls last" if column.startswith("-") else column
            for column in order.split(", ")
        )
    values = tuple(asked.values())
    rows = context.published.kept(
        ("read", sql, values),
        lambda: tuple(_plain(row) for row in context.published.rows(sql, *values)),
    )
    rows = tuple(row for row in rows if only(row))
    context.read(rows)
    return tuple(row for row in rows if not row.get("is_suppressed"))


def _plain(row: Row) -> Row:
    return {
        column: float(value) if isinstance(value, Decimal) else value
        for column, value in row.items()
    }


@dataclass(frozen=True)
class FromMart:
    """The rows of a chart: a mart, what narrows it, and their order."""

    mart: str
    by: Scope
    order: str
    only: Callable[[Context, Row], bool]
    shown: Callable[[Row], object]
    most: int | None

    def __call__(self, context: Context) -> tuple[Row, ...]:
        """Read the rows for what is in view."""
        rows = read(
            context,
            self.mart,
            self.by(context),
            order=self.order,
            only=lambda row: self.only(context, row),
        )
        return tuple(row for row in rows if self.shown(row))[: self.most]


def mart(
    name: str,
    *,
    by: Scope = municipality,
    order: str = "",
    only: Callable[[Context, Row], bool] = lambda context, row: True,
    shown: Callable[[Row], object] = lambda row: True,
    most: int | None = None,
) -> FromMart:
    """Say that the rows of a chart are those of a mart.

    Args:
        name: the mart.
        by: as `asked` of `read`, for what is in view.
        order: as in `read`.
        only: as in `read`, with the context.
        shown: which of the rows that were read have something to show.
        most: how many rows are shown at most.
    """
    return FromMart(name, by, order, only, shown, most)
