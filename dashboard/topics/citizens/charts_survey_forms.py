"""Charts of the user survey's forms: who answered, and which form of contact they prefer."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.marks.bars import Bars, parts
from dashboard.marks.columns import Col, Row, Rows, interval_columns, only_beside, phrase, written
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context
from dashboard.reading.edition import ANSWERS
from dashboard.topics.citizens.charts_surveys import (
    KINDS,
    answers_header,
    group_name,
    nothing_words,
    survey_rows,
    where,
)
from dashboard.topics.citizens.filters import SURVEY_ROUND, TARGET_GROUP
from dashboard.words import sources
from dashboard.words.language import later
from dashboard.words.vocabulary import CONTACT_FORMS, SURVEY_RESPONSE


def _in_order(context: Context, mart: str) -> list[Row]:
    """Rows of a mart: citizens first, all of them before the target groups by name."""
    groups = ["all", *TARGET_GROUP.options(context.published, context.view)]
    kinds, forms = list(KINDS), list(CONTACT_FORMS)
    return sorted(
        (row for row in survey_rows(context, mart) if row["target_group_code"] in groups),
        key=lambda row: (
            kinds.index(row["respondent_kind"]),
            groups.index(row["target_group_code"]),
            forms.index(row["contact_form"]) if "contact_form" in row else 0,
        ),
    )


def _by_group(context: Context, rows: Rows) -> list[Row]:
    """A row for each group of those who answered, with the share of each form of contact."""
    groups: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row["respondent_kind"], row["target_group_code"])
        groups.setdefault(key, {**row, **dict.fromkeys(CONTACT_FORMS)})
        groups[key][row["contact_form"]] = row["contact_share"]
    return list(groups.values())


def _who(context: Context, row: Row) -> str:
    who = context.codes.word("respondent_kind", row["respondent_kind"])
    if _is_of_all(context, row):
        return who
    group = group_name(context, row["target_group_code"])
    return group if row["respondent_kind"] == "citizen" else f"{who}: {group}"


def _is_of_all(context: Context, row: Row) -> bool:
    return bool(row["target_group_code"] == "all")


def _form(context: Context, code: str, share: float | None = None) -> str:
    """A form of contact, with its share where there is one."""
    form = context.codes.of(CONTACT_FORMS[code])
    return form if share is None else f"{form}: {_percent(context, share)}"


def _percent(context: Context, share: float) -> str:
    return written(context, share, "share", 0)


def _note(context: Context, row: Row) -> str | None:
    if row["response"] != "low":
        return None
    return context.language.text("Fewer than half responded")


def _rounded(heading: str) -> Callable[[Context], str]:
    """A heading of a number that is rounded in the public edition."""

    def words(context: Context) -> str:
        _ = context.language.text
        return " ".join([_(heading), *([_("(rounded)")] if context.public else [])])

    return words


_ASKED, _RESPONDED = _rounded(later("Asked")), _rounded(later("Responded"))


def _few_responses(context: Context, rows: Rows) -> str:
    if not rows:
        return nothing_words(context)
    low = [
        f"{_who(context, row)} ({written(context, row['response_share'], 'share')})"
        for row in rows
        if row["response"] == "low" and _is_of_all(context, row)
    ]
    if not low:
        return phrase(context, "At least half of those asked responded.")
    return phrase(
        context,
        "Fewer than half responded: {names}. Those who did not could turn any figure.",
        names=context.language.all_of(low),
    )


def _named_most_often(context: Context, rows: Rows) -> str:
    """The form of contact that most citizens of each target group prefer."""
    if not rows:
        return nothing_words(context)
    named = []
    for row in _by_group(context, rows):
        known = {code: row[code] for code in CONTACT_FORMS if row[code] is not None}
        if known and row["respondent_kind"] == "citizen" and not _is_of_all(context, row):
            most = max(known, key=lambda code: known[code])
            form = f"{_form(context, most).lower()} ({_percent(context, known[most])})"
            named.append(f"{_who(context, row)}: {form}")
    if not named:
        return context.none(phrase(context, "By target group the answers are too few to show."))
    return phrase(context, "Named most often: {groups}.", groups="; ".join(named))


CHARTS = (
    Chart(
        "contact_preferences",
        title=later("Preferred form of contact, by target group"),
        filters=(SURVEY_ROUND,),
        source=sources.SURVEYS,
        edition=ANSWERS,
        rows=lambda context: _in_order(context, "mart_contact_preferences"),
        picture=_by_group,
        mark=Bars(
            parts(CONTACT_FORMS, *CONTACT_FORMS),
            inside=_percent,
            hover=lambda context, row, look, size: (_form(context, look.code, size),),
            same_length=True,
        ),
        label=_who,
        bold=_is_of_all,
        columns=(
            Col("Who answered", _who),
            Col("Form of contact", lambda context, row: _form(context, row["contact_form"])),
            Col("Share", "contact_share", "share"),
            *interval_columns("share"),
            Col("Prefer it", "n", "count"),
            Col(answers_header, "n_answered", "count", beside=answers_header),
            Col("Do not know", "n_do_not_know", "count"),
        ),
        says=_named_most_often,
        under=where,
    ),
    Chart(
        "survey_response",
        title=later("Who answered the survey, and who did not"),
        filters=(SURVEY_ROUND,),
        source=sources.SURVEYS,
        edition=ANSWERS,
        rows=lambda context: _in_order(context, "mart_survey_response"),
        mark=Bars(
            parts(
                SURVEY_RESPONSE,
                returned="response_share",
                not_returned="not_returned_share",
            ),
            inside=None,
            hover=lambda context, row, look, size: (context.codes.of(look),),
        ),
        bold=_is_of_all,
        columns=(
            Col("Who was asked", _who),
            only_beside("Response rate", "response_share", "share"),
            only_beside(_RESPONDED, "n_returned", "count"),
            Col(_ASKED, "n_invited", "count", beside=_ASKED),
            Col(_RESPONDED, "n_returned", "count"),
            Col("Did not respond", "n_not_returned", "count"),
            Col("Response rate", "response_share", "share"),
            *interval_columns("share"),
            Col("Note", _note),
        ),
        says=_few_responses,
        under=where,
    ),
)
