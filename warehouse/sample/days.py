"""Days as whole numbers since 1970: Danish working days, and the cases each month brings."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays
import numpy as np
from numpy.typing import NDArray

from warehouse.sample.catalogue import DATA_DATE, FIRST_DAY

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NO_DAY = -1
"""Stands for an empty date."""

YEARLY_GROWTH = 1.04
_SEASON = (1.08, 1.02, 1.03, 0.98, 1.00, 0.97, 0.70, 0.98, 1.06, 1.04, 1.05, 0.82)
_WEEKDAY = (1.25, 1.05, 1.0, 0.95, 0.75)
_DECEMBER, _AT_CHRISTMAS = 11, 0.4


def day_number(day: date) -> int:
    """Days from 1 January 1970 to a day."""
    return (day - date(1970, 1, 1)).days


LAST = day_number(DATA_DATE)
_TABLE_FIRST = day_number(FIRST_DAY) - 366
_TABLE_LENGTH = 366 * 12


@cache
def public_holidays() -> NDArray[np.datetime64]:
    """Danish public holidays: Store bededag to 2023; 1 May, 5 June, 24 and 31 December are none."""
    first = date(1970, 1, 1) + timedelta(days=_TABLE_FIRST)
    years = range(first.year, first.year + 13)
    return np.array(sorted(holidays.country_holidays("DK", years=years)), dtype="datetime64[D]")


@cache
def _table(roll: str) -> Ints:
    every = (_TABLE_FIRST + np.arange(_TABLE_LENGTH)).astype("datetime64[D]")
    forward = roll == "forward"
    rolled = np.busday_offset(
        every, 0, roll="forward" if forward else "backward", holidays=public_holidays()
    )
    return rolled.astype(np.int64)


def working_day_before(days: Ints) -> Ints:
    """The days themselves, or the last working day before where they are none."""
    return _table("backward")[days - _TABLE_FIRST]


def working_day_after(days: Ints) -> Ints:
    """The days themselves, or the next working day where they are none."""
    return _table("forward")[days - _TABLE_FIRST]


def working_days_between(start: Ints, end: Ints) -> Ints:
    """Working days after `start` up to and including `end`."""
    counted = np.busday_count(
        (start + 1).astype("datetime64[D]"),
        (end + 1).astype("datetime64[D]"),
        holidays=public_holidays(),
    )
    return np.asarray(counted, dtype=np.int64)


def month_numbers(days: Ints) -> Ints:
    """Months from January 1970."""
    return np.asarray(days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64))


def month_name(month: int) -> str:
    """A month as yyyymm."""
    return f"{month // 12 + 1970}{month % 12 + 1:02d}"


def sample_months() -> range:
    """The months cases are received in."""
    first, last = month_numbers(np.array([day_number(FIRST_DAY), LAST]))
    return range(int(first), int(last) + 1)


def working_days_of(month: int) -> Ints:
    """The working days of a month."""
    first, after = (
        int(np.datetime64(m, "M").astype("datetime64[D]").astype(np.int64))
        for m in (month, month + 1)
    )
    days = np.arange(first, after, dtype=np.int64)
    return np.asarray(days[working_day_before(days) == days], dtype=np.int64)


def cases_per_month(cases: int) -> list[int]:
    """Share the cases out over the months: growth, a summer dip and a quiet December.

    Args:
        cases: how many there are in all, at least one; what rounding leaves over goes to the
            largest remainders. The last month gets one in any case: it holds the data date.
    """
    months = sample_months()
    weight = np.array(
        [
            YEARLY_GROWTH ** (k / 12) * _SEASON[month % 12] * len(working_days_of(month))
            for k, month in enumerate(months)
        ]
    )
    exact = cases * weight / weight.sum()
    counts = np.floor(exact).astype(np.int64)
    left = cases - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:left]] += 1
    if not counts[-1]:
        counts[np.argmax(counts)] -= 1
        counts[-1] = 1
    return [int(n) for n in counts]


def receipt_days(month: int, count: int, rng: np.random.Generator) -> Ints:
    """Days on which a month's cases are received: working days, most on Mondays, few at Christmas.

    The last case of the period is received on the data date itself, so that every extract, however
    small, tells the date it was made.
    """
    days = working_days_of(month)
    weight = np.array([_WEEKDAY[(day + 3) % 7] for day in days])
    if month % 12 == _DECEMBER:
        weight[days >= days[-1] - 8] *= _AT_CHRISTMAS
    drawn = np.sort(rng.choice(days, size=count, p=weight / weight.sum()))
    if count and month == sample_months()[-1]:
        drawn[-1] = LAST
    return drawn.astype(np.int64)
