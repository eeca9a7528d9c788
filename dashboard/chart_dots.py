"""Charts of shares against their targets: the scorecard, by case type, by department and unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape

from dashboard import figures, goals
from dashboard.drawing import (
    Context,
    Drawn,
    attention,
    count,
    counts_decisions,
    n_header,
    n_words,
    sign_words,
    status_words,
    subtitle,
    target_line,
)
from dashboard.language import later
from dashboard.marks.spec import ALL_TYPES, Program
from dashboard.marts import Cell
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.view import View, is_unit
from dashboard.vocabulary import status_sign


def scorecard(context: Context, title: str) -> Drawn:
    """Every goal with its status, result, cases and since when it is missed."""
    language, view = context.language, context.view
    _ = language.text
    shown = goals.read_goals(context.published, view, public=context.public)
    context.read(goal.cell for goal in shown)
    rows, numbers = [], []
    for goal in shown:
        cell, sign = goal.cell, status_sign(goal.cell.status)
        value = goals.value_words(language, goal.unit, cell.value, public=context.public)
        target = goals.target_words(
            language, cell, goal.unit, direction=str(goal.indicator["direction"])
        )
        since = language.period(cell.since, cell.period_grain) if cell.since else NOTHING
        no_decision = "" if goal.has_decision else f" ({_('No decision').lower()})"
        rows.append(
            figures.Dot(
                label=escape(goal.name + no_decision),
                sign=sign,
                texts=(sign_words(sign, language), value, count(cell.n, context), since),
                hover=f"{escape(goal.name)}<br>{value} ({target})<br>{_(sign.word)}",
                value=cell.value if goal.unit == "share" else None,
                low=cell.ci_low,
                high=cell.ci_high,
                target=cell.target if goal.unit == "share" else None,
            )
        )
        numbers.append(
            (
                goal.name,
                _(sign.word),
                cell.value,
                cell.ci_low,
                cell.ci_high,
                cell.target,
                cell.n,
                since if cell.since else None,
                ", ".join(goal.units),
                None if goal.has_decision else _("No decision"),
            )
        )
    shares = {goal.cell.target for goal in shown if goal.unit == "share"}
    # Cases of most goals, decisions of some.
    counted = n_header(context)
    if any(counts_decisions(context, goal.cell.indicator_id) for goal in shown):
        counted = _("Counted (rounded)") if context.public else _("Counted")
    headers = [_("Status"), _("Result"), counted]
    if any(goal.cell.since for goal in shown):
        headers.append(_("Missed since"))
    build = partial(
        figures.dots,
        rows,
        headers=headers,
        scale=figures.share_scale(
            lambda share: language.percent(share, 0),
            [end for row in rows for end in (row.value, row.low, row.target)],
        ),
        target_words=target_line(language, shares),
    )
    return Drawn(
        title=goals.headline(shown, view),
        subtitle=f"{title} · {subtitle(context, [])}",
        summary=_goal_words(context, shown),
        build=build,
        separators=separators(language),
        table=Table(
            (
                Column(_("Goal")),
                Column(_("Status")),
                Column(_("Result"), "share"),
                Column(_("95% interval, low"), "share"),
                Column(_("95% interval, high"), "share"),
                Column(_("Target"), "share", is_given=True),
                Column(counted, "count"),
                Column(_("Missed since")),
                Column(_("Units that miss it")),
                Column(_("Decision behind the target")),
            ),
            tuple(numbers),
        ),
    )


def kept_by_case_type(context: Context, title: str) -> Drawn:
    """Share kept of every case type against its target, those that ask for attention first."""
    return by_case_type(context, title, "deadline_kept", context.language.text("Kept"))


def by_case_type(context: Context, title: str, indicator: str, value: str) -> Drawn:
    """A share of every case type, those that ask for attention first.

    Args:
        context: what it is drawn from.
        title: of the chart.
        indicator: whose share.
        value: heading of the share.
    """
    view = context.view
    level, code = view.org
    cells = context.published.cells(
        public=context.public,
        municipality=view.municipality,
        indicator=indicator,
        period=view.period,
        org_level=level,
        org_code=code,
        breakdown="case_type",
    )
    context.read(cells)
    cells = tuple(cell for cell in cells if cell.n or cell.status != "not_assessed")
    named = {cell.breakdown_code: context.name("case_type", cell.breakdown_code) for cell in cells}
    ordered = sorted(cells, key=lambda cell: (attention(cell), named[cell.breakdown_code]))
    rows = [(named[cell.breakdown_code], cell) for cell in ordered]
    return _kept_dots(
        context,
        rows,
        heading=context.language.text("Case type"),
        title=title,
        value=value,
        about=replace(view, case_type=None),
        adds=lambda cell: True,
        is_bold=lambda cell: cell.breakdown_code == view.case_type,
    )


def kept_by_unit(context: Context, title: str) -> Drawn:
    """Share kept of every department and unit against its target."""
    return by_unit(context, title, "deadline_kept", context.language.text("Kept"))


def by_unit(context: Context, title: str, indicator: str, value: str) -> Drawn:
    """A share of every department and unit against its target, in the organisation's order.

    Args:
        context: what it is drawn from.
        title: of the chart.
        indicator: whose share.
        value: heading of the share.
    """
    view = context.view
    breakdown, code = view.breakdown
    found = context.published.cells(
        public=context.public,
        municipality=view.municipality,
        indicator=indicator,
        period=view.period,
        breakdown=breakdown,
        breakdown_code=code,
    )
    cells = {(cell.org_level, cell.org_code): cell for cell in found}
    organisations = context.published.organisations(view.municipality)
    departments = [row for row in organisations if not is_unit(row)]
    rows: list[tuple[str, Cell]] = []
    # The organisation's own order, never a league table of crude rates.
    for department in departments:
        if view.department not in (None, department["code"]):
            continue
        units = [
            row
            for row in organisations
            if is_unit(row) and row["parent_code"] == department["code"]
        ]
        for row in (department, *units):
            cell = cells.get((str(row["org_level"]), str(row["code"])))
            context.read([cell] if cell else ())
            if cell and (cell.n or cell.status != "not_assessed"):
                rows.append((context.language.name(row), cell))
    if view.department is None:
        known = {department["code"] for department in departments}
        for row in organisations:
            cell = cells.get(("unit", str(row["code"])))
            if is_unit(row) and row["parent_code"] not in known and cell and cell.n:
                rows.append((context.language.name(row), cell))
    return _kept_dots(
        context,
        rows,
        heading=context.language.text("Department and unit"),
        title=title,
        value=value,
        about=replace(view, unit=None),
        adds=lambda cell: cell.org_level == "department",
        is_bold=lambda cell: cell.org_level == "department" or cell.org_code == view.unit,
    )


def _kept_dots(
    context: Context,
    rows: list[tuple[str, Cell]],
    *,
    heading: str,
    title: str,
    value: str,
    about: View,
    adds: Callable[[Cell], bool],
    is_bold: Callable[[Cell], bool],
) -> Drawn:
    language = context.language
    _ = language.text
    dots, numbers = [], []
    for name, cell in rows:
        sign = status_sign(cell.status)
        shown = goals.value_words(language, "share", cell.value, public=context.public)
        label = escape(name)
        interval = goals.interval_words(language, cell, "share")
        dots.append(
            figures.Dot(
                label=f"<b>{label}</b>" if is_bold(cell) else label,
                sign=sign,
                texts=(sign_words(sign, language), shown, count(cell.n, context)),
                hover="<br>".join(
                    [
                        f"<b>{label}</b>",
                        _("{value} (95% interval {interval})", value=shown, interval=interval)
                        if cell.value is not None
                        else _(sign.meaning),
                        NOTHING if cell.n is None else n_words(context, cell.n, cell.indicator_id),
                        _(sign.word),
                    ]
                ),
                value=cell.value,
                low=cell.ci_low,
                high=cell.ci_high,
                target=cell.target,
            )
        )
        numbers.append(
            (
                name,
                _(sign.word),
                cell.value,
                cell.ci_low,
                cell.ci_high,
                cell.target,
                cell.n,
                cell.numerator,
                cell.n_excluded,
            )
        )
    targets = {cell.target for _name, cell in rows}
    indicator = rows[0][1].indicator_id if rows else None
    counted = n_header(context, indicator)
    build = partial(
        figures.dots,
        dots,
        headers=(_("Status"), value, counted),
        scale=figures.share_scale(
            lambda share: language.percent(share, 0),
            [end for dot in dots for end in (dot.value, dot.low, dot.target)],
        ),
        target_words=target_line(language, targets),
    )
    return Drawn(
        title=title,
        subtitle=subtitle(
            replace(context, view=about),
            [cell.n for _name, cell in rows if adds(cell)],
            indicator=indicator,
        ),
        summary=status_words(context, rows),
        build=build,
        separators=separators(language),
        table=Table(
            (
                Column(heading),
                Column(_("Status")),
                Column(value, "share"),
                Column(_("95% interval, low"), "share"),
                Column(_("95% interval, high"), "share"),
                Column(_("Target"), "share", is_given=True),
                Column(counted, "count"),
                Column(_("{share}, number", share=value), "count"),
                Column(_("Left out"), "count"),
            ),
            tuple(numbers),
        ),
    )


def _goal_words(context: Context, shown: tuple[goals.Goal, ...]) -> str:
    rows = [(goal.name, goal.cell) for goal in shown if goal.unit == "share"]
    return f"{goals.headline(shown, context.view)}. {status_words(context, rows)}"


CHARTS = (
    Program("scorecard", later("Goals and their status"), scorecard, filters=ALL_TYPES),
    Program(
        "deadline_kept_by_case_type",
        later("Cases decided by their deadline, by case type"),
        kept_by_case_type,
        filters=ALL_TYPES,
        bolds=("case_type",),
    ),
    Program(
        "deadline_kept_by_unit",
        later("Cases decided by their deadline, by department and unit"),
        kept_by_unit,
        filters=("department", "case_type", "period"),
        bolds=("unit",),
    ),
)
