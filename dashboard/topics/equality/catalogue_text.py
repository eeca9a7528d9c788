"""The text a committee can take over: how alike two catalogues are, and what is not explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dashboard.reading.context import Context
from dashboard.reading.marts import Row
from dashboard.topics.equality.catalogues import compared, department_names, pair_in_view
from dashboard.words.language import later

_UNEXPLAINED = {
    "not_explained": later("Not explained: {names}."),
    "no_decision_reference": later("Put down to a political decision nobody names: {names}."),
}


def committee_text(context: Context) -> str:
    """Paragraphs on the two departments in view; nothing where there are no two catalogues."""
    pair = pair_in_view(context)
    if pair is None:
        return ""
    rows = [row for row in compared(context, pair) if row["needs_reason"]]
    paragraphs = (_how_alike(context, pair), _why(context, rows), _process(context, pair, rows))
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs if sentences)


def _how_alike(context: Context, pair: Row) -> list[str]:
    language = context.language
    _ = language.text
    first, second = department_names(context, pair)
    said = [
        _(
            "The catalogues of services of {first} and {second} are compared as they were in "
            "force on {day}.",
            first=first,
            second=second,
            day=language.day(pair["as_of_on"]),
        ),
        language.plural(
            "They hold {n} service: {same} the same in all that is stated, {different} different "
            "in at least one point, and {only} in one catalogue only.",
            "They hold {n} services: {same} the same in all that is stated, {different} different "
            "in at least one point, and {only} in one catalogue only.",
            pair["n_services"] - pair["n_out_of_scope"],
            same=language.number(pair["n_same"]),
            different=language.number(pair["n_different"]),
            only=language.number(pair["n_only_one"]),
        ),
    ]
    if pair["n_out_of_scope"]:
        reasons = context.published.rows(
            """
            select distinct scope_reason_da as name_da, scope_reason_en as name_en
            from marts.dim_service
            where municipality_code = ? and not is_in_scope order by 1
            """,
            context.view.municipality,
        )
        said.append(
            language.plural(
                "Besides, {n} service is not compared. {reasons}.",
                "Besides, {n} services are not compared. {reasons}.",
                pair["n_out_of_scope"],
                reasons=". ".join(language.name(row) for row in reasons),
            )
        )
    return said


def _why(context: Context, rows: Sequence[Row]) -> list[str]:
    language = context.language
    _ = language.text
    explained = Counter(row["reason"] for row in rows if row["reason_status"] == "explained")
    said = [
        language.plural(
            "There is {n} difference, and {explained} explained.",
            "There are {n} differences, and {explained} explained.",
            len(rows),
            explained=language.plural("{n} is", "{n} are", explained.total()),
        )
    ]
    if explained:
        parts = [
            f"{context.codes.inside('difference_reason', c)} ({language.number(n)})"
            for c, n in explained.items()
        ]
        said.append(_("The reasons are {reasons}.", reasons=language.all_of(sorted(parts))))
    for status, sentence in _UNEXPLAINED.items():
        named = [_name(context, row) for row in rows if row["reason_status"] == status]
        if named:
            said.append(_(sentence, names="; ".join(named)))
    return said


def _process(context: Context, pair: Row, rows: Sequence[Row]) -> list[str]:
    language = context.language
    if not rows:
        return []
    steps = Counter(row["status"] for row in rows)
    _ = language.text
    said = [
        _(
            "On the way to the committees: {described} described, {before} laid before them, "
            "{hearing} in hearing and {final} finally laid before them; {none} not taken up.",
            described=language.number(steps["described"]),
            before=language.number(steps["before_committee"]),
            hearing=language.number(steps["hearing"]),
            final=language.number(steps["final"]),
            none=language.number(steps[None]),
        )
    ]
    if pair["n_overdue"]:
        said.append(
            language.plural(
                "{n} difference is overdue.", "{n} differences are overdue.", pair["n_overdue"]
            )
        )
    return said


def _name(context: Context, row: Row) -> str:
    """A difference as text: the service, and the attribute where it is not the whole of it."""
    if row["attribute_code"] == "service":
        return str(row["service_name"])
    attribute = context.codes.inside("catalogue_attribute", row["attribute_code"])
    return f"{row['service_name']} ({attribute})"
