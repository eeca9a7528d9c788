"""Charts of follow-up: what is due, recommendations, training, the yearly status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from html import escape

from dashboard.drawing import Context, Drawn
from dashboard.follow_up import REGISTERS, department, register_rows, where, word
from dashboard.language import later
from dashboard.marks.bars import Bar, Piece, bars
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.reading.edition import OPEN
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import FOLLOW_UP
from dashboard.words import sources

_LATE = ("answer_overdue", "overdue")
"""Statuses of a recommendation that are shown as overdue."""


def drawn_bars(
    context: Context,
    title: str,
    *,
    said: str,
    summary: str,
    rows: Sequence[Bar],
    looks: Sequence[str],
    headers: Sequence[str],
    table: Table,
) -> Drawn:
    """A chart of bars and its table.

    Args:
        context: of the view.
        title: of the chart.
        said: its subtitle.
        summary: what it says in words.
        rows: the bars.
        looks: codes of their parts, in order.
        headers: of the texts beside the bars.
        table: its numbers.
    """
    return Drawn(
        title=title,
        subtitle=said,
        summary=summary,
        build=partial(
            bars,
            rows,
            looks=[(FOLLOW_UP[c], context.language.text(FOLLOW_UP[c].word)) for c in looks],
            headers=headers,
        ),
        separators=separators(context.language),
        table=table,
    )


def pieces(
    context: Context, label: str, sizes: Sequence[tuple[str, float]], *, labelled: bool = True
) -> tuple[Piece, ...]:
    """Parts of a bar by their code; those of no size are left out.

    Args:
        context: of the view.
        label: of the bar, as HTML.
        sizes: code and size of each part, from left to right.
        labelled: whether a part's size stands in it.
    """
    language = context.language
    return tuple(
        Piece(
            look=FOLLOW_UP[code],
            size=size,
            label=language.number(size) if labelled else "",
            hover=f"{label}<br>{language.text(FOLLOW_UP[code].word)}: {language.number(size)}",
        )
        for code, size in sizes
        if size
    )


def due(context: Context, title: str) -> Drawn:
    """What is overdue and what falls due within 90 days, by register."""
    _ = context.language.text
    number = context.language.number
    found = register_rows(context, "mart_follow_up_due", "due_on, register, item_id, due_kind")
    counted = Counter((row["register"], row["due_status"]) for row in found)
    shown = [register for register in REGISTERS if any(r == register for r, _s in counted)]
    late = sum(row["due_status"] == "overdue" for row in found)
    oldest = next((row for row in found if row["due_status"] == "overdue"), None)
    summary = _(
        "Overdue: {late}. Due within 90 days: {soon}.",
        late=number(late),
        soon=number(len(found) - late),
    )
    if oldest:
        summary += " " + _(
            "Overdue longest: {what} ({days} days).",
            what=f"{_(REGISTERS[oldest['register']])}, {_title(context, oldest)}",
            days=number(oldest["days_over"]),
        )
    return drawn_bars(
        context,
        title,
        said=where(context),
        summary=summary if found else _("Nothing is due within 90 days."),
        rows=[
            Bar(
                label=escape(_(REGISTERS[register])),
                pieces=pieces(
                    context,
                    escape(_(REGISTERS[register])),
                    [(s, counted[register, s]) for s in ("overdue", "next_90_days")],
                ),
                texts=tuple(number(counted[register, s]) for s in ("overdue", "next_90_days")),
            )
            for register in shown
        ],
        looks=("overdue", "next_90_days"),
        headers=(_("Overdue"), _("Due soon")),
        table=Table(
            (
                Column(_("What")),
                Column(_("Register")),
                Column(_("No.")),
                Column(_("To do")),
                Column(_("Department")),
                Column(_("Status")),
                Column(_("Due"), "date"),
                Column(_("Days over"), "count"),
            ),
            tuple(
                (
                    _title(context, row),
                    _(REGISTERS[row["register"]]),
                    "" if row["register"] == "yearly_status" else row["item_id"],
                    word(context, row["due_kind"]),
                    department(context, row),
                    word(context, row["due_status"]),
                    row["due_on"],
                    max(row["days_over"], 0) or None,
                )
                for row in found
            ),
        ),
    )


def _title(context: Context, row: Row) -> str:
    if row["register"] == "yearly_status":
        return context.language.text("Yearly status to the city council")
    if row["register"] == "decision_templates":
        return context.name("case_type", str(row["item_id"]))
    return str(row["title"])


def recommendations(context: Context, title: str) -> Drawn:
    """Recommendations by department: closed, in progress, not answered, overdue."""
    _ = context.language.text
    number = context.language.number
    found = register_rows(context, "mart_recommendations", "received_on desc, recommendation_id")
    names = sorted({department(context, row) for row in found})
    counted = Counter(
        (
            department(context, row),
            "overdue" if row["recommendation_status"] in _LATE else row["recommendation_status"],
        )
        for row in found
    )
    totals = Counter(row["recommendation_status"] for row in found)
    looks = ("closed", "in_progress", "not_answered", "overdue")
    return drawn_bars(
        context,
        title,
        said=where(context),
        summary=_(
            "{n} recommendations: {closed} closed, {late} overdue. {accepted} are accepted in "
            "whole or in part.",
            n=number(len(found)),
            closed=number(totals["closed"]),
            late=number(totals["answer_overdue"] + totals["overdue"]),
            accepted=number(
                sum(row["acceptance"] in ("accepted", "partly_accepted") for row in found)
            ),
        ),
        rows=[
            Bar(
                label=escape(name or _("Not stated")),
                pieces=pieces(context, escape(name), [(c, counted[name, c]) for c in looks]),
                texts=(number(sum(counted[name, c] for c in looks)),),
            )
            for name in names
        ],
        looks=looks,
        headers=(_("Recommendations"),),
        table=Table(
            (
                Column(_("Recommendation")),
                Column(_("No.")),
                Column(_("Department")),
                Column(_("Report")),
                Column(_("Status")),
                Column(_("Received"), "date"),
                Column(_("Answer due"), "date"),
                Column(_("Answered"), "date"),
                Column(_("Days to answer"), "count"),
                Column(_("Accepted")),
                Column(_("Answer")),
                Column(_("Due"), "date"),
                Column(_("Closed"), "date"),
            ),
            tuple(
                (
                    row["title"],
                    row["recommendation_id"],
                    department(context, row),
                    row["report"],
                    word(context, row["recommendation_status"]),
                    row["received_on"],
                    row["answer_due_on"],
                    row["answered_on"],
                    row["days_to_answer"],
                    word(context, row["acceptance"]),
                    row["answer"],
                    row["due_on"],
                    row["closed_on"],
                )
                for row in found
            ),
        ),
    )


def training(context: Context, title: str) -> Drawn:
    """Each occasion: who came, who stayed away, and who is invited to what is to come."""
    language = context.language
    _, number = language.text, language.number
    found = register_rows(context, "mart_training", "planned_on desc, training_id")
    rows = []
    for row in found:
        invited, came = row["n_invited"] or 0, row["n_attended"] or 0
        status = row["training_status"]
        sizes = (
            [("came", came), ("stayed_away", max(invited - came, 0))]
            if status == "held"
            else [(status, invited)]
        )
        label = escape(str(row["topic"]))
        share = row["attended_share"]
        rows.append(
            Bar(
                label=label,
                pieces=pieces(context, label, sizes),
                texts=(
                    language.day(row["held_on"] or row["planned_on"]),
                    word(context, status),
                    NOTHING if share is None else language.percent(share, 0),
                ),
            )
        )
    held = [row for row in found if row["training_status"] == "held"]
    return drawn_bars(
        context,
        title,
        said=where(context),
        summary=_(
            "{held} of {n} occasions are held, and {came} of {invited} invited came.",
            held=number(len(held)),
            n=number(len(found)),
            came=number(sum(row["n_attended"] or 0 for row in held)),
            invited=number(sum(row["n_invited"] or 0 for row in held)),
        ),
        rows=rows,
        looks=("came", "stayed_away", "planned", "overdue"),
        headers=(_("Date"), _("Status"), _("Came")),
        table=Table(
            (
                Column(_("Topic")),
                Column(_("No.")),
                Column(_("Department")),
                Column(_("Status")),
                Column(_("Planned"), "date"),
                Column(_("Held"), "date"),
                Column(_("Invited"), "count"),
                Column(_("Came"), "count"),
                Column(_("Share that came"), "share"),
            ),
            tuple(
                (
                    row["topic"],
                    row["training_id"],
                    department(context, row),
                    word(context, row["training_status"]),
                    row["planned_on"],
                    row["held_on"],
                    row["n_invited"],
                    row["n_attended"],
                    row["attended_share"],
                )
                for row in found
            ),
        ),
    )


def yearly_status(context: Context, title: str) -> Drawn:
    """The focus points of a year: what was done, and the level then and now."""
    language = context.language
    _, number = language.text, language.number
    every = register_rows(context, "mart_yearly_status", "year_start_on desc, focus_point_id")
    asked = context.view.period.start.year if context.view.period else None
    over = [row for row in every if not row["is_preliminary"]]
    told = over or list(every)
    years = sorted({row["year_start_on"].year for row in told}, reverse=True)
    year = next((y for y in years if asked is None or y <= asked), years[0] if years else None)
    found = [row for row in told if row["year_start_on"].year == year]
    better = sum(row["verdict"] == "better" for row in found)
    worse = sum(row["verdict"] == "worse" for row in found)
    return drawn_bars(
        context,
        title if year is None else f"{title}, {year}",
        said=where(context),
        summary=_(
            "{n} focus points in {year}: {retired} retired.",
            n=number(len(found)),
            year=str(year or NOTHING),
            retired=number(sum(row["status"] == "retired" for row in found)),
        )
        + " "
        + (
            _(
                "The level is better at {better} and worse at {worse}.",
                better=number(better),
                worse=number(worse),
            )
            if better or worse
            else _("No level has clearly changed.")
        )
        if found
        else _("No focus points yet."),
        rows=[
            Bar(
                label=escape(str(row["title"])),
                pieces=()
                if row["value_now"] is None or row["unit"] != "share"
                else (
                    Piece(
                        FOLLOW_UP["level"],
                        row["value_now"],
                        "",
                        f"{escape(str(row['title']))}<br>{_level(context, row, 'now')}",
                    ),
                ),
                texts=(
                    _level(context, row, "before"),
                    _level(context, row, "now"),
                    NOTHING if row["value_now"] is None else number(row["n_now"]),
                    word(context, row["verdict"]),
                    word(context, row["status"]),
                ),
            )
            for row in found
        ],
        looks=("level",),
        headers=(_("Year before"), _("Now"), _("Counted now"), _("Change"), _("Status")),
        table=Table(
            (
                Column(_("Focus point")),
                Column(_("No.")),
                Column(_("Department")),
                Column(_("Text as approved")),
                Column(_("Why")),
                Column(_("Wanted")),
                Column(_("Priority")),
                Column(_("Status")),
                Column(_("What was done")),
                Column(_("Milestones reached"), "count"),
                Column(_("Training held"), "count"),
                Column(_("Indicator")),
                Column(_("Year before")),
                Column(_("Counted then"), "count"),
                Column(_("Now")),
                Column(_("Counted now"), "count"),
                Column(_("Change")),
            ),
            tuple(
                (
                    row["title"],
                    row["focus_point_id"],
                    department(context, row),
                    row["approved_text"],
                    row["why"],
                    row["wanted"],
                    word(context, row["priority"]),
                    word(context, row["status"]),
                    row["what_was_done"],
                    row["n_milestones_reached"],
                    row["n_training_held"],
                    _indicator(context, row),
                    _level(context, row, "before"),
                    row["n_before"],
                    _level(context, row, "now"),
                    row["n_now"],
                    word(context, row["verdict"]),
                )
                for row in found
            ),
        ),
    )


def _indicator(context: Context, row: Row) -> str:
    named = {known["indicator_id"]: known for known in context.published.indicators()}
    known = named.get(row["indicator_id"])
    return context.language.name(known) if known else str(row["indicator_id"] or "")


def _level(context: Context, row: Row, when: str) -> str:
    """A level in the unit of its indicator."""
    value = row[f"value_{when}"]
    if value is None:
        return NOTHING
    if row["unit"] == "share":
        return context.language.percent(value, 0 if context.public else 1)
    return context.language.number(value, 0 if context.public else 1)


CHARTS = (
    Program(
        "follow_up_due",
        later("What is overdue or soon due"),
        due,
        filters=("department",),
        source=sources.REGISTERS,
        edition=OPEN,
    ),
    Program(
        "recommendations",
        later("The Borgerrådgiver's recommendations"),
        recommendations,
        filters=("department",),
        source=sources.REGISTERS,
        edition=OPEN,
    ),
    Program(
        "training",
        later("Training, and who came"),
        training,
        filters=("department",),
        source=sources.REGISTERS,
        edition=OPEN,
    ),
    Program(
        "yearly_status",
        later("Yearly status to the city council"),
        yearly_status,
        filters=("department", "period"),
        shortest="year",
        is_of_whole_periods=True,
        source=sources.REGISTERS,
    ),
)
