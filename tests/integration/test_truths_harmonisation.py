"""What is planted of catalogues and grants is found by the marts of harmonisation."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pytest
from truths import Built

from warehouse.sample.grant_extracts import sample_grants
from warehouse.sample.grants import SERVICES
from warehouse.sample.service_catalogues import catalogues

# What the catalogues say


def catalogue_in_force(department: str) -> dict[str, dict[str, Any]]:
    """The newest version of each service that holds on the data date, by its code."""
    found: dict[str, dict[str, Any]] = {}
    day = date(2025, 3, 31)
    for _, entity, rows in catalogues():
        for row in rows if entity == "service_standards" else ():
            ends = row["valid_to"] or date.max
            if row["department_code"] == department and row["valid_from"] <= day <= ends:
                found[str(row["service_code"])] = dict(row)  # the files come in order of version
    return found


def test_the_catalogues_are_compared_as_counted_by_hand(built: Built) -> None:
    """Every attribute of every service, told anew from the rows of the workbooks."""
    sof, suf = catalogue_in_force("SOF"), catalogue_in_force("SUF")
    truth = built.truth["harmonisation"]
    renamed = dict([truth["matched_by_name"]])
    others = dict([reversed(truth["matched_by_name"])])
    expected = {}
    for code in {*sof, *(others.get(code, code) for code in suf)}:
        left, right = sof.get(code), suf.get(renamed.get(code, code))
        for attribute in (
            "target_group", "content", "extent", "frequency", "time_limit_days", "supplier",
            "price_dkk", "legal_basis", "quality_standard",
        ):  # fmt: skip
            values = [
                " ".join(str(row[attribute]).split()).lower()
                if row and row[attribute] is not None
                else None
                for row in (left, right)
            ]
            outcome = "same" if values[0] == values[1] else "different"
            outcome = "only_one_has_it" if None in values else outcome
            outcome = "not_stated" if values == [None, None] else outcome
            is_out = code in truth["out_of_scope"]
            expected[code, attribute] = "out_of_scope" if is_out else outcome
    found = built.rows(
        "select service_code, attribute_code, outcome from marts.mart_catalogue_comparison"
        " where is_current and attribute_code <> 'service'"
    )
    assert {(code, attribute): outcome for code, attribute, outcome in found} == expected
    assert len(found) == len(expected)


def test_each_planted_difference_has_its_reason(built: Built) -> None:
    truth = built.truth["harmonisation"]
    told = {
        (code, attribute): (outcome, reason, status)
        for code, attribute, outcome, reason, status in built.rows(
            "select service_code, attribute_code, outcome, reason, reason_status"
            " from marts.mart_catalogue_comparison where is_current"
        )
    }
    assert told[tuple(truth["same"])] == ("same", None, None)
    decided = ("different", "political_decision")
    assert told[tuple(truth["differs_by_decision"])] == (*decided, "explained")
    assert told[tuple(truth["decision_without_reference"])] == (*decided, "no_decision_reference")
    assert told[tuple(truth["differs_by_tender"])] == ("different", "tender", "explained")
    nothing = "not_explained"
    assert told[tuple(truth["differs_unexplained"])] == ("different", nothing, nothing)
    only = ("only_one_has_it", "professional_need", "explained")
    assert told[truth["only_one_has_it"], "service"] == only
    for code in truth["out_of_scope"]:
        assert told[code, "service"] == ("out_of_scope", None, None)


def test_a_difference_on_its_way_to_the_committees_is_followed_up(built: Built) -> None:
    """What nobody explained was due before the data end, what lacks a reference soon after."""
    truth = built.truth["harmonisation"]
    found = built.table(
        "select item_id, due_status from marts.mart_follow_up_due"
        " where register = 'catalogue_differences'"
    )
    assert found == {
        "/".join(truth["differs_unexplained"]): ("overdue",),
        "/".join(truth["decision_without_reference"]): ("next_90_days",),
    }


def test_only_what_a_person_confirmed_is_matched(built: Built) -> None:
    truth = built.truth["harmonisation"]
    matched = built.rows(
        "select service_code, other_service_code from marts.mart_catalogue_comparison"
        " where is_matched and is_current group by all"
    )
    assert matched == [tuple(truth["matched_by_name"])]
    rejected = built.rows(
        "select service_code from marts.mart_catalogue_comparison where is_current"
        " and attribute_code = 'service' and outcome = 'only_one_has_it'"
    )
    assert {(code,) for code in truth["rejected_match"]} <= set(rejected)
    status = "select service_code_a, service_code_b from marts.mart_service_matches"
    unknown = built.rows(f"{status} where match_status = 'unknown_service'")
    assert unknown == [tuple(truth["match_of_unknown_services"])]


def test_the_new_catalogue_says_what_it_changed_and_what_overlaps(built: Built) -> None:
    truth = built.truth["harmonisation"]
    changes = {
        (department, code, attribute): (kind, old, new)
        for department, code, attribute, kind, old, new in built.rows(
            "select department_code, service_code, attribute_code, change_kind, old_value,"
            " new_value from marts.mart_catalogue_changes where is_latest"
        )
    }
    assert changes[tuple(truth["changed"])] == ("changed", "Hver uge", "Hver 2. uge")
    assert changes[(*truth["added"], "service")][0] == "added"
    assert changes[(*truth["dropped"], "service")][0] == "dropped"
    assert len(changes) == 4  # the time limit of support in everyday life is the fourth
    overlap = "select department_code, service_code from marts.mart_catalogue_versions"
    assert built.rows(f"{overlap} where is_overlapping") == [tuple(truth["overlap"])]
    counted = built.row(
        "select n_overlapping, n_matches_unusable from marts.mart_catalogue_summary"
    )
    assert counted == (1, 1)


# What was granted


def test_what_is_wrong_in_the_grants_is_named_and_counted(built: Built) -> None:
    truth = built.truth["grants"]
    found = {
        (finding, code): n
        for finding, code, n in built.rows(
            "select finding, code, sum(n_grants) from marts.mart_grant_findings group by all"
        )
    }
    defects = truth["defects"]
    assert found["unknown_service", truth["unknown_service_code"]] == defects["unknown_service"]
    assert found["unknown_need_level", "7"] == defects["unknown_need_level"]
    overlapping = [n for (finding, _), n in found.items() if finding == "overlapping_periods"]
    assert sum(overlapping) == defects["overlapping"]
    out_of_scope = [n for (finding, _), n in found.items() if finding == "not_in_scope"]
    assert sum(out_of_scope) == defects["not_in_scope"]
    assert built.row(
        "select max(n_in_both) from marts.mart_grant_comparison"
        f" where service_code = '{truth['case_mix_only']}' and period_start = date '2024-01-01'"
    ) == (defects["in_both_departments"],)
    service, need = truth["only_one_has"]
    assert built.rows(
        "select distinct stratum_state from marts.mart_grant_strata where org_level = 'department'"
        f" and service_code = '{service}' and need_level = '{need}' and age_band = '18-64'"
        " and period_start = date '2024-01-01'"
    ) == [("only_b",)]


def test_citizens_decided_and_granted_are_those_of_the_simulation(built: Built) -> None:
    rows = built.rows(
        "select service_code, org_code, sum(n_applicants), sum(n_granted)"
        " from marts.mart_grant_levels where org_level = 'department'"
        " and period_start = date '2024-01-01' and need_level not in ('all', '-') group by all"
    )
    found = {(service, department): (n, granted) for service, department, n, granted in rows}
    for service, told in built.truth["grants"]["services"].items():
        for department, counts in told["decided"].items():
            expected = (counts["citizens"], counts["granted"])
            assert found[service, department] == expected, (service, department)


def test_every_service_gets_the_verdict_that_was_planted(built: Built) -> None:
    rows = built.rows(
        "select service_code, measure, verdict from marts.mart_grant_comparison"
        " where org_level = 'department' and period_start = date '2024-01-01'"
    )
    truths = built.truth["grants"]["services"]
    assert len(rows) == 2 * len(truths)
    assert [row for row in rows if row[2] != truths[row[0]]["truth"]] == []
    mix = built.truth["grants"]["case_mix_only"]
    explained = built.rows(
        "select service_code, measure from marts.mart_grant_comparison"
        " where org_level = 'department' and period_start = date '2024-01-01'"
        " and is_explained_by_mix order by measure"
    )
    assert explained == [(mix, "hours_per_week"), (mix, "share_granted")]


def test_the_standardised_difference_is_numpys(built: Built) -> None:
    """Told anew from the simulated grants: citizens by need and age, weighted by both groups."""
    grants, _ = sample_grants()
    year = np.datetime64("2024-01-01")
    days = grants.decided.astype("datetime64[D]")
    of_year = (days >= year) & (days < year + np.timedelta64(366, "D")) & (grants.need < 4)
    age = 2024 - grants.birth_year
    band = np.digitize(age, [18, 65, 80])
    stratum = grants.need * 10 + band
    for number, service in enumerate(SERVICES):
        numerators: Counter[tuple[int, int]] = Counter()
        denominators: Counter[tuple[int, int]] = Counter()
        there = of_year & (grants.service == number)
        granted: dict[tuple[int, int], tuple[int, bool]] = {}
        for citizen, department, place, is_granted in zip(
            grants.citizen[there].tolist(), grants.department[there].tolist(),
            stratum[there].tolist(), grants.is_granted[there].tolist(), strict=True,
        ):  # fmt: skip
            before = granted.get((citizen, department), (place, False))[1]
            granted[citizen, department] = (place, before or is_granted)
        for (_, department), (place, is_granted) in granted.items():
            denominators[department, place] += 1
            numerators[department, place] += is_granted
        both = [p for d, p in denominators if d == 0 and denominators[1, p]]
        weights = np.array([denominators[0, p] + denominators[1, p] for p in both])
        shares = [np.array([numerators[d, p] / denominators[d, p] for p in both]) for d in range(2)]
        expected = float((weights * (shares[0] - shares[1])).sum() / weights.sum())
        crude = built.row(
            "select difference, n_strata from marts.mart_grant_comparison"
            f" where org_level = 'department' and service_code = '{service}'"
            " and measure = 'share_granted' and period_start = date '2024-01-01'"
        )
        assert crude == (pytest.approx(expected, abs=1e-12), len(both)), service
