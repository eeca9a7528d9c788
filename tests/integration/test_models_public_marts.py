"""Public editions of cohorts and complaints under attack, each by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from linear_bounds import Attack, Known
from models_dbt import Built

NARROWEST = 5
"""Numbers an attacker must be left with for a number of people from 1 to 9."""


class Cell(NamedTuple):
    """A number of people in the municipality."""

    sheet: str
    """What has a table of its own: a clock, all stages together."""
    key: str
    """What is told apart within a table: a cause, a stage and part."""
    breakdown: str
    code: str
    grain: str
    start: str

    @property
    def table(self) -> tuple[str, str, str, str]:
        """What is shown whole or left out whole."""
        return self.sheet, self.breakdown, self.grain, self.start[:4]


MARTS = {
    "mart_time_to_decision": ("clock", "clock", "n"),
    "mart_complaint_reversals": ("''", "'reversed'", "n_on_merits"),
}
"""Sheet, key and number of people of the marts that are no cells of cases."""

UNKNOWN = "UKENDT"
"""A code no seed knows: not published, and no group of citizens to be protected."""


def numbers(built: Built, mart: str) -> tuple[dict[Cell, int], set[Cell]]:
    """The true number of every cell of a mart, and the cells shown by its public edition."""
    sheet, key, n = MARTS[mart]
    level = "" if mart == "mart_time_to_decision" else "where org_level = 'municipality'"
    columns = (
        f"{sheet}, {key}, breakdown, breakdown_code, period_grain, cast(period_start as varchar)"
    )
    true = {
        Cell(*row[:6]): row[6]
        for row in built.query(f"select {columns}, {n} from marts.{mart} {level}")
    }
    shown = built.query(f"select {columns} from marts.{mart}_public where not is_suppressed")
    return true, {Cell(*row) for row in shown}


def unknowns(cell: Cell, codes: list[str]) -> frozenset[str]:
    """The case types' quarters a cell is the sum of."""
    quarters = [cell.start]
    if cell.grain == "year":
        quarters = [f"{cell.start[:4]}-{month:02d}-01" for month in (1, 4, 7, 10)]
    own = codes if cell.breakdown == "total" else [cell.code]
    return frozenset(f"{cell.key} {code} {quarter}" for code in own for quarter in quarters)


def narrow(true: dict[Cell, int], is_shown: Callable[[Cell], bool]) -> list[Cell]:
    """Cells of 1 to 9 left out that the attack leaves fewer than five numbers for.

    It takes every number shown for exact (rounding comes on top), a row that is hidden for at least
    1, and one that is not there for 0.
    """
    codes = sorted({cell.code for cell in true if cell.breakdown == "case_type"})
    found = []
    for sheet, key in sorted({cell[:2] for cell in true}):
        own = {cell: n for cell, n in true.items() if cell[:2] == (sheet, key)}
        there: frozenset[str] = frozenset().union(
            *(unknowns(c, codes) for c in own if (c.breakdown, c.grain) == ("case_type", "quarter"))
        )
        parts = {cell: unknowns(cell, codes) & there for cell in own}
        # One case is known of every row that is there: the unknowns are the others.
        known = []
        for cell, n in own.items():
            if is_shown(cell):
                others = n - len(parts[cell])
                known.append(Known(dict.fromkeys(parts[cell], 1.0), others, others))
        if not known:
            continue
        attack = Attack(known)
        for cell, n in own.items():
            if is_shown(cell) or cell.code == UNKNOWN or not 1 <= n <= 9:
                continue
            if not parts[cell] <= set(attack.column):
                continue
            low, high = (
                bound + len(parts[cell]) for bound in attack.bounds(dict.fromkeys(parts[cell], 1.0))
            )
            assert low - 1e-6 <= n <= high + 1e-6
            if high - low + 1 < NARROWEST:
                found.append(cell)
    return found


@pytest.mark.parametrize("mart", MARTS)
def test_what_is_left_out_cannot_be_told(small_build: Built, mart: str) -> None:
    true, shown = numbers(small_build, mart)
    assert shown, "the data must have something to show"
    assert shown < set(true), "and something to leave out"
    assert not [cell for cell in shown if 1 <= true[cell] <= 9]
    assert narrow(true, lambda cell: cell in shown) == []


@pytest.mark.parametrize("mart", MARTS)
def test_tables_are_shown_whole(small_build: Built, mart: str) -> None:
    true, shown = numbers(small_build, mart)
    left_out = {cell for cell in set(true) - shown if cell.code != UNKNOWN}
    assert not {cell.table for cell in shown} & {cell.table for cell in left_out}


def test_leaving_out_small_numbers_alone_would_not_do(small_build: Built) -> None:
    """The same attack on marts without their small rows finds many of them."""
    true, _ = numbers(small_build, "mart_time_to_decision")
    assert narrow(true, lambda cell: not 1 <= true[cell] <= 9)


@pytest.mark.parametrize("mart", ["mart_case_time_parts", *MARTS])
def test_codes_no_seed_knows_are_not_published(small_build: Built, mart: str) -> None:
    query = f"select count(*) from marts.{{}} where breakdown_code = '{UNKNOWN}'"
    assert small_build.query(query.format(mart)) > [(0,)]
    assert small_build.query(query.format(f"{mart}_public")) == [(0,)]


def test_open_cases_are_hidden_where_any_part_of_them_is_small(small_build: Built) -> None:
    """Also those neither overdue, due nor without a deadline: they can be had by subtraction."""
    rows = small_build.query(
        "select public.breakdown, public.is_suppressed, mart.n_open, mart.n_overdue,"
        " mart.n_due_in_30_days, mart.n_no_deadline"
        " from marts.mart_open_cases as mart join marts.mart_open_cases_public as public using"
        " (municipality_code, org_level, org_code, breakdown, breakdown_code)"
    )
    has_small = dict.fromkeys((row[0] for row in rows), False)
    for breakdown, _, n_open, *parts in rows:
        numbers_of_row = (n_open, *parts, n_open - sum(parts))
        has_small[breakdown] |= any(1 <= n <= 9 for n in numbers_of_row)
    assert {row[:2] for row in rows} == set(has_small.items())


def test_curves_are_of_cohorts_that_are_shown(small_build: Built) -> None:
    """The first number at risk is the cohort's: shown beside a hidden one, it would tell it."""
    cohort = "clock, breakdown, breakdown_code, period_grain, period_start"
    curves = small_build.query(
        f"select distinct {cohort} from marts.mart_time_to_decision_curve_public"
    )
    shown = small_build.query(
        f"select {cohort} from marts.mart_time_to_decision_public where not is_suppressed"
    )
    assert curves
    assert set(curves) <= set(shown)
