"""Charts of registers: focus points, initiatives, milestones, documents, templates, IT."""

from __future__ import annotations

from collections import Counter
from html import escape

from dashboard.chart_follow_up import drawn_bars, pieces
from dashboard.drawing import Context, Drawn
from dashboard.follow_up import department, incident_rows, kroner, register_rows, where, word
from dashboard.language import later
from dashboard.marks.bars import Bar
from dashboard.marks.spec import Program
from dashboard.reading.edition import OPEN
from dashboard.tables import NOTHING, Column, Table
from dashboard.vocabulary import signal_sign
from dashboard.words import sources

_MONTHS = 18
"""Months of incidents in the picture; the table has all."""

_DOCUMENTS = 30
"""Documents in the picture, the hardest first."""

_MILESTONES = ("reached", "reached_late", "overdue", "planned", "dropped")
_COVERAGE = ("covered", "to_revise", "not_covered")
_STATUSES = ("planned", "in_progress", "implemented", "retired")


def focus_points(context: Context, title: str) -> Drawn:
    """Focus points by status; the table has every version of each."""
    language = context.language
    _, number = language.text, language.number
    found = register_rows(context, "mart_focus_point_versions", "focus_point_id, version_no desc")
    current = [row for row in found if row["is_current"]]
    counted = Counter(row["status"] for row in current)
    adjusted = len({row["focus_point_id"] for row in found if row["change_kind"] == "text"})
    undated = sum(row["is_undated_text"] for row in found)
    summary = _(
        "{n} focus points: {going} in progress, {retired} retired. The text of {adjusted} was "
        "adjusted after approval.",
        n=number(len(current)),
        going=number(counted["in_progress"]),
        retired=number(counted["retired"]),
        adjusted=number(adjusted),
    )
    if undated:
        summary += " " + _("{n} texts changed without a date of adjustment.", n=number(undated))
    return drawn_bars(
        context,
        title,
        said=where(context),
        summary=summary,
        rows=[
            Bar(
                label=word(context, status),
                pieces=pieces(context, word(context, status), [("focus_points", counted[status])]),
                texts=(number(counted[status]),),
            )
            for status in _STATUSES
        ],
        looks=("focus_points",),
        headers=(_("Focus points"),),
        table=Table(
            (
                Column(_("Focus point")),
                Column(_("No.")),
                Column(_("Version"), "count"),
                Column(_("From"), "date"),
                Column(_("Until"), "date"),
                Column(_("What changed")),
                Column(_("Status")),
                Column(_("Priority")),
                Column(_("Text as approved")),
                Column(_("Why")),
                Column(_("Wanted")),
                Column(_("What was done")),
                Column(_("Approved by")),
                Column(_("Approved"), "date"),
                Column(_("Adjusted"), "date"),
                Column(_("Retired"), "date"),
            ),
            tuple(
                (
                    row["title"],
                    row["focus_point_id"],
                    row["version_no"],
                    row["valid_from"],
                    row["valid_to"],
                    word(context, row["change_kind"]),
                    word(context, row["status"]),
                    word(context, row["priority"]),
                    row["approved_text"],
                    row["why"],
                    row["wanted"],
                    row["what_was_done"],
                    row["approved_by"],
                    row["approved_on"],
                    row["adjusted_on"],
                    row["retired_on"],
                )
                for row in found
            ),
        ),
    )


def initiative_money(context: Context, title: str) -> Drawn:
    """What each initiative has spent of its budget, and its grant."""
    language = context.language
    _, number = language.text, language.number
    found = register_rows(context, "mart_initiatives", "spent_dkk desc nulls last, initiative_id")
    rows = []
    for row in found:
        spent, budget = kroner(row["spent_dkk"]) or 0.0, kroner(row["budget_dkk"])
        limit = spent if budget is None else budget
        label = escape(language.name(row))
        rows.append(
            Bar(
                label=label,
                pieces=pieces(
                    context,
                    label,
                    # Where it is not told what was spent, nothing is left of it either.
                    []
                    if row["spent_dkk"] is None
                    else [
                        ("spent", min(spent, limit)),
                        ("over", max(spent - limit, 0.0)),
                        ("left", max(limit - spent, 0.0)),
                    ],
                    labelled=False,  # amounts are long: they stand beside the bar
                ),
                texts=(
                    _amount(context, row["spent_dkk"]),
                    _amount(context, row["budget_dkk"]),
                    _amount(context, row["grant_dkk"]),
                    word(context, row["money_status"]),
                ),
            )
        )
    over = [language.name(row) for row in found if row["money_status"] == "over_grant"]
    summary = _("{n} initiatives, amounts in kroner.", n=number(len(found)))
    if over:
        summary += " " + _("Over the grant: {names}.", names=language.all_of(over))
    return drawn_bars(
        context,
        title,
        said=where(context),
        summary=summary,
        rows=rows,
        looks=("spent", "over", "left"),
        headers=(_("Spent"), _("Budget"), _("Grant"), _("Money")),
        table=Table(
            (
                Column(_("Initiative")),
                Column(_("No.")),
                Column(_("Department")),
                Column(_("Status")),
                Column(_("Money")),
                Column(_("Spent, kr."), "count"),
                Column(_("Budget, kr."), "count"),
                Column(_("Of the budget"), "share"),
                Column(_("Grant")),
                Column(_("Grant, kr."), "count"),
                Column(_("Spent of the grant, kr."), "count"),
                Column(_("Of the grant"), "share"),
                Column(_("Starts"), "date"),
                Column(_("Ends"), "date"),
                Column(_("Decided by")),
                Column(_("Case number")),
            ),
            tuple(
                (
                    language.name(row),
                    row["initiative_id"],
                    department(context, row),
                    word(context, row["status"]),
                    word(context, row["money_status"]),
                    kroner(row["spent_dkk"]),
                    kroner(row["budget_dkk"]),
                    row["budget_spent_share"],
                    row["grant_name"],
                    kroner(row["grant_dkk"]),
                    kroner(row["grant_spent_dkk"]),
                    row["grant_spent_share"],
                    row["starts_on"],
                    row["ends_on"],
                    row["decided_by"],
                    row["case_number"],
                )
                for row in found
            ),
        ),
    )


def _amount(context: Context, amount: object) -> str:
    found = kroner(amount)
    return NOTHING if found is None else context.language.number(found)


def milestones(context: Context, title: str) -> Drawn:
    """Milestones of each initiative: reached, reached late, overdue, to come."""
    language = context.language
    _, number = language.text, language.number
    found = register_rows(
        context, "mart_milestones", "initiative_name_da, initiative_id, planned_on, milestone_id"
    )
    named = {
        row["initiative_id"]: str(row[f"initiative_name_{language.code}"])
        + (f" ({_('not in the register')})" if row["problem"] else "")
        for row in found
    }
    counted = Counter((row["initiative_id"], row["milestone_status"]) for row in found)
    looks = _MILESTONES
    late = sum(row["milestone_status"] == "overdue" for row in found)
    return drawn_bars(
        context,
        title,
        said=where(context),
        summary=_(
            "Milestones reached: {reached} of {n}. Overdue: {late}.",
            reached=number(sum(row["reached_on"] is not None for row in found)),
            n=number(len(found)),
            late=number(late),
        ),
        rows=[
            Bar(
                label=escape(name),
                pieces=pieces(context, escape(name), [(c, counted[key, c]) for c in looks]),
                texts=(number(sum(counted[key, c] for c in looks)),),
            )
            for key, name in named.items()
        ],
        looks=[code for code in looks if any(c == code for _key, c in counted)] or looks[:1],
        headers=(_("Milestones"),),
        table=Table(
            (
                Column(_("Milestone")),
                Column(_("Initiative")),
                Column(_("No.")),
                Column(_("Status")),
                Column(_("Started"), "date"),
                Column(_("First plan"), "date"),
                Column(_("Planned"), "date"),
                Column(_("Reached"), "date"),
                Column(_("Days after the plan"), "count"),
                Column(_("Note")),
                Column(_("Problem")),
            ),
            tuple(
                (
                    row["name"],
                    named[row["initiative_id"]],
                    row["milestone_id"],
                    word(context, row["milestone_status"]),
                    row["started_on"],
                    row["first_planned_on"],
                    row["planned_on"],
                    row["reached_on"],
                    max(row["days_after_plan"], 0) or None,
                    row["note"],
                    word(context, row["problem"]),
                )
                for row in found
            ),
        ),
    )


def guidance_documents(context: Context, title: str) -> Drawn:
    """Readability of each document and how its review stands, the hardest first."""
    language = context.language
    _, number = language.text, language.number
    found = register_rows(context, "mart_guidance_documents", "lix desc nulls last, document_id")
    counted = Counter(row["review_status"] for row in found)
    return drawn_bars(
        context,
        title,
        # A bar has no axis: its unit is said here, for pictures too.
        said=f"{where(context)} · {_('Bars: LIX, the higher the harder to read')}",
        summary=_(
            "{n} documents: review is overdue for {late} and was never done for {never}; {hard} "
            "are hard or very hard to read.",
            n=number(len(found)),
            late=number(counted["overdue"]),
            never=number(counted["never_reviewed"]),
            hard=number(sum(row["readability"] in ("hard", "very_hard") for row in found)),
        ),
        rows=[
            Bar(
                label=escape(str(row["title"])),
                pieces=pieces(context, escape(str(row["title"])), [("lix", row["lix"] or 0.0)]),
                texts=(
                    word(context, row["readability"]),
                    word(context, row["review_status"]),
                    NOTHING
                    if row["last_reviewed_on"] is None
                    else language.day(row["last_reviewed_on"]),
                ),
            )
            for row in found[:_DOCUMENTS]
        ],
        looks=("lix",),
        headers=(_("To read"), _("Review"), _("Reviewed")),
        table=Table(
            (
                Column(_("Document")),
                Column(_("No.")),
                Column(_("Category")),
                Column(_("Owner")),
                Column(_("At hand for")),
                Column(_("Review")),
                Column(_("Last reviewed"), "date"),
                Column(_("Next review"), "date"),
                Column(_("To read")),
                Column(_("LIX"), "days"),
                Column(_("Words"), "count"),
                Column(_("Sentences"), "count"),
                Column(_("Long words"), "count"),
            ),
            tuple(
                (
                    row["title"],
                    row["document_id"],
                    word(context, row["category"]),
                    row["owner"],
                    word(context, row["available_to"]),
                    word(context, row["review_status"]),
                    row["last_reviewed_on"],
                    row["review_due_on"],
                    word(context, row["readability"]),
                    row["lix"],
                    row["n_words"],
                    row["n_sentences"],
                    row["n_long_words"],
                )
                for row in found
            ),
        ),
    )


def template_coverage(context: Context, title: str) -> Drawn:
    """Case types with a template, with one to revise, and without, by department."""
    language = context.language
    _, number = language.text, language.number
    found = register_rows(context, "mart_template_coverage", "coverage desc, case_type_code")
    names = sorted({department(context, row) for row in found})
    counted = Counter(
        (
            department(context, row),
            "to_revise" if row["coverage"] == "not_revised" else row["coverage"],
        )
        for row in found
    )
    without = [
        context.name("case_type", str(row["case_type_code"]))
        for row in found
        if row["coverage"] == "not_covered"
    ]
    looks = _COVERAGE
    totals = Counter(row["coverage"] for row in found)
    summary = _(
        "{covered} of {n} case types have a template that is up to date.",
        covered=number(totals["covered"]),
        n=number(len(found)),
    )
    if without:
        summary += " " + _("Without a template: {names}.", names=language.all_of(without))
    return drawn_bars(
        context,
        title,
        said=where(context),
        summary=summary,
        rows=[
            Bar(
                label=escape(name or _("Not stated")),
                pieces=pieces(context, escape(name), [(c, counted[name, c]) for c in looks]),
                texts=tuple(number(counted[name, c]) for c in looks),
            )
            for name in names
        ],
        looks=looks,
        headers=(_("Covered"), _("To be revised"), _("Not covered")),
        table=Table(
            (
                Column(_("Case type")),
                Column(_("Department")),
                Column(_("Template")),
                Column(_("Templates"), "count"),
                Column(_("Last revised"), "date"),
                Column(_("Next revision"), "date"),
            ),
            tuple(
                (
                    context.name("case_type", str(row["case_type_code"])),
                    department(context, row),
                    word(context, row["coverage"]),
                    row["n_templates"],
                    row["last_revised_on"],
                    row["review_due_on"],
                )
                for row in found
            ),
        ),
    )


def it_incidents(context: Context, title: str) -> Drawn:
    """Incidents month by month, newest first, by kind; the signal is that of freezes."""
    language = context.language
    _, number = language.text, language.number
    found = incident_rows(context)
    months = list(dict.fromkeys(row["month_start_on"] for row in found))[:_MONTHS]
    counted: Counter[tuple[object, str]] = Counter()
    hours: Counter[object] = Counter()
    for row in found:
        counted[row["month_start_on"], row["kind"]] += row["n_incidents"]
        hours[row["month_start_on"]] += row["user_hours"] or 0
    looks = ("freeze", "slow_response", "outage", "delay")
    marked = {
        row["month_start_on"]: row["spc_signal"]
        for row in found
        if row["kind"] == "freeze" and row["spc_signal"] in ("concern", "improvement")
    }
    worst = [language.period(day, "month") for day, s in marked.items() if s == "concern"]
    summary = _(
        "{n} incidents in {months} months.",
        n=number(sum(row["n_incidents"] for row in found)),
        months=number(len({row["month_start_on"] for row in found})),
    )
    if worst:
        summary += " " + _(
            "More freezes than chance explains: {months}.", months=language.all_of(worst)
        )
    return drawn_bars(
        context,
        title,
        said=where(context, whole=True),
        summary=summary,
        rows=[
            Bar(
                label=language.period(day, "month"),
                pieces=pieces(
                    context, language.period(day, "month"), [(c, counted[day, c]) for c in looks]
                ),
                texts=(
                    number(hours[day]),
                    _(signal_sign(marked[day]).word) if day in marked else "",
                ),
            )
            for day in months
        ],
        looks=[code for code in looks if any(kind == code for _day, kind in counted)] or looks[:1],
        headers=(_("Hours lost"), _("Signal")),
        table=Table(
            (
                Column(_("Month"), "date"),
                Column(_("System")),
                Column(_("Kind")),
                Column(_("Incidents"), "count"),
                Column(_("Minutes"), "count"),
                Column(_("Hours lost"), "days"),
                Column(_("Users, most"), "count"),
                Column(_("Response, seconds"), "days"),
                Column(_("Upper limit"), "days"),
                Column(_("Signal")),
            ),
            tuple(
                (
                    row["month_start_on"],
                    row["system"],
                    word(context, row["kind"]),
                    row["n_incidents"],
                    row["minutes"],
                    row["user_hours"],
                    row["most_users"],
                    row["longest_response_seconds"],
                    row["spc_upper"],
                    _(signal_sign(row["spc_signal"]).word),
                )
                for row in found
            ),
        ),
    )


CHARTS = (
    Program(
        "focus_points",
        later("Focus points and their history"),
        focus_points,
        filters=("department",),
        source=sources.REGISTERS,
        edition=OPEN,
    ),
    Program(
        "initiative_money",
        later("Initiatives: money spent against budget and grant"),
        initiative_money,
        filters=("department",),
        source=sources.REGISTERS,
        edition=OPEN,
    ),
    Program(
        "milestones",
        later("Initiatives: milestones"),
        milestones,
        filters=("department",),
        source=sources.REGISTERS,
        edition=OPEN,
    ),
    Program(
        "guidance_documents",
        later("Guiding documents: readability and review"),
        guidance_documents,
        filters=("department",),
        source=sources.REGISTERS,
        edition=OPEN,
    ),
    Program(
        "template_coverage",
        later("Templates of decisions by case type"),
        template_coverage,
        filters=("department",),
        source=sources.REGISTERS,
        edition=OPEN,
    ),
    Program(
        "it_incidents",
        later("Incidents in IT systems, month by month"),
        it_incidents,
        filters=(),
        source=sources.REGISTERS,
        edition=OPEN,
    ),
)
