"""Numbers of the sample's citizens: shaped as CPR numbers, and nobody's.

How it is made sure that no number belongs to anyone. The seventh digit of a CPR number says with
the two digits of the year in which century its holder was born (CPR-kontoret, "Personnummeret i
CPR-systemet"):

| seventh digit | year 00-36 | year 37-57 | year 58-99 |
|---------------|------------|------------|------------|
| 0-3           | 1900s      | 1900s      | 1900s      |
| 4, 9          | 2000s      | 1900s      | 1900s      |
| 5-8           | 2000s      | 2000s      | 1800s      |

1. Every number has a seventh digit of 5-8 and a year of 50-57: the holder would be born in
   2050-2057. A number is issued with or after a birth, so none of them is issued, to the living or
   the dead. An impossible date would not do: administrative numbers and the hospitals' replacement
   numbers use days above 60, and a number that no date fits is not treated as a CPR number
   everywhere, so masking would go untried.
2. Every number fails modulus 11, and none is dated 1 January. Numbers that fail it are issued only
   for dates whose numbers have run out, which is normally 1 January (cpr.dk, "Personnumre uden
   kontrolciffer"). So the citizens born in 2050-2057 would not get one of these by today's rules
   either; this second lock is a habit of the issuer, the first one is not.

The price: birth years derived from them lie in 2050-2057, so sample citizens look unborn. No figure
of the sample depends on age.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from warehouse.sample.days import Bools, Ints

FIRST_YEAR, LAST_YEAR = 2050, 2057
CENTURY_DIGITS = (5, 6, 7, 8)
_WEIGHTS = np.array([4, 3, 2, 7, 6, 5, 4, 3, 2, 1], dtype=np.int64)
_STEP = 7_368_787
"""A prime that divides no size of the range: steps of it reach every number once."""


def passes_modulus_11(digits: NDArray[np.uint8]) -> Bools:
    """Whether the rows of ten digits have a right check digit (CPR-kontoret, modulus 11)."""
    return np.asarray(digits.astype(np.int64) @ _WEIGHTS % 11 == 0)


def citizen_numbers(count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw numbers of citizens, all different.

    Args:
        count: how many; at most about 10 million, beyond it numbers come again.
        rng: where all chance comes from.

    Returns:
        One row of ten digits a citizen.
    """
    days = np.arange(f"{FIRST_YEAR}-01-01", f"{LAST_YEAR + 1}-01-01", dtype="datetime64[D]")
    days = days[days != days.astype("datetime64[Y]").astype("datetime64[D]")]
    size = len(days) * len(CENTURY_DIGITS) * 1000
    wanted = min(count, size * 10 // 11)
    start = int(rng.integers(size))
    candidates = (
        start + np.arange(min(size, wanted * 11 // 10 + 1000), dtype=np.int64) * _STEP
    ) % size
    digits = _digits(days[candidates // (len(CENTURY_DIGITS) * 1000)], candidates)
    nobodys = digits[~passes_modulus_11(digits)]
    return nobodys[np.arange(count) % len(nobodys)]


def _digits(born: NDArray[np.datetime64], serial: Ints) -> NDArray[np.uint8]:
    months = born.astype("datetime64[M]")
    day = (born - months.astype("datetime64[D]")).astype(np.int64) + 1
    month = months.astype(np.int64) % 12 + 1
    year = months.astype(np.int64) // 12 + 1970
    century = np.array(CENTURY_DIGITS)[serial // 1000 % len(CENTURY_DIGITS)]
    last = serial % 1000
    parts = (
        day // 10, day % 10, month // 10, month % 10, year // 10 % 10, year % 10,
        century, last // 100, last // 10 % 10, last % 10,
    )  # fmt: skip
    return np.stack(parts, axis=1).astype(np.uint8)
