"""Recurrence rules: which can be read, and the dates they fall on."""

from __future__ import annotations

from datetime import date

import pytest

from warehouse.contracts.recurrence import LAST_YEAR, dates, horizon, is_recurrence


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY",
        "FREQ=YEARLY;INTERVAL=2",
        "FREQ=YEARLY;BYMONTH=8,9,10",
        "FREQ=MONTHLY;BYDAY=2TH",
        "FREQ=MONTHLY;UNTIL=20261231",
        "FREQ=WEEKLY;COUNT=10",
    ],
)
def test_rules_of_icalendar_are_read(rule: str) -> None:
    assert is_recurrence(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "hvert år",
        "RRULE:FREQ=YEARLY",
        "FREQ=DAILY",
        "FREQ=SECONDLY",
        "FREQ=YEARLY;INTERVAL=0",
        "FREQ=YEARLY;INTERVAL=-1",
        "FREQ=YEARLY;INTERVAL=0;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYHOUR=3",
        "FREQ=YEARLY;BYDAY=XX",
        "FREQ=YEARLY;COUNT=x",
        "FREQ=YEARLY;COUNT=2;UNTIL=20261231",
        "FREQ=MONTHLY;UNTIL=20261231T000000Z",
        "FREQ=WEEKLY\nDTSTART:20200101",
    ],
)
def test_what_is_none_is_refused(rule: str) -> None:
    assert not is_recurrence(rule)


def test_a_rule_without_an_end_is_followed_to_the_horizon() -> None:
    until = horizon([date(2025, 3, 31), None, date(2024, 12, 31)])
    assert until == date(2027, 12, 31)
    found = list(dates(date(2018, 1, 1), "FREQ=YEARLY;INTERVAL=2", until))
    assert found == [date(year, 1, 1) for year in (2018, 2020, 2022, 2024, 2026)]


def test_the_horizon_ends_with_the_calendar() -> None:
    assert horizon([date(9999, 1, 1)]) == date(LAST_YEAR, 12, 31)
    assert horizon([]) == date(1992, 12, 31)


def test_a_day_a_month_has_not_is_left_out() -> None:
    # RFC 5545, 3.3.10: a date that is not there is ignored, not moved.
    found = list(dates(date(2025, 1, 31), "FREQ=MONTHLY", date(2025, 6, 30)))
    assert found == [date(2025, 1, 31), date(2025, 3, 31), date(2025, 5, 31)]
