"""Charts of the user survey's questions: belief against experience, and what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape

from dashboard import figures
from dashboard.case_time import rows_of
from dashboard.drawing import Context, Drawn, count
from dashboard.goals import value_words
from dashboard.language import later
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.reading.edition import ANSWERS
from dashboard.tables import Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import RESPONDENTS, SURVEY_CHANGES, SURVEY_GAPS, SURVEY_SUBJECTS
from dashboard.words import sources

KINDS = {"citizen": later("Citizens"), "caseworker": later("Caseworkers")}
"""Who is asked in a survey."""


def round_in_view(context: Context) -> Row | None:
    """The round the view asks for, else the newest; none where there was no survey."""
    rounds = context.published.survey_rounds(context.view.municipality)
    return next((r for r in rounds if r["round_id"] == context.view.survey_round), None) or (
        rounds[0] if rounds else None
    )


def gaps(context: Context, title: str) -> Drawn:
    """Of each question: the share of citizens and of caseworkers whose answer is positive."""
    language = context.language
    _ = language.text
    found = _of_questions(context, "mart_survey_gaps")
    dots, numbers = [], []
    for row, question in found:
        sign = SURVEY_GAPS[row["gap"]]
        name = _short(context, question)
        shares = {
            kind: value_words(language, "share", row[f"{kind}_share"], public=context.public)
            for kind in RESPONDENTS
        }
        dots.append(
            figures.Dot(
                label=escape(name),
                sign=sign,
                texts=(_(sign.word), *shares.values()),
                hover="",
                marks=tuple(
                    figures.Mark(
                        name=_(who.word),
                        sign=who,
                        value=row[f"{kind}_share"],
                        low=row[f"{kind}_low"],
                        high=row[f"{kind}_high"],
                        hover=f"<b>{escape(name)}</b><br>{_(who.word)}: {shares[kind]}",
                    )
                    for kind, who in RESPONDENTS.items()
                ),
            )
        )
        numbers.append(
            (
                name,
                _(str(SURVEY_SUBJECTS.get(question["subject"], question["subject"]))),
                _(sign.word),
                *(row[f"citizen_{part}"] for part in ("share", "low", "high")),
                *(row[f"caseworker_{part}"] for part in ("share", "low", "high")),
                *(row[f"difference{part}"] for part in ("", "_low", "_high")),
                row["citizen_mean"],
                row["caseworker_mean"],
                *(row[f"mean_difference{part}"] for part in ("", "_low", "_high")),
                row["n_citizens"],
                row["n_caseworkers"],
            )
        )
    return Drawn(
        title=title,
        subtitle=where(context, group=context.view.target_group),
        summary=_gap_words(context, found),
        build=partial(
            figures.dots,
            dots,
            headers=(_("Gap"), _("Citizens"), _("Caseworkers")),
            scale=_scale(context, dots),
            target_words=None,
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Question")),
                Column(_("Subject")),
                Column(_("Gap")),
                Column(_("Citizens, positive"), "share"),
                Column(_("Citizens, low"), "share"),
                Column(_("Citizens, high"), "share"),
                Column(_("Caseworkers, positive"), "share"),
                Column(_("Caseworkers, low"), "share"),
                Column(_("Caseworkers, high"), "share"),
                Column(_("Difference"), "share"),
                Column(_("Difference, low"), "share"),
                Column(_("Difference, high"), "share"),
                Column(_("Citizens, mean (1-5)"), "score"),
                Column(_("Caseworkers, mean (1-5)"), "score"),
                Column(_("Difference of means"), "score"),
                Column(_("Difference of means, low"), "score"),
                Column(_("Difference of means, high"), "score"),
                Column(answers_header(context, _("Citizens")), "count"),
                Column(answers_header(context, _("Caseworkers")), "count"),
            ),
            tuple(numbers),
        ),
    )


def changes(context: Context, title: str) -> Drawn:
    """Of each question: the share of citizens whose answer is positive, and since last time."""
    language = context.language
    _ = language.text
    found = _of_questions(context, "mart_survey_answers", respondent_kind="citizen")
    before = {
        row["question_code"]: row
        for row, _question in _of_questions(
            context, "mart_survey_changes", respondent_kind="citizen"
        )
    }
    dots, numbers = [], []
    for row, question in found:
        change = before.get(row["question_code"])
        sign = SURVEY_CHANGES[change["change"] if change else _not_compared(context)]
        name = _short(context, question)
        value = value_words(language, "share", row["positive_share"], public=context.public)
        dots.append(
            figures.Dot(
                label=escape(name),
                sign=sign,
                texts=(_(sign.word), value, count(row["n_answered"], context)),
                hover=f"<b>{escape(name)}</b><br>{value}<br>{_(sign.word)}",
                value=row["positive_share"],
                low=row["ci_low"],
                high=row["ci_high"],
            )
        )
        numbers.append(
            (
                name,
                _(sign.word),
                *(row[part] for part in ("positive_share", "ci_low", "ci_high")),
                *(
                    change[part] if change else None
                    for part in ("share_before", "difference", "difference_low", "difference_high")
                ),
                *(row[part] for part in ("score_mean", "mean_low", "mean_high")),
                row["n_answered"],
                row["n_do_not_know"],
                row["n_unanswered"],
            )
        )
    summary = nothing_words(context)
    if found and before:
        named = {
            code: language.all_of(
                [
                    _short(context, question)
                    for row, question in found
                    if _change(before, row) == code
                ]
            )
            for code in ("improved", "worsened")
        }
        summary = _(
            "Better than in the round before, beyond chance: {better}. Worse: {worse}.",
            better=named["improved"] or _("none"),
            worse=named["worsened"] or _("none"),
        )
    elif found:
        summary = _("There is no round before that may be compared with.")
        if _not_compared(context) != "first":
            summary = context.none(summary)
    return Drawn(
        title=title,
        subtitle=where(context, group=context.view.target_group),
        summary=summary,
        build=partial(
            figures.dots,
            dots,
            headers=(_("Since the round before"), _("Positive"), answers_header(context)),
            scale=_scale(context, dots),
            target_words=None,
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Question")),
                Column(_("Since the round before")),
                Column(_("Positive"), "share"),
                Column(_("95% interval, low"), "share"),
                Column(_("95% interval, high"), "share"),
                Column(_("Positive before"), "share"),
                Column(_("Difference"), "share"),
                Column(_("Difference, low"), "share"),
                Column(_("Difference, high"), "share"),
                Column(_("Mean (1-5)"), "score"),
                Column(_("Mean, low"), "score"),
                Column(_("Mean, high"), "score"),
                Column(answers_header(context), "count"),
                Column(_("Do not know"), "count"),
                Column(_("Left empty"), "count"),
            ),
            tuple(numbers),
        ),
    )


def survey_rows(context: Context, mart: str, **asked: object) -> list[Row]:
    """Rows of a mart for the round in view; none where there was no survey."""
    shown = round_in_view(context)
    return list(rows_of(context, mart, round_id=shown["round_id"], **asked)) if shown else []


def where(context: Context, group: str | None = None, *, is_of_group: bool = True) -> str:
    """The municipality, the round with its dates, and the target group.

    Args:
        context: whose view is told.
        group: the target group; all where none is given.
        is_of_group: whether one group is shown at all.
    """
    language, shown = context.language, round_in_view(context)
    if shown is None:
        return ""
    parts = [
        context.name("municipality", context.view.municipality),
        str(shown["round_name"]),
        f"{language.day(shown['sent_on'])} – {language.day(shown['closed_on'])}",
    ]
    return " · ".join([*parts, group_name(context, group)] if is_of_group else parts)


def group_name(context: Context, code: str | None) -> str:
    """Name of a target group, or of all of them."""
    language = context.language
    named = {row["code"]: language.name(row) for row in context.published.target_groups()}
    return named.get(code, language.text("All target groups"))


def answers_header(context: Context, who: str = "") -> str:
    """Heading of a number of answers: the public edition's are rounded."""
    _ = context.language.text
    word = _("Answers (rounded)") if context.public else _("Answers")
    return f"{who}: {word.lower()}" if who else word


def nothing_words(context: Context) -> str:
    """Said where there is nothing to show."""
    _ = context.language.text
    if round_in_view(context) is None:
        return _("No survey has been loaded.")
    return context.none(_("The survey has no answers of what is chosen."))


def _of_questions(context: Context, mart: str, **asked: object) -> list[tuple[Row, Row]]:
    """Rows for the round and target group in view with their question, in the form's order."""
    group = context.view.target_group or "all"
    rows = {
        row["question_code"]: row
        for row in survey_rows(context, mart, target_group_code=group, **asked)
    }
    questions = context.published.rows(
        "select * from marts.dim_survey_question order by question_no"
    )
    return [(rows[q["question_code"]], q) for q in questions if q["question_code"] in rows]


def _gap_words(context: Context, found: list[tuple[Row, Row]]) -> str:
    """Where belief and experience differ beyond chance, and whether few answered."""
    language = context.language
    _ = language.text
    if not found:
        return nothing_words(context)
    words = partial(value_words, language, "share", public=context.public)
    said = []
    for code, sentence in (
        (
            "caseworkers_believe_more",
            later("Caseworkers believe more than citizens experience, beyond chance: {questions}."),
        ),
        (
            "citizens_experience_more",
            later("Citizens experience more than caseworkers believe, beyond chance: {questions}."),
        ),
    ):
        wide = [
            _(
                "{question} ({believed} against {experienced})",
                question=_short(context, question),
                believed=words(row["caseworker_share"]),
                experienced=words(row["citizen_share"]),
            )
            for row, question in found
            if row["gap"] == code
        ]
        if wide:
            said.append(_(sentence, questions=language.all_of(wide)))
    if all(row["gap"] == "too_few" for row, _question in found):
        said.append(_("Too few answered for a gap to be told."))
    elif not said:
        said.append(_("On no question is there a gap beyond chance."))
    group = context.view.target_group or "all"
    said += [
        _(
            "Of those asked, fewer than half responded: {who} ({rate}).",
            who=_(KINDS[row["respondent_kind"]]).lower(),
            rate=words(row["response_share"]),
        )
        for row in survey_rows(context, "mart_survey_response", target_group_code=group)
        if row["response"] == "low"
    ]
    return " ".join(said)


def _not_compared(context: Context) -> str:
    """Why a question has no change: it is the first round, or one of the two is hidden."""
    shown = round_in_view(context)
    return "too_few" if shown and shown["previous_round_id"] else "first"


def _change(before: Mapping[str, Row], row: Row) -> str | None:
    change = before.get(row["question_code"])
    return str(change["change"]) if change else None


def _short(context: Context, question: Row) -> str:
    return str(question[f"short_{context.language.code}"])


def _scale(context: Context, rows: list[figures.Dot]) -> figures.Scale:
    return figures.share_scale(
        lambda share: context.language.percent(share, 0),
        [end for row in rows for mark in row.drawn for end in (mark.value, mark.low)],
    )


CHARTS = (
    Program(
        "survey_gaps",
        later("What caseworkers believe and citizens experience"),
        gaps,
        filters=("survey_round", "target_group"),
        source=sources.SURVEYS,
        edition=ANSWERS,
    ),
    Program(
        "survey_changes",
        later("What citizens experience, and since the round before"),
        changes,
        filters=("survey_round", "target_group"),
        source=sources.SURVEYS,
        edition=ANSWERS,
    ),
)
