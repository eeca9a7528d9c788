"""Two rounds of the user survey, counted, and what is planted in them: a gap, none, a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from warehouse.sample.catalogue import TARGET_GROUPS

Row = Mapping[str, object]
Asked = tuple[str, str, str]
"""Round, respondent kind and target group."""

_GROUPS = ("VOKSEN", "HANDICAP", "FAMILIE", "ALM")
_FIRST, _SECOND = "BU-2023", "BU-2024"
_DAYS = {
    _FIRST: (date(2023, 9, 4), date(2023, 10, 2)),
    _SECOND: (date(2024, 9, 2), date(2024, 9, 30)),
}

FORMS: Mapping[tuple[str, str], tuple[tuple[int, int], ...]] = MappingProxyType(
    {
        (_FIRST, "citizen"): ((300, 96), (280, 95), (260, 88), (400, 140)),
        (_FIRST, "caseworker"): ((36, 30), (34, 28), (32, 27), (8, 7)),
        (_SECOND, "citizen"): ((300, 162), (280, 168), (260, 151), (400, 252)),
        (_SECOND, "caseworker"): ((40, 35), (38, 33), (34, 29), (30, 26)),
    }
)
"""Invited and returned by target group.

Few citizens answered in the first round, and seven caseworkers are too few to publish.
"""

POSITIVE = {
    "I1": (0.62, 0.70), "I2": (0.58, 0.66), "I3": (0.48, 0.55), "I4": (0.40, 0.45),
    "S1": (0.70, 0.76), "S2": (0.64, 0.70), "S3": (0.82, 0.82), "S4": (0.55, 0.52),
}  # fmt: skip
"""Share whose answer is positive, of citizens and of caseworkers."""

OF_GROUP = {"VOKSEN": -0.06, "HANDICAP": -0.02, "FAMILIE": 0.01, "ALM": 0.05}
"""What citizens of a group are happier than others with; caseworkers see no such difference."""

DISAGREE_IS_POSITIVE = "I4"
GAP = ("I1", "HANDICAP", 0.45, 0.88)
"""The question and group in which caseworkers believe clearly more than citizens experience."""

NO_GAP = "S3"
IMPROVED = ("S2", 0.45)
"""The question citizens are happier with in the second round, and the share in the first."""

CONTACTS = {
    "VOKSEN": (0.56, 0.26, 0.18),
    "HANDICAP": (0.36, 0.30, 0.34),
    "FAMILIE": (0.28, 0.50, 0.22),
    "ALM": (0.12, 0.26, 0.62),
}
"""Share that prefers contact in person, by phone and in writing."""

BELIEVED_CONTACTS = (0.30, 0.30, 0.40)
"""What caseworkers believe, whatever the group."""

STRAY = (("BU-2022", "I1", 12), (_SECOND, "Q99", 3))
"""Answers of a round nobody described, and to a question nobody knows."""


@dataclass(frozen=True)
class _Cell:
    asked: Asked
    n_invited: int
    n_returned: int


def survey_rows() -> tuple[list[Row], list[Row]]:
    """Rows of `survey_rounds` and of `survey_answers`."""
    return list(_rounds()), [*_answers(), *_strays()]


def survey_truths() -> dict[str, object]:
    """What is planted, counted from what was written and not from the warehouse."""
    cells = list(_cells())
    answers: dict[Asked, dict[str, dict[str, int]]] = {}
    for cell in cells:
        answers[cell.asked] = _of_cell(cell)
    return {
        "gap": {"question": GAP[0], "target_group": GAP[1], "round": _SECOND},
        "no_gap": {"question": NO_GAP, "round": _SECOND},
        "low_response": {"round": _FIRST, "respondent_kind": "citizen"},
        "too_few": {"round": _FIRST, "respondent_kind": "caseworker", "target_group": "ALM"},
        "improved": {"question": IMPROVED[0], "round": _SECOND},
        "contact": {"VOKSEN": "in_person", "FAMILIE": "phone", "ALM": "writing"},
        "stray": [{"round": r, "question": q, "n_answers": n} for r, q, n in STRAY],
        "cells": [
            {
                "round": cell.asked[0],
                "respondent_kind": cell.asked[1],
                "target_group": cell.asked[2],
                "n_invited": cell.n_invited,
                "n_returned": cell.n_returned,
                "answers": answers[cell.asked],
            }
            for cell in cells
        ],
    }


def _cells() -> Iterator[_Cell]:
    assert set(_GROUPS) == set(TARGET_GROUPS)
    for (round_id, kind), forms in FORMS.items():
        for group, (n_invited, n_returned) in zip(_GROUPS, forms, strict=True):
            yield _Cell((round_id, kind, group), n_invited, n_returned)


def _rounds() -> Iterator[Row]:
    for cell in _cells():
        sent_on, closed_on = _DAYS[cell.asked[0]]
        yield _named(cell.asked) | {
            "round_name": f"Brugerundersøgelse {cell.asked[0][3:]}",
            "sent_on": sent_on,
            "closed_on": closed_on,
            "n_invited": cell.n_invited,
            "n_returned": cell.n_returned,
        }


def _answers() -> Iterator[Row]:
    for cell in _cells():
        for question, counts in _of_cell(cell).items():
            for answer, n in counts.items():
                if n:
                    yield _row(cell.asked, question, answer, n)


def _strays() -> Iterator[Row]:
    for round_id, question, n in STRAY:
        yield _row((round_id, "citizen", "VOKSEN"), question, "4", n)


def _row(asked: Asked, question: str, answer: str, n: int) -> Row:
    return _named(asked) | {"question_code": question, "answer": answer, "n_answers": n}


def _named(asked: Asked) -> dict[str, object]:
    return dict(zip(("round_id", "respondent_kind", "target_group_code"), asked, strict=True))


def _of_cell(cell: _Cell) -> dict[str, dict[str, int]]:
    """How many gave each answer to each question."""
    n = cell.n_returned
    do_not_know = round(0.04 * n)
    n_answered = n - do_not_know - round(0.03 * n)
    counts = {}
    for question in POSITIVE:
        positive = round(_share(cell.asked, question) * n_answered)
        best = positive * 2 // 5
        middle = (n_answered - positive) // 2
        worst = (n_answered - positive - middle) // 3
        scale = [worst, n_answered - positive - middle - worst, middle, positive - best, best]
        if question == DISAGREE_IS_POSITIVE:
            scale.reverse()
        counts[question] = {str(i): many for i, many in enumerate(scale, start=1)}
    wanted = CONTACTS[cell.asked[2]] if cell.asked[1] == "citizen" else BELIEVED_CONTACTS
    in_person, phone = (round(share * n_answered) for share in wanted[:2])
    writing = n_answered - in_person - phone
    counts["K1"] = {"in_person": in_person, "phone": phone, "writing": writing}
    return {q: {**answers, "do_not_know": do_not_know} for q, answers in counts.items()}


def _share(asked: Asked, question: str) -> float:
    round_id, kind, group = asked
    experienced, believed = POSITIVE[question]
    if question != NO_GAP:
        experienced += OF_GROUP[group]
    if (question, group) == GAP[:2]:
        experienced, believed = GAP[2:]
    if (question, round_id) == (IMPROVED[0], _FIRST):
        experienced = IMPROVED[1] + OF_GROUP[group]
    return experienced if kind == "citizen" else believed
