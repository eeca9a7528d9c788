"""Tails of the chi-square distribution against closed forms and published quantiles."""

from __future__ import annotations

from fractions import Fraction
from math import erfc, exp, factorial, gamma, sqrt

import duckdb
import pytest
from oracle_engine import macros


def tail(chi2: str, df: str | int) -> float | None:
    found = duckdb.execute(f"select {macros().chi2_tail(chi2, df)}").fetchone()
    assert found is not None
    return found[0]


def expected(chi2: float, df: int) -> float:
    """The tail as a sum of exact fractions, times one exponential."""
    half = chi2 / 2
    if df % 2 == 0:
        exact = sum(Fraction(half) ** j / factorial(j) for j in range(df // 2))
        return float(exact) * exp(-half)
    parts = [half ** (j - 0.5) / gamma(j + 0.5) for j in range(1, (df - 1) // 2 + 1)]
    return erfc(sqrt(half)) + exp(-half) * sum(parts)


def test_one_degree_of_freedom_is_as_near_as_it_says() -> None:
    """The fit of erfc is off by less than 2e-12 of its value, from 0 to where p is 1e-180."""
    found = duckdb.execute(
        f"select chi2, {macros().chi2_p('chi2')}"
        " from (select pow(i / 70.0e0, 2) as chi2 from range(2000) as t (i))"
    ).fetchall()
    worst = max(abs(p / erfc(sqrt(chi2 / 2)) - 1) for chi2, p in found)
    assert 1e-15 < worst < 2e-12


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 9, 10, 24, 25, 60, 99, 100])
def test_tail_of_any_degrees_of_freedom(df: int) -> None:
    for chi2 in (0.0, 1e-6, 0.1, 1.0, df * 1.0, df * 1.5, df + 40.0, 300.0):
        assert tail(f"{chi2:.17e}", df) == pytest.approx(expected(chi2, df), rel=1e-11)


@pytest.mark.parametrize(
    ("chi2", "df", "p"),
    [
        (3.841458820694124, 1, 0.05),
        (5.991464547107979, 2, 0.05),
        (7.814727903251179, 3, 0.05),
        (16.918977604620448, 9, 0.05),
        (124.34211340400407, 100, 0.05),
        (6.634896601021213, 1, 0.01),
    ],
)
def test_tail_at_published_quantiles(chi2: float, df: int, p: float) -> None:
    """Quantiles as R's qchisq gives them."""
    assert tail(f"{chi2:.17e}", df) == pytest.approx(p, abs=1e-12)


def test_tail_beyond_what_it_reaches() -> None:
    assert tail("12e0", 101) is None
    assert tail("12e0", 0) is None
    assert tail("1e9", 5) == 0
    assert tail("1400e0", 3) == pytest.approx(expected(1400.0, 3), rel=1e-9)
    assert tail("cast(null as double)", 5) is None
