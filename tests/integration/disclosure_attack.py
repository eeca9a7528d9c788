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

from linear_bounds import Attack, Known, Terms, minus, told_within
from published_numbers import SHEETS, SUMS, Cell, Published, Query, known_share

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
    of = {"cause": "quiet", "step": "quiet", "gained": "kept"}
    return FAMILY[of.get(first.split(" ")[0], first)]


MONTHS = {"month": 1, "quarter": 3, "year": 12}
"""Length of a period."""


class Scope(NamedTuple):
    """The smallest periods of one programme: months or quarters."""

    grain: str
    starts: tuple[str, ...]

    def periods(self, at: Cell) -> tuple[str, ...]:
        """The smallest periods a cell is the sum of; none where it lies outside."""
        own = months_from(at.start, MONTHS[at.grain])[:: MONTHS[self.grain]]
        is_inside = MONTHS[at.grain] >= MONTHS[self.grain] and set(own) <= set(self.starts)
        return own if is_inside else ()


def months_from(start: str, n: int) -> tuple[str, ...]:
    """The first days of some months in a row, or of those before where n is negative."""
    first = int(start[:4]) * 12 + int(start[5:7]) - 1
    return tuple(
        f"{m // 12}-{m % 12 + 1:02d}-01" for m in range(first + min(n, 0), first + max(n, 0))
    )


def scopes(year: int) -> list[Scope]:
    """One for each quarter and one for the year: a quarter's figure says more than its months."""
    months = months_from(f"{year}-01-01", 12)
    by_month = [Scope("month", months[i : i + 3]) for i in range(0, 12, 3)]
    return [*by_month, Scope("quarter", months[::3])]


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


def programme(found: Published, family: str, scope: Scope) -> list[Known]:
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
    return [*known, *_identities(found, family, scope)]


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
            is_over = f"{period[:5]}{int(period[5:7]) + MONTHS[scope.grain]:02d}" <= found.data_date
            if is_over and "timed_and_open" in parts:  # open cases count on the data date
                yield _equal([f"timed_and_open{here}"], [])
            for name in extra:
                held_by = _expand(_holder(name))
                if not name.startswith("gained ") and not is_over:
                    held_by.append("timed_and_open")
                yield Known({**{p + here: 1.0 for p in held_by}, name + here: -1.0}, 0.0, math.inf)
        for part in parts + extra:
            for one, other in pairwise(ways_of_all):
                yield _equal(
                    [f"{part}|{way}|{period}" for way in one],
                    [f"{part}|{way}|{period}" for way in other],
                )


def _holder(name: str) -> str:
    """What holds the cases of a cause or step: those that lay still, or came too late."""
    if not name.startswith("gained "):
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


def told(found: Published, wanted: dict[tuple[str, Cell], int]) -> list[Told]:
    """The small numbers that are told within two.

    Args:
        found: what is published.
        wanted: numbers to be told, by what they are of: the targets, or some of them.
    """
    result: list[Told] = []
    for year in found.years:
        for scope in scopes(year):
            result += _told_in(found, wanted, scope)
    return result


def _told_in(found: Published, wanted: dict[tuple[str, Cell], int], scope: Scope) -> list[Told]:
    numbers: dict[str, dict[tuple[str, Cell], tuple[Terms, int]]] = defaultdict(dict)
    for (number, at), n in wanted.items():
        if scope.periods(at) and (at.grain == "month") == (scope.grain == "month"):
            asked = terms(number, series(found, at)[0], scope.periods(at))
            numbers[family_of(number)][number, at] = (asked, n)
    return [
        Told(number, at, n, least, most)
        for family, own in sorted(numbers.items())
        for (number, at), n, least, most in told_within(
            Attack(programme(found, family, scope)), own
        )
    ]


# Initiatives


def told_by_initiatives(found: Published, query: Query) -> list[Told]:
    """The small numbers of initiatives that are told: of those who took part, and of the others.

    A unit took part, or its cases of one type; the others are those of the other units.

    Args:
        found: what is published of the years of the initiatives.
        query: on the published file.
    """
    result: list[Told] = []
    for initiative_id, indicator, unit, breakdown, code, first, n_before, n_after in query(
        "select initiative_id, indicator_id, org_code, breakdown, breakdown_code, "
        "cast(min(period_start) filter (is_after) as varchar), "
        "max(n_months_before), max(n_months_after) "
        "from marts.dim_initiative inner join marts.mart_initiative_effect "
        "using (initiative_id, indicator_id) inner join marts.mart_initiative_months "
        "using (initiative_id, indicator_id, group_code) where org_level = 'unit' group by all"
    ):
        of_n, of_x = SHEETS[indicator]
        if of_x is None:
            continue
        windows = {"before": months_from(first, -n_before), "after": months_from(first, n_after)}
        scope = Scope("month", windows["before"] + windows["after"])
        known = programme(found, family_of(of_n), scope)
        numbers: dict[str, tuple[Terms, int]] = {}
        for side, months in windows.items():
            part, others = _sides(found, (of_n, of_x), unit, breakdown, code, months)
            known += _held_by_unit_and_type((of_n, of_x), unit, breakdown, code, months)
            true: dict[str, tuple[int, int]] = {}
            for group, sums in (("part", part), ("others", others)):
                ((n, x, shown, value),) = query(
                    f"select n, cast(round(n * value) as bigint), n_{side}, value_{side} from ("
                    f"select initiative_id, group_code, n_{side} as n, value_{side} as value"
                    " from marts.mart_initiative_effect)"
                    " inner join marts.mart_initiative_effect_public"
                    " using (initiative_id, group_code)"
                    f" where initiative_id = '{initiative_id}' and group_code = '{group}'"
                )
                true[group] = n, x
                numbers |= _small(f"{side} {group}", sums[of_n], sums[of_x], n, x)
                known += known_share(sums[of_x], sums[of_n], shown, value)
            whole = [
                (terms(name, [f"unit:{unit}"], months), sum(
                    found.true[name, Cell("unit", unit, "total", "total", "month", month)]
                    for month in months
                ))
                for name in (of_n, of_x)
            ]  # fmt: skip
            numbers |= _small(
                f"{side} unit less part",
                minus(whole[0][0], part[of_n]),
                minus(whole[1][0], part[of_x]),
                whole[0][1] - true["part"][0],
                whole[1][1] - true["part"][1],
            )
        at = Cell("unit", unit, breakdown, code, "month", first)
        result += [
            Told(f"{initiative_id} {name}", at, *bounds)
            for name, *bounds in told_within(Attack(known), numbers)
        ]
    return result


def _sides(
    found: Published,
    names: tuple[str, str],
    unit: str,
    breakdown: str,
    code: str,
    months: tuple[str, ...],
) -> tuple[dict[str, Terms], dict[str, Terms]]:
    """Numbers of those who took part, and of the others: n and numerator."""
    if breakdown == "total":
        part_way, whole_ways = f"unit:{unit}", [f"unit:{one}" for one in found.finest["unit"]]
    else:
        part_way, whole_ways = f"unit:{unit} {code}", [f"{breakdown}:{code}"]
    part = {name: terms(name, [part_way], months) for name in names}
    return part, {name: minus(terms(name, whole_ways, months), part[name]) for name in names}


def _held_by_unit_and_type(
    names: tuple[str, str], unit: str, breakdown: str, code: str, months: tuple[str, ...]
) -> Iterator[Known]:
    """A unit's cases of a type are among those of the unit, and among those of the type."""
    if breakdown == "total":
        return
    for part in {part for name in names for part in smallest(name)}:
        for month in months:
            own = {f"{part}|unit:{unit} {code}|{month}": 1.0}
            for way in (f"unit:{unit}", f"{breakdown}:{code}"):
                yield Known(minus({f"{part}|{way}|{month}": 1.0}, own), 0.0, math.inf)


def _small(name: str, n: Terms, x: Terms, true_n: int, true_x: int) -> dict[str, tuple[Terms, int]]:
    """Those of n, numerator and rest that are of 1 to 9."""
    of_all = {
        f"{name}: n": (n, true_n),
        f"{name}: numerator": (x, true_x),
        f"{name}: rest": (minus(n, x), true_n - true_x),
    }
    return {key: value for key, value in of_all.items() if 1 <= value[1] <= 9}
