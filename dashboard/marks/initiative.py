"""Charts of what an initiative did: month by month, and before and after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dashboard.marks.axes import Axis, days, shares
from dashboard.marks.columns import Col, Row, Rows, interval_columns, period_name, phrase
from dashboard.marks.dots import Dots
from dashboard.marks.lines import Level, Limits, Lines
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context, n_header, signal_or_plain, value_words
from dashboard.reading.read import municipality, read
from dashboard.reading.view import GOAL, INITIATIVE, Filter
from dashboard.words.language import later
from dashboard.words.tables import Kind

_GROUPS = ("part", "others")
_WHEN = {"before": later("before"), "after": later("after")}


def _initiative(context: Context) -> Row | None:
    """The initiative in view, else the newest: for the quality goal in view, else for no goal."""
    view = context.view
    every = context.published.initiatives(view.municipality, view[GOAL])
    chosen = (row for row in every if row["initiative_id"] == view[INITIATIVE])
    return next(chosen, every[0] if every else None)


def _of_initiative(context: Context) -> Mapping[str, object] | None:
    initiative = _initiative(context)
    return initiative and {**municipality(context), "initiative_id": initiative["initiative_id"]}


def _unit(context: Context) -> Kind:
    """Unit of what the initiative in view is to change."""
    initiative = _initiative(context)
    units = {row["indicator_id"]: row["unit"] for row in context.published.indicators()}
    unit = units.get(initiative["indicator_id"], "share") if initiative else "share"
    return "share" if unit == "share" else "days"


def _value(context: Context, row: Row) -> str:
    return value_words(context, _unit(context), row["value"])


def _counted(context: Context) -> str:
    initiative = _initiative(context)
    return n_header(context, initiative["indicator_id"] if initiative else None)


def _axis(*ends: str) -> Axis:
    """An axis of shares or of days, as the initiative's indicator is."""
    return lambda context, drawn: (shares if _unit(context) == "share" else days)(*ends)(
        context, drawn
    )


def _effects(context: Context) -> dict[str, Row]:
    rows = read(context, "mart_initiative_effect", _of_initiative(context))
    return {str(row["group_code"]): row for row in rows}


def _months(context: Context) -> list[Row]:
    """Months of those it covers, newest first, with the figure of all cases before or after."""
    part = _effects(context).get("part") or {"value_before": None, "value_after": None}
    filters = _of_initiative(context)
    filters = filters and {**filters, "group_code": "part"}
    return [
        {**row, "of_all": part["value_after" if row["is_after"] else "value_before"]}
        for row in read(context, "mart_initiative_months", filters, order="-period_start")
        if row["value"] is not None
    ]


def _begins(context: Context, months: Rows) -> dict[date, str]:
    after = [row["period_start"] for row in months if row["is_after"]]
    return dict.fromkeys(after[:1], phrase(context, "The initiative begins"))


def _limits(context: Context, months: Rows) -> Limits:
    """What all cases have before and after, and the limits of the months, anew from the start."""
    levels = []
    for is_after, text in ((False, later("Before: {value}")), (True, later("After: {value}"))):
        mine = [row for row in months if row["is_after"] == is_after]
        limited = next((row for row in mine if row["spc_mean"] is not None), None)
        if limited is None:
            continue
        span = (mine[0]["period_start"], mine[-1]["period_start"])
        # The line is the figure of the text: of all cases, not the mean of the months.
        if (value := limited["of_all"]) is not None:
            words = phrase(context, text, value=value_words(context, _unit(context), value))
            levels.append(Level(value, words, span=span))
        levels += [
            Level(limited[column], "", "dot", span=span)
            for column in ("spc_lower", "spc_upper")
            if limited[column] is not None
        ]
    return levels, None


def _groups(context: Context) -> list[Row]:
    """Before and after, of those it covers and of the rest."""
    effects = _effects(context)
    columns = ("value", "ci_low", "ci_high", "n")
    return [
        {
            "group": group,
            "when": when,
            **{column: effects[group][f"{column}_{when}"] for column in columns},
        }
        for group in _GROUPS
        if group in effects
        for when in _WHEN
    ]


def _group(context: Context, row: Row) -> str:
    _ = context.language.text
    return f"{context.codes.word('initiative_group', row['group'])}, {_(_WHEN[row['when']])}"


def _did(context: Context, rows: Rows) -> str:
    """From which value to which, where it runs and elsewhere."""
    initiative, effects = _initiative(context), _effects(context)
    part, others = effects.get("part"), effects.get("others")
    if initiative is None or part is None or part["value_after"] is None:
        return context.none(
            phrase(context, "No initiative has been running long enough to see what it did.")
        )

    def values(row: Row) -> dict[str, str]:
        unit = _unit(context)
        return {when: value_words(context, unit, row[f"value_{when}"]) for when in _WHEN}

    name = context.language.name(initiative)
    text = phrase(
        context, "{name}: from {before} to {after} where it runs.", name=name, **values(part)
    )
    if others and others["value_before"] is not None and others["value_after"] is not None:
        text += " " + phrase(context, "Elsewhere: from {before} to {after}.", **values(others))
    return text


def _did_by_month(context: Context, months: Rows) -> str:
    few = context.none(phrase(context, "The months have too few cases to be drawn."))
    return " ".join(dict.fromkeys([_did(context, months), *([] if months else [few])]))


def _under_initiative(context: Context, rows: Rows) -> str:
    where = context.name("municipality", context.view.municipality)
    initiative = _initiative(context)
    if initiative is None:
        return where
    begins = phrase(context, "from {day:date}", day=initiative["starts_on"])
    return f"{where} · {context.language.name(initiative)} · {begins}"


def initiative_months(chart_id: str, title: str, *, filters: tuple[Filter, ...]) -> Chart:
    """A chart of the months of the part an initiative covers, with limits anew from its start."""
    return Chart(
        chart_id,
        title=title,
        filters=filters,
        rows=_months,
        picture=lambda context, months: months[::-1],
        mark=Lines(
            _axis("value", "levels"),
            sign=lambda context, row: signal_or_plain(row["spc_signal"]),
            notes=_begins,
            limits=_limits,
            hover=lambda context, row: [_value(context, row)],
        ),
        columns=lambda context, months: (
            Col("Month", period_name("month")),
            Col("Value", "value", _unit(context)),
            Col(_counted, "n", "count"),
            Col("Average of the months", "spc_mean", _unit(context)),
            Col("Lower limit", "spc_lower", _unit(context)),
            Col("Upper limit", "spc_upper", _unit(context)),
        ),
        says=_did_by_month,
        under=_under_initiative,
    )


def initiative_effect(chart_id: str, title: str, *, filters: tuple[Filter, ...]) -> Chart:
    """A chart of before and after an initiative, for those it covers and for the rest."""
    return Chart(
        chart_id,
        title=title,
        filters=filters,
        rows=_groups,
        bold=lambda context, row: row["group"] == "part",
        mark=Dots(_axis("value", "low", "high"), low="ci_low", high="ci_high"),
        columns=lambda context, rows: (
            Col("Group", _group),
            Col("Value", "value", _unit(context), beside="Value", html=_value),
            *interval_columns(_unit(context)),
            Col(_counted, "n", "count", beside=_counted),
        ),
        says=_did,
        under=_under_initiative,
    )
