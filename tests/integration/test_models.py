"""The dbt project built on a small municipality: its figures, its tests."""

from __future__ import annotations

import os
import statistics
from datetime import date, timedelta
from typing import Any

import holidays
import numpy as np
import pytest
from models_data import DATA_DATE, KINDS, Raw
from models_dbt import Built

from tools.project_checks import check_project
from warehouse.build.contract_check import check_columns
from warehouse.build.results import read_results

EXPECTED_WARNINGS = {
    "dim_case_type__known",
    "dim_complaint_topic__seed_names_every_topic",
    "dim_organisation__known",
    "fct_budget_lines__codes_known",
    "fct_cases__decided_in_time_order",
    "fct_complaint_points__has_complaint",
    "fct_complaints__answered_after_received",
    "fct_survey_answers__is_counted",
    "fct_grants__need_level_known",
    "int_grants__overlaps__in_force",
    "fct_grants__service_known",
    "mart_budget__delivered_totals_agree",
    "mart_budget__stated_differences_agree",
    "mart_catalogue_comparison__decisions_have_a_reference",
    "mart_catalogue_reasons__service_known",
    "mart_catalogue_versions__no_overlap",
    "mart_grant_strata__both_departments_have_it",
    "mart_milestones__has_initiative",
    "mart_participation_stays__joined_in_time",
    "mart_participation_stays__left_at_end_of_period",
    "mart_participation_stays__notice_in_time",
    "mart_provider_texts__has_a_place",
    "mart_service_matches__usable",
    "mart_shared_financing__inputs_there",
    "mart_shared_financing_forecasts__whole",
}
"""What the data gives cause for: unknown codes, what goes backwards, overlaps or stands alone, a
total that is not that of its lines, a population of another date."""

DEADLINE_DAYS = {"HJM-TEK": 56, "FOERTID": 182, "PERS-HJ": 14, "REHAB": 14, "HJM-UDS": 21}


def test_every_model_and_test_passes(small_build: Built) -> None:
    results = read_results(small_build.target, small_build.manifest, ())
    assert {test.test_name for test in results.warned} == EXPECTED_WARNINGS
    assert (results.failed, results.broken) == ((), ())
    statuses = {result["status"] for result in small_build.results.values()}
    assert statuses <= {"success", "pass", "warn", "no-op"}


def test_the_project_keeps_its_rules(small_build: Built) -> None:
    assert check_project(small_build.manifest) == []
    assert check_columns(small_build.manifest, small_build.columns()) == []


def first_decision(case: Any, raw: Raw) -> date | None:
    own = [d["decided_on"] for d in raw.decisions if d["case_id"] == case["case_id"]]
    return case["decided_on"] or (min(own) if own else None)


def judge(case: Any, decided: date | None) -> tuple[int, bool] | None:
    """Year a case counts in and whether its deadline was kept, told anew from the raw row."""
    days = DEADLINE_DAYS.get(case["case_type_code"])
    deadline = case.get("deadline_on") or (days and case["received_on"] + timedelta(days=days))
    if deadline is None or (decided and decided < case["received_on"]):
        return None
    if decided and decided <= deadline:
        return decided.year, True
    if (decided or case["closed_on"] or DATA_DATE) > deadline:
        return (deadline + timedelta(days=1)).year, False
    return None


def test_deadlines_kept_are_those_counted_by_hand(small_build: Built, small_raw: Raw) -> None:
    own: dict[int, list[bool]] = {}
    for case in small_raw.cases:
        judged = judge(case, first_decision(case, small_raw))
        if judged is not None:
            own.setdefault(judged[0], []).append(judged[1])
    found = small_build.query(
        "select year(period_start), n, numerator, value from marts.mart_scorecard"
        " where indicator_id = 'deadline_kept' and org_level = 'municipality'"
        " and breakdown = 'total' and period_grain = 'year' order by 1"
    )
    assert found == [
        (year, len(kept), sum(kept), pytest.approx(sum(kept) / len(kept)))
        for year, kept in sorted(own.items())
    ]
    assert len(found) == 2


def test_median_working_days_are_numpys(small_build: Built, small_raw: Raw) -> None:
    days_off = sorted(holidays.country_holidays("DK", years=range(2022, 2026)))
    by_year: dict[int, list[int]] = {}
    for case in small_raw.cases:
        decided = first_decision(case, small_raw)
        if decided and decided >= case["received_on"]:
            after, until = case["received_on"] + timedelta(days=1), decided + timedelta(days=1)
            days = int(np.busday_count(after, until, holidays=days_off))
            by_year.setdefault(decided.year, []).append(days)
    found = small_build.query(
        "select year(period_start), n, value from marts.mart_scorecard"
        " where indicator_id = 'working_days_to_decision' and org_level = 'municipality'"
        " and breakdown = 'total' and period_grain = 'year' order by 1"
    )
    assert found == [
        (year, len(days), statistics.median(days)) for year, days in sorted(by_year.items())
    ]


def test_every_reason_to_leave_a_case_out_occurs(small_build: Built) -> None:
    found = small_build.query(
        "select indicator_id, exclusion_reason from marts.fct_indicator_evidence"
        " where exclusion_reason is not null group by 1, 2"
    )
    assert set(found) == {
        ("deadline_kept", "no_deadline"),
        ("deadline_kept", "not_yet_due"),
        ("deadline_kept", "closed_without_decision"),
        ("deadline_kept", "decided_before_received"),
        ("working_days_to_decision", "open"),
        ("working_days_to_decision", "closed_without_decision"),
        ("working_days_to_decision", "decided_before_received"),
        ("quiet_period", "open"),
        ("quiet_period", "ended_before_received"),
        ("days_until_started", "never_assigned"),
        ("one_caseworker", "open"),
        ("one_caseworker", "ended_before_received"),
        ("working_days_from_complete", "open"),
        ("working_days_from_complete", "closed_without_decision"),
        ("working_days_from_complete", "decided_before_received"),
        ("working_days_from_complete", "complete_not_stated"),
        ("receipt_in_time", "decided_before_received"),
        ("receipt_in_time", "channel_not_stated"),
        ("receipt_in_time", "not_written"),
        ("receipt_in_time", "not_yet_due"),
        ("receipt_in_time", "ended_within_10_days"),
    } | {
        (goal, reason)
        for goal in ("hearing_held", "grounds_given", "complaint_guidance_given")
        for reason in ("duty_not_owed", "not_stated")
    } | {
        (goal, reason)
        for goal in ("consent_obtained", "note_made")
        for reason in ("duty_not_owed", "open", "ended_before_received")
    } | {
        (step, reason)
        for step in ("notice_sent", "notice_in_time", "notice_with_date")
        for reason in (
            "no_deadline",
            "not_yet_due",
            "closed_without_decision",
            "decided_before_received",
            "kept",
        )
    }


def test_what_no_case_is_of_is_not_assessed(small_build: Built) -> None:
    """LEDSAGE has a deadline and no case; LO-SYD is in the seed and in no case."""
    found = small_build.query(
        "select distinct org_code, breakdown_code, status from marts.mart_scorecard"
        " where breakdown_code = 'LEDSAGE' or org_code = 'LO-SYD'"
    )
    assert sorted(found) == [
        ("0999", "LEDSAGE", "not_assessed"),
        ("LO-SYD", "total", "not_assessed"),
    ]


def test_codes_no_seed_knows_are_named(small_build: Built) -> None:
    assert "UKENDT" in KINDS
    assert small_build.query(
        "select name_da, is_known from marts.dim_case_type where case_type_code = 'UKENDT'"
    ) == [("UKENDT", False)]
    assert small_build.query(
        "select parent_code, is_known from marts.dim_organisation where org_code = 'NY-ENHED'"
    ) == [("SUF", False)]


def test_tests_that_share_the_build_stay_with_one_worker(
    small_build: Built, request: pytest.FixtureRequest
) -> None:
    """A whole build costs a minute; a pytest that pytest-xdist cannot group under makes more."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("there is one process only")
    assert request.node.nodeid.endswith("@small_build")
