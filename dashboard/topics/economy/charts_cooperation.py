"""Charts of the strengthened cooperation: who takes part, and the yearly wheel."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from html import escape

from dashboard.marks.columns import Col, Row, Rows, coded, only_beside
from dashboard.marks.drawn import Event
from dashboard.marks.matrix import Matrix, Square
from dashboard.marks.spans import Span, Spans
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context
from dashboard.reading.edition import OPEN
from dashboard.reading.read import mart, municipality, read
from dashboard.topics.economy.cooperation import (
    findings,
    forum,
    months_of,
    occurrences,
    recurs,
    task,
    wheel_year_in_view,
    when,
)
from dashboard.topics.economy.filters import WHEEL_YEAR
from dashboard.words import sources
from dashboard.words.language import later
from dashboard.words.tables import NOTHING
from dashboard.words.vocabulary import COOPERATION, WHEEL

SIGNS = {"past": "({n})", "now": "{n}!", "to_come": "{n}"}
"""How many tasks, and how they stand: never by the colour alone."""


def _as_of(context: Context, stays: Rows) -> date:
    return stays[0]["as_of_on"] if stays else date(2000, 1, 1)


def _spans(context: Context, stay: Row) -> tuple[Span, ...]:
    """The stretches of a stay; one without an end is drawn to half a year beyond the last."""
    language = context.language
    stretches = read(
        context,
        "mart_participation",
        municipality(context),
        order="from_on",
        only=lambda row: row["participation_status"] != "left",
    )
    last = max([row["to_on"] for row in stretches if row["to_on"]] + [stay["as_of_on"]])
    return tuple(
        Span(
            look=COOPERATION[row["participation_status"]],
            from_on=row["from_on"],
            to_on=row["to_on"] or last + timedelta(days=183),
            hover="<br>".join(
                [
                    escape(str(stay["provider_name"])),
                    escape(coded("participation_status")(context, row)),
                    language.text(
                        "{first} to {last}",
                        first=language.day(row["from_on"]),
                        last=language.day(row["to_on"])
                        if row["to_on"]
                        else language.text("further notice"),
                    ),
                ]
            ),
        )
        for row in stretches
        if (row["provider_id"], row["joined_on"]) == (stay["provider_id"], stay["joined_on"])
    )


def _findings(context: Context, stay: Row) -> str:
    warnings = [context.codes.word("participation_warning", code) for code in findings(stay)]
    return context.language.all_of(warnings)


def _tasks(context: Context) -> tuple[Row, ...]:
    return occurrences(context, wheel_year_in_view(context))


def _by_forum(context: Context, tasks: Rows) -> Rows:
    names = dict.fromkeys(forum(context, row) for row in tasks)
    return [
        {"forum": name, "tasks": [row for row in tasks if forum(context, row) == name]}
        for name in names
    ]


def _squares(context: Context, line: Row) -> tuple[Square, ...]:
    year = wheel_year_in_view(context)
    return tuple(_square(context, line, date(year, month, 1)) for month in range(1, 13))


def _square(context: Context, line: Row, month: date) -> Square:
    """The tasks of a forum in a month: how many, and how they stand."""
    here = [row for row in line["tasks"] if month in months_of(row)]
    if not here:
        return Square(WHEEL["none"], "", "")
    statuses = {row["occurrence_status"] for row in here}
    code = "now" if "now" in statuses else "past" if statuses == {"past"} else "to_come"
    said = [escape(f"{line['forum']}, {context.language.period(month, 'month')}")]
    said += [escape(task(context, row)) for row in here]
    return Square(WHEEL[code], SIGNS[code].format(n=len(here)), "<br>".join(said))


def _events(context: Context, tasks: Rows) -> tuple[Event, ...]:
    return tuple(
        Event(
            name=f"{row['municipality_code']}-{row['task_id']}",
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            summary=f"{forum(context, row)}: {task(context, row)}",
            forum=forum(context, row),
            about=str(row["source"] or ""),
        )
        for row in tasks
    )


def _whose(context: Context, said: str) -> str:
    """The municipality of the register, then the text."""
    return f"{context.name('municipality', context.view.municipality)} · {said}"


def _under_participation(context: Context, stays: Rows) -> str:
    day = context.language.day(_as_of(context, stays))
    return _whose(context, context.language.text("As of {date}", date=day))


def _under_wheel(context: Context, tasks: Rows) -> str:
    year = str(wheel_year_in_view(context))
    return _whose(context, context.language.text("Yearly wheel of {year}", year=year))


def _participation_words(context: Context, stays: Rows) -> str:
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
    for code, words in context.codes.words("participation_warning").items():
        names = [str(row["provider_name"]) for row in stays if code in findings(row)]
        if names:
            said.append(f"{words}: {language.all_of(names)}.")
    said.extend(
        _(
            "New providers can be proposed until {join_by} and take part from {join}. Notice can "
            "be given until {notice_by}, with {leave} as the last day.",
            join_by=language.day(row["join_by_on"]),
            join=language.day(row["join_on"]),
            notice_by=language.day(row["notice_by_on"]),
            leave=language.day(row["leave_on"]),
        )
        for row in read(context, "mart_participation_calendar", municipality(context))
    )
    said.append(_next_words(context, "selection"))
    return " ".join(part for part in said if part)


def _wheel_words(context: Context, tasks: Rows) -> str:
    language, year = context.language, wheel_year_in_view(context)
    if not tasks:
        return language.text("There are no tasks in {year}.", year=str(year))
    said = language.text(
        "{n} tasks in {year}, {forums} forums.",
        n=language.number(len(tasks)),
        year=str(year),
        forums=language.number(len({forum(context, row) for row in tasks})),
    )
    return " ".join(part for part in (said, _next_words(context, None)) if part)


def _next_words(context: Context, wheel_code: str | None) -> str:
    """The step that comes next, of one wheel or of all, with its forum."""
    found = read(
        context,
        "mart_wheel_occurrences",
        {**municipality(context), "occurrence_status": "next"},
        order="starts_on, task_id",
        only=lambda row: wheel_code in (None, row["wheel"]),
    )
    row = next(iter(found), None)
    if row is None:
        return ""
    return context.language.text(
        "Next step: {forum}, {when}: {task}.",
        forum=forum(context, row),
        when=when(context, row),
        task=task(context, row),
    )


CHARTS = (
    Chart(
        "cooperation_participation",
        title=later("Providers of the strengthened cooperation"),
        filters=(),
        edition=OPEN,
        source=sources.COOPERATION,
        rows=mart("mart_participation_stays", order="provider_name, joined_on"),
        mark=Spans(_spans, looks=tuple(COOPERATION.values()), mark=_as_of),
        columns=(
            Col("Provider", "provider_name"),
            Col("Run by", "run_by"),
            Col("Status", coded("participation_status"), beside="Status"),
            Col("Joined", "joined_on", "date"),
            Col("Notice given", "notice_on", "date"),
            Col("Notice given by", coded("notice_by")),
            Col("May leave, last day", "earliest_leave_on", "date"),
            Col("Last day", "leaves_on", "date", beside="Last day"),
            Col("Warning", _findings),
            only_beside(
                "Warnings",
                lambda context, row: (
                    "! " * bool(findings(row)) + str(len(findings(row)) or NOTHING)
                ),
            ),
            Col("Meets the criteria", coded("criteria_met")),
            Col("Expert panel", coded("panel_assessment")),
            Col("Assessed", "panel_on", "date"),
            Col("Decided by DAS", coded("das_decision")),
            Col("Date of decision", "das_on", "date"),
        ),
        says=_participation_words,
        under=_under_participation,
    ),
    Chart(
        "cooperation_wheel",
        title=later("The yearly wheel: forum, month and task"),
        filters=(WHEEL_YEAR,),
        own=(WHEEL_YEAR,),
        edition=OPEN,
        source=sources.COOPERATION,
        is_list=True,
        rows=_tasks,
        picture=_by_forum,
        label="forum",
        mark=Matrix(
            _squares,
            headings=lambda context: [
                context.language.month(date(2000, month, 1)) for month in range(1, 13)
            ],
            looks=lambda context, rows: [
                (WHEEL[code], f"{sign.format(n='n')} {escape(context.codes.of(WHEEL[code]))}")
                for code, sign in SIGNS.items()
            ],
        ),
        columns=(
            Col("When", when),
            Col("Forum", forum),
            Col("Task", task),
            Col("Wheel", coded("wheel")),
            Col("Recurs", lambda context, row: recurs(context, row["recurrence_rule"])),
            Col("Status", coded("occurrence_status")),
            Col("First day", "starts_on", "date"),
            Col("Last day", "ends_on", "date"),
            Col("Source", "source"),
            only_beside("Tasks", lambda context, row: len(row["tasks"]), "count"),
        ),
        says=_wheel_words,
        under=_under_wheel,
        events=_events,
    ),
)
