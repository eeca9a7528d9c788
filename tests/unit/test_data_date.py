"""The date of an extract: no lone date far from the rest decides, and no real last day is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.ingest.data_date import FAR_DAYS, newest_day

FIRST = date(2024, 3, 1)


def days(*numbers: int) -> dict[date, int]:
    """Rows on days counted from the first of March 2024."""
    counts: dict[date, int] = {}
    for number in numbers:
        day = FIRST + timedelta(days=number)
        counts[day] = counts.get(day, 0) + 1
    return counts


@pytest.mark.parametrize(
    ("numbers", "newest"),
    [
        ([0], 0),
        ([0, 553], 553),  # two rows: neither is the rest
        ([0, 1, 700], 1),
        ([0, 1, 2, 3, 900], 3),
        ([0, 0, 0, 0, 900], 0),
        ([0, 1, 2, 3, 900, 1500], 3),  # two of them, each alone
        ([0, 1, 2, 3, 900, 901], 901),  # two that lie together are no lone date
        ([0, 1, 2, 3, FAR_DAYS + 3], FAR_DAYS + 3),  # half a year is not far
        ([-45000, 0, 1, 2, 3], 3),  # 1900 stands for something else
        ([0, 200, 390, 600, 850], 850),  # few rows, always far apart
        ([0, 365, 730, 1095], 1095),
    ],
)
def test_a_lone_date_does_not_decide(numbers: list[int], newest: int) -> None:
    assert newest_day(days(*numbers)) == FIRST + timedelta(days=newest)


def test_ten_of_many_thousand_are_as_one() -> None:
    many = {FIRST + timedelta(days=n): 40 for n in range(500)}
    strays = {FIRST + timedelta(days=1000 + n): 1 for n in range(10)}
    assert newest_day(many | strays) == FIRST + timedelta(days=499)


@pytest.mark.parametrize(
    ("numbers", "known", "newest"),
    [
        ([900], 3, 3),  # one row, years after all that is there
        ([100], 3, 100),
        ([-900], 3, -900),
        ([2, 900], 3, 2),
        ([900, 901], 3, 901),  # two rows that agree
    ],
)
def test_a_file_too_small_to_tell_is_judged_by_what_is_known(
    numbers: list[int], known: int, newest: int
) -> None:
    day = newest_day(days(*numbers), FIRST + timedelta(days=known))
    assert day == FIRST + timedelta(days=newest)


def test_no_row_no_day() -> None:
    assert newest_day({}) is None


@given(
    st.lists(st.integers(0, 400), min_size=4, max_size=60),
    st.integers(5000, 9000),
)
def test_one_mistyped_year_never_decides(numbers: list[int], stray: int) -> None:
    newest = newest_day(days(*numbers, stray))
    assert newest is not None
    assert newest <= FIRST + timedelta(days=max(numbers))


@given(st.dictionaries(st.dates(), st.integers(1, 5000), min_size=1, max_size=40))
def test_the_day_is_one_of_the_file(counts: dict[date, int]) -> None:
    assert newest_day(counts) in counts
