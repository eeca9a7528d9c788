"""Sums of doubles are the same in every order; what lies at a half is rounded away from zero."""

from __future__ import annotations

from itertools import permutations

import duckdb
import pytest
from oracle_engine import macros, values

THIRDS = [0.1, 0.2, 0.3, 1e15, -1e15]


def in_every_order(sql: str) -> set[tuple[float, ...]]:
    """What an aggregate of `x` in groups `g` comes to, over every order of the same values."""
    return {
        tuple(row[0] for row in duckdb.execute(
            f"{sql} from {values([('g', x) for x in order], 'g, x')}"
        ).fetchall())
        for order in permutations(THIRDS)
    }  # fmt: skip


def test_a_sum_is_the_same_in_every_order() -> None:
    assert len(in_every_order("select sum(x)")) > 1, "the values are such that order matters"
    assert len(in_every_order(f"select {macros().ordered_sum('x')}")) == 1
    in_window = macros().exact_sum("x", "partition by g")
    assert {sums[0] for sums in in_every_order(f"select {in_window}")} == {0.6}


def test_nothing_adds_up_to_nothing() -> None:
    rows = f"from {values([('g', 1)], 'g, x')} where x > 1"
    assert duckdb.execute(f"select {macros().ordered_sum('x')} {rows}").fetchone() == (None,)


@pytest.mark.parametrize(
    ("figure", "unit", "published"),
    [
        ("0.285e0", "share", "0.29"),
        ("0.284e0", "share", "0.28"),
        ("-0.285e0", "share", "-0.29"),
        ("2.25e0", "score", "2.3"),
        ("-48.5e0", "days", "-49.0"),
        ("-48.49999999999999e0", "days", "-49.0"),
        ("-48.4999e0", "days", "-48.0"),
        ("-0.3e0", "days", "0.0"),
        ("cast(7 as bigint)", "days", "7.0"),
        ("cast(null as double)", "days", "None"),
    ],
)
def test_a_half_is_rounded_away_from_zero(figure: str, unit: str, published: str) -> None:
    rounded = macros().published(figure, f"'{unit}'", "false")
    row = duckdb.execute(f"select {rounded}").fetchone()
    assert row is not None
    assert str(row[0]) == published  # As text: -0.0 is not 0.0.
