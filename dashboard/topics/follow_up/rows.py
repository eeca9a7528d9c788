"""What the charts of follow-up read: rows of the registers, and words for their codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from dashboard.marks.columns import Rows, named
from dashboard.reading.context import Context
from dashboard.reading.marts import Row
from dashboard.reading.read import municipality, read
from dashboard.words.language import later

REGISTERS: Mapping[str, str] = MappingProxyType(
    {
        "yearly_status": later("Yearly status"),
        "focus_points": later("Focus points"),
        "initiatives": later("Initiatives"),
        "milestones": later("Milestones"),
        "recommendations": later("Recommendations"),
        "training": later("Training"),
        "guidance_documents": later("Guiding documents"),
        "decision_templates": later("Templates of decisions"),
        "it_incidents": later("IT incidents"),
        "catalogue_differences": later("Differences between catalogues"),
    }
)
"""Registers by their name in the data and in the address."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "planned": later("Planned"),
        "in_progress": later("In progress"),
        "implemented": later("Implemented"),
        "retired": later("Retired"),
        "completed": later("Completed"),
        "stopped": later("Stopped"),
        "high": later("High"),
        "medium": later("Medium"),
        "low": later("Low"),
        "first": later("First reported"),
        "text": later("New text"),
        "status": later("New status"),
        "other": later("Something else"),
        "over_grant": later("Over the grant"),
        "over_budget": later("Over the budget"),
        "within": later("Within the budget"),
        "no_money": later("No budget"),
        "not_told": later("Not stated"),
        "reached": later("Reached"),
        "reached_late": later("Reached late"),
        "overdue": later("Overdue"),
        "dropped": later("Dropped"),
        "no_initiative": later("The register has no such initiative"),
        "closed": later("Closed"),
        "answer_overdue": later("Answer overdue"),
        "not_answered": later("Not answered yet"),
        "accepted": later("Accepted"),
        "partly_accepted": later("Partly accepted"),
        "rejected": later("Not accepted"),
        "held": later("Held"),
        "never_reviewed": later("Never reviewed"),
        "due_soon": later("Due soon"),
        "reviewed": later("Reviewed"),
        "not_measured": later("Not measured"),
        "very_easy": later("Very easy"),
        "easy": later("Easy"),
        "hard": later("Hard"),
        "very_hard": later("Very hard"),
        "central": later("Central administration"),
        "local": later("Local areas"),
        "everyone": later("All employees"),
        "citizens": later("Citizens"),
        "guideline": later("Guideline"),
        "instruction": later("Instruction"),
        "procedure": later("Procedure"),
        "quality_standard": later("Quality standard"),
        "covered": later("Covered"),
        "to_revise": later("To be revised"),
        "not_revised": later("No date of revision"),
        "not_covered": later("Not covered"),
        "freeze": later("Freeze"),
        "slow_response": later("Slow response"),
        "outage": later("Outage"),
        "delay": later("Delay"),
        "next_90_days": later("Due within 90 days"),
        "report": later("Report to the city council"),
        "end": later("Complete"),
        "reach": later("Reach"),
        "answer": later("Answer"),
        "close": later("Close"),
        "hold": later("Hold"),
        "review": later("Review"),
        "next_step": later("Next step to the committees"),
        "better": later("Better"),
        "worse": later("Worse"),
        "no_clear_change": later("No clear change"),
        "no_figure": later("Too few cases"),
        "no_indicator": later("No indicator"),
        "unknown_indicator": later("Unknown indicator"),
    }
)
"""Codes of the registers and of what is concluded from them."""


department_name = named("department", "department_code")
"""Name of a row's department."""


def word(context: Context, code: object) -> str:
    """A code in words; the code itself where it has none, nothing where there is none."""
    if code is None:
        return ""
    return context.language.text(WORDS[str(code)]) if str(code) in WORDS else str(code)


def worded(field: str) -> Callable[[Context, Row], str]:
    """A code of a row in words."""
    return lambda context, row: word(context, row[field])


def counts(context: Context, register: str, *, whole: bool = False) -> dict[str, Counter[str]]:
    """How many there are of each code in a register, by group in it; of all groups under "all".

    Args:
        context: of the department in view, else of all.
        register: as the mart calls it.
        whole: of all departments whatever the view.
    """
    asked = {
        **municipality(context),
        "department_code": (not whole and context.view.department) or "all",
        "register": register,
    }
    found: dict[str, Counter[str]] = {"all": Counter()}
    for row in read(context, "mart_register_counts", asked, order="group_code, counted"):
        found.setdefault(row["group_code"], Counter())[row["counted"]] = row["n"]
    return found


def by_group(
    groups: Mapping[str, Counter[str]], codes: Iterable[str], order: Iterable[str]
) -> list[Row]:
    """A row for each group, in order: its numbers by code, and how many there are in all as `n`."""
    codes = tuple(codes)
    return [
        {"group": group, "n": groups[group]["told"], **{c: groups[group][c] for c in codes}}
        for group in order
    ]


def by_department(context: Context, register: str, codes: Iterable[str]) -> list[Row]:
    """A row for each department by its name, those of no department first."""
    groups = counts(context, register)
    names = {
        code: "" if code == "-" else context.name("department", code)
        for code in groups
        if code != "all"
    }
    rows = by_group(groups, codes, sorted(names, key=lambda code: names[code]))
    return [{**row, "name": names[row["group"]]} for row in rows]


def kroner(amount: object) -> float | None:
    """An amount as the tables write it."""
    return None if amount is None else float(str(amount))


def where(context: Context, rows: Rows = (), *, whole: bool = False) -> str:
    """Whose register it is, and the day it is judged on."""
    view = context.view
    named = (
        context.name("department", view.department)
        if view.department and not whole
        else context.name("municipality", view.municipality)
    )
    found = context.published.rows(
        "select max(as_of_on) as as_of_on from marts.mart_follow_up_due"
        " where municipality_code = ?",
        view.municipality,
    )
    day = found[0]["as_of_on"] or context.published.run.data_date
    return f"{named} · {context.language.day(day)}" if day else named
