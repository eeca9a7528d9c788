"""Charts of the quality goals: all five by department and source, and one of them closely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from html import escape

from dashboard import chart_equal, figures, goals
from dashboard.case_time import rows_of
from dashboard.chart_dots import by_unit
from dashboard.chart_lines import over_time
from dashboard.drawing import Context, Drawn, count, sign_words, subtitle, target_line
from dashboard.language import Language, later
from dashboard.marks.spec import ALL_TYPES, Program
from dashboard.marts import Row
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.view import is_unit
from dashboard.vocabulary import (
    ATTENTION,
    MEASURABILITY,
    QUALITY_SOURCES,
    VERDICTS,
    Sign,
    signal_sign,
    status_sign,
)
from dashboard.words import sources

MEASURED = ("measured", "partly_measured")


def quality_goals(context: Context, title: str) -> Drawn:
    """The five goals with their level, in the organisation in view and in those below it."""
    language = context.language
    _ = language.text
    found = goal_rows(context)
    # Decisions of some goals, cases of others.
    counted = _("Counted (rounded)") if context.public else _("Counted")
    dots, numbers = [], []
    for row in found:
        sign = status_sign(row["status"])
        name, where = goal_name(context, row["goal_id"]), place(context, row)
        value = goals.value_words(language, "share", row["value"], public=context.public)
        is_own = is_in_view(context, row)
        label = f"<b>{escape(name)}</b>" if is_own else f"{escape(name)}: {escape(where)}"
        if row["source"] != "case_system":
            label += f" ({escape(source_words(language, row))})"
        dots.append(
            figures.Dot(
                label=label,
                sign=sign,
                texts=(state_words(language, row, sign), value, count(_n(row), context)),
                hover=f"<b>{escape(name)}</b><br>{escape(where)}<br>{value}<br>{_(sign.word)}",
                value=row["value"],
                low=row["ci_low"],
                high=row["ci_high"],
                target=row["target"] if row["value"] is not None else None,
            )
        )
        numbers.append(_numbers(context, row, name, where, sign))
    return Drawn(
        title=headline(context, found),
        subtitle=f"{title} · {subtitle(context, [])}",
        summary=_words(context, found),
        build=partial(
            figures.dots,
            dots,
            headers=(_("Status"), _("Met"), counted),
            scale=figures.share_scale(
                lambda share: language.percent(share, 0),
                [end for dot in dots for end in (dot.value, dot.low, dot.target)],
            ),
            target_words=target_line(language, {dot.target for dot in dots}),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Goal")),
                Column(_("Where")),
                Column(_("Source")),
                Column(_("Measurability")),
                Column(_("Measured from"), "date", is_given=True),
                Column(_("Status")),
                Column(_("Met"), "share"),
                Column(_("95% interval, low"), "share"),
                Column(_("95% interval, high"), "share"),
                Column(_("Target"), "share", is_given=True),
                Column(_("Decision behind the target")),
                Column(counted, "count"),
                Column(_("Not recorded"), "count"),
                Column(_("Signal")),
                Column(_("Signal since")),
                Column(_("What was done")),
            ),
            tuple(numbers),
        ),
    )


def _indicator(context: Context) -> str:
    return str(goal_in_view(context)["indicator_id"])


def initiative_months(context: Context, title: str) -> Drawn:
    """Months of the part the initiative in view covers."""
    return chart_equal.initiative_months(_of_goal(context), title)


def initiative_effect(context: Context, title: str) -> Drawn:
    """Before and after the initiative in view."""
    return chart_equal.initiative_effect(_of_goal(context), title)


def goal_in_view(context: Context) -> Row:
    """The goal the view asks for, else the first."""
    every = context.published.quality_goals()
    return next((goal for goal in every if goal["goal_id"] == context.view.goal), every[0])


def goal_rows(context: Context) -> list[Row]:
    """Rows of the mart in the order they are shown.

    By goal and source: the organisation in view, then those below it in the organisation's own
    order. A source other than the case system has one row a goal where it measures nothing yet,
    and tells of those below only where it saw something in the period.
    """
    view = context.view
    if view.period is None:
        return []
    organisations = context.published.organisations(view.municipality)
    places = {(str(o["org_level"]), str(o["code"])): i for i, o in enumerate(organisations)}
    below = {
        (str(o["org_level"]), str(o["code"]))
        for o in organisations
        if (is_unit(o) and view.unit is None and o["parent_code"] == view.department)
        or (not is_unit(o) and view.org[0] == "municipality")
    }
    order = [str(goal["goal_id"]) for goal in context.published.quality_goals()]
    found = rows_of(
        context,
        "mart_quality_goals",
        lambda row: is_in_view(context, row) or (row["org_level"], row["org_code"]) in below,
        period_grain=view.period.grain,
        period_start=view.period.start,
    )
    measured = {(r["goal_id"], r["source"]) for r in found if r["measurability"] in MEASURED}
    shown = [
        row
        for row in found
        if is_in_view(context, row)
        or (
            (row["org_level"], row["org_code"]) in below
            and (
                row["source"] == "case_system"
                or ((row["goal_id"], row["source"]) in measured and row["status"] != "not_assessed")
            )
        )
    ]
    return sorted(
        shown,
        key=lambda row: (
            order.index(row["goal_id"]),
            row["source"] != "case_system",
            not is_in_view(context, row),
            places.get((row["org_level"], row["org_code"]), -1),
        ),
    )


def is_in_view(context: Context, row: Row) -> bool:
    """Whether a row is of the organisation in view itself."""
    return (row["org_level"], row["org_code"]) == context.view.org


def headline(context: Context, found: Sequence[Row]) -> str:
    """How many of the goals are missed in the organisation in view."""
    language, view = context.language, context.view
    own = [row for row in found if is_in_view(context, row) and row["source"] == "case_system"]
    if not own and context.reading.n_hidden and view.period:
        return language.text(
            "The goals of {period} are hidden",
            period=language.period(view.period.start, view.period.grain, in_full=True),
        )
    missed = sum(row["status"] == "not_met" for row in own)
    dark = sum(row["status"] == "not_measurable" for row in own)
    period = ""
    if view.period:
        period = language.period(view.period.start, view.period.grain, in_full=True)
    if missed:
        said = language.plural(
            "{missed} of {n} quality goal is missed in {period}",
            "{missed} of {n} quality goals are missed in {period}",
            len(own),
            missed=language.number(missed),
            period=period,
        )
    else:
        said = language.plural(
            "The quality goal is not missed in {period}",
            "None of {n} quality goals is missed in {period}",
            len(own),
            period=period,
        )
        below = {
            row["goal_id"]
            for row in found
            if row["status"] == "not_met" and row["source"] == "case_system"
        }
        if below:
            said += language.plural(
                ", but {n} is in a part of it", ", but {n} are in parts of it", len(below)
            )
    seen = {
        row["goal_id"]
        for row in found
        if row["status"] == "not_met" and row["source"] == "audit" and is_in_view(context, row)
    }
    if seen:
        said += language.plural(
            "; management supervision finds {n} missed",
            "; management supervision finds {n} missed",
            len(seen),
        )
    if dark:
        said += language.plural(", {n} cannot be measured", ", {n} cannot be measured", dark)
    return said


def goal_headline(context: Context, found: Sequence[Row]) -> str:
    """How the goal in view went in the organisation in view."""
    language, goal = context.language, goal_in_view(context)
    own = next(
        (
            row
            for row in found
            if row["goal_id"] == goal["goal_id"]
            and is_in_view(context, row)
            and row["source"] == "case_system"
        ),
        None,
    )
    if own is None or context.view.period is None:
        return language.name(goal)
    period = context.view.period
    return language.text(
        "{goal}: {status} in {period}",
        goal=language.name(goal),
        status=language.text(status_sign(own["status"]).word).lower(),
        period=language.period(period.start, period.grain, in_full=True),
    )


def goal_name(context: Context, goal_id: str) -> str:
    """Name of a goal."""
    every = context.published.quality_goals()
    return next((context.language.name(goal) for goal in every if goal["goal_id"] == goal_id), "")


def place(context: Context, row: Row) -> str:
    """Name of the organisation of a row."""
    return context.name(row["org_level"], row["org_code"])


def word(language: Language, words: Mapping[str, str], code: str) -> str:
    """The word of a code; the code itself where there is none."""
    return language.text(words[code]) if code in words else code


def source_words(language: Language, row: Row) -> str:
    """Where a row is measured from."""
    return word(language, QUALITY_SOURCES, row["source"])


def measurability_words(language: Language, row: Row) -> str:
    """Whether the period was measured, and from when."""
    said = word(language, MEASURABILITY, row["measurability"])
    if row["measurability"] in MEASURED and row["measured_from"]:
        return language.text("{said} from {day}", said=said, day=language.day(row["measured_from"]))
    return said


def state_words(language: Language, row: Row, sign: Sign) -> str:
    """The status of a row; whether its target was decided, or its measuring is on its way."""
    if row["measurability"] == "in_preparation":
        return language.text(MEASURABILITY["in_preparation"])
    said = sign_words(sign, language)
    if row["target"] is None or row["target_has_decision"] or row["value"] is None:
        return said
    return f"{said} ({language.text('No decision').lower()})"


def done_words(context: Context, row: Row) -> str | None:
    """The newest initiative and what it did; None where there is none."""
    language = context.language
    found = context.published.rows("select * from marts.dim_initiative")
    initiative = next((i for i in found if i["initiative_id"] == row["initiative_id"]), None)
    if initiative is None:
        return None
    said = language.text(
        "{name}, from {day}",
        name=language.name(initiative),
        day=language.day(initiative["starts_on"]),
    )
    verdict = row["initiative_verdict"]
    return f"{said}: {language.text(VERDICTS[verdict])}" if verdict in VERDICTS else said


def _numbers(context: Context, row: Row, name: str, where: str, sign: Sign) -> tuple[object, ...]:
    language = context.language
    has_signal = row["spc_signal"] in ("concern", "improvement")
    return (
        name,
        where,
        source_words(language, row),
        word(language, MEASURABILITY, row["measurability"]),
        row["measured_from"],
        language.text(sign.word),
        row["value"],
        row["ci_low"],
        row["ci_high"],
        row["target"],
        None
        if row["target"] is None
        else language.text("Yes")
        if row["target_has_decision"]
        else language.text("No decision"),
        _n(row),
        None if context.public else row["n_not_stated"],
        language.text(signal_sign(row["spc_signal"]).word) if row["spc_signal"] else None,
        language.period(row["spc_since"], "month") if has_signal and row["spc_since"] else None,
        done_words(context, row),
    )


def _n(row: Row) -> int | None:
    """Units counted; nothing where it was not measured, for 0 would say that it was."""
    n: int | None = None if row["status"] == "not_measurable" else row["n"]
    return n


def _words(context: Context, found: Sequence[Row]) -> str:
    """Which goals are missed and where, and what cannot be measured."""
    language = context.language
    _ = language.text
    if not found:
        return context.none(_("No cases were counted in the period."))

    def named(row: Row) -> str:
        name = goal_name(context, row["goal_id"])
        return name if is_in_view(context, row) else f"{name} ({place(context, row)})"

    def missed(rows: Sequence[Row]) -> str:
        return language.all_of(
            [
                f"{named(row)} "
                + goals.value_words(language, "share", row["value"], public=context.public)
                for row in rows
                if row["status"] == "not_met"
            ]
        )

    own = [row for row in found if row["source"] == "case_system"]
    parts = []
    if names := missed(own):
        parts.append(_("Missed: {names}.", names=names))
    if names := missed([row for row in found if row["source"] == "audit"]):
        parts.append(_("Missed by management supervision: {names}.", names=names))
    for status in ATTENTION:
        mine = [named(row) for row in own if row["status"] == status]
        if mine and status in ("uncertain", "not_measurable"):
            parts.append(f"{_(status_sign(status).word)}: {language.all_of(mine)}.")
    met = sum(row["status"] == "met" for row in own)
    if met:
        parts.append(f"{_(status_sign('met').word)}: {language.number(met)}.")
    later_on = {
        source_words(language, row)
        for row in found
        if row["source"] != "case_system" and row["measurability"] == "in_preparation"
    }
    parts += [
        _("{source}: in preparation, nothing is measured yet.", source=source)
        for source in sorted(later_on)
    ]
    return " ".join(parts) or NOTHING


def _of_goal(context: Context) -> Context:
    view = replace(context.view, goal=str(goal_in_view(context)["goal_id"]))
    return replace(context, view=view)


CHARTS = (
    Program(
        "quality_goals",
        later("Quality goals by department and source"),
        quality_goals,
        filters=ALL_TYPES,
        shortest="quarter",
        source=sources.AUDITS,
    ),
    over_time(
        "goal_over_time",
        later("{goal}: share met, month by month"),
        _indicator,
        filters=("department", "unit", "period", "goal"),
    ),
    by_unit(
        "goal_by_unit",
        later("{goal}: share met, by department and unit"),
        _indicator,
        later("Met"),
        filters=("department", "period", "goal"),
    ),
    Program(
        "goal_initiative_months",
        later("{goal}: what the initiative did, month by month"),
        initiative_months,
        filters=("goal", "initiative"),
    ),
    Program(
        "goal_initiative_effect",
        later("{goal}: before and after the initiative"),
        initiative_effect,
        filters=("goal", "initiative"),
    ),
)
