"""The calendar file, read again by the library."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from dashboard.exports.calendar_file import ics_bytes
from dashboard.marks.drawn import Event

EVENTS = (
    Event("0999-B", date(2025, 8, 1), date(2025, 10, 31), "DAS: Møde; med, komma", "DAS", "KKR"),
    Event("0999-A", date(2025, 5, 4), date(2025, 5, 4), "KKR: Kick-off", "KKR", ""),
    Event("0999-A", date(2026, 5, 4), date(2026, 5, 4), "KKR: Kick-off", "KKR", ""),
)


def test_every_event_comes_back_as_whole_days() -> None:
    found = Calendar.from_ical(ics_bytes(EVENTS, title="Årshjul", known_on=date(2025, 3, 31)))
    assert str(found["x-wr-calname"]) == "Årshjul"
    assert [
        (entry.decoded("dtstart"), entry.decoded("dtend"), str(entry["summary"]))
        for entry in found.walk("VEVENT")
    ] == [
        (date(2025, 5, 4), date(2025, 5, 5), "KKR: Kick-off"),
        (date(2025, 8, 1), date(2025, 11, 1), "DAS: Møde; med, komma"),
        (date(2026, 5, 4), date(2026, 5, 5), "KKR: Kick-off"),
    ]
    assert not found.errors
    stamp = datetime(2025, 3, 31, tzinfo=ZoneInfo("UTC"))
    assert {entry.decoded("dtstamp") for entry in found.walk("VEVENT")} == {stamp}


def test_each_entry_has_a_name_of_its_own_and_the_same_in_every_file() -> None:
    one = ics_bytes(EVENTS, title="a", known_on=date(2025, 3, 31))
    assert one == ics_bytes(EVENTS[::-1], title="a", known_on=date(2025, 3, 31))
    names = [str(entry["uid"]) for entry in Calendar.from_ical(one).walk("VEVENT")]
    assert len(set(names)) == len(EVENTS)
    later = ics_bytes(EVENTS, title="b", known_on=date(2026, 3, 31))
    assert names == [str(entry["uid"]) for entry in Calendar.from_ical(later).walk("VEVENT")]


def test_lines_are_as_long_as_the_standard_allows() -> None:
    long = Event("x", date(2025, 1, 1), date(2025, 1, 1), "æøå " * 60, "DAS", "")
    lines = ics_bytes([long], title="a", known_on=date(2025, 1, 1)).split(b"\r\n")
    assert max(map(len, lines)) <= 75  # RFC 5545, 3.1
