"""Dates and times: how a cell becomes one, in SQL; what can be read in two ways is not read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import duckdb

from warehouse.base.sql_text import quoted

Order = Literal["day", "month"]
"""What stands first in a date that ends with its year."""

SLASH = "/"
DASH_OR_DOT = "-."
SIGNS = (SLASH, DASH_OR_DOT)

_YEAR_FIRST = r"\d{4}(-\d{1,2}-|/\d{1,2}/|\.\d{1,2}\.)\d{1,2}"
_YEAR_LAST = r"\d{1,2}(-\d{1,2}-|/\d{1,2}/|\.\d{1,2}\.)\d{4}"
_CLOCK = r"([01]?\d|2[0-3])[:.]\d\d([:.]\d\d([.,]\d{1,9})?)?"
_OFFSET = r"[Zz]|[+-]\d\d(:?\d\d)?"
_PLAIN_ISO = r"\d{4}-\d\d-\d\d([ T]([01]\d|2[0-3]):\d\d(:\d\d([.]\d{1,6})?)?)?"

FILLERS = (
    "0001-01-01",
    "1111-11-11",
    "1753-01-01",
    "1800-01-01",
    "1899-12-30",
    "1899-12-31",
    "1900-01-01",
    "1970-01-01",
)
"""Days that systems store where they know none: the first ones their clocks can hold."""

EPOCHS = {1900: datetime(1899, 12, 30), 1904: datetime(1904, 1, 1)}
"""The day 0 of a workbook's two systems of dates."""


@dataclass(frozen=True)
class DateStyle:
    """How a file writes its dates.

    `formats` are strptime formats that its mapping declares; where there are none, every date is
    read that can be read in one way only. `slash` and `dash_or_dot`: what stands first in such
    dates as 03/04/2024 and 03-04-2024; none where the file does not tell. `is_slash_assumed`: no
    date shows it, only where files of this kind are written.
    """

    formats: tuple[str, ...] = ()
    is_iso: bool = False
    also_detected: bool = False
    slash: Order | None = None
    dash_or_dot: Order | None = "day"
    has_slashes: bool = False
    is_slash_assumed: bool = False


def decided_order(n_day_first: int, n_month_first: int, default: Order | None) -> Order | None:
    """What stands first in a file's dates, by those that can be read in one way only.

    Where both occur the fewer are mistakes if they are fewer than one in a hundred; else nobody
    can tell which order the other dates have.

    Args:
        n_day_first: dates such as 25-03-2024.
        n_month_first: dates such as 03-25-2024.
        default: where there are none of either.
    """
    fewer, more = sorted((n_day_first, n_month_first))
    if more == 0:
        return default
    if fewer * 100 >= more:
        return None
    return "day" if n_day_first > n_month_first else "month"


def declared_order(written: str | None) -> Order | None:
    """What stands first by a declared strptime format, if it tells.

    Args:
        written: the format.
    """
    if written is None or written == "iso":
        return None
    return "month" if written.startswith(("%m", "%-m")) else "day"


def create_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the SQL functions that the functions below use."""
    fillers = ", ".join(f"date '{day}'" for day in FILLERS)
    offset = rf"({_OFFSET})$"
    for macro in (
        "is_filler(instant) as case when instant >= timestamp '1970-01-02' "
        "and instant < timestamp '2099-12-31' then false else "
        f"instant::date in ({fillers}) or year(instant) >= 9999 or (year(instant) >= 2099 "
        "and month(instant) * 100 + day(instant) in (101, 1231)) end",
        "is_likely_day(instant) as instant >= timestamp '1850-01-01' "
        "and instant < timestamp '2150-01-01'",
        # 23.30 is a time as Danes write it; a comma stands before parts of a second.
        "clock_text(clock) as replace(case when contains(clock, ':') then clock "
        "else replace(clock, '.', ':') end, ',', '.')",
        "clock_of(cell) as try_cast(clock_text(regexp_extract(cell, "
        rf"'[ T]+({_CLOCK})', 1)) as time)",
        "offset_of(cell) as case when upper(right(cell, 1)) = 'Z' then '+00:00' else "
        rf"regexp_replace(regexp_extract(cell, '{offset}'), '^(...):?(\d\d)?$', '\1:\2') end",
        "full_offset(part) as case when right(part, 1) = ':' then part || '00' else part end",
        # An instant with an offset is told in the time zone of the connection.
        "with_offset(instant, part) as case when part = '' then instant else "
        "try_cast(strftime(instant, '%Y-%m-%d %H:%M:%S.%f') || full_offset(part) "
        "as timestamptz)::timestamp end",
    ):
        connection.execute(f"create or replace temp macro {macro}")


def order_evidence(cell: str, signs: str) -> tuple[str, str]:
    """SQL that is true where a date shows that its day stands first, and that its month does.

    Args:
        cell: SQL of the cell, trimmed.
        signs: those that stand between its parts.
    """
    sign, month, late = f"[{signs}]", r"(0?[1-9]|1[0-2])", r"(1[3-9]|2\d|3[01])"
    day_first = rf"{late}{sign}{month}{sign}\d{{4}}\b.*"
    month_first = rf"{month}{sign}{late}{sign}\d{{4}}\b.*"
    return (
        f"regexp_full_match({cell}, '{day_first}')",
        f"regexp_full_match({cell}, '{month_first}')",
    )


def instant(cell: str, style: DateStyle) -> str:
    """SQL of the instant in a cell, a day alone being its midnight; null where it is none.

    Args:
        cell: SQL of the cell, trimmed.
        style: of the file.
    """
    ways = [f"try_strptime({cell}, {quoted(written)})::timestamp" for written in style.formats]
    if style.is_iso or style.also_detected or not style.formats:
        ways.append(_detected(cell, style))
    return ways[0] if len(ways) == 1 else f"coalesce({', '.join(ways)})"


def _detected(cell: str, style: DateStyle) -> str:
    day = f"split_part(replace({cell}, 'T', ' '), ' ', 1)"
    shapes = _YEAR_FIRST if style.is_iso else rf"{_YEAR_FIRST}|{_YEAR_LAST}|\d{{8}}"
    with_clock = rf"({shapes})[ T]+{_CLOCK} ?({_OFFSET})?"
    ways = [
        f"when regexp_full_match({cell}, '{_PLAIN_ISO}') then try_cast({cell} as timestamp)",
        f"when regexp_full_match({cell}, '{shapes}') then {_day(cell, style)}",
        f"when regexp_full_match({cell}, '{with_clock}') "
        f"then with_offset({_day(day, style)}::date + clock_of({cell}), offset_of({cell}))",
    ]
    if not style.is_iso and style.dash_or_dot == "day":
        # The usual Danish ways, spared of being taken apart.
        usual = r"\d\d-\d\d-\d{4}"
        ways = [
            f"when regexp_full_match({cell}, '{usual}') then try_strptime({cell}, '%d-%m-%Y')",
            f"when regexp_full_match({cell}, '{usual} ([01]\\d|2[0-3]):\\d\\d') "
            f"then try_strptime({cell}, '%d-%m-%Y %H:%M')",
            *ways,
        ]
    return f"case {' '.join(ways)} end"


def _day(day: str, style: DateStyle) -> str:
    """SQL of a date without a time of day, of one of the shapes above.

    Each is tried in one format only: a format that does not fit takes as long as ten that do.
    """
    year_first = f"try_strptime(translate({day}, '/.', '--'), '%Y-%m-%d')"
    if style.is_iso:
        return year_first
    dashed = f"translate({day}, '.', '-')"
    return (
        f"case when {day}[5] in ('-', '/', '.') then {year_first} "
        f"when length({day}) = 8 and regexp_full_match({day}, '\\d+') "
        f"then try_strptime({day}, '%Y%m%d') "
        f"when contains({day}, '/') then {_year_last(day, '/', style.slash)} "
        f"else {_year_last(dashed, '-', style.dash_or_dot)} end"
    )


def _year_last(day: str, sign: str, order: Order | None) -> str:
    by_day = f"try_strptime({day}, '%d{sign}%m{sign}%Y')"
    by_month = f"try_strptime({day}, '%m{sign}%d{sign}%Y')"
    if order is None:
        return f"case when {by_day} != {by_month} then null else {by_day} end"
    return by_day if order == "day" else by_month


def from_serial(serial: float, epoch: datetime) -> str:
    """The date and time that a workbook holds as a plain number of days, as ISO.

    Args:
        serial: days, and parts of a day, since the epoch.
        epoch: day 0 of the workbook's system of dates.
    """
    moment = epoch + timedelta(seconds=round(serial * 86_400))
    return moment.isoformat(" ", "seconds")
