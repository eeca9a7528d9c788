"""Columns as text, the Danish way, built in Arrow so that ten million rows take seconds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from warehouse.sample.days import NO_DAY, Ints

LINE_END = "\r\n"


def coded(codes: Ints, names: Sequence[str]) -> pa.Array:
    """The names of codes; a code below 0 is empty."""
    return pa.array(names, pa.string()).take(pa.array(codes, mask=codes < 0))


def days(numbers: Ints) -> pa.Array:
    """Days as dd-mm-yyyy."""
    first, names = _day_names()
    return names.take(pa.array(numbers - first, mask=numbers == NO_DAY))


def minutes(numbers: Ints) -> pa.Array:
    """Minutes since 1970 as dd-mm-yyyy HH:MM."""
    times = pa.array([f"{m // 60:02d}:{m % 60:02d}" for m in range(1440)])
    return pc.binary_join_element_wise(
        days(numbers // 1440), times.take(pa.array(numbers % 1440)), " "
    )


def digits(numbers: Ints, width: int) -> NDArray[np.uint8]:
    """Numbers as rows of ASCII digits, zeros in front."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (numbers[:, None] // powers % 10 + ord("0")).astype(np.uint8)


def case_ids(numbers: Ints, first_of_year: Ints, first_year: int) -> pa.Array:
    """Case numbers such as S-2024-0000123.

    Args:
        numbers: the cases' numbers from 0 on through all years.
        first_of_year: number of the first case of each year.
        first_year: the year of the first of those.
    """
    year = np.searchsorted(first_of_year, numbers, side="right") - 1
    in_year = numbers - first_of_year[year] + 1
    return _fixed([b"S-", digits(year + first_year, 4), b"-", digits(in_year, 7)], len(numbers))


def decision_ids(year: int, numbers: Ints) -> pa.Array:
    """Decision numbers such as A-2024-0000123."""
    return _fixed([f"A-{year}-".encode(), digits(numbers, 7)], len(numbers))


def complaint_ids(year: int, numbers: Ints) -> pa.Array:
    """Complaint numbers such as K-2024-000123."""
    return _fixed([f"K-{year}-".encode(), digits(numbers, 6)], len(numbers))


def workers(units: Ints, numbers: Ints) -> pa.Array:
    """Logins of caseworkers, such as sb0307: the unit and the desk, no names."""
    return _fixed([b"sb", digits(units + 1, 2), digits(numbers + 1, 2)], len(units))


def cpr_numbers(rows: NDArray[np.uint8]) -> pa.Array:
    """Rows of ten digits as ddmmyy-nnnn."""
    ascii_digits = rows + np.uint8(ord("0"))
    return _fixed([ascii_digits[:, :6], b"-", ascii_digits[:, 6:]], len(rows))


def amounts(kroner: NDArray[np.float64]) -> pa.Array:
    """Amounts as 1.234,50; empty where there is none."""
    danish = str.maketrans(",.", ".,")
    return pa.array(
        [None if math.isnan(k) else f"{k:,.2f}".translate(danish) for k in kroner.tolist()],
        pa.string(),
    )


def lines(columns: Sequence[pa.Array]) -> pa.Array:
    """Rows of text: the columns with a semicolon between, empty where null, and a line end."""
    joined = pc.binary_join_element_wise(
        *columns, ";", null_handling="replace", null_replacement=""
    )
    return pc.binary_join_element_wise(joined, LINE_END, "")


def content(rows: pa.Array) -> bytes:
    """The text of all rows together, in UTF-8."""
    if isinstance(rows, pa.ChunkedArray):
        return b"".join(content(chunk) for chunk in rows.chunks)
    _, offsets, data = rows.buffers()
    if data is None:
        return b""
    width = np.int32 if rows.type == pa.string() else np.int64
    ends = np.frombuffer(offsets, dtype=width)[rows.offset : rows.offset + len(rows) + 1]
    return bytes(data[int(ends[0]) : int(ends[-1])])


@cache
def _day_names() -> tuple[int, pa.Array]:
    first, last = date(2019, 1, 1), date(2031, 1, 1)
    every = [first + timedelta(days=k) for k in range((last - first).days)]
    return (first - date(1970, 1, 1)).days, pa.array([day.strftime("%d-%m-%Y") for day in every])


def _fixed(parts: Sequence[bytes | NDArray[np.uint8]], count: int) -> pa.Array:
    blocks = [
        np.tile(np.frombuffer(part, dtype=np.uint8), (count, 1))
        if isinstance(part, bytes)
        else part
        for part in parts
    ]
    table = np.ascontiguousarray(np.hstack(blocks))
    offsets = np.arange(count + 1, dtype=np.int32) * table.shape[1]
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(table))
