"""Charts of the case audits: items with their interval, themes by their errors, two sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from operator import itemgetter

from dashboard.marks.axes import shares
from dashboard.marks.columns import (
    Col,
    Row,
    Rows,
    interval_columns,
    only_beside,
    phrase,
    sign_word,
    written,
)
from dashboard.marks.dots import Dots
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context, n_header
from dashboard.reading.read import mart, municipality, read
from dashboard.reading.view import CASE_TYPE
from dashboard.topics.quality.filters import AUDIT_ROUND, rounds
from dashboard.words import sources
from dashboard.words.language import later
from dashboard.words.tables import NOTHING
from dashboard.words.vocabulary import AGREEMENTS, AUDIT_CHANGES, HIDDEN, Sign

_FIRST_ROUND = later("It is the first round of its area: there is nothing to compare with.")
_BREAKDOWNS = ("dimension", "theme", "item")
_CHANGE = ("change", "share_before", "difference", "difference_low", "difference_high")


def round_in_view(context: Context) -> Row | None:
    """The round in view; none where nothing was audited."""
    code = context.choice(AUDIT_ROUND)
    found = rounds(context.published, context.view)
    return next((row for row in found if row["round_id"] == code), None)


def _of_round(context: Context) -> Mapping[str, object] | None:
    audited = round_in_view(context)
    return audited and {**municipality(context), "round_id": audited["round_id"]}


def _of_area(context: Context) -> Mapping[str, object] | None:
    """The round in view, of the case type in view or of its whole area."""
    asked = _of_round(context)
    return asked and {**asked, "area": context.view.case_type or "all"}


def _items(context: Context) -> Rows:
    """Dimensions, themes and items of a round with their change since the round before."""
    key = itemgetter("breakdown", "breakdown_code")
    changes = {key(row): row for row in read(context, "mart_audit_changes", _of_area(context))}
    rows = sorted(
        read(context, "mart_audit_items", _of_area(context), order="breakdown_code"),
        key=lambda row: _BREAKDOWNS.index(row["breakdown"]),
    )
    return [{**dict.fromkeys(_CHANGE), **changes.get(key(row), {}), **row} for row in rows]


def _has_round_before(context: Context) -> bool:
    audited = round_in_view(context)
    return bool(audited and audited["previous_round_id"])


def _change(context: Context, row: Row) -> Sign:
    """The change; in a file one that is not there is hidden: the round before may be too small."""
    if row["change"]:
        return AUDIT_CHANGES[row["change"]]
    return HIDDEN if context.public and _has_round_before(context) else AUDIT_CHANGES["first"]


def _next_change(context: Context, row: Row) -> Sign:
    return AUDIT_CHANGES[row["next_change"] or "next_unknown"]


def _leaning(context: Context, row: Row) -> Sign:
    return AGREEMENTS[row["leaning"]]


def _theme(context: Context, row: Row) -> str:
    code = row["theme"]
    return context.codes.word("audit_theme", code)


def _item(context: Context, row: Row) -> str:
    code = str(row["breakdown_code"])
    if row["breakdown"] == "dimension":
        return context.codes.word("audit_dimension", code)
    if row["breakdown"] == "theme":
        return _theme(context, {"theme": code})
    items = context.published.rows("select * from marts.dim_audit_item")
    text = f"text_{context.language.code}"
    name = next((str(item[text]) for item in items if item["item_code"] == code), code)
    return f"{code} {name}"


def _met(context: Context, row: Row) -> str:
    return written(context, row["met_share"], "share")


def _nothing(context: Context) -> str:
    if round_in_view(context) is None:
        return phrase(context, "No round of audit has been loaded.")
    return context.none(phrase(context, "The round has no figures of what is chosen."))


def _better_and_worse(context: Context, rows: Rows) -> str:
    if not rows:
        return _nothing(context)
    if not any(row["change"] for row in rows):
        said = phrase(context, _FIRST_ROUND)
        return context.none(said) if _has_round_before(context) else said
    changes = [row["change"] for row in rows if row["breakdown"] == "item"]
    counted = context.language.plural(
        "{n} item is better and {m} worse than in the round before by more than chance.",
        "{n} items are better and {m} worse than in the round before by more than chance.",
        changes.count("improved"),
        m=context.language.number(changes.count("worsened")),
    )
    # Where dimensions alone are shown, nothing is known of the items.
    return counted if changes else context.none(counted)


def _most_errors(context: Context, rows: Rows) -> str:
    if not rows:
        return _nothing(context)
    theme = _theme(context, rows[0]).lower()
    return phrase(context, "Most errors are in {theme}: {n_errors:count}.", rows[0], theme=theme)


def _goals(context: Context) -> dict[str, str]:
    """Names of the quality goals, in their order."""
    goals = context.published.quality_goals()
    return {goal["goal_id"]: context.language.name(goal) for goal in goals}


def _agreements(context: Context) -> Rows:
    goals = list(_goals(context))
    rows = read(context, "mart_source_agreement", _of_round(context))
    rows = tuple(row for row in rows if row["goal_id"] in goals)
    return sorted(rows, key=lambda row: goals.index(row["goal_id"]))


def _decimals(field: str) -> Callable[[Context, Row], str]:
    """A number with two decimals."""
    return lambda context, row: (
        NOTHING if row[field] is None else context.language.number(row[field], 2)
    )


_kappa = _decimals("kappa")


def _what_kappa_is(context: Context, rows: Rows) -> str:
    if not rows:
        return context.none(phrase(context, "No case was seen by both sources."))
    return phrase(
        context,
        "κ is the agreement beyond chance: 1 is full agreement, 0 is no more than chance gives.",
    )


def _round(context: Context, rows: Rows) -> str:
    """The round: its name, area, and how many cases of how many were drawn."""
    language, audited = context.language, round_in_view(context)
    if audited is None:
        return ""
    area = context.view.case_type
    names = [context.name("case_type", code) for code in (area or audited["area"]).split("+")]
    drawn = language.text(
        "{n} of {population} cases drawn on {day}",
        n=language.number(audited["sample_size"]),
        population=language.number(audited["population_size"]),
        day=language.day(audited["drawn_on"]),
    )
    place = context.name("municipality", context.view.municipality)
    return " · ".join([place, str(audited["round_name"]), ", ".join(names), drawn])


_chart = partial(Chart, source=sources.AUDITS, under=_round)


CHARTS = (
    _chart(
        "audit_items",
        title=later("What auditors found: share met"),
        filters=(CASE_TYPE, AUDIT_ROUND),
        rows=_items,
        mark=Dots(
            value="met_share",
            low="ci_low",
            high="ci_high",
            sign=_change,
            hover=lambda context, row: [_met(context, row), sign_word(_change)(context, row)],
            axis=shares("value", "low"),
        ),
        bold=lambda context, row: row["breakdown"] == "dimension",
        columns=(
            Col("Item", _item),
            Col("Met", "met_share", "share", beside="Met"),
            *interval_columns("share"),
            Col(n_header, "n", "count", beside=n_header),
            Col("Errors", "n_errors", "count"),
            Col("Since the round before", sign_word(_change), beside="Since the round before"),
            Col("Met before", "share_before", "share"),
            Col("Difference", "difference", "share"),
            Col("Difference, low", "difference_low", "share"),
            Col("Difference, high", "difference_high", "share"),
        ),
        says=_better_and_worse,
    ),
    _chart(
        "audit_themes",
        title=later("Themes by their errors"),
        filters=(CASE_TYPE, AUDIT_ROUND),
        rows=mart("mart_audit_themes", by=_of_area, order="training_rank, theme"),
        mark=Dots(
            value="met_share",
            low="ci_low",
            high="ci_high",
            sign=_next_change,
            hover=lambda context, row: [_met(context, row)],
            axis=shares("value", "low"),
        ),
        label=_theme,
        columns=(
            Col("Place", "training_rank", "count"),
            Col("Theme", _theme),
            Col("Errors", "n_errors", "count", beside="Errors"),
            Col("Cases with errors", "n_not_met", "count"),
            Col(n_header, "n", "count"),
            Col("Met", "met_share", "share", beside="Met"),
            Col("Training planned or held", "n_training_planned", "count"),
            Col("Training held", "n_training_held", "count", beside="Training held"),
            Col("In the next round", sign_word(_next_change), beside="In the next round"),
            Col("Difference", "next_difference", "share"),
        ),
        says=_most_errors,
    ),
    _chart(
        "source_agreement",
        title=later("Case system and auditors on the same cases"),
        filters=(AUDIT_ROUND,),
        rows=_agreements,
        mark=Dots(
            value="agreement",
            sign=_leaning,
            hover=lambda context, row: [
                written(context, row["agreement"], "share"),
                f"κ {_kappa(context, row)}",
            ],
            axis=shares("value"),
        ),
        columns=(
            Col("Goal", lambda context, row: _goals(context)[row["goal_id"]]),
            Col(n_header, "n", "count"),
            Col("Say the same", "agreement", "share", beside="Say the same"),
            Col("Kappa", _kappa, beside=lambda context: "κ"),
            only_beside(n_header, "n", "count"),
            Col("Standard error", _decimals("kappa_se")),
            Col("Where they differ", sign_word(_leaning), beside="Where they differ"),
            Col("Both: met", "n_both_met", "count"),
            Col("Case system only: met", "n_system_only", "count"),
            Col("Auditors only: met", "n_audit_only", "count"),
            Col("Neither: met", "n_neither", "count"),
        ),
        says=_what_kappa_is,
    ),
)
