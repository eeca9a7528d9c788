"""Time to decision with open cases against statsmodels, lifelines and R.

Of the published cases those with weights or late entry do not apply: a case counts once, from the
day its clock starts.
"""

from __future__ import annotations

from math import exp, log, sqrt
from typing import Any

import duckdb
import pytest
from oracle_engine import macros, oracle, values

CASES = {case["id"]: case for case in oracle("kaplan_meier.json")}
WAYS = ("decided", "withdrawn", "transferred", "other", "open")


def curve(ends: list[tuple[int, str]]) -> list[dict[str, Any]]:
    """The curve of one cohort, of the day each case left and how."""
    days = sorted({day for day, _ in ends})
    rows = [("c", day, *(ends.count((day, way)) for way in WAYS)) for day in days]
    columns = "cohort, day_no, " + ", ".join(f"n_{way}" for way in WAYS)
    query = (
        f"with days as {values(rows, columns)}, {macros().survival_curve('days', ['cohort'])}"
        " select * from survival_points order by day_no"
    )
    result = duckdb.execute(query)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def of_oracle(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The days with a decision of a published case, whose events are decisions."""
    how = [WAYS[0] if event else WAYS[-1] for event in case["E"]]
    return [p for p in curve(list(zip(case["T"], how, strict=True))) if p["n_decided"]]


def first_day(points: list[dict[str, Any]], share: float) -> Any:
    rows = [(p["day_no"], p["open_share"]) for p in points]
    found = duckdb.execute(
        f"select {macros().survival_day('open_share', share)}"
        f" from {values(rows, 'day_no, open_share')}"
    ).fetchone()
    assert found is not None
    return found[0]


@pytest.mark.parametrize("case", ["sm_1", "ll_g3_control", "gehan_treatment"])
def test_kaplan_meier(case: str) -> None:
    points, expected = of_oracle(CASES[case]), CASES[case]
    assert [p["day_no"] for p in points] == expected["times"]
    tolerance = expected.get("tol", 1e-7)
    assert [p["open_share"] for p in points] == pytest.approx(expected["S"], abs=tolerance)
    if "n_risk" in expected:
        assert [p["n_at_risk"] for p in points] == expected["n_risk"]
        assert [p["n_decided"] for p in points] == expected["n_events"]


def test_greenwood_is_statsmodels() -> None:
    """There is none once everybody is decided: the published one is empty there too."""
    points, expected = of_oracle(CASES["sm_1"]), CASES["sm_1"]
    errors = [p["greenwood"] and p["open_share"] * sqrt(p["greenwood"]) for p in points]
    assert errors[:-1] == pytest.approx(expected["S_se"][:-1], abs=1e-7)
    assert errors[-1] is expected["S_se"][-1] is None


def test_log_log_interval_is_rs() -> None:
    points, expected = of_oracle(CASES["ll_g3_control"]), CASES["ll_g3_control"]
    assert [p["ci_low"] for p in points] == pytest.approx(
        expected["ci_lower_loglog"], abs=expected["tol"]
    )
    assert [p["ci_high"] for p in points] == pytest.approx(
        expected["ci_upper_loglog"], abs=expected["tol"]
    )


def test_no_interval_before_the_first_decision_and_once_all_are_decided() -> None:
    first, *_, last = curve([(1, "open"), (2, "decided"), (3, "decided")])
    assert (first["open_share"], last["open_share"]) == (1, 0)
    assert {first["ci_low"], first["ci_high"], last["ci_low"], last["ci_high"]} == {None}


def test_median_counts_open_cases_and_the_median_of_the_closed_does_not() -> None:
    """Gehan's remission times: half are decided by day 23; of those decided half by day 10."""
    points, expected = of_oracle(CASES["gehan_treatment"]), CASES["closed_only_bias"]
    assert first_day(points, 0.5) == CASES["gehan_treatment"]["median"] == expected["km_median"]
    done, rows = 0, []
    for p in points:
        done += p["n_decided"]
        rows.append((p["day_no"], done))
    closed_only = duckdb.execute(
        f"select {macros().median_of_counts('day_no', 'so_far', done)}"
        f" from {values(rows, 'day_no, so_far')}"
    ).fetchone()
    assert closed_only == (expected["closed_only_median"],)


def test_median_at_exactly_half_is_that_day() -> None:
    """S(32) is 0.5, or 0.5000000000000001 as a product: lifelines then names day 34."""
    expected = CASES["median_convention_at_exactly_half"]
    points = of_oracle(CASES["ll_g3_control"])
    assert first_day(points, 0.5) == expected["sql_median"] != expected["lifelines_median"]
    assert first_day([{"day_no": 5, "open_share": 0.5000000000000001}], 0.5) == 5
    assert first_day([{"day_no": 5, "open_share": 0.5001}], 0.5) is None


def test_cumulative_incidence_without_open_cases_is_the_share_of_each_end() -> None:
    ends = [(1, "decided"), (2, "withdrawn"), (2, "decided"), (4, "transferred"), (9, "other")]
    last = curve(ends)[-1]
    shares = [last[f"{way}_cif"] for way in ("decided", "withdrawn", "transferred", "other")]
    assert shares == pytest.approx([0.4, 0.2, 0.2, 0.2])
    assert last["under_way_share"] == 0


def test_cumulative_incidence_with_an_open_case() -> None:
    """By hand: one withdrawn on day 1, one open and last seen on day 2, decided on days 3 and 5.

    Withdrawn 1/4; the other 3/4 falls on the two seen to their end: 3/8 each. Kaplan-Meier, to
    which the withdrawn is lost sight of, has 1/2 decided on day 3, and 1 on day 5.
    """
    points = curve([(1, "withdrawn"), (2, "open"), (3, "decided"), (5, "decided")])
    assert [p["withdrawn_cif"] for p in points] == pytest.approx([0.25] * 4)
    assert [p["decided_cif"] for p in points] == pytest.approx([0, 0, 0.375, 0.75])
    assert [p["under_way_share"] for p in points] == pytest.approx([0.75, 0.75, 0.375, 0])
    assert [p["open_share"] for p in points] == pytest.approx([1, 1, 0.5, 0])


def log_rank(case: dict[str, Any]) -> tuple[float, float]:
    """Chi-square and p of two published groups."""
    rows = [
        ("p", is_first, day, decided, 1)
        for is_first, name in ((1, "A"), (0, "B"))
        for day, decided in zip(case[name], case[f"{name}e"], strict=True)
    ]
    found = duckdb.execute(
        f"with days as {values(rows, 'pair, is_first, day_no, n_decided, n_left')},"
        f" {macros().log_rank('days', ['pair'])}"
        f" select chi2, {macros().chi2_p('chi2')} from log_rank_tests"
    ).fetchone()
    assert found is not None
    return found


@pytest.mark.parametrize("case", oracle("logrank.json"), ids=lambda c: c["id"])
def test_log_rank(case: dict[str, Any]) -> None:
    chi2, p = log_rank(case)
    assert chi2 == pytest.approx(case["chi2"], abs=case["tol_chi2"])
    assert p == pytest.approx(case["p"], rel=1e-2 if case["p"] < 1e-3 else 1e-4)


def test_log_rank_of_two_groups_in_which_nothing_was_decided() -> None:
    case = {"A": [3, 4], "Ae": [0, 0], "B": [5, 6], "Be": [0, 0]}
    assert log_rank(case) == (None, None)


def test_the_interval_is_symmetric_for_log_minus_log() -> None:
    point = curve([(1, "decided"), *((2, "open") for _ in range(9))])[0]
    s, error = point["open_share"], sqrt(point["greenwood"])
    half = 1.959963984540054 * error / abs(log(s))
    assert point["ci_low"] == pytest.approx(exp(-exp(log(-log(s)) + half)))
    assert point["ci_high"] == pytest.approx(exp(-exp(log(-log(s)) - half)))
