"""The attack on the public edition: every published table of cases, as one linear programme.

The unknowns are the cases of the smallest cells: those of a unit, a case type or a target group in
a month, by what became of them. A published number is a sum of unknowns that lies within its
rounding; units, case types and groups add up to the same cases. What follows for a number that
nobody published? The attack knows nothing of the rules by which tables are hidden.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from linear_bounds import Attack, Known
from numpy.typing import NDArray
from published_numbers import SUMS, Cell, Published

WIDE = 5
"""How far apart the smallest and the largest possible number must be: less is within two."""

DIFFERENCES = {
    "closed": ("ended", "decided"),
    "told_late": ("told", "told_in_time"),
    "told_without_date": ("told_in_time", "told_with_date"),
    "decided_not_kept": ("decided", "kept"),
}
"""Groups of citizens that are told by two indicators alone: the first less the second."""


def smallest(number: str) -> dict[str, float]:
    """The parts a number is the sum of; `a+b-c+d` is what c and d leave of a and b."""
    more, _, less = number.partition("-")
    parts: dict[str, float] = defaultdict(float)
    for names, sign in ((more, 1.0), (less, -1.0)):
        for name in names.split("+") if names else ():
            for part in _expand(name):
                parts[part] += sign
    return {part: times for part, times in parts.items() if times}


def _expand(name: str) -> list[str]:
    parts = SUMS.get(name)
    return [p for part in parts for p in _expand(part)] if parts else [name]


def _families() -> dict[str, str]:
    """Family of every part: sums that share a part are attacked together."""
    family: dict[str, str] = {}
    for whole, parts in SUMS.items():
        names = [whole.strip(), *parts]
        known = {family[n] for n in names if n in family}
        name = min(known | {whole.strip()})
        family = {n: name if f in known else f for n, f in family.items()}
        family.update(dict.fromkeys(names, name))
    return family


FAMILY = _families()


def family_of(number: str) -> str:
    """The family of a number; causes belong to the cases they are of."""
    first = number.split("+")[0].split("-")[0]
    return FAMILY[{"cause": "quiet", "gained": "kept"}.get(first.split(" ")[0], first)]


class Scope(NamedTuple):
    """The periods of one programme: a quarter and its months, or a year and its quarters."""

    grain: str
    n_months: int
    whole: str
    starts: tuple[str, ...]

    def periods(self, at: Cell) -> tuple[str, ...]:
        """The smallest periods a cell is the sum of; none where it lies outside."""
        if at.grain == self.whole and at.start == self.starts[0]:
            return self.starts
        return (at.start,) if at.grain == self.grain and at.start in self.starts else ()


def scopes(year: int) -> list[Scope]:
    """One for each quarter and one for the year: a quarter's figure says more than its months."""
    firsts = [[f"{year}-{m:02d}-01" for m in range(q, q + 3)] for q in (1, 4, 7, 10)]
    by_month = [Scope("month", 1, "quarter", tuple(first)) for first in firsts]
    return [*by_month, Scope("quarter", 3, "year", tuple(first[0] for first in firsts))]


def series(found: Published, at: Cell) -> list[list[str]]:
    """The smallest series a cell is the sum of, in every way it is one."""
    if at.breakdown != "total":
        return [[f"{at.breakdown}:{at.breakdown_code}"]]
    if at.level == "unit":
        return [[f"unit:{at.code}"]]
    units = found.finest.get("unit", [])
    if at.level == "department":
        return [[f"unit:{unit}" for unit in units if found.parents.get(unit) == at.code]]
    return [[f"{kind}:{code}" for code in codes] for kind, codes in sorted(found.finest.items())]


def terms(number: str, ways: Iterable[str], periods: Iterable[str]) -> dict[str, float]:
    """A number in a cell, as a sum of unknowns."""
    return {
        f"{part}|{way}|{period}": times
        for part, times in smallest(number).items()
        for way in ways
        for period in periods
    }


def programme(found: Published, family: str, scope: Scope) -> Attack:
    """Everything that is known of a family of numbers in some periods."""
    known: list[Known] = []
    for number, at, low, high in found.ranges:
        periods = scope.periods(at)
        if periods and family_of(number) == family:
            known += [Known(terms(number, w, periods), low, high) for w in series(found, at)]
    for of_x, of_n, at, share in found.shares:
        periods = scope.periods(at)
        if periods and family_of(of_n) == family:
            ways = series(found, at)[0]
            for bound, sign in ((share - 0.005, 1.0), (share + 0.005, -1.0)):
                row = {t: -sign * bound * v for t, v in terms(of_n, ways, periods).items()}
                for t, v in terms(of_x, ways, periods).items():
                    row[t] = row.get(t, 0.0) + sign * v
                known.append(Known(row, -1e-6, math.inf))
    return Attack([*known, *_identities(found, family, scope)])


def _identities(found: Published, family: str, scope: Scope) -> Iterator[Known]:
    """The same cases counted in several ways: by parts, and by units, case types and groups."""
    same: dict[str, list[list[str]]] = defaultdict(list)
    for whole in SUMS:
        if FAMILY[whole.strip()] == family:
            same[whole.strip()].append(_expand(whole))
    parts = sorted({part for ways in same.values() for way in ways for part in way})
    extra: list[str] = []
    if scope.grain == "quarter":  # causes are told by quarter
        extra = sorted({n for n, _ in found.true if " " in n and family_of(n) == family})
    ways_of_all = series(found, Cell("municipality", "", "total", "total", "", ""))
    for period in scope.starts:
        for way in sorted({way for ways in ways_of_all for way in ways}):
            here = f"|{way}|{period}"
            for first, *others in same.values():
                for other in others:
                    yield _equal([p + here for p in first], [p + here for p in other])
            is_over = f"{period[:5]}{int(period[5:7]) + scope.n_months:02d}" <= found.data_date
            if is_over and "timed_and_open" in parts:  # open cases count on the data date
                yield _equal([f"timed_and_open{here}"], [])
            for name in extra:
                held_by = _expand(_holder(name))
                if name.startswith("cause ") and not is_over:
                    held_by.append("timed_and_open")
                yield Known({**{p + here: 1.0 for p in held_by}, name + here: -1.0}, 0.0, math.inf)
        for part in parts + extra:
            for one, other in pairwise(ways_of_all):
                yield _equal(
                    [f"{part}|{way}|{period}" for way in one],
                    [f"{part}|{way}|{period}" for way in other],
                )


def _holder(name: str) -> str:
    """What holds the cases of a cause: those that lay still, or those that came too late."""
    if name.startswith("cause "):
        return "quiet"
    return "overdue" if name == "gained all" else "gained all"


def _equal(one: list[str], other: list[str]) -> Known:
    row = dict.fromkeys(one, 1.0)
    for name in other:
        row[name] = row.get(name, 0.0) - 1.0
    return Known({name: times for name, times in row.items() if times}, 0.0, 0.0)


# What follows


class Told(NamedTuple):
    """A small number an attacker is left with too few values for."""

    number: str
    cell: Cell
    true: int
    low: int
    high: int


def targets(found: Published) -> dict[tuple[str, Cell], int]:
    """Numbers of 1 to 9 cases: n, numerators, what is left of n, and groups told by two."""
    true = dict(found.true)
    for name, (whole, part) in DIFFERENCES.items():
        for (number, at), n in found.true.items():
            if number == whole and (part, at) in found.true:
                true[name, at] = n - found.true[part, at]
    return {key: n for key, n in true.items() if 1 <= n <= 9}


def told(
    found: Published, wanted: dict[tuple[str, Cell], int], *, n_tries: int = 12, seed: int = 1
) -> list[Told]:
    """The small numbers that are told within two.

    Its values at random solutions of the programme rule most numbers out; the others are bounded.

    Args:
        found: what is published.
        wanted: numbers to be told, by what they are of: the targets, or some of them.
        n_tries: pairs of random solutions.
        seed: of chance.
    """
    result: list[Told] = []
    for scope in scopes(found.year):
        numbers: dict[str, list[tuple[str, Cell, int]]] = defaultdict(list)
        for (number, at), n in wanted.items():
            if scope.periods(at) and (at.grain == "month") == (scope.grain == "month"):
                numbers[family_of(number)].append((number, at, n))
        for family, own in sorted(numbers.items()):
            attack = programme(found, family, scope)
            result += _narrow(found, attack, scope, own, n_tries, np.random.default_rng(seed))
    return result


def _narrow(
    found: Published,
    attack: Attack,
    scope: Scope,
    numbers: list[tuple[str, Cell, int]],
    n_tries: int,
    chance: np.random.Generator,
) -> list[Told]:
    rows = []
    for number, at, n in numbers:
        asked = terms(number, series(found, at)[0], scope.periods(at))
        if asked.keys() <= attack.column.keys():  # else nothing known bounds it
            rows.append((number, at, n, *attack.columns(asked)))
    low, high = np.full(len(rows), np.inf), np.full(len(rows), -np.inf)

    def solve(cost: NDArray[np.float64]) -> None:
        values = attack.least(cost)
        for i, (*_, columns, times) in enumerate(rows):
            value = values[columns] @ times
            low[i], high[i] = min(low[i], value), max(high[i], value)

    for _ in range(n_tries):
        cost = np.zeros(len(attack.names))
        for i, (*_, columns, times) in enumerate(rows):
            if high[i] - low[i] < WIDE:
                cost[columns] += times * chance.choice((-1.0, 1.0))
        if not cost.any():
            break
        solve(cost)
        solve(-cost)
    result = []
    for i, (number, at, n, columns, times) in enumerate(rows):
        for sign in (1.0, -1.0):
            if high[i] - low[i] < WIDE:
                cost = np.zeros(len(attack.names))
                cost[columns] = sign * times
                solve(cost)
        least, most = math.ceil(low[i] - 1e-4), math.floor(high[i] + 1e-4)
        if most - least < WIDE:
            assert least <= n <= most, (number, at, n, low[i], high[i])
            result.append(Told(number, at, n, least, most))
    return result
