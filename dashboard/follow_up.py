"""What the charts of follow-up read: rows of the registers, and words for their codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dashboard.drawing import Context
from dashboard.language import later
from dashboard.marts import Row
from dashboard.view import FOLLOW_UP

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
        "first": later("First told"),
        "text": later("New text"),
        "status": later("New status"),
        "other": later("Something else"),
        "over_grant": later("Over the grant"),
        "over_budget": later("Over the budget"),
        "within": later("Within the budget"),
        "no_money": later("No budget"),
        "not_told": later("Not told"),
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


@dataclass(frozen=True)
class Part:
    """A part of the page: its name and its charts; the first tells it in short."""

    name: str
    charts: tuple[str, ...]


PARTS = dict(
    zip(
        FOLLOW_UP,
        (
            Part(later("Focus points"), ("focus_points",)),
            Part(later("Initiatives"), ("initiative_money", "milestones")),
            Part(later("Recommendations"), ("recommendations",)),
            Part(later("Training"), ("training",)),
            Part(later("Guiding documents"), ("guidance_documents",)),
            Part(later("Templates"), ("template_coverage",)),
            Part(later("IT"), ("it_incidents",)),
            Part(later("Yearly status"), ("yearly_status",)),
        ),
        strict=True,
    )
)
"""Parts by their name in the address."""


def word(context: Context, code: object) -> str:
    """A code in words; the code itself where it has none, nothing where there is none."""
    if code is None:
        return ""
    return context.language.text(WORDS[str(code)]) if str(code) in WORDS else str(code)


def department(context: Context, row: Row) -> str:
    """Name of a row's department."""
    code = row["department_code"]
    return context.name("department", str(code)) if code else ""


def register_rows(context: Context, mart: str, order: str) -> tuple[Row, ...]:
    """Rows of a register for the municipality and department in view.

    A register is about the administration and holds nothing of citizens: page and file read the
    same rows. Only the yearly status has figures of cases, and with them a public edition.

    Args:
        context: whose view is read.
        mart: the mart.
        order: columns the rows are ordered by.
    """
    table = f"{mart}_public" if context.public and mart == "mart_yearly_status" else mart
    view = context.view
    sql = f"select * from marts.{table} where municipality_code = ?"
    given = [view.municipality]
    if view.department:
        sql += " and department_code = ?"
        given.append(view.department)
    return context.published.rows(f"{sql} order by {order}", *given)


def incident_rows(context: Context) -> tuple[Row, ...]:
    """Incidents month by month, newest first; systems are no department's."""
    return context.published.rows(
        "select * from marts.mart_it_incidents where municipality_code = ?"
        " order by month_start_on desc, system, kind",
        context.view.municipality,
    )


def kroner(amount: object) -> float | None:
    """An amount as the tables write it."""
    return None if amount is None else float(str(amount))


def where(context: Context, *, whole: bool = False) -> str:
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
