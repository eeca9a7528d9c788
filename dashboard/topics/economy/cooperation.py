"""Words of the strengthened cooperation and the yearly wheel, and what of them is in view."""

from __future__ import annotations

from datetime import date

from dashboard.reading.context import Context
from dashboard.reading.marts import Row
from dashboard.topics.economy.filters import WHEEL_YEAR


def findings(stay: Row) -> tuple[str, ...]:
    """Codes of the rules a stay breaks."""
    broken = {
        "joined_off_date": not stay["is_joined_in_time"],
        "short_notice": not stay["is_notice_in_time"],
        "left_in_period": not stay["is_left_at_end_of_period"],
    }
    return tuple(code for code, is_broken in broken.items() if is_broken)


def forum(context: Context, row: Row) -> str:
    """The forum in the reader's language."""
    return str(row[f"forum_{context.language.code}"])


def task(context: Context, row: Row) -> str:
    """The task in the reader's language."""
    return str(row[f"task_{context.language.code}"])


def recurs(context: Context, rule: str | None) -> str:
    """A rule in words; as it is written where there are none for it."""
    if not rule:
        return context.language.text("Once")
    return context.codes.word("recurrence_rule", rule)


def months_of(row: Row) -> list[date]:
    """First days of the months an occurrence lies in."""
    first, last = row["starts_on"], row["ends_on"]
    n_months = (last.year - first.year) * 12 + last.month - first.month + 1
    places = [first.year * 12 + first.month - 1 + i for i in range(n_months)]
    return [date(place // 12, place % 12 + 1, 1) for place in places]


def when(context: Context, row: Row) -> str:
    """The days of an occurrence, or its months, as text."""
    language = context.language
    if row["date_precision"] == "month":
        months = months_of(row)
        ends = list(dict.fromkeys((months[0], months[-1])))
        return " – ".join(language.period(month, "month", in_full=True) for month in ends)
    days = list(dict.fromkeys((row["starts_on"], row["ends_on"])))
    return " – ".join(language.day(day) for day in days)


def wheel_year_in_view(context: Context) -> int:
    """The year of the yearly wheel in view."""
    return int(context.choice(WHEEL_YEAR) or 0)


def occurrences(context: Context, year: int) -> tuple[Row, ...]:
    """The tasks with a day in a year, in order."""
    return context.published.rows(
        "select * from marts.mart_wheel_occurrences where municipality_code = ?"
        " and starts_on <= ? and ends_on >= ? order by starts_on, ends_on, task_id",
        context.view.municipality,
        date(year, 12, 31),
        date(year, 1, 1),
    )
