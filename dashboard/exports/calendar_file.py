"""Events as an iCalendar file (RFC 5545), which every calendar reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar
from icalendar import Event as CalendarEvent

from dashboard.marks.drawn import Event


def ics_bytes(events: Iterable[Event], *, title: str, known_on: date) -> bytes:
    """The file: one entry for every time something happens, whole days, and nobody kept busy.

    The same events give the same bytes: an entry is stamped with the date of the data, not with
    the time of the export.

    Args:
        events: in any order.
        title: of the calendar.
        known_on: the date of the data.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Sagspuls//Sagspuls//DA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    stamp = datetime.combine(known_on, time(), UTC)
    for event in sorted(events, key=lambda e: (e.starts_on, e.name)):
        entry = CalendarEvent()
        entry.add("uid", f"{event.name}-{event.starts_on:%Y%m%d}@sagspuls")
        entry.add("dtstamp", stamp)
        entry.add("dtstart", event.starts_on)
        entry.add("dtend", event.ends_on + timedelta(days=1))  # RFC 5545: the first day after
        entry.add("summary", event.summary)
        entry.add("categories", [event.forum])
        if event.about:
            entry.add("description", event.about)
        entry.add("transp", "TRANSPARENT")
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
