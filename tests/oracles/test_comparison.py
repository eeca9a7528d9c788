"""Two groups like for like: Mantel-Haenszel, standardisation and standardised mean differences."""

from __future__ import annotations

import random
from math import sqrt
from typing import Any

import duckdb
import pytest
from oracle_engine import macros, oracle, values

Table = list[list[int]]
"""A stratum: with and without the answer, of group a and of group b."""

Z = 1.959963984540054


def query_one(sql: str) -> dict[str, Any]:
    result = duckdb.execute(sql)
    names = [column[0] for column in result.description or []]
    (row,) = result.fetchall()
    return dict(zip(names, row, strict=True))


def strata(tables: list[Table]) -> str:
    rows = [("p", k, a + b, a, c + d, c) for k, ((a, b), (c, d)) in enumerate(tables)]
    return values(rows, "pair, stratum, n_a, x_a, n_b, x_b")


def mantel_haenszel(tables: list[Table]) -> dict[str, Any]:
    tail = macros().chi2_tail
    return query_one(
        f"with strata as {strata(tables)}, {macros().mantel_haenszel('strata', ['pair'])}"
        f" select *, {macros().chi2_p('chi2')} as p, {macros().chi2_p('chi2_corrected')} as p_cc,"
        f" {tail('breslow_day', '(n_informative - 1)')} as breslow_day_p from mantel_haenszel"
    )


def standardised(tables: list[Table]) -> dict[str, Any]:
    """Difference of standardised shares with its standard error, and the share of each stratum."""
    sides = ", ".join(
        f"x_{s} / n_{s} as value_{s}, {macros().wilson_low(f'x_{s}', f'n_{s}')} as low_{s},"
        f" {macros().wilson_high(f'x_{s}', f'n_{s}')} as high_{s}"
        for s in "ab"
    )
    error = macros().standardised_shares_se("share", "x_a", "n_a", "x_b", "n_b")
    return query_one(
        f"with strata as {strata(tables)},"
        f" both_have as (select *, n_a + n_b as weight, {sides} from strata"
        " where n_a > 0 and n_b > 0),"
        f" {macros().standardised_difference('both_have', ['pair'])}"
        f" select standardised.*, (select {error} from standard_shares) as se,"
        f" (select list(share order by stratum) from standard_shares) as weights from standardised"
    )


NAMES = {
    "or_mh": "odds_ratio",
    "or_lo": "odds_ratio_low",
    "or_hi": "odds_ratio_high",
    "rr_mh": "risk_ratio",
    "chi2": "chi2",
    "p": "p",
    "chi2_cc": "chi2_corrected",
    "p_cc": "p_cc",
    "breslow_day": "breslow_day",
    "breslow_day_p": "breslow_day_p",
    "rd_mh": "risk_difference",
    "rd_se_sato": "risk_difference_se",
    "rd_lo": "risk_difference_low",
    "rd_hi": "risk_difference_high",
    "crude_p1": "crude_a",
    "crude_p0": "crude_b",
}


@pytest.mark.parametrize("case", oracle("mantel_haenszel.json"), ids=lambda c: c["id"])
def test_mantel_haenszel(case: dict[str, Any]) -> None:
    found = mantel_haenszel(case["tables"])
    homogeneity = {k: case[k] for k in ("breslow_day", "breslow_day_p") if k in case}
    for expected, tolerance in (
        (case["expected"], case.get("tol", 1e-9)),
        (case.get("more_generated", {}), 1e-9),
        (homogeneity, 1e-9),
    ):
        for name, value in expected.items():
            if value is not None:
                rel = tolerance if tolerance > 1e-6 else 1e-9
                near = pytest.approx(value, rel=rel, abs=tolerance)
                assert found[NAMES[name]] == near, name


def test_strata_of_odds_ratio_one_are_homogeneous() -> None:
    """The peer divides by 1 - OR and says nothing; in every stratum both are alike."""
    (case,) = (c for c in oracle("mantel_haenszel.json") if c["id"] == "syn_no_diff_4strata")
    found = mantel_haenszel(case["tables"])
    assert (found["breslow_day"], found["breslow_day_p"]) == pytest.approx((0, 1))


def test_a_stratum_of_one_and_strata_of_one_group_change_nothing() -> None:
    tables: list[Table] = [[[45, 5], [40, 10]], [[12, 48], [6, 54]]]
    lonely: list[Table] = [[[1, 0], [0, 0]], [[0, 0], [3, 4]]]
    with_them, without = mantel_haenszel([*tables, *lonely]), mantel_haenszel(tables)
    for name in ("risk_difference", "risk_difference_se", "risk_ratio", "odds_ratio", "chi2",
                 "breslow_day", "tarone", "n_strata", "n_informative"):  # fmt: skip
        assert with_them[name] == pytest.approx(without[name]), name
    assert with_them["crude_a"] == pytest.approx(58 / 111)
    assert with_them["crude_b"] == pytest.approx(49 / 117)


def test_groups_that_share_no_stratum_have_no_difference() -> None:
    found = mantel_haenszel([[[5, 5], [0, 0]], [[0, 0], [5, 5]]])
    assert found["n_strata"] == 0
    assert {found[k] for k in ("risk_difference", "risk_ratio", "chi2", "breslow_day")} == {None}


def test_all_granted_to_both() -> None:
    found = mantel_haenszel([[[5, 0], [7, 0]], [[9, 0], [3, 0]]])
    assert (found["risk_difference"], found["risk_ratio"]) == (0, 1)
    assert {found[k] for k in ("odds_ratio", "chi2", "breslow_day", "tarone")} == {None}


def test_expected_numbers_are_those_of_the_common_odds_ratio() -> None:
    """Breslow and Day's equation, in strata of many shapes: each has the common odds ratio."""
    chance = random.Random(7)
    for _ in range(200):
        tables = [[[chance.randint(1, 60) for _ in "ab"] for _ in "ab"] for _ in range(4)]
        sql = (
            f"with strata as {strata(tables)}, {macros().mantel_haenszel('strata', ['pair'])}"
            " select max(abs(expected * (n_b - with_answer + expected)"
            " / ((n_a - expected) * (with_answer - expected)) / odds_ratio - 1)) as worst,"
            " bool_and(expected > 0 and expected < least(n_a, with_answer)"
            " and n_b - with_answer + expected > 0) as within"
            " from mh_expected, mantel_haenszel"
        )
        found = query_one(sql)
        assert found["worst"] < 1e-8
        assert found["within"]


@pytest.mark.parametrize(
    "case", oracle("direct_standardisation_two_departments.json"), ids=lambda c: c["id"]
)
def test_direct_standardisation(case: dict[str, Any]) -> None:
    found, expected = standardised(case["tables"]), case["expected"]
    crude = mantel_haenszel(case["tables"])
    assert found["weights"] == pytest.approx(expected["weights"])
    assert (found["value_a"], found["value_b"], found["difference"], found["se"]) == pytest.approx(
        tuple(expected[k] for k in ("std_p1", "std_p0", "diff", "se_diff")), abs=1e-12
    )
    assert (crude["crude_a"], crude["crude_b"]) == pytest.approx(
        (expected["crude_p1"], expected["crude_p0"])
    )


def test_one_stratum_has_newcombes_interval() -> None:
    """Newcombe 1998, table II: 56/70 against 48/80 is 0.2000 (0.0524 to 0.3339)."""
    found = standardised([[[56, 14], [48, 32]]])
    assert (found["difference"], found["ci_low"], found["ci_high"]) == pytest.approx(
        (0.2, 0.0524, 0.3339), abs=6e-5
    )
    assert found["strata_chi2"] is None


def test_interval_by_hand_and_with_a_width_where_all_are_granted() -> None:
    """Two strata of equal weight; the interval is put together from Newcombe's of each."""
    found = standardised([[[10, 0], [10, 0]], [[10, 0], [10, 0]]])
    half = (1 - 10 / (10 + Z * Z)) / sqrt(2)
    assert (found["difference"], found["ci_high"]) == pytest.approx((0, half))
    assert found["ci_low"] == pytest.approx(-half)


def test_interval_covers_in_95_of_100() -> None:
    """A thousand draws of three strata that differ by the same 10 points."""
    chance = random.Random(1)
    rows = []
    for draw in range(1000):
        for k, (n_a, n_b, p) in enumerate([(40, 25, 0.3), (20, 60, 0.6), (15, 15, 0.85)]):
            x_a = sum(chance.random() < p + 0.1 for _ in range(n_a))
            x_b = sum(chance.random() < p for _ in range(n_b))
            rows.append((draw, k, n_a, x_a, n_b, x_b))
    sides = ", ".join(
        f"x_{s} / n_{s} as value_{s}, {macros().wilson_low(f'x_{s}', f'n_{s}')} as low_{s},"
        f" {macros().wilson_high(f'x_{s}', f'n_{s}')} as high_{s}"
        for s in "ab"
    )
    (covered,) = duckdb.execute(
        f"with strata as {values(rows, 'pair, stratum, n_a, x_a, n_b, x_b')},"
        f" both_have as (select *, n_a + n_b as weight, {sides} from strata),"
        f" {macros().standardised_difference('both_have', ['pair'])}"
        " select avg(case when 0.1 between ci_low and ci_high then 1 else 0 end) from standardised"
    ).fetchone() or (0,)
    assert 0.94 <= covered <= 0.98


def test_cochrans_q_by_hand() -> None:
    """Differences 1 and 4 with intervals of +-1.96 and +-3.92: precision 1 and 1/4.

    The mean is (1 + 1) / 1.25 = 1.6, so Q = 0.36 + 0.25 * 5.76 = 1.8 with 1 degree of freedom.
    """
    z = Z / sqrt(2)
    rows = [
        ("p", 5.0, 5 - z, 5 + z, 4.0, 4 - z, 4 + z, 10),
        ("p", 8.0, 8 - 2 * z, 8 + 2 * z, 4.0, 4 - 2 * z, 4 + 2 * z, 10),
    ]
    columns = "pair, value_a, low_a, high_a, value_b, low_b, high_b, weight"
    found = query_one(
        f"with strata as {values(rows, columns)},"
        f" {macros().standardised_difference('strata', ['pair'])} select * from standardised"
    )
    assert (found["strata_chi2"], found["strata_df"]) == pytest.approx((1.8, 1))
    assert found["difference"] == pytest.approx(2.5)


@pytest.mark.parametrize("case", oracle("smd.json")["cases"], ids=lambda c: c["type"])
def test_standardised_mean_difference(case: dict[str, Any]) -> None:
    if case["type"] == "binary":
        sql = macros().smd_of_shares(f"{case['p1']}e0", f"{case['p2']}e0")
    else:
        sql = macros().smd_of_means(
            f"{case['m1']}e0", f"{case['s1'] ** 2}e0", f"{case['m2']}e0", f"{case['s2'] ** 2}e0"
        )
    assert query_one(f"select {sql} as smd")["smd"] == pytest.approx(case["smd"], abs=1e-12)


def test_standardised_mean_difference_of_groups_that_do_not_vary() -> None:
    alike, apart = macros().smd_of_shares("1e0", "1e0"), macros().smd_of_shares("1e0", "0e0")
    assert query_one(f"select {alike} as a, {apart} as b") == {"a": 0, "b": None}
