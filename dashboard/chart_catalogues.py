"""Charts of the departments' catalogues: side by side, why they differ, what was changed."""

from __future__ import annotations

from collections import Counter
from functools import partial
from html import escape
from itertools import groupby

from dashboard.catalogues import (
    ATTRIBUTES,
    OUTCOMES,
    PROCESS,
    REASONS,
    compared,
    department_names,
    pair_in_view,
    place,
    text_of,
    word,
)
from dashboard.drawing import Context, Drawn
from dashboard.language import later
from dashboard.marks.bars import Bar, Piece, bars
from dashboard.marks.matrix import Line, Square, matrix
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.reading.edition import OPEN
from dashboard.tables import Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import CATALOGUE
from dashboard.words import sources

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
"""Signs in the cells: no cell is told by its colour alone."""

_STATUSES = ("explained", "no_decision_reference", "not_explained")


def side_by_side(context: Context, title: str) -> Drawn:
    """Services by attributes: the same, different, or only one has it; the table has the texts."""
    language = context.language
    _, number = language.text, language.number
    pair = pair_in_view(context)
    services = [
        list(rows) for _code, rows in groupby(compared(context, pair), lambda r: r["service_code"])
    ]
    services = [rows for rows in services if _is_shown(context, rows)]
    pictured = sorted(services, key=_place_in_picture)
    if len(pictured) > _SERVICES:
        pictured = sorted(pictured, key=lambda rows: -_unexplained(rows))[:_SERVICES]
    summary = _("Two departments with a catalogue are needed to compare.")
    if pair:
        summary = _(
            "{n} services. The same in all that is stated: {same}. Different: {different}. In one "
            "catalogue only: {only}. Not compared: {out}.",
            n=number(pair["n_services"]),
            same=number(pair["n_same"]),
            different=number(pair["n_different"]),
            only=number(pair["n_only_one"]),
            out=number(pair["n_out_of_scope"]),
        )
    looks = {
        square.look.code: square.look
        for rows in pictured
        for square in (_square(context, row) for row in rows)
    }
    first, second = department_names(context, pair) if pair else ("", "")
    return Drawn(
        title=title,
        subtitle=place(context, pair),
        summary=summary,
        build=partial(
            matrix,
            [
                Line(
                    escape(rows[0]["service_name"]),
                    tuple(_square(context, row) for row in rows),
                    number(_unexplained(rows)) if rows[0]["outcome"] != "out_of_scope" else "",
                )
                for rows in pictured
            ],
            headings=[_(name) for name in ATTRIBUTES.values()],
            looks=[
                (look, f"{_SIGNS[code]} {_(look.word)}")
                for code, look in CATALOGUE.items()
                if code in looks
            ],
            last=_("Not explained"),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Service")),
                Column(_("Code")),
                Column(_("Attribute")),
                Column(first),
                Column(second),
                Column(_("Compared")),
                *(Column(name) for name in _reason_names(context)),
                Column(_("Due"), "date"),
            ),
            tuple(
                (
                    row["service_name"],
                    _codes(row),
                    word(context, ATTRIBUTES, row["attribute_code"]),
                    text_of(context, row["attribute_code"], row["value_a"]),
                    text_of(context, row["attribute_code"], row["value_b"]),
                    word(context, OUTCOMES, row["outcome"]),
                    *_reason_texts(context, row),
                    row["due_on"],
                )
                for rows in services
                for row in rows
            ),
        ),
    )


def differences(context: Context, title: str) -> Drawn:
    """Differences by their reason; the table has each, those not explained first."""
    language = context.language
    _, number = language.text, language.number
    pair = pair_in_view(context)
    found = [row for row in compared(context, pair) if row["needs_reason"]]
    found.sort(key=lambda row: -_STATUSES.index(row["reason_status"]))
    if context.view.differs == "unexplained":
        found = [row for row in found if row["reason_status"] != "explained"]
    counted = Counter((row["reason"], row["reason_status"]) for row in found)
    summary = _("There is no difference between the catalogues.")
    if found:
        summary = _(
            "{n} differences: {explained} explained, {unexplained} not explained, and {nameless} "
            "put down to a political decision nobody names. Overdue: {late}.",
            n=number(len(found)),
            explained=number(sum(row["reason_status"] == "explained" for row in found)),
            unexplained=number(sum(row["reason_status"] == "not_explained" for row in found)),
            nameless=number(sum(r["reason_status"] == "no_decision_reference" for r in found)),
            late=number(sum(row["is_overdue"] for row in found)),
        )
    first, second = department_names(context, pair) if pair else ("", "")
    return Drawn(
        title=title,
        subtitle=place(context, pair),
        summary=summary,
        build=partial(
            bars,
            [
                Bar(
                    escape(_(words)),
                    _pieces(context, words, [(s, counted[reason, s]) for s in _STATUSES]),
                    (number(sum(counted[reason, s] for s in _STATUSES)),),
                )
                for reason, words in REASONS.items()
            ],
            looks=[(CATALOGUE[code], _(CATALOGUE[code].word)) for code in _STATUSES],
            headers=(_("Differences"),),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Service")),
                Column(_("Attribute")),
                Column(first),
                Column(second),
                *(Column(name) for name in _reason_names(context)),
                Column(_("Due"), "date"),
                Column(_("Overdue")),
                Column(_("Code")),
            ),
            tuple(
                (
                    row["service_name"],
                    word(context, ATTRIBUTES, row["attribute_code"]),
                    text_of(context, row["attribute_code"], row["value_a"]),
                    text_of(context, row["attribute_code"], row["value_b"]),
                    *_reason_texts(context, row),
                    row["due_on"],
                    _("Overdue") if row["is_overdue"] else "",
                    _codes(row),
                )
                for row in found
            ),
        ),
    )


def changes(context: Context, title: str) -> Drawn:
    """What the newest version of each catalogue changed; the table has every version's changes."""
    language = context.language
    _, number = language.text, language.number
    pair = pair_in_view(context)
    found = context.published.rows(
        """
        select * from marts.mart_catalogue_changes where municipality_code = ?
        order by changed_on desc, department_code, service_name, attribute_no
        """,
        context.view.municipality,
    )
    kinds = ("changed", "added", "dropped")
    latest = Counter(
        (row["department_code"], row["change_kind"]) for row in found if row["is_latest"]
    )
    departments = sorted({row["department_code"] for row in found})
    total = {kind: sum(latest[code, kind] for code in departments) for kind in kinds}
    summary = _("No catalogue has a newer version yet.")
    if found:
        summary = _(
            "By the newest versions: texts changed: {changed}, services added: {added}, services "
            "dropped: {dropped}.",
            **{kind: number(n) for kind, n in total.items()},
        )
    day = language.day(pair["as_of_on"]) if pair else ""
    municipality = context.name("municipality", context.view.municipality)
    return Drawn(
        title=title,
        subtitle=" · ".join(filter(None, (municipality, day))),
        summary=summary,
        build=partial(
            bars,
            [
                Bar(
                    escape(context.name("department", code)),
                    _pieces(
                        context,
                        context.name("department", code),
                        [(kind, latest[code, kind]) for kind in kinds],
                    ),
                    (number(sum(latest[code, kind] for kind in kinds)),),
                )
                for code in departments
            ],
            looks=[(CATALOGUE[kind], _(CATALOGUE[kind].word)) for kind in kinds],
            headers=(_("Changes"),),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Service")),
                Column(_("Code")),
                Column(_("Department")),
                Column(_("From"), "date"),
                Column(_("What changed")),
                Column(_("Attribute")),
                Column(_("Before")),
                Column(_("Now")),
                Column(_("Version")),
            ),
            tuple(
                (
                    row["service_name"],
                    row["service_code"],
                    context.name("department", row["department_code"]),
                    row["changed_on"],
                    _(CATALOGUE[row["change_kind"]].word),
                    word(context, ATTRIBUTES, row["attribute_code"]),
                    text_of(context, row["attribute_code"], row["old_value"]),
                    text_of(context, row["attribute_code"], row["new_value"]),
                    row["new_version"] or row["former_version"],
                )
                for row in found
            ),
        ),
    )


def _square(context: Context, row: Row) -> Square:
    code = row["outcome"]
    if row["reason_status"] in ("not_explained", "no_decision_reference"):
        code = "not_explained"
    name = word(context, ATTRIBUTES, row["attribute_code"])
    told = [f"<b>{escape(row['service_name'])}: {escape(name)}</b>"]
    told.append(escape(word(context, OUTCOMES, row["outcome"])))
    if row["reason_status"]:
        status = CATALOGUE[row["reason_status"]].word
        told.append(
            escape(f"{word(context, REASONS, row['reason'])} – {context.language.text(status)}")
        )
    return Square(CATALOGUE[code], _SIGNS[code], "<br>".join(told))


def _is_shown(context: Context, rows: list[Row]) -> bool:
    wanted = context.view.differs
    if wanted == "unexplained":
        return _unexplained(rows) > 0
    return wanted is None or any(row["needs_reason"] for row in rows)


def _unexplained(rows: list[Row]) -> int:
    return sum(row["reason_status"] in ("not_explained", "no_decision_reference") for row in rows)


def _place_in_picture(rows: list[Row]) -> tuple[bool, bool, str]:
    """Services of both first, then of one, then those that are not compared."""
    head = rows[0]
    return head["outcome"] == "out_of_scope", head["outcome"] != "same", head["service_name"]


def _codes(row: Row) -> str:
    codes = [row["service_code"], row["other_service_code"]]
    return " / ".join(dict.fromkeys(codes))


def _reason_names(context: Context) -> tuple[str, ...]:
    _ = context.language.text
    return _("Reason"), _("In words"), _("Owner"), _("Process")


def _reason_texts(context: Context, row: Row) -> tuple[str, ...]:
    """Reason, explanation with its decision, owner and process of a difference."""
    _ = context.language.text
    if not row["needs_reason"]:
        return ("",) * 4
    said = [row["explanation"], row["decision_reference"]]
    if row["reason_status"] == "no_decision_reference":
        said.append(_("No decision reference") + ".")
    return (
        word(context, REASONS, row["reason"]),
        " ".join(filter(None, said)),
        row["owner"] or _("No owner"),
        word(context, PROCESS, row["status"]),
    )


def _pieces(context: Context, label: str, sizes: list[tuple[str, int]]) -> tuple[Piece, ...]:
    language = context.language
    return tuple(
        Piece(
            look=CATALOGUE[code],
            size=size,
            label=language.number(size),
            hover=f"{escape(label)}<br>{language.text(CATALOGUE[code].word)}: {size}",
        )
        for code, size in sizes
        if size
    )


CHARTS = (
    Program(
        "catalogue_matrix",
        later("The catalogues side by side"),
        side_by_side,
        filters=("pair", "differs"),
        source=sources.CATALOGUES,
        edition=OPEN,
    ),
    Program(
        "catalogue_differences",
        later("Why the catalogues differ"),
        differences,
        filters=("pair", "differs"),
        is_list=True,
        source=sources.CATALOGUES,
        edition=OPEN,
    ),
    Program(
        "catalogue_changes",
        later("What the newest catalogues changed"),
        changes,
        filters=(),
        is_list=True,
        source=sources.CATALOGUES,
        edition=OPEN,
    ),
)
