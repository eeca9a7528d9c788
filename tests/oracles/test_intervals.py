"""Intervals of shares and medians against published numbers."""

from __future__ import annotations

from math import comb, exp, factorial, fsum
from statistics import fmean, variance

import duckdb
import pytest
from oracle_engine import macros, oracle

Z = {"95%": "1.959963984540054e0", "99.8%": "3.090232306167813e0"}


@pytest.mark.parametrize(
    "row", oracle("wilson.csv"), ids=lambda r: f"{r['x']}/{r['n']} {r['confidence']}"
)
def test_wilson(row: dict[str, str]) -> None:
    x, n, z = f"cast({row['x']} as double)", f"cast({row['n']} as bigint)", Z[row["confidence"]]
    query = f"select {macros().wilson_low(x, n, z)}, {macros().wilson_high(x, n, z)}"
    low, high = duckdb.execute(query).fetchone() or (None, None)
    assert low == pytest.approx(float(row["lower"]), abs=2e-8)
    assert high == pytest.approx(float(row["upper"]), abs=2e-8)


def test_a_share_of_all_or_none_lies_in_its_interval() -> None:
    low, high = macros().wilson_low("n", "n"), macros().wilson_high("n", "n")
    zero = macros().wilson_low("0", "n")
    wrong = duckdb.execute(
        f"select count(*) from range(1, 5000) as t(n)"
        f" where not ({high} = 1 and {low} < 1 and {zero} = 0)"
    ).fetchone()
    assert wrong == (0,)


def poisson(x: int) -> tuple[float, float]:
    """The interval of a count as the models have it."""
    query = f"select {macros().poisson_low('x')}, {macros().poisson_high('x')}"
    low, high = duckdb.execute(f"{query} from (select cast({x} as bigint) as x)").fetchone() or ()
    return low, high


@pytest.mark.parametrize("x", range(10))
def test_a_count_below_ten_has_exact_limits(x: int) -> None:
    """By their definition: at either limit a count as far out has a chance of 2.5 %."""
    low, high = poisson(x)
    assert chance_up_to(x, high) == pytest.approx(0.025, abs=1e-12)
    if x == 0:
        assert low == 0
    else:
        assert 1 - chance_up_to(x - 1, low) == pytest.approx(0.025, abs=1e-12)


def chance_up_to(x: int, mean: float) -> float:
    """Chance of a Poisson count of at most x."""
    return exp(-mean) * fsum(mean**k / factorial(k) for k in range(x + 1))


GARWOOD = [(1, 0.0253, 5.572), (5, 1.623, 11.67), (9, 4.115, 17.08)]
"""Garwood, Biometrika 1936;28:437, as tables of exact limits print them."""

BYAR = [(65, 50.163187710459454, 82.84913854593984)]
"""UKHSA's PHEindicatormethods, testdata_Byars_Wilson.xlsx."""


@pytest.mark.parametrize(("x", "low", "high"), GARWOOD)
def test_exact_limits_are_those_of_the_tables(x: int, low: float, high: float) -> None:
    assert poisson(x) == pytest.approx((low, high), rel=1e-3)


@pytest.mark.parametrize(("x", "low", "high"), BYAR)
def test_byar(x: int, low: float, high: float) -> None:
    assert poisson(x) == pytest.approx((low, high), abs=1e-9)


def test_limits_go_on_where_the_exact_ones_end() -> None:
    """At 10 Byar's are off by less than 0.02: exactly 4.7954 and 18.3904."""
    assert poisson(10) == pytest.approx((4.795388696132434, 18.390356042017779), abs=2e-2)


@pytest.mark.parametrize("n", [10, 11, 25, 60, 200, 999])
def test_ranks_of_the_median_cover_it_in_95_of_100(n: int) -> None:
    """The exact binomial coverage of the ranks is 95 % but for their being whole numbers."""
    low, high = duckdb.execute(
        f"select {macros().median_low_rank('n')}, {macros().median_high_rank('n')}"
        f" from (select cast({n} as bigint) as n)"
    ).fetchone() or (0, 0)
    coverage = sum(comb(n, k) for k in range(low, high)) / 2**n
    assert 0.93 <= coverage <= 0.99
    assert low + high == n + 1


def test_ranks_as_campbell_and_gardner_print_them() -> None:
    """BMJ 1988;296:1454: with n = 100 the 40th and the 61st value."""
    query = f"select {macros().median_low_rank('100')}, {macros().median_high_rank('100')}"
    assert duckdb.execute(query).fetchone() == (40, 61)


@pytest.mark.parametrize("row", oracle("funnel_prop_limits.csv"), ids=lambda r: r["Population"])
def test_funnel_limits(row: dict[str, str]) -> None:
    """PHEindicatormethods' limits, in percent; its upper ones are cut to 100 as ours."""
    centre, n = f"{float(row['Baseline']) / 100!r}e0", row["Population"]
    query = ", ".join(
        f"100 * {limit(centre, n, z)}"
        for z in Z.values()
        for limit in (macros().funnel_low, macros().funnel_high)
    )
    found = duckdb.execute(f"select {query}").fetchone()
    published = ("Lower2s0025limit", "Upper2s0025limit", "Lower3s0001limit", "Upper3s0001limit")
    assert found == pytest.approx([float(row[name]) for name in published], abs=2e-2)


@pytest.mark.parametrize(
    ("after", "before", "difference", "low", "high"),
    [
        ((56, 70), (48, 80), 0.2000, 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.6000, 0.1705, 0.8090),
        ((10, 10), (0, 10), 1.0000, 0.6075, 1.0000),
    ],
)
def test_difference_of_shares_is_newcombes(
    after: tuple[int, int], before: tuple[int, int], difference: float, low: float, high: float
) -> None:
    """Table II of Newcombe, Statistics in Medicine 1998;17:873, method 10."""
    sides = {}
    for name, (x, n) in (("after", after), ("before", before)):
        x_, n_ = f"cast({x} as double)", f"cast({n} as bigint)"
        sides[name] = f"{x_} / {n_}"
        sides[f"{name}_low"] = macros().wilson_low(x_, n_)
        sides[f"{name}_high"] = macros().wilson_high(x_, n_)
    sides = {name: f"({sql})" for name, sql in sides.items()}
    a, b = sides["after"], sides["before"]
    low_sql = macros().difference_low(b, sides["before_high"], a, sides["after_low"])
    high_sql = macros().difference_high(b, sides["before_low"], a, sides["after_high"])
    found = duckdb.execute(f"select {a} - {b}, {low_sql}, {high_sql}").fetchone()
    assert found == pytest.approx((difference, low, high), abs=6e-5)


@pytest.mark.parametrize(
    ("df", "published"),
    [(9, 2.262), (10, 2.228), (14, 2.145), (19, 2.093), (29, 2.045), (60, 2.000), (100, 1.984)],
)
def test_t_is_that_of_the_tables(df: int, published: float) -> None:
    """NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, upper 0.025."""
    found = duckdb.execute(f"select {macros().t95(f'cast({df} as bigint)')}").fetchone()
    assert found == (pytest.approx(published, abs=5.1e-4),)


def test_difference_of_means_is_welchs() -> None:
    """R's own example, `t.test(extra ~ group, data = sleep)`, as its manual prints it."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    error, other = (f"{variance(group) / len(group)!r}e0" for group in (first, second))
    df = macros().welch_df(error, "10", other, "10")
    difference = fmean(first) - fmean(second)
    margin = f"{macros().t95(df)} * sqrt({error} + {other})"
    found = duckdb.execute(
        f"select {df}, {difference} - {margin}, {difference} + {margin}"
    ).fetchone()
    assert found == pytest.approx((17.776, -3.3654832, 0.2054832), abs=5e-4)
    assert found is not None
    assert found[1:] == pytest.approx((-3.3654832, 0.2054832), abs=2e-6)
