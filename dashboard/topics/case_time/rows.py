"""What the charts of case time read: cells of its marts, and names of steps, stages and causes."""

from __future__ import annotations

from typing import Any

from dashboard.marks.columns import phrase, written
from dashboard.reading.context import Context
from dashboard.reading.marts import Row

CASES_SHOWN = 200
"""Cases listed behind a step; the longest."""

_PSEUDONYM_LETTERS = 12

_LISTS = {"event": "event_type", "stage": "stage", "cause": "delay_cause"}


def in_view(context: Context) -> dict[str, object]:
    """The breakdown in view, as a mart of cells has it."""
    breakdown, code = context.view.breakdown
    return {"breakdown": breakdown, "breakdown_code": code}


def name_of(context: Context, kind: str, code: str) -> str:
    """Name of an event, a stage or a cause; the code itself where it is not known."""
    if kind == "event" and context.codes.has("stretch_end", code):
        return context.codes.word("stretch_end", code)
    return context.codes.word(_LISTS[kind], code)


def stages(context: Context) -> list[str]:
    """Codes of the stages of a case, in their order."""
    return list(context.codes.words("stage"))


def step_name(context: Context, after: str, before: str) -> str:
    """A step in words: from one event to the next."""
    return f"{name_of(context, 'event', after)} → {name_of(context, 'event', before)}"


def is_chosen_type(context: Context, row: Row) -> bool:
    """Whether a row is of all cases or of the case type in view: its name is bold."""
    return bool(row["breakdown"] == "total" or row["breakdown_code"] == context.view.case_type)


def days_words(context: Context, days: float | None) -> str:
    """A number of days in words."""
    return phrase(context, "{days} days", days=written(context, days, "days"))


def cases_behind(context: Context, after: str, before: str) -> tuple[Row, ...]:
    """The quiet periods of one step in the cases in view, longest first.

    A case goes by the first letters of a keyed hash: enough for who has that key to find it by
    (docs/decisions.md), and nothing on the screen that names it.
    """
    view = context.view
    if view.period is None:
        return ()
    asked: dict[str, Any] = {
        "stretches.municipality_code": view.municipality,
        "stretches.after_event": after,
        "stretches.before_event": before,
        "times.department_code": view.department,
        "times.unit_code": view.unit,
        "times.case_type_code": view.case_type,
    }
    asked = {column: value for column, value in asked.items() if value is not None}
    return context.published.rows(
        f"""
        select left(sha256(? || stretches.case_key), {_PSEUDONYM_LETTERS}) as case_pseudonym,
            stretches.working_days, stretches.days, stretches.cause_code, stretches.cause_source,
            stretches.from_on, stretches.until_on,
            times.case_type_code, times.unit_code, times.throughput_days, times.deadline_status
        from marts.fct_case_stretches as stretches
        inner join marts.fct_case_times as times on times.case_key = stretches.case_key
        where stretches.part = 'quiet'
            and stretches.counted_on between ? and ?
            and {" and ".join(f"{column} = ?" for column in asked)}
        order by stretches.working_days desc, stretches.case_key, stretches.stretch_no
        limit {CASES_SHOWN}
        """,
        context.published.case_names_key(),
        view.period.start,
        view.period.end,
        *asked.values(),
    )
