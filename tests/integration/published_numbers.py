"""What public marts tell of cases: numbers, and what each lies between."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from linear_bounds import Known, Terms, minus, times

Query = Callable[[str], list[tuple[Any, ...]]]
"""Rows of a query on a build file or a published file."""

Z95 = 1.959963984540054


class Cell(NamedTuple):
    """What a number is counted in."""

    level: str
    code: str
    breakdown: str
    breakdown_code: str
    grain: str
    start: str


SUMS: dict[str, list[str]] = {
    "deadline_kept.n": ["kept", "overdue"],
    "overdue": ["told", "not_told"],
    "told": ["told_in_time", "told_late"],
    "told_in_time": ["told_with_date", "told_without_date"],
    "decided": ["kept", "decided_not_kept"],
    "ended": ["decided", "closed"],
    "decided ": ["complete_stated", "complete_not_stated"],
    "ended ": ["quiet", "not_quiet"],
    "ended  ": ["handled", "handler_not_stated"],
    "handled": ["one_caseworker", "several_caseworkers"],
    "ended   ": ["timed_and_ended", "not_timed"],
    "timed": ["timed_and_ended", "timed_and_open"],
    "ended    ": ["note", "no_note", "note_not_counted"],
    "ended     ": ["consent", "no_consent", "consent_not_counted"],
    "hearing_held.n": ["hearing", "no_hearing"],
    "grounds_given.n": ["grounds", "no_grounds"],
    "complaint_guidance_given.n": ["guidance", "no_guidance"],
    "receipt_in_time.n": ["receipt", "no_receipt"],
    "days_until_started.n": ["started"],
}
"""A sum, and the parts it is the sum of: what becomes of a case, no case in two of them.

Blanks at the end of a name tell the ways apart in which the same cases are counted.
"""

SHEETS: dict[str, tuple[str, str | None]] = {
    "deadline_kept": ("deadline_kept.n", "kept"),
    "notice_sent": ("overdue", "told"),
    "notice_in_time": ("overdue", "told_in_time"),
    "notice_with_date": ("overdue", "told_with_date"),
    "quiet_period": ("ended", "quiet"),
    "one_caseworker": ("handled", "one_caseworker"),
    "working_days_to_decision": ("decided", None),
    "working_days_from_complete": ("complete_stated", None),
    "note_made": ("note+no_note", "note"),
    "consent_obtained": ("consent+no_consent", "consent"),
    "hearing_held": ("hearing_held.n", "hearing"),
    "grounds_given": ("grounds_given.n", "grounds"),
    "complaint_guidance_given": ("complaint_guidance_given.n", "guidance"),
    "receipt_in_time": ("receipt_in_time.n", "receipt"),
    "days_until_started": ("days_until_started.n", None),
}
"""Of an indicator: what its n and its numerator count."""


@dataclass
class Published:
    """What a file tells of the cases of some years, and what is true."""

    years: tuple[int, ...]
    true: dict[tuple[str, Cell], int] = field(default_factory=dict)
    ranges: list[tuple[str, Cell, float, float]] = field(default_factory=list)
    """A number, its cell and what it lies between."""
    shares: list[tuple[str, str, Cell, float]] = field(default_factory=list)
    """Numerator, n, cell and the share to a percent."""
    data_date: str = ""
    parents: dict[str, str] = field(default_factory=dict)
    finest: dict[str, list[str]] = field(default_factory=dict)
    """Codes of the smallest cells: units, case types, target groups."""


def wilson(x: int, n: int) -> tuple[float, float]:
    """Wilson's interval of a share at 95 %."""
    z = Z95
    middle, reach = 2 * x + z * z, z * math.sqrt(z * z + 4 * x * (1 - x / n))
    below = 2 * (n + z * z)
    return max(0.0, (middle - reach) / below), min(1.0, (middle + reach) / below)


def pairs(n: int, share: float, limits: tuple[float, float] | None) -> list[tuple[int, int]]:
    """Every n and numerator that would be published as this.

    Args:
        n: rounded to 5.
        share: rounded to a percent.
        limits: the interval, rounded to a percent, where it is that of the exact numbers.
    """

    def fits(x: int, exact: int) -> bool:
        if abs(x / exact - share) > 0.005 + 1e-9:
            return False
        if limits is None:
            return True
        ends = zip(wilson(x, exact), limits, strict=True)
        return all(abs(end - limit) <= 0.005 + 1e-9 for end, limit in ends)

    exact_ones = range(max(n - 2, 1), n + 3)
    return [(exact, x) for exact in exact_ones for x in range(exact + 1) if fits(x, exact)]


def known_number(of: Terms, rounded: int | None) -> list[Known]:
    """What a number published to 5 says."""
    return [] if rounded is None else [Known(of, max(rounded - 2, 0), rounded + 2)]


def known_share(part: Terms, whole: Terms, rounded: int | None, share: float | None) -> list[Known]:
    """What a share to a percent of a number published to 5 says: nothing where one is hidden."""
    if rounded is None or share is None:
        return []
    possible = pairs(rounded, float(share), None)
    assert possible, (part, whole, rounded, share)
    between = (
        (whole, [n for n, _ in possible]),
        (part, [x for _, x in possible]),
        (minus(whole, part), [n - x for n, x in possible]),
    )
    known = [Known(of, min(values), max(values)) for of, values in between]
    return [*known, *known_ratio(part, whole, share)]


def known_ratio(part: Terms, whole: Terms, share: float | None) -> list[Known]:
    """What a share to a percent says of a number that is not published itself."""
    if share is None:
        return []
    low = minus(part, times(share - 0.005, whole))
    high = minus(times(share + 0.005, whole), part)
    return [Known(row, -1e-6, math.inf) for row in (low, high)]


def read(
    query: Query, *publics: Query, years: tuple[int, ...], exact_limits: bool = False
) -> Published:
    """What public marts tell of some years.

    Args:
        query: on the file with the base marts, which are the truth.
        publics: on files with public ones, which are attacked together.
        years: of the cells.
        exact_limits: whether intervals were computed from the exact numbers.
    """
    found = Published(years)
    found.parents = dict(
        query("select org_code, parent_code from marts.dim_organisation where org_level = 'unit'")
    )
    ((found.data_date,),) = query(
        "select cast(max(data_date) as varchar) from marts.mart_scorecard"
    )
    _read_truth(found, query)
    for public in publics:
        _read_scorecard(found, public, exact_limits)
        _read_case_time(found, public)
        _read_what_if(found, public)
        _read_spread(found, public)
    return found


CELL = "org_level, org_code, breakdown, breakdown_code, period_grain, cast(period_start as varchar)"

_CASE_TIME = (
    ("mart_waiting_stages", "'timed'"),
    ("mart_case_time_parts", "'timed'"),
    ("mart_quiet_causes", "concat('cause ', cause_code)"),
    (
        "mart_quiet_steps",
        "concat('step ', replace(concat(after_event, ' > ', before_event), '-', '_'))",
    ),
)
"""Marts of cases with a log, and what their number is of."""


def _in_years(found: Published) -> str:
    return f"year(period_start) in ({', '.join(map(str, found.years))})"


def _read_truth(found: Published, query: Query) -> None:
    of_years = f"where {_in_years(found)}"
    codes: dict[str, set[str]] = defaultdict(set)
    for indicator, *cell, n, numerator in query(
        f"select indicator_id, {CELL}, n, numerator from marts.mart_scorecard {of_years}"
        " and (breakdown = 'total' or org_level = 'municipality')"
    ):
        at, (of_n, of_x) = Cell(*cell), SHEETS[indicator]
        found.true[of_n, at] = n
        if of_x:
            found.true[of_x, at] = numerator
            found.true[f"{of_n}-{of_x}", at] = n - numerator
        if at.breakdown != "total":
            codes[at.breakdown].add(at.breakdown_code)
        elif at.level == "unit":
            codes["unit"].add(at.code)
    found.finest = {kind: sorted(own) for kind, own in codes.items()}
    of_years += " and org_level = 'municipality'"
    for mart, number in _CASE_TIME:
        for name, *cell, n in query(
            f"select distinct {number}, {CELL}, n_cases from marts.{mart} {of_years}"
        ):
            found.true[name, Cell(*cell)] = n
    for cause, *cell, gained in query(
        f"select cause_code, {CELL}, n_kept_if_halved - n_kept"
        f" from marts.mart_quiet_what_if {of_years}"
    ):
        found.true[f"gained {cause}", Cell(*cell)] = gained


def _read_scorecard(found: Published, public: Query, exact_limits: bool) -> None:
    for indicator, *cell, n, value, low, high in public(
        f"select indicator_id, {CELL}, n, value, ci_low, ci_high from marts.mart_scorecard_public"
        f" where {_in_years(found)} and not is_suppressed"
    ):
        of_n, of_x = SHEETS[indicator]
        limits = (low, high) if exact_limits and low is not None else None
        _tell(found, Cell(*cell), of_n, n, of_x, value, limits)


def _read_case_time(found: Published, public: Query) -> None:
    for mart, number in _CASE_TIME:
        for name, *cell, n in public(
            f"select distinct {number}, {CELL}, n_cases from marts.{mart}_public"
            f" where {_in_years(found)} and not is_suppressed"
        ):
            _tell(found, Cell(*cell), name, n)


def _read_what_if(found: Published, public: Query) -> None:
    for cause, *cell, n, kept, halved, share, share_halved in public(
        f"select cause_code, {CELL}, n, n_kept, n_kept_if_halved, kept_share, kept_if_halved_share"
        " from marts.mart_quiet_what_if_public"
        f" where {_in_years(found)} and not is_suppressed"
    ):
        at = Cell(*cell)
        for of_x, x, part in (
            ("kept", kept, share),
            (f"kept+gained {cause}", halved, share_halved),
        ):
            _tell(found, at, of_x, x)
            _tell(found, at, "deadline_kept.n", n, of_x, part)


def _read_spread(found: Published, public: Query) -> None:
    """Take in units beside one another; what they have in common is the department's share."""
    for indicator, department, grain, start, unit, n, value, centre in public(
        "select indicator_id, department_code, period_grain, cast(period_start as varchar), "
        "org_code, n, value, centre from marts.mart_unit_spread_public "
        f"where {_in_years(found)} and not is_suppressed"
    ):
        of_n, of_x = SHEETS[indicator]
        _tell(found, Cell("unit", unit, "total", "total", grain, start), of_n, n, of_x, value)
        if of_x is not None and centre is not None:
            whole = Cell("department", department, "total", "total", grain, start)
            found.shares.append((of_x, of_n, whole, centre))


def _tell(
    found: Published,
    at: Cell,
    of_n: str,
    n: int,
    of_x: str | None = None,
    share: float | None = None,
    limits: tuple[float, float] | None = None,
) -> None:
    """Take in a number to 5, and a share of it to a percent; 0 to 5 is 0 to 2."""
    found.ranges.append((of_n, at, max(n - 2, 0), n + 2))
    if of_x is None or share is None:
        return
    possible = pairs(n, share, limits)
    assert possible, (at, of_n, n, of_x, share, limits)
    for number, values in (
        (of_n, [exact for exact, _ in possible]),
        (of_x, [x for _, x in possible]),
        (f"{of_n}-{of_x}", [exact - x for exact, x in possible]),
    ):
        found.ranges.append((number, at, min(values), max(values)))
    found.shares.append((of_x, of_n, at, share))
