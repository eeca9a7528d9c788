"""Charts of the strengthened cooperation: who takes part, and the yearly wheel."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import partial
from html import escape

from dashboard.calendar_file import Event
from dashboard.cooperation import (
    ASSESSED,
    CRITERIA,
    DECIDED,
    FINDINGS,
    NOTICE_BY,
    OCCURRENCES,
    STATUSES,
    WHEELS,
    findings,
    forum,
    months_of,
    occurrences,
    recurs,
    task,
    wheel_year_in_view,
    when,
    word,
)
from dashboard.drawing import Context, Drawn
from dashboard.language import later
from dashboard.marks.matrix import Line, Square, matrix
from dashboard.marks.spans import Row as SpanRow
from dashboard.marks.spans import Span, spans
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.reading.edition import OPEN
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import COOPERATION, WHEEL
from dashboard.words import sources

SIGNS = {"past": "({n})", "now": "{n}!", "to_come": "{n}"}
"""How many tasks, and how they stand: never by the colour alone."""


def participation(context: Context, title: str) -> Drawn:
    """Who takes part from when to when, what breaks a rule, and what the calendar asks next."""
    language = context.language
    _ = language.text
    municipality = context.view.municipality
    stays = context.published.rows(
        "select * from marts.mart_participation_stays where municipality_code = ?"
        " order by provider_name, joined_on",
        municipality,
    )
    stretches = context.published.rows(
        "select * from marts.mart_participation where municipality_code = ?"
        " and participation_status <> 'left' order by from_on",
        municipality,
    )
    as_of = stays[0]["as_of_on"] if stays else date(2000, 1, 1)
    known = [row["to_on"] for row in stretches if row["to_on"]]
    last = max([*known, as_of]) + timedelta(days=183)
    looks = [(look, _(look.word)) for look in COOPERATION.values()]
    rows = [
        SpanRow(
            label=escape(str(stay["provider_name"])),
            spans=tuple(
                Span(
                    look=COOPERATION[row["participation_status"]],
                    from_on=row["from_on"],
                    to_on=row["to_on"] or last,
                    hover=f"{escape(str(stay['provider_name']))}<br>"
                    f"{word(context, STATUSES, row['participation_status'])}<br>"
                    + _(
                        "{first} to {last}",
                        first=language.day(row["from_on"]),
                        last=language.day(row["to_on"]) if row["to_on"] else _("further notice"),
                    ),
                )
                for row in stretches
                if (row["provider_id"], row["joined_on"])
                == (stay["provider_id"], stay["joined_on"])
            ),
            texts=(
                word(context, STATUSES, stay["participation_status"]),
                language.day(stay["leaves_on"]) if stay["leaves_on"] else NOTHING,
                "! " * bool(findings(stay)) + str(len(findings(stay)) or NOTHING),
            ),
        )
        for stay in stays
    ]
    return Drawn(
        title=title,
        subtitle=_where(context, _("As of {date}", date=language.day(as_of))),
        summary=_participation_words(context, stays),
        build=partial(
            spans,
            rows,
            looks=looks,
            headers=(_("Status"), _("Last day"), _("Warnings")),
            mark=(as_of, language.day(as_of)),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Provider")),
                Column(_("Run by")),
                Column(_("Status")),
                Column(_("Joined"), "date"),
                Column(_("Notice given"), "date"),
                Column(_("Notice given by")),
                Column(_("May leave, last day"), "date"),
                Column(_("Last day"), "date"),
                Column(_("Warning")),
                Column(_("Meets the criteria")),
                Column(_("Expert panel")),
                Column(_("Assessed"), "date"),
                Column(_("Decided by DAS")),
                Column(_("Date of decision"), "date"),
            ),
            tuple(
                (
                    row["provider_name"],
                    row["run_by"],
                    word(context, STATUSES, row["participation_status"]),
                    row["joined_on"],
                    row["notice_on"],
                    word(context, NOTICE_BY, row["notice_by"]),
                    row["earliest_leave_on"],
                    row["leaves_on"],
                    language.all_of([_(FINDINGS[code]) for code in findings(row)]),
                    word(context, CRITERIA, row["criteria_met"]),
                    word(context, ASSESSED, row["panel_assessment"]),
                    row["panel_on"],
                    word(context, DECIDED, row["das_decision"]),
                    row["das_on"],
                )
                for row in stays
            ),
        ),
    )


def wheel(context: Context, title: str) -> Drawn:
    """The year's tasks by forum and month, and the list of them; the file is a calendar."""
    language = context.language
    _ = language.text
    year = wheel_year_in_view(context.published, context.view)
    found = occurrences(context, year)
    forums = list(dict.fromkeys(forum(context, row) for row in found))
    lines = [
        Line(
            label=escape(name),
            squares=tuple(_square(context, found, name, date(year, month, 1))
                          for month in range(1, 13)),
            text=language.number(sum(forum(context, row) == name for row in found)),
        )
        for name in forums
    ]  # fmt: skip
    return Drawn(
        title=title,
        subtitle=_where(context, _("Yearly wheel of {year}", year=str(year))),
        summary=_wheel_words(context, year, found),
        build=partial(
            matrix,
            lines,
            headings=[language.month(date(year, month, 1)) for month in range(1, 13)],
            looks=[
                (WHEEL[c], f"{sign.format(n='n')} {_(WHEEL[c].word)}") for c, sign in SIGNS.items()
            ],
            last=_("Tasks"),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("When")),
                Column(_("Forum")),
                Column(_("Task")),
                Column(_("Wheel")),
                Column(_("Recurs")),
                Column(_("Status")),
                Column(_("First day"), "date"),
                Column(_("Last day"), "date"),
                Column(_("Source")),
            ),
            tuple(
                (
                    when(context, row),
                    forum(context, row),
                    task(context, row),
                    word(context, WHEELS, row["wheel"]),
                    recurs(context, row["recurrence_rule"]),
                    word(context, OCCURRENCES, row["occurrence_status"]),
                    row["starts_on"],
                    row["ends_on"],
                    row["source"],
                )
                for row in found
            ),
        ),
        events=tuple(
            Event(
                name=f"{row['municipality_code']}-{row['task_id']}",
                starts_on=row["starts_on"],
                ends_on=row["ends_on"],
                summary=f"{forum(context, row)}: {task(context, row)}",
                forum=forum(context, row),
                about=str(row["source"] or ""),
            )
            for row in found
        ),
    )


def _where(context: Context, said: str) -> str:
    """Whose register it is, and what else is told."""
    return f"{context.name('municipality', context.view.municipality)} · {said}"


def _participation_words(context: Context, stays: tuple[Row, ...]) -> str:
    """How many take part, what breaks a rule, and what the calendar asks next."""
    language = context.language
    _ = language.text
    if not stays:
        return _("No provider of the strengthened cooperation has been loaded yet.")
    counted = Counter(row["participation_status"] for row in stays)
    said = [
        _(
            "{n} providers take part; of these {leaving} have given notice. {left} have left.",
            n=language.number(counted["takes_part"] + counted["leaving"]),
            leaving=language.number(counted["leaving"]),
            left=language.number(counted["left"]),
        )
    ]
    for code, words in FINDINGS.items():
        names = [str(row["provider_name"]) for row in stays if code in findings(row)]
        if names:
            said.append(f"{_(words)}: {language.all_of(names)}.")
    said.extend(
        _(
            "New providers can be proposed until {join_by} and take part from {join}. Notice can "
            "be given until {notice_by}, with {leave} as the last day.",
            join_by=language.day(row["join_by_on"]),
            join=language.day(row["join_on"]),
            notice_by=language.day(row["notice_by_on"]),
            leave=language.day(row["leave_on"]),
        )
        for row in context.published.rows(
            "select * from marts.mart_participation_calendar where municipality_code = ?",
            context.view.municipality,
        )
    )
    said.append(_next_words(context, "selection"))
    return " ".join(part for part in said if part)


def _wheel_words(context: Context, year: int, found: tuple[Row, ...]) -> str:
    language = context.language
    if not found:
        return language.text("There are no tasks in {year}.", year=str(year))
    said = language.text(
        "{n} tasks in {year}, {forums} forums.",
        n=language.number(len(found)),
        year=str(year),
        forums=language.number(len({forum(context, row) for row in found})),
    )
    return " ".join(part for part in (said, _next_words(context, None)) if part)


def _next_words(context: Context, wheel_code: str | None) -> str:
    """The step that comes next, of one wheel or of all, with its forum."""
    row = next(
        iter(
            context.published.rows(
                "select * from marts.mart_wheel_occurrences where municipality_code = ?"
                " and occurrence_status = 'next' and coalesce(wheel = ?, true)"
                " order by starts_on, task_id limit 1",
                context.view.municipality,
                wheel_code,
            )
        ),
        None,
    )
    if row is None:
        return ""
    return context.language.text(
        "Next step: {forum}, {when}: {task}.",
        forum=forum(context, row),
        when=when(context, row),
        task=task(context, row),
    )


def _square(context: Context, found: tuple[Row, ...], name: str, month: date) -> Square:
    """The tasks of a forum in a month: how many, and how they stand."""
    here = [row for row in found if forum(context, row) == name and month in months_of(row)]
    if not here:
        return Square(WHEEL["none"], "", "")
    statuses = {row["occurrence_status"] for row in here}
    code = "now" if "now" in statuses else "past" if statuses == {"past"} else "to_come"
    said = [escape(f"{name}, {context.language.period(month, 'month')}")]
    said += [escape(task(context, row)) for row in here]
    return Square(WHEEL[code], SIGNS[code].format(n=len(here)), "<br>".join(said))


CHARTS = (
    Program(
        "cooperation_participation",
        later("Providers of the strengthened cooperation"),
        participation,
        filters=(),
        source=sources.COOPERATION,
        edition=OPEN,
    ),
    Program(
        "cooperation_wheel",
        later("The yearly wheel: forum, month and task"),
        wheel,
        filters=("wheel_year",),
        is_list=True,
        source=sources.COOPERATION,
        edition=OPEN,
    ),
)
