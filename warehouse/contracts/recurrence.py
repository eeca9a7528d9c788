"""Recurrence rules as iCalendar writes them (RFC 5545): whether one can be read, and its dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import takewhile

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from icalendar import vRecur

YEARS_AHEAD = 2
"""Whole years after that of the newest data into which a rule without an end is followed."""

LAST_YEAR = 2050
"""The last year of the calendar (seeds/danish_holidays.csv): nothing is followed further."""

FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY")

_OF_THE_DAY = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
_FIRST_DAY = date(1990, 1, 1)


def is_recurrence(rule: str) -> bool:
    """Whether a rule can be read: by the year, month or week, in whole dates.

    `UNTIL` is a date, as the first date is one, and does not stand beside `COUNT` (RFC 5545,
    3.3.10); hours have no place in it, and a rule that falls on no date is none.

    Args:
        rule: without the name `RRULE`.
    """
    try:
        parts = {name.upper(): values for name, values in vRecur.from_ical(rule).items()}
        # What could go on for ever is told before it is followed.
        is_ours = (
            [str(part) for part in parts["FREQ"]] in [[name] for name in FREQUENCIES]
            and all(int(n) >= 1 for n in parts.get("INTERVAL", []))
            and not parts.keys() & _OF_THE_DAY
            and not {"COUNT", "UNTIL"} <= parts.keys()
        )
        return is_ours and any(True for _ in dates(_FIRST_DAY, rule, date(LAST_YEAR, 12, 31)))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return False


def horizon(data_dates: Iterable[date | None]) -> date:
    """The last day rules are followed to: the end of the year `YEARS_AHEAD` after the newest data.

    Args:
        data_dates: dates of the extracts; where there is none, nothing is followed beyond 1990.
    """
    newest = max((day.year for day in data_dates if day), default=1990)
    return date(min(newest + YEARS_AHEAD, LAST_YEAR), 12, 31)


def dates(first_on: date, rule: str, until: date) -> Iterator[date]:
    """The dates a rule falls on, in order.

    Args:
        first_on: where it begins; a date of it only if the rule says so.
        rule: one that can be read.
        until: the last date given.
    """
    found = rrulestr(rule, dtstart=datetime.combine(first_on, time()))
    return takewhile(lambda day: day <= until, (moment.date() for moment in found))
