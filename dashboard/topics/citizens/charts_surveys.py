"""Charts of the user survey's questions: belief against experience, and what has changed."""

from __future__ import annotations

from functools import partial
from html import escape

from dashboard.marks.axes import shares
from dashboard.marks.columns import Col, Row, Rows, interval_columns, phrase, sign_word, written
from dashboard.marks.dots import Dots, Mark
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context
from dashboard.reading.edition import ANSWERS
from dashboard.reading.read import municipality, read
from dashboard.topics.citizens.filters import SURVEY_ROUND, TARGET_GROUP, rounds
from dashboard.words import sources
from dashboard.words.language import later
from dashboard.words.vocabulary import RESPONDENTS, SURVEY_CHANGES, SURVEY_GAPS, Sign

KINDS = ("citizen", "caseworker")
"""Who is asked in a survey."""

_GAPS = {
    "caseworkers_believe_more": later(
        "Caseworkers believe more than citizens experience, beyond chance: {questions}."
    ),
    "citizens_experience_more": later(
        "Citizens experience more than caseworkers believe, beyond chance: {questions}."
    ),
}


def round_in_view(context: Context) -> Row | None:
    """The round in view; none where there was no survey."""
    code = context.choice(SURVEY_ROUND)
    found = rounds(context.published, context.view)
    return next((row for row in found if row["round_id"] == code), None)


def survey_rows(context: Context, mart: str, **asked: object) -> Rows:
    """Rows of a mart for the round in view; none where there was no survey."""
    shown = round_in_view(context)
    whole = {**municipality(context), **asked}
    return read(context, mart, {**whole, "round_id": shown["round_id"]}) if shown else ()


def where(context: Context, rows: Rows) -> str:
    """The municipality and the round with its dates."""
    language, shown = context.language, round_in_view(context)
    if shown is None:
        return ""
    place = context.name("municipality", context.view.municipality)
    days = f"{language.day(shown['sent_on'])} – {language.day(shown['closed_on'])}"
    return f"{place} · {shown['round_name']} · {days}"


def group_name(context: Context, code: str | None) -> str:
    """Name of a target group, or of all of them."""
    language = context.language
    names = TARGET_GROUP.options(context.published, context.view)
    return names.get(code or "", language.text("All target groups"))


def answers_header(context: Context, who: str = "") -> str:
    """Heading of a number of answers: the public edition's are rounded."""
    _ = context.language.text
    word = _("Answers (rounded)") if context.public else _("Answers")
    return f"{_(who)}: {word.lower()}" if who else word


def nothing_words(context: Context) -> str:
    """Say that there is nothing to show."""
    _ = context.language.text
    if round_in_view(context) is None:
        return _("No survey has been loaded.")
    return context.none(_("The survey has no answers of what is chosen."))


def _where_of_group(context: Context, rows: Rows) -> str:
    place = where(context, rows)
    return f"{place} · {group_name(context, context.view[TARGET_GROUP])}" if place else ""


def _of_questions(context: Context, mart: str, **asked: object) -> list[Row]:
    """Rows for the round and target group in view with their question, in the form's order."""
    group = context.view[TARGET_GROUP] or "all"
    rows = {
        row["question_code"]: row
        for row in survey_rows(context, mart, target_group_code=group, **asked)
    }
    questions = context.published.rows(
        "select * from marts.dim_survey_question order by question_no"
    )
    return [{**q, **rows[q["question_code"]]} for q in questions if q["question_code"] in rows]


def _changes(context: Context) -> Rows:
    """What citizens answered, and how it changed since the round before."""
    rows = _of_questions(context, "mart_survey_answers", respondent_kind="citizen")
    changes = {
        row["question_code"]: row
        for row in _of_questions(context, "mart_survey_changes", respondent_kind="citizen")
    }
    columns = ("change", "share_before", "difference", "difference_low", "difference_high")
    return [
        {**row, **{column: changes.get(row["question_code"], {}).get(column) for column in columns}}
        for row in rows
    ]


def _question(context: Context, row: Row) -> str:
    return str(row[f"short_{context.language.code}"])


def _subject(context: Context, row: Row) -> str:
    return context.codes.word("survey_subject", row["subject"])


def _gap(context: Context, row: Row) -> Sign:
    return SURVEY_GAPS[row["gap"]]


def _change(context: Context, row: Row) -> Sign:
    return SURVEY_CHANGES[row["change"] or _not_compared(context)]


def _not_compared(context: Context) -> str:
    """Why a question has no change: it is the first round, or one of the two is hidden."""
    shown = round_in_view(context)
    return "too_few" if shown and shown["previous_round_id"] else "first"


def _belief_and_experience(context: Context, row: Row) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            name=(word := escape(context.codes.of(who))),
            sign=who,
            value=row[f"{kind}_share"],
            low=row[f"{kind}_low"],
            high=row[f"{kind}_high"],
            hover=f"{escape(_question(context, row))}<br>{word}: "
            + written(context, row[f"{kind}_share"], "share"),
        )
        for kind, who in RESPONDENTS.items()
    )


def _where_belief_differs(context: Context, rows: Rows) -> str:
    """Where belief and experience differ beyond chance, and whether few answered."""
    language = context.language
    if not rows:
        return nothing_words(context)
    parts = []
    for code, sentence in _GAPS.items():
        wide = [
            phrase(
                context,
                "{question} ({caseworker_share:share} against {citizen_share:share})",
                row,
                question=_question(context, row),
            )
            for row in rows
            if row["gap"] == code
        ]
        if wide:
            parts.append(phrase(context, sentence, questions=language.all_of(wide)))
    if all(row["gap"] == "too_few" for row in rows):
        parts.append(phrase(context, "Too few answered to show a gap."))
    elif not parts:
        parts.append(phrase(context, "On no question is there a gap beyond chance."))
    group = context.view[TARGET_GROUP] or "all"
    parts += [
        phrase(
            context,
            "Of those asked, fewer than half responded: {who} ({response_share:share}).",
            row,
            who=context.codes.inside("respondent_kind", row["respondent_kind"]),
        )
        for row in survey_rows(context, "mart_survey_response", target_group_code=group)
        if row["response"] == "low"
    ]
    return " ".join(parts)


def _what_changed(context: Context, rows: Rows) -> str:
    if not rows:
        return nothing_words(context)
    if any(row["change"] for row in rows):
        named = {
            code: [_question(context, row) for row in rows if row["change"] == code]
            for code in ("improved", "worsened")
        }
        none = context.language.text("none")
        return phrase(
            context,
            "Better than in the round before, beyond chance: {better}. Worse: {worse}.",
            better=context.language.all_of(named["improved"]) or none,
            worse=context.language.all_of(named["worsened"]) or none,
        )
    words = phrase(context, "There is no round before that may be compared with.")
    return words if _not_compared(context) == "first" else context.none(words)


_chart = partial(
    Chart,
    filters=(SURVEY_ROUND, TARGET_GROUP),
    source=sources.SURVEYS,
    edition=ANSWERS,
    under=_where_of_group,
)


CHARTS = (
    _chart(
        "survey_gaps",
        title=later("What caseworkers believe and citizens experience"),
        rows=lambda context: _of_questions(context, "mart_survey_gaps"),
        mark=Dots(
            value="citizen_share",
            several=_belief_and_experience,
            sign=_gap,
            axis=shares("value", "low"),
        ),
        columns=(
            Col("Question", _question),
            Col("Subject", _subject),
            Col("Gap", sign_word(_gap), beside="Gap"),
            Col("Citizens, positive", "citizen_share", "share", beside=later("Citizens")),
            Col("Citizens, low", "citizen_low", "share"),
            Col("Citizens, high", "citizen_high", "share"),
            Col("Caseworkers, positive", "caseworker_share", "share", beside=later("Caseworkers")),
            Col("Caseworkers, low", "caseworker_low", "share"),
            Col("Caseworkers, high", "caseworker_high", "share"),
            Col("Difference", "difference", "share"),
            Col("Difference, low", "difference_low", "share"),
            Col("Difference, high", "difference_high", "share"),
            Col("Citizens, mean (1-5)", "citizen_mean", "score"),
            Col("Caseworkers, mean (1-5)", "caseworker_mean", "score"),
            Col("Difference of means", "mean_difference", "score"),
            Col("Difference of means, low", "mean_difference_low", "score"),
            Col("Difference of means, high", "mean_difference_high", "score"),
            Col(lambda context: answers_header(context, "Citizens"), "n_citizens", "count"),
            Col(lambda context: answers_header(context, "Caseworkers"), "n_caseworkers", "count"),
        ),
        says=_where_belief_differs,
    ),
    _chart(
        "survey_changes",
        title=later("What citizens experience, and since the round before"),
        rows=_changes,
        mark=Dots(
            value="positive_share",
            low="ci_low",
            high="ci_high",
            sign=_change,
            hover=lambda context, row: (
                written(context, row["positive_share"], "share"),
                sign_word(_change)(context, row),
            ),
            axis=shares("value", "low"),
        ),
        columns=(
            Col("Question", _question),
            Col("Since the round before", sign_word(_change), beside="Since the round before"),
            Col("Positive", "positive_share", "share", beside="Positive"),
            *interval_columns("share"),
            Col("Positive before", "share_before", "share"),
            Col("Difference", "difference", "share"),
            Col("Difference, low", "difference_low", "share"),
            Col("Difference, high", "difference_high", "share"),
            Col("Mean (1-5)", "score_mean", "score"),
            Col("Mean, low", "mean_low", "score"),
            Col("Mean, high", "mean_high", "score"),
            Col(answers_header, "n_answered", "count", beside=answers_header),
            Col("Do not know", "n_do_not_know", "count"),
            Col("Left empty", "n_unanswered", "count"),
        ),
        says=_what_changed,
    ),
)
