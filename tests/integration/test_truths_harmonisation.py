"""What is planted of catalogues and grants is found by the marts of harmonisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from truths import Built

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
