"""What the charts of follow-up read: rows of the registers, and words for their codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from dashboard.marks.columns import Rows, named, phrase
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context
from dashboard.reading.edition import OPEN
from dashboard.reading.marts import Row
from dashboard.reading.read import municipality, read
from dashboard.reading.view import DEPARTMENT
from dashboard.words import sources

department_name = named("department", "department_code")
"""Name of a row's department."""


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


def summary_of(register: str, text: str) -> Callable[[Context, Rows], str]:
    """A sentence with the numbers of a register, as `counts` has them; to be translated."""
    return lambda context, rows: phrase(context, text, counts(context, register)["all"])


register_chart = partial(
    Chart, filters=(DEPARTMENT,), edition=OPEN, source=sources.REGISTERS, under=where
)
"""A chart of a register: as open as the register is."""
