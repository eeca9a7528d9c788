"""Charts of the departments' catalogues: side by side, why they differ, what was changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from html import escape
from itertools import groupby

from dashboard.marks.bars import Bars, parts
from dashboard.marks.columns import Col, Row, Rows, named, only_beside, phrase, worded
from dashboard.marks.matrix import Matrix, Square
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context
from dashboard.reading.edition import OPEN
from dashboard.reading.read import mart
from dashboard.topics.equality.catalogues import (
    compared,
    department_names,
    pair_in_view,
    place,
    text_of,
)
from dashboard.topics.equality.filters import DIFFERS, PAIR
from dashboard.words import sources
from dashboard.words.language import later
from dashboard.words.vocabulary import CATALOGUE, Look

_SERVICES = 40
"""Services in the picture, those with most unexplained first where there are more."""

_SIGNS = {
    "same": "=",
    "different": "≠",
    "only_one_has_it": "1",
    "not_explained": "?",
    "not_stated": "–",
    "out_of_scope": "·",
}
"""Signs in the cells, so that colour is never the only mark."""

_STATUSES = ("explained", "no_decision_reference", "not_explained")
_CHANGES = ("changed", "added", "dropped")


_attribute = worded("attribute_code", "catalogue_attribute")
_outcome = worded("outcome", "catalogue_outcome")
_reason = worded("reason", "difference_reason")


def _services(rows: Rows) -> list[Row]:
    """A row for each service, with its attributes and how many differ unexplained."""
    found = []
    for _code, group in groupby(rows, lambda row: row["service_code"]):
        attributes = list(group)
        unexplained = sum(row["reason_status"] in _STATUSES[1:] for row in attributes)
        found.append({**attributes[0], "attributes": attributes, "n_unexplained": unexplained})
    return found


def _attributes(context: Context) -> Rows:
    """Every attribute of the services that are asked for."""
    differs = context.view[DIFFERS]
    return [
        row
        for service in _services(compared(context, pair_in_view(context)))
        if (service["n_unexplained"] or differs != "unexplained")
        and (differs is None or any(row["needs_reason"] for row in service["attributes"]))
        for row in service["attributes"]
    ]


def _pictured(context: Context, rows: Rows) -> Rows:
    """Services of both first, then of one, then those that are not compared."""
    services = sorted(
        _services(rows),
        key=lambda row: (
            row["outcome"] == "out_of_scope",
            row["outcome"] != "same",
            row["service_name"],
        ),
    )
    if len(services) > _SERVICES:
        services = sorted(services, key=lambda row: -row["n_unexplained"])[:_SERVICES]
    return services


def _differences(context: Context) -> Rows:
    """Differences that need a reason, those not explained first."""
    rows = [row for row in compared(context, pair_in_view(context)) if row["needs_reason"]]
    if context.view[DIFFERS] == "unexplained":
        rows = [row for row in rows if row["reason_status"] != "explained"]
    return sorted(rows, key=lambda row: -_STATUSES.index(row["reason_status"]))


def _by_reason(context: Context, rows: Rows) -> Rows:
    counted = Counter((row["reason"], row["reason_status"]) for row in rows)
    return [
        {"reason": reason, **{status: counted[reason, status] for status in _STATUSES}}
        for reason in context.codes.words("difference_reason")
    ]


def _by_department(context: Context, rows: Rows) -> Rows:
    """What the newest version of each department's catalogue changed."""
    counted = Counter(
        (row["department_code"], row["change_kind"]) for row in rows if row["is_latest"]
    )
    return [
        {"department_code": code, **{kind: counted[code, kind] for kind in _CHANGES}}
        for code in sorted({row["department_code"] for row in rows})
    ]


def _sum(*fields: str) -> Callable[[Context, Row], int]:
    return lambda context, row: sum(row[field] for field in fields)


def _look(row: Row) -> Look:
    is_unexplained = row["reason_status"] in _STATUSES[1:]
    return CATALOGUE["not_explained" if is_unexplained else row["outcome"]]


def _square(context: Context, row: Row) -> Square:
    lines = [f"{row['service_name']}: {_attribute(context, row)}", _outcome(context, row)]
    if row["reason_status"]:
        status = context.codes.of(CATALOGUE[row["reason_status"]])
        lines.append(f"{_reason(context, row)} – {status}")
    look = _look(row)
    return Square(look, _SIGNS[look.code], "<br>".join(escape(line) for line in lines))


def _looks(context: Context, services: Rows) -> list[tuple[Look, str]]:
    used = {_look(row).code for service in services for row in service["attributes"]}
    return [
        (CATALOGUE[code], f"{sign} {escape(context.codes.of(CATALOGUE[code]))}")
        for code, sign in _SIGNS.items()
        if code in used
    ]


def _unexplained(context: Context, row: Row) -> str:
    is_compared = row["outcome"] != "out_of_scope"
    return context.language.number(row["n_unexplained"]) if is_compared else ""


def _text(field: str) -> Callable[[Context, Row], str | None]:
    """What a catalogue says of an attribute."""
    return lambda context, row: text_of(context, row["attribute_code"], row[field])


def _codes(context: Context, row: Row) -> str:
    return " / ".join(dict.fromkeys([row["service_code"], row["other_service_code"]]))


def _explanation(context: Context, row: Row) -> str:
    """The explanation with its decision."""
    words = [row["explanation"], row["decision_reference"]]
    if row["reason_status"] == "no_decision_reference":
        words.append(context.language.text("No decision reference") + ".")
    return " ".join(filter(None, words))


def _owner(context: Context, row: Row) -> str:
    return row["owner"] or context.language.text("No owner")


def _if_needed(field: Callable[[Context, Row], str]) -> Callable[[Context, Row], str]:
    """A text where a difference needs a reason."""
    return lambda context, row: field(context, row) if row["needs_reason"] else ""


_REASON = (
    Col("Reason", _if_needed(_reason)),
    Col("In words", _if_needed(_explanation)),
    Col("Owner", _if_needed(_owner)),
    Col("Process", _if_needed(worded("status", "difference_process"))),
    Col("Due", "due_on", "date"),
)


def _of_both(context: Context) -> tuple[Col, Col]:
    """What the catalogues of both departments say."""
    pair = pair_in_view(context)
    first, second = department_names(context, pair) if pair else ("", "")
    return Col(lambda context: first, _text("value_a")), Col(
        lambda context: second, _text("value_b")
    )


def _columns_of_matrix(context: Context, rows: Rows) -> list[Col]:
    return [
        Col("Service", "service_name"),
        Col("Code", _codes),
        Col("Attribute", _attribute),
        *_of_both(context),
        Col("Compared", _outcome),
        *_REASON,
        only_beside("Not explained", _unexplained),
    ]


def _columns_of_differences(context: Context, rows: Rows) -> list[Col]:
    return [
        Col("Service", "service_name"),
        Col("Attribute", _attribute),
        *_of_both(context),
        *_REASON,
        Col(
            "Overdue",
            lambda context, row: context.language.text("Overdue") if row["is_overdue"] else "",
        ),
        Col("Code", _codes),
        only_beside("Differences", _sum(*_STATUSES), "count"),
    ]


def _how_alike(context: Context, rows: Rows) -> str:
    pair = pair_in_view(context)
    if pair is None:
        return phrase(context, "Two departments with a catalogue are needed to compare.")
    return phrase(
        context,
        "{n_services:count} services. The same in all that is stated: {n_same:count}. Different: "
        "{n_different:count}. In one catalogue only: {n_only_one:count}. Not compared: "
        "{n_out_of_scope:count}.",
        pair,
    )


def _how_explained(context: Context, rows: Rows) -> str:
    if not rows:
        return phrase(context, "There is no difference between the catalogues.")
    return phrase(
        context,
        "{n:count} differences: {explained:count} explained, {not_explained:count} not explained, "
        "and {no_decision_reference:count} put down to a political decision nobody names. Overdue: "
        "{late:count}.",
        Counter(row["reason_status"] for row in rows),
        n=len(rows),
        late=sum(row["is_overdue"] for row in rows),
    )


def _what_changed(context: Context, rows: Rows) -> str:
    if not rows:
        return phrase(context, "No catalogue has a newer version yet.")
    return phrase(
        context,
        "By the newest versions: texts changed: {changed:count}, services added: {added:count}, "
        "services dropped: {dropped:count}.",
        Counter(row["change_kind"] for row in rows if row["is_latest"]),
    )


def _under(context: Context, rows: Rows) -> str:
    return place(context, pair_in_view(context))


def _under_changes(context: Context, rows: Rows) -> str:
    pair = pair_in_view(context)
    day = context.language.day(pair["as_of_on"]) if pair else ""
    return " · ".join(filter(None, (context.name("municipality", context.view.municipality), day)))


_chart = partial(Chart, source=sources.CATALOGUES, edition=OPEN)


CHARTS = (
    _chart(
        "catalogue_matrix",
        title=later("The catalogues side by side"),
        filters=(PAIR, DIFFERS),
        rows=_attributes,
        picture=_pictured,
        mark=Matrix(
            lambda context, row: tuple(_square(context, one) for one in row["attributes"]),
            headings=lambda context: [
                escape(word) for word in context.codes.words("catalogue_attribute").values()
            ],
            looks=_looks,
        ),
        columns=_columns_of_matrix,
        says=_how_alike,
        under=_under,
    ),
    _chart(
        "catalogue_differences",
        title=later("Why the catalogues differ"),
        filters=(PAIR, DIFFERS),
        is_list=True,
        rows=_differences,
        picture=_by_reason,
        mark=Bars(parts(CATALOGUE, *_STATUSES)),
        label=_reason,
        columns=_columns_of_differences,
        says=_how_explained,
        under=_under,
    ),
    _chart(
        "catalogue_changes",
        title=later("What the newest catalogues changed"),
        filters=(),
        is_list=True,
        rows=mart(
            "mart_catalogue_changes",
            order="-changed_on, department_code, service_name, attribute_no",
        ),
        picture=_by_department,
        mark=Bars(parts(CATALOGUE, *_CHANGES)),
        label=named("department", "department_code"),
        columns=(
            Col("Service", "service_name"),
            Col("Code", "service_code"),
            Col("Department", named("department", "department_code")),
            Col("From", "changed_on", "date"),
            Col(
                "What changed",
                lambda context, row: context.codes.of(CATALOGUE[row["change_kind"]]),
            ),
            Col("Attribute", _attribute),
            Col("Before", _text("old_value")),
            Col("Now", _text("new_value")),
            Col("Version", lambda context, row: row["new_version"] or row["former_version"]),
            only_beside("Changes", _sum(*_CHANGES), "count"),
        ),
        says=_what_changed,
        under=_under_changes,
    ),
)
