"""XmR limits and the rules of special cause against those of NHSRplotthedots and qicharts2."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_engine import macros, oracle, values

LIMITS = oracle("spc_xmr_limits.json")
RULES = oracle("spc_xmr_rules.json")
OVER = "order by i"


def xmr(y: list[float]) -> list[dict[str, Any]]:
    """The points of one series with the limits and rules the models give them."""
    rows = [("s", i, float(v)) for i, v in enumerate(y)]
    query = (
        f"with points as {values(rows, 'series, i, y')},"
        f" {macros().spc_xmr('points', ['series'], 'i', 'y')}"
        " select * from spc_points order by i"
    )
    result = duckdb.execute(query)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@pytest.mark.parametrize("case", [c for c in LIMITS if c["screen_outliers"]], ids=lambda c: c["id"])
def test_limits(case: dict[str, Any]) -> None:
    points = xmr(case["y"])
    expected, tolerance = case["expected"], case["tol"]
    assert points[0]["spc_mean"] == pytest.approx(expected["mean"], abs=tolerance)
    assert points[0]["spc_lower"] == pytest.approx(expected["lpl"], abs=tolerance)
    assert points[0]["spc_upper"] == pytest.approx(expected["upl"], abs=tolerance)
    assert sum(p["spc_rule"] is None for p in points) == expected["common_cause"]


def test_screening_takes_the_ranges_of_an_outlier_out_of_the_limits_only() -> None:
    """The peer's unscreened limits of this series are wider; its mean is ours."""
    case = next(c for c in LIMITS if c["id"] == "ptd_r3_outlier_unscreened")
    points = xmr(case["y"])
    assert points[0]["spc_mean"] == pytest.approx(case["expected"]["mean"], abs=case["tol"])
    assert points[0]["spc_upper"] < case["expected"]["upl"]
    assert points[14]["spc_rule"] == "outside_limits"


def test_limits_of_a_series_without_outliers_are_qicharts2s() -> None:
    """Montgomery's example 6.5, first 20 points; qicharts2 divides by 1.128, we write 2.66."""
    case = next(c for c in LIMITS if c["id"] == "qic_montgomery_6_5")
    points = xmr(case["y"][: case["fix_after_n_points"]])
    expected = case["expected"]
    assert points[0]["spc_mean"] == pytest.approx(expected["mean"], abs=case["tol"])
    half = points[0]["spc_upper"] - points[0]["spc_mean"]
    assert half == pytest.approx(2.66 * expected["mean_mr"], abs=case["tol"])
    assert points[0]["spc_lower"] == pytest.approx(expected["lpl"], abs=0.005)


def test_the_excel_example_screened() -> None:
    """Of 17 moving ranges 15 are 1: their mean is 32/17, and 8 and 9 are screened out."""
    case = next(c for c in LIMITS if c["id"] == "ptd_vignette_excel")
    points = xmr(case["y"])
    assert points[0]["spc_mean"] == pytest.approx(case["expected"]["mean"], abs=case["tol"])
    assert points[0]["spc_upper"] - points[0]["spc_mean"] == pytest.approx(2.66)
    assert [i for i, p in enumerate(points, 1) if p["spc_rule"] == "outside_limits"] == [5]


def test_a_constant_series_has_limits_of_no_width_and_no_signal() -> None:
    points = xmr([0.9] * 20)
    assert points[0]["spc_lower"] == pytest.approx(0.9)
    assert points[0]["spc_upper"] == pytest.approx(0.9)
    assert {p["spc_rule"] for p in points} == {None}


def column(expression: str, rows: list[tuple[Any, ...]], columns: str) -> list[Any]:
    query = f"select {expression} from {values(rows, columns)} order by i"
    return [row[0] for row in duckdb.execute(query).fetchall()]


@pytest.mark.parametrize("case", RULES["seven_one_side"])
def test_seven_one_side(case: dict[str, list[int]]) -> None:
    rows = list(enumerate(case["x"]))
    assert column(macros().spc_seven_one_side("x", OVER), rows, "i, x") == case["exp"]


@pytest.mark.parametrize("case", RULES["seven_trend"])
def test_seven_trend(case: dict[str, list[int]]) -> None:
    x = case["x"]
    steps = [None, *((b > a) - (b < a) for a, b in pairwise(x))]
    rows = [(i, step if step is not None else 0) for i, step in enumerate(steps)]
    assert column(macros().spc_seven_trend("step", OVER), rows, "i, step") == case["exp"]


@pytest.mark.parametrize("case", RULES["part_of_seven"])
def test_part_of_seven(case: dict[str, list[int]]) -> None:
    rows = list(enumerate(case["x"]))
    either = " or ".join(f"({macros().spc_part_of_seven('x', sign, OVER)})" for sign in (1, -1))
    assert column(f"cast({either} as integer)", rows, "i, x") == case["exp"]


@pytest.mark.parametrize("rule", ["two_in_three_window", "part_of_two_in_three"])
def test_two_in_three(rule: str) -> None:
    for case in RULES[rule]:
        rows = [(i, c, s) for i, (c, s) in enumerate(zip(case["close"], case["rtm"], strict=True))]
        ends = macros().spc_two_in_three_ends("is_far", "side", OVER)
        is_in = macros().spc_in_two_in_three("ends", OVER)
        also = "and is_far = 1" if rule == "part_of_two_in_three" else ""
        query = (
            f"with flags as (select *, {ends} as ends from {values(rows, 'i, is_far, side')})"
            f" select cast(({is_in}) {also} as integer) from flags order by i"
        )
        assert [row[0] for row in duckdb.execute(query).fetchall()] == case["exp"], case


def test_two_in_three_counts_points_beyond_three_sigma_too() -> None:
    """Making data count, November 2023: zones >3s, >3s, 2-3s on one side mark the third point."""
    case = RULES["mdc_vs_ptd_two_in_three"][0]
    assert case["mdc_flag_third"]
    quiet = [0.0, 0.1, -0.1, 0.05, -0.05] * 8
    points = xmr([*quiet, 2.0, 2.0])
    near = points[0]["spc_mean"] + 0.9 * (points[0]["spc_upper"] - points[0]["spc_mean"])
    for _ in range(20):  # the third point moves the limits it is to lie within
        points = xmr([*quiet, 2.0, 2.0, near])
        near = points[0]["spc_mean"] + 0.9 * (points[0]["spc_upper"] - points[0]["spc_mean"])
    assert [p["spc_rule"] for p in points[-3:]] == [
        "outside_limits",
        "outside_limits",
        "two_in_three",
    ]


def test_precedence_of_the_rules() -> None:
    """Outside the limits goes before a trend, a trend before seven on one side."""
    points = xmr([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 5, 6, 7, 8, 9, 10, 11, 30])
    names = [p["spc_rule"] for p in points]
    assert names[-1] == "outside_limits"
    assert "trend" in names
    rising = xmr([10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 1, 2, 3, 4, 5, 6, 7])
    assert rising[-7]["spc_rule"] in ("outside_limits", "trend")


def test_a_trend_points_where_it_goes() -> None:
    """A falling trend above the mean is a fall; the last point of a rise is a rise."""
    wide = [0, 8] * 7
    points = xmr([*wide, 0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 0])
    found = [(p["spc_rule"], p["spc_side"]) for p in points[len(wide) :]]
    assert found == [("trend", 1)] * 7 + [("trend", -1)] * 6


@pytest.mark.parametrize(
    "y",
    [
        [0, 2, 1] * 5,
        [1, 0, 2] * 5,
        [5, 7, 5, 7, 5, 7, 4, 5, 7, 5, 3, 1, 3, 4, 3, 1, 3, 1, 3, 1],
    ],
)
def test_a_point_on_the_mean_is_no_end_of_a_run(y: list[float]) -> None:
    """Waves around the mean, and six above it, one on it and three above: no run of seven."""
    assert {p["spc_rule"] for p in xmr(y)} == {None}


@given(st.lists(st.integers(0, 4), min_size=13, max_size=30))
@settings(max_examples=60, deadline=None)
def test_every_series_is_judged_by_the_rules_as_they_are_written(y: list[int]) -> None:
    """Small whole numbers: many points lie on the mean, many steps are none."""
    assert [p["spc_rule"] for p in xmr([float(v) for v in y])] == rules_by_hand(y)


def rules_by_hand(y: list[int]) -> list[str | None]:
    """Making data count's rules of special cause in exact fractions, point by point."""
    mean = Fraction(sum(y), len(y))
    ranges = [abs(b - a) for a, b in pairwise(y)]
    cut = Fraction("3.267") * Fraction(sum(ranges), len(ranges))
    kept = [r for r in ranges if r <= cut]
    reach = Fraction("2.66") * Fraction(sum(kept), len(kept))
    side = [(v > mean) - (v < mean) for v in y]
    step = [0, *((b > a) - (b < a) for a, b in pairwise(y))]
    far = [abs(v - mean) > reach * Fraction(2, 3) for v in y]

    def run(signs: list[int], at: int, length: int) -> bool:
        """Whether a point is one of so many in a row with one sign, none of them 0."""
        starts = range(max(0, at - length + 1), min(at, len(y) - length) + 1)
        return any(abs(sum(signs[i : i + length])) == length for i in starts)

    def rising_or_falling(at: int) -> bool:
        """Six steps one way have seven points: the one they start from is one of them."""
        starts = range(max(0, at - 6), min(at, len(y) - 7) + 1)
        return any(abs(sum(step[i + 1 : i + 7])) == 6 for i in starts)

    def two_in_three(at: int) -> bool:
        starts = range(max(0, at - 2), min(at, len(y) - 3) + 1)
        return far[at] and any(
            abs(sum(side[i : i + 3])) == 3 and sum(far[i : i + 3]) >= 2 for i in starts
        )

    def rule(at: int) -> str | None:
        if abs(y[at] - mean) > reach:
            return "outside_limits"
        if rising_or_falling(at):
            return "trend"
        if two_in_three(at):
            return "two_in_three"
        return "shift" if run(side, at, 7) else None

    return [rule(at) for at in range(len(y))]
