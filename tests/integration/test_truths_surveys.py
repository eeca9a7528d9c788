"""What is planted of experience is found by the marts: means, gaps, response and contact."""

from __future__ import annotations

from collections import Counter
from functools import cache
from math import exp, lgamma, pi
from typing import Any

import numpy as np
import pytest
from truths import Built

# What citizens experience and caseworkers believe


def _survey_cells(built: Built) -> dict[tuple[str, str, str], dict[str, Any]]:
    """What was planted of each round, kind and target group; all groups together among them."""
    cells: dict[tuple[str, str, str], dict[str, Any]] = {}
    for planted in built.truth["surveys"]["cells"]:
        for group in (planted["target_group"], "all"):
            cell = cells.setdefault(
                (planted["round"], planted["respondent_kind"], group),
                {"n_invited": 0, "n_returned": 0, "answers": {}},
            )
            cell["n_invited"] += planted["n_invited"]
            cell["n_returned"] += planted["n_returned"]
            for question, counts in planted["answers"].items():
                cell["answers"].setdefault(question, Counter()).update(counts)
    return cells


def test_every_mean_and_share_is_that_of_the_planted_answers(built: Built) -> None:
    """Told from single answers: numpy's mean and deviation, and t by its own density."""
    found = {
        row[:4]: row[4:]
        for row in built.rows(
            "select round_id, respondent_kind, target_group_code, question_code, n_invited,"
            " n_answered, n_do_not_know, n_unanswered, n_positive, positive_share, score_mean,"
            " mean_low, mean_high from marts.mart_survey_answers"
        )
    }
    cells = _survey_cells(built)
    assert found.keys() == {(*cell, q) for cell in cells for q in QUESTIONS}
    for key, row in found.items():
        cell = cells[key[:3]]
        counts = cell["answers"][key[3]]
        given = np.repeat([1, 2, 3, 4, 5], [counts[str(i)] for i in range(1, 6)])
        scores = 6 - given if key[3] == "I4" else given
        n, positive = len(scores), int((scores >= 4).sum())
        left = cell["n_returned"] - n - counts["do_not_know"]
        assert row[:5] == (cell["n_invited"], n, counts["do_not_know"], left, positive)
        if n < 10:
            assert row[5:] == (None, None, None, None)
            continue
        half = _t975(n - 1) * scores.std(ddof=1) / n**0.5
        mean = scores.mean()
        assert row[5:] == pytest.approx((positive / n, mean, mean - half, mean + half), abs=2e-5)


QUESTIONS = ("I1", "I2", "I3", "I4", "S1", "S2", "S3", "S4")


@cache
def _t975(df: int) -> float:
    """The 97.5 % point of Student's t: where half its density from 0 on reaches 0.475."""
    x = np.linspace(0, 4, 400_001)
    density = (1 + x * x / df) ** (-(df + 1) / 2)
    density *= exp(lgamma((df + 1) / 2) - lgamma(df / 2)) / (df * pi) ** 0.5
    area = np.concatenate([[0], np.cumsum((density[1:] + density[:-1]) / 2) * (x[1] - x[0])])
    return float(np.interp(0.475, area, x))


def test_the_planted_gap_is_said_and_where_there_is_none_nothing_is(built: Built) -> None:
    planted = built.truth["surveys"]
    gaps = {
        row[:3]: row[3:]
        for row in built.rows(
            "select round_id, target_group_code, question_code, gap, difference, difference_low,"
            " mean_difference_low from marts.mart_survey_gaps"
        )
    }
    gap = planted["gap"]
    said, difference, low, mean_low = gaps[gap["round"], gap["target_group"], gap["question"]]
    assert said == "caseworkers_believe_more"
    assert difference > 0.3 < difference + low
    assert mean_low > 0
    none = planted["no_gap"]
    of_none = [
        row[0]
        for (round_id, _group, question), row in gaps.items()
        if (round_id, question) == (none["round"], none["question"])
    ]
    assert of_none == ["not_shown"] * 5
    few = planted["too_few"]
    of_few = [
        row[0]
        for (round_id, group, _question), row in gaps.items()
        if (round_id, group) == (few["round"], few["target_group"])
    ]
    assert of_few == ["too_few"] * len(QUESTIONS)


def test_few_answers_are_said_and_so_is_what_the_next_round_made_better(built: Built) -> None:
    planted = built.truth["surveys"]
    cells = _survey_cells(built)
    low = planted["low_response"]
    for round_id, kind, group, said, share, n_not_returned in built.rows(
        "select round_id, respondent_kind, target_group_code, response, response_share,"
        " n_not_returned from marts.mart_survey_response"
    ):
        cell = cells[round_id, kind, group]
        assert n_not_returned == cell["n_invited"] - cell["n_returned"]
        if cell["n_invited"] < 10:
            assert (said, share) == ("too_few", None)
            continue
        is_low = (round_id, kind) == (low["round"], low["respondent_kind"])
        assert (said == "low") == is_low
        assert share == pytest.approx(cell["n_returned"] / cell["n_invited"])
    better = built.rows(
        "select round_id, question_code from marts.mart_survey_changes"
        " where respondent_kind = 'citizen' and target_group_code = 'all' and change = 'improved'"
    )
    assert better == [(planted["improved"]["round"], planted["improved"]["question"])]


def test_target_groups_prefer_the_planted_form_of_contact(built: Built) -> None:
    cells = _survey_cells(built)
    shares = {
        row[:4]: row[4:]
        for row in built.rows(
            "select round_id, respondent_kind, target_group_code, contact_form, n, contact_share"
            " from marts.mart_contact_preferences"
        )
    }
    for (round_id, kind, group, form), (n, share) in shares.items():
        counts = cells[round_id, kind, group]["answers"]["K1"]
        named = sum(counts[f] for f in ("in_person", "phone", "writing"))
        assert n == counts[form]
        assert share == (pytest.approx(n / named) if named >= 10 else None)
    for group, preferred in built.truth["surveys"]["contact"].items():
        for round_id in ("BU-2023", "BU-2024"):
            of_group = {
                form: shares[round_id, "citizen", group, form][1]
                for form in ("in_person", "phone", "writing")
            }
            assert of_group[preferred] == max(of_group.values())


def test_stray_answers_count_in_no_figure_and_are_named(built: Built) -> None:
    found = built.rows(
        "select round_id, question_code, n_answers, exclusion_reason from marts.fct_survey_answers"
        " where exclusion_reason is not null order by all"
    )
    reasons = {"BU-2022": "round_not_described", "BU-2024": "unknown_question"}
    assert found == sorted(
        (stray["round"], stray["question"], stray["n_answers"], reasons[stray["round"]])
        for stray in built.truth["surveys"]["stray"]
    )


def test_the_public_survey_hides_small_groups_of_citizens_and_of_caseworkers(built: Built) -> None:
    """Whole tables, and every gap and change that tells one of them."""
    few = built.truth["surveys"]["too_few"]
    response = built.rows(
        "select round_id, respondent_kind, target_group_code = 'all', is_suppressed, n_invited,"
        " n_returned, response_share, response from marts.mart_survey_response_public"
    )
    # In both rounds 1 to 9 caseworkers of a group returned no form.
    hidden_rounds = set()
    for round_id, who, is_all, is_suppressed, *told in response:
        assert is_suppressed == (who == "caseworker" and not is_all)
        assert (told == [None] * len(told)) == is_suppressed
        hidden_rounds |= {round_id} if is_suppressed else set()
    assert few["round"] in hidden_rounds
    # Also where 1 to 9 agreed, or did not, or left the question out.
    small = " or ".join(
        f"{number} between 1 and 9"
        for number in (
            "n_invited - n_returned",
            "n_returned",
            "n_returned - n_answered",
            "n_answered",
            "n_positive",
            "n_answered - n_positive",
        )
    )
    of_kind = "round_id, target_group_code = 'all', question_code, respondent_kind"
    hidden = set(built.rows(f"select {of_kind} from marts.mart_survey_answers where {small}"))
    kinds = {(kind, is_all) for _, is_all, _, kind in hidden}
    assert ("caseworker", False) in kinds
    assert ("citizen", True) not in kinds
    answers = built.rows(
        f"select {of_kind}, is_suppressed, n_answered, positive_share, score_mean, mean_low"
        " from marts.mart_survey_answers_public"
    )
    for *key, is_suppressed, a, b, c, d in answers:
        assert is_suppressed == (tuple(key) in hidden)
        assert ([a, b, c, d] == [None] * 4) == is_suppressed
    gaps = built.rows(
        "select round_id, target_group_code = 'all', question_code, is_suppressed, n_citizens,"
        " citizen_share, gap, mean_difference from marts.mart_survey_gaps_public"
    )
    for *key, is_suppressed, a, b, c, d in gaps:
        assert is_suppressed == any((*key, kind) in hidden for kind in ("citizen", "caseworker"))
        assert ([a, b, c, d] == [None] * 4) == is_suppressed
    changes = built.rows(
        "select distinct respondent_kind, target_group_code = 'all', is_suppressed"
        " from marts.mart_survey_changes_public order by all"
    )
    assert changes == [
        ("caseworker", False, True), ("caseworker", True, True),
        ("citizen", False, True), ("citizen", True, False),
    ]  # fmt: skip
    small_forms = built.rows(
        "select distinct round_id, respondent_kind, target_group_code = 'all'"
        " from marts.mart_contact_preferences"
        " where n between 1 and 9 or n_answered - n between 1 and 9"
        " or n_returned - n_answered between 1 and 9 order by all"
    )
    hidden_tables = built.rows(
        "select distinct round_id, respondent_kind, target_group_code = 'all'"
        " from marts.mart_contact_preferences_public where is_suppressed order by all"
    )
    assert hidden_tables == small_forms != []
