"""Charts of the quality goals: all five by department and source, and one of them closely."""

from __future__ import annotations

from dashboard.marks.against_target import by_unit, counted_of_both
from dashboard.marks.axes import shares
from dashboard.marks.columns import (
    Col,
    Rows,
    coded,
    interval_columns,
    phrase,
    place,
    sign_word,
    written,
)
from dashboard.marks.dots import Dots
from dashboard.marks.initiative import initiative_effect, initiative_months
from dashboard.marks.monthly import over_time
from dashboard.marks.spec import ALL_TYPES, Chart
from dashboard.reading.context import Context, sign_words, subtitle
from dashboard.reading.marts import Row
from dashboard.reading.read import period, read
from dashboard.reading.view import DEPARTMENT, GOAL, INITIATIVE, PERIOD, UNIT, is_unit
from dashboard.words import sources
from dashboard.words.language import later
from dashboard.words.tables import NOTHING
from dashboard.words.vocabulary import ATTENTION, Sign, signal_sign, status_sign

MEASURED = ("measured", "partly_measured")

source_words = coded("source", "quality_source")
_measurability = coded("measurability")


def goal_in_view(context: Context) -> Row:
    """The goal the view asks for, else the first."""
    every = context.published.quality_goals()
    return next((goal for goal in every if goal["goal_id"] == context.view[GOAL]), every[0])


def goal_rows(context: Context) -> list[Row]:
    """Rows of the mart in the order they are shown.

    By goal and source: the organisation in view, then those below it in the organisation's own
    order. A source other than the case system has one row a goal where it measures nothing yet,
    and tells of those below only where it saw something in the period.
    """
    view = context.view
    organisations = context.published.organisations(view.municipality)
    places = {(str(o["org_level"]), str(o["code"])): i for i, o in enumerate(organisations)}
    below = {
        (str(o["org_level"]), str(o["code"]))
        for o in organisations
        if (is_unit(o) and view.unit is None and o["parent_code"] == view.department)
        or (not is_unit(o) and view.org[0] == "municipality")
    }
    order = [str(goal["goal_id"]) for goal in context.published.quality_goals()]
    rows = read(
        context,
        "mart_quality_goals",
        period(context),
        only=lambda row: is_in_view(context, row) or (row["org_level"], row["org_code"]) in below,
    )
    measured = {(r["goal_id"], r["source"]) for r in rows if r["measurability"] in MEASURED}
    shown = [
        row
        for row in rows
        if is_in_view(context, row)
        or row["source"] == "case_system"
        or ((row["goal_id"], row["source"]) in measured and row["status"] != "not_assessed")
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


def headline(context: Context, rows: Rows) -> str:
    """How many of the goals are missed in the organisation in view."""
    language, period = context.language, context.view.when
    own = [row for row in rows if is_in_view(context, row) and row["source"] == "case_system"]
    if not own and context.reading.n_hidden and period:
        return language.text("The goals of {period} are hidden", period=period)
    missed = sum(row["status"] == "not_met" for row in own)
    dark = sum(row["status"] == "not_measurable" for row in own)
    if missed:
        text = language.plural(
            "{missed} of {n} quality goal is missed in {period}",
            "{missed} of {n} quality goals are missed in {period}",
            len(own),
            missed=language.number(missed),
            period=period,
        )
    else:
        text = language.plural(
            "The quality goal is not missed in {period}",
            "None of {n} quality goals is missed in {period}",
            len(own),
            period=period,
        )
        if below := _missed(rows, "case_system"):
            text += language.plural(
                ", but {n} is in a part of it", ", but {n} are in parts of it", len(below)
            )
    if seen := _missed([row for row in rows if is_in_view(context, row)], "audit"):
        text += language.plural(
            "; management supervision finds {n} missed",
            "; management supervision finds {n} missed",
            len(seen),
        )
    if dark:
        text += language.plural(", {n} cannot be measured", ", {n} cannot be measured", dark)
    return text


def _missed(rows: Rows, source: str) -> set[str]:
    """The goals that are missed by a source."""
    return {
        row["goal_id"] for row in rows if row["status"] == "not_met" and row["source"] == source
    }


def goal_headline(context: Context, rows: Rows) -> str:
    """How the goal in view went in the organisation in view."""
    language, goal = context.language, goal_in_view(context)
    own = next(
        (
            row
            for row in rows
            if row["goal_id"] == goal["goal_id"]
            and is_in_view(context, row)
            and row["source"] == "case_system"
        ),
        None,
    )
    if own is None or context.view.period is None:
        return language.name(goal)
    return language.text(
        "{goal}: {status} in {period}",
        goal=language.name(goal),
        status=context.codes.of(status_sign(own["status"])).lower(),
        period=context.view.when,
    )


def goal_name(context: Context, goal_id: str) -> str:
    """Name of a goal."""
    every = context.published.quality_goals()
    return next((context.language.name(goal) for goal in every if goal["goal_id"] == goal_id), "")


def measurability_words(context: Context, row: Row) -> str:
    """Whether the period was measured, and from when."""
    text = _measurability(context, row)
    if row["measurability"] in MEASURED and row["measured_from"]:
        return phrase(context, "{said} from {measured_from:date}", row, said=text)
    return text


def done_words(context: Context, row: Row) -> str | None:
    """The newest initiative and what it did; None where there is none."""
    language = context.language
    every = context.published.rows("select * from marts.dim_initiative")
    initiative = next((i for i in every if i["initiative_id"] == row["initiative_id"]), None)
    if initiative is None:
        return None
    name = language.name(initiative)
    text = phrase(context, "{name}, from {starts_on:date}", initiative, name=name)
    verdict = row["initiative_verdict"]
    if not context.codes.has("effect_verdict", verdict):
        return text
    return f"{text}: {context.codes.inside('effect_verdict', verdict)}"


def _goal(context: Context, row: Row) -> str:
    return goal_name(context, row["goal_id"])


def _goal_and_place(context: Context, row: Row) -> str:
    name = _goal(context, row)
    return name if is_in_view(context, row) else f"{name}: {place(context, row)}"


def _other_source(context: Context, row: Row) -> str:
    return "" if row["source"] == "case_system" else f" ({source_words(context, row)})"


def _sign(context: Context, row: Row) -> Sign:
    return status_sign(row["status"])


def _state(context: Context, row: Row) -> str:
    """The status of a row; whether its target was decided, or its measuring is on its way."""
    if row["measurability"] == "in_preparation":
        return _measurability(context, row)
    text = sign_words(_sign(context, row), context.codes)
    if row["target"] is None or row["target_has_decision"] or row["value"] is None:
        return text
    return f"{text} ({context.language.text('No decision').lower()})"


def _decision(context: Context, row: Row) -> str | None:
    _ = context.language.text
    if row["target"] is None:
        return None
    return _("Yes") if row["target_has_decision"] else _("No decision")


def _n(context: Context, row: Row) -> int | None:
    """Units counted; nothing where it was not measured, for 0 would say that it was."""
    n: int | None = None if row["status"] == "not_measurable" else row["n"]
    return n


def _signal(context: Context, row: Row) -> str | None:
    signal = row["spc_signal"]
    return context.codes.of(signal_sign(signal)) if signal else None


def _signal_since(context: Context, row: Row) -> str | None:
    if row["spc_signal"] not in ("concern", "improvement") or not row["spc_since"]:
        return None
    return context.language.period(row["spc_since"], "month")


def _words(context: Context, rows: Rows) -> str:
    """Which goals are missed and where, and what cannot be measured."""
    language = context.language
    if not rows:
        return context.none(phrase(context, "No cases were counted in the period."))

    def named(row: Row) -> str:
        name = _goal(context, row)
        return name if is_in_view(context, row) else f"{name} ({place(context, row)})"

    def of(source: str, status: str) -> list[Row]:
        return [row for row in rows if row["source"] == source and row["status"] == status]

    def word(status: str) -> str:
        return context.codes.of(status_sign(status))

    parts = []
    for source, text in (
        ("case_system", later("Missed: {names}.")),
        ("audit", later("Missed by management supervision: {names}.")),
    ):
        names = [
            f"{named(row)} {written(context, row['value'], 'share')}"
            for row in of(source, "not_met")
        ]
        if names:
            parts.append(phrase(context, text, names=language.all_of(names)))
    for status in ATTENTION:
        rows_of_status = of("case_system", status)
        if rows_of_status and status in ("uncertain", "not_measurable"):
            parts.append(f"{word(status)}: {language.all_of([named(r) for r in rows_of_status])}.")
    if met := of("case_system", "met"):
        parts.append(f"{word('met')}: {language.number(len(met))}.")
    in_preparation = {
        source_words(context, row)
        for row in rows
        if row["source"] != "case_system" and row["measurability"] == "in_preparation"
    }
    parts += [
        phrase(context, "{source}: in preparation, nothing is measured yet.", source=source)
        for source in sorted(in_preparation)
    ]
    return " ".join(parts) or NOTHING


def _indicator(context: Context) -> str:
    return str(goal_in_view(context)["indicator_id"])


CHARTS = (
    Chart(
        "quality_goals",
        title=later("Quality goals by department and source"),
        filters=ALL_TYPES,
        shortest="quarter",
        source=sources.AUDITS,
        rows=goal_rows,
        label=_goal_and_place,
        after=_other_source,
        bold=is_in_view,
        mark=Dots(
            shares("value", "low", "target"),
            low="ci_low",
            high="ci_high",
            target=lambda context, row: None if row["value"] is None else row["target"],
            sign=_sign,
            hover=lambda context, row: [
                *([place(context, row)] if is_in_view(context, row) else []),
                written(context, row["value"], "share"),
                context.codes.of(_sign(context, row)),
            ],
        ),
        columns=(
            Col("Goal", _goal),
            Col("Where", place),
            Col("Source", source_words),
            Col("Measurability", _measurability),
            Col("Measured from", "measured_from", "date", is_given=True),
            Col("Status", sign_word(_sign), beside="Status", html=_state),
            Col("Met", "value", "share", beside="Met"),
            *interval_columns("share"),
            Col("Target", "target", "share", is_given=True),
            Col("Decision behind the target", _decision),
            # Decisions of some goals, cases of others.
            Col(counted_of_both, _n, "count", beside=counted_of_both),
            Col("Not recorded", "n_not_stated", "count"),
            Col("Signal", _signal),
            Col("Signal since", _signal_since),
            Col("What was done", done_words),
        ),
        headline=lambda context, rows, title: headline(context, rows),
        says=_words,
        under=lambda context, rows: (
            f"{context.language.text('Quality goals by department and source')} · "
            f"{subtitle(context, [])}"
        ),
    ),
    over_time(
        "goal_over_time",
        later("{goal}: share met, month by month"),
        _indicator,
        filters=(DEPARTMENT, UNIT, PERIOD, GOAL),
    ),
    by_unit(
        "goal_by_unit",
        later("{goal}: share met, by department and unit"),
        _indicator,
        later("Met"),
        filters=(DEPARTMENT, PERIOD, GOAL),
    ),
    initiative_months(
        "goal_initiative_months",
        later("{goal}: what the initiative did, month by month"),
        filters=(GOAL, INITIATIVE),
    ),
    initiative_effect(
        "goal_initiative_effect",
        later("{goal}: before and after the initiative"),
        filters=(GOAL, INITIATIVE),
    ),
)
