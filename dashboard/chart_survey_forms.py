"""Charts of the user survey's forms: who answered, and which form of contact they prefer."""

from __future__ import annotations

from functools import partial
from html import escape

from dashboard.chart_surveys import (
    KINDS,
    answers_header,
    group_name,
    nothing_words,
    survey_rows,
    where,
)
from dashboard.drawing import Context, Drawn, count
from dashboard.goals import value_words
from dashboard.language import later
from dashboard.marks.bars import Bar, Piece, bars
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.reading.edition import ANSWERS
from dashboard.tables import Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import CONTACT_FORMS, SURVEY_RESPONSE
from dashboard.words import sources


def response(context: Context, title: str) -> Drawn:
    """Of those asked, how many answered and how many did not, by kind and target group."""
    language = context.language
    _ = language.text
    found = [row for cells in _in_order(context, "mart_survey_response") for row in cells]
    rows, numbers = [], []
    for row in found:
        name = _label(context, row)
        share = row["response_share"]
        rate = value_words(language, "share", share, public=context.public)
        pieces: tuple[Piece, ...] = ()
        if share is not None:
            pieces = tuple(
                Piece(look, size, "", f"{escape(name)}<br>{_(look.word)}")
                for look, size in zip(SURVEY_RESPONSE.values(), (share, 1 - share), strict=True)
            )
        rows.append(
            Bar(
                label=_bold(name, row),
                pieces=pieces,
                texts=(rate, count(row["n_returned"], context), count(row["n_invited"], context)),
            )
        )
        numbers.append(
            (
                name,
                row["n_invited"],
                row["n_returned"],
                row["n_not_returned"],
                share,
                row["ci_low"],
                row["ci_high"],
                _("Fewer than half responded") if row["response"] == "low" else None,
            )
        )
    rate_words = partial(value_words, language, "share", public=context.public)
    low = [
        f"{_label(context, row)} ({rate_words(row['response_share'])})"
        for row in found
        if row["response"] == "low" and row["target_group_code"] == "all"
    ]
    summary = nothing_words(context)
    if found:
        summary = _("At least half of those asked responded.")
    if low:
        summary = _(
            "Fewer than half responded: {names}. Those who did not could turn any figure.",
            names=language.all_of(low),
        )
    rounded = " " + _("(rounded)") if context.public else ""
    return Drawn(
        title=title,
        subtitle=where(context, is_of_group=False),
        summary=summary,
        build=partial(
            bars,
            rows,
            looks=[(look, _(look.word)) for look in SURVEY_RESPONSE.values()],
            headers=(_("Response rate"), _("Responded") + rounded, _("Asked") + rounded),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Who was asked")),
                Column(_("Asked") + rounded, "count"),
                Column(_("Responded") + rounded, "count"),
                Column(_("Did not respond"), "count"),
                Column(_("Response rate"), "share"),
                Column(_("95% interval, low"), "share"),
                Column(_("95% interval, high"), "share"),
                Column(_("Note")),
            ),
            tuple(numbers),
        ),
    )


def contacts(context: Context, title: str) -> Drawn:
    """Which form of contact citizens prefer, group by group, and caseworkers believe they do."""
    language = context.language
    _ = language.text
    rows, numbers, said = [], [], []
    for cells in _in_order(context, "mart_contact_preferences"):
        chosen = {row["contact_form"]: row for row in cells}
        first = cells[0]
        name = _label(context, first)
        shares = {code: chosen[code]["contact_share"] for code in CONTACT_FORMS}
        # Rounded shares need not add up to 1; the bars are of one length.
        whole = sum(share or 0.0 for share in shares.values())
        rows.append(
            Bar(
                label=_bold(name, first),
                pieces=tuple(
                    Piece(
                        look,
                        shares[code] / whole,
                        language.percent(shares[code], 0),
                        f"{escape(name)}<br>{_(look.word)}: {language.percent(shares[code], 0)}",
                    )
                    for code, look in CONTACT_FORMS.items()
                    if shares[code] is not None
                ),
                texts=(count(first["n_answered"], context),),
            )
        )
        for code, look in CONTACT_FORMS.items():
            row = chosen[code]
            numbers.append(
                (
                    name,
                    _(look.word),
                    row["contact_share"],
                    row["ci_low"],
                    row["ci_high"],
                    row["n"],
                    row["n_answered"],
                    row["n_do_not_know"],
                )
            )
        known = {code: share for code, share in shares.items() if share is not None}
        if known and first["respondent_kind"] == "citizen" and first["target_group_code"] != "all":
            most = max(known, key=lambda code: known[code])
            said.append(
                f"{group_name(context, first['target_group_code'])}: "
                f"{_(CONTACT_FORMS[most].word).lower()} ({language.percent(known[most], 0)})"
            )
    return Drawn(
        title=title,
        subtitle=where(context, is_of_group=False),
        summary=_("Named most often: {groups}.", groups="; ".join(said))
        if said
        else nothing_words(context)
        if not rows
        else context.none(_("By target group the answers are too few to show.")),
        build=partial(
            bars,
            rows,
            looks=[(look, _(look.word)) for look in CONTACT_FORMS.values()],
            headers=(answers_header(context),),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Who answered")),
                Column(_("Form of contact")),
                Column(_("Share"), "share"),
                Column(_("95% interval, low"), "share"),
                Column(_("95% interval, high"), "share"),
                Column(_("Prefer it"), "count"),
                Column(answers_header(context), "count"),
                Column(_("Do not know"), "count"),
            ),
            tuple(numbers),
        ),
    )


def _in_order(context: Context, mart: str) -> list[list[Row]]:
    """Rows by cell: citizens first, all of them before the target groups by name."""
    cells: dict[tuple[str, str], list[Row]] = {}
    for row in survey_rows(context, mart):
        cells.setdefault((row["respondent_kind"], row["target_group_code"]), []).append(row)
    groups = ["all", *(row["code"] for row in context.published.target_groups())]
    return [cells[kind, group] for kind in KINDS for group in groups if (kind, group) in cells]


def _label(context: Context, row: Row) -> str:
    """Who a row is about."""
    who = context.language.text(KINDS[row["respondent_kind"]])
    if row["target_group_code"] == "all":
        return who
    group = group_name(context, row["target_group_code"])
    return group if row["respondent_kind"] == "citizen" else f"{who}: {group}"


def _bold(name: str, row: Row) -> str:
    return f"<b>{escape(name)}</b>" if row["target_group_code"] == "all" else escape(name)


CHARTS = (
    Program(
        "contact_preferences",
        later("Preferred form of contact, by target group"),
        contacts,
        filters=("survey_round",),
        source=sources.SURVEYS,
        edition=ANSWERS,
    ),
    Program(
        "survey_response",
        later("Who answered the survey, and who did not"),
        response,
        filters=("survey_round",),
        source=sources.SURVEYS,
        edition=ANSWERS,
    ),
)
