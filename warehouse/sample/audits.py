"""Two filled audit forms, and what is planted in them: a real change, one by chance, a theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from warehouse.contracts.audit_layout import FINDINGS, read_items
from warehouse.forms.audit_form import Drawn, Round, write_form
from warehouse.forms.audit_sample import Candidate, draw
from warehouse.sample.cases import Cases
from warehouse.sample.catalogue import CASE_TYPES, MUNICIPALITY_CODE
from warehouse.sample.days import Ints, day_number
from warehouse.sample.files import FileTruth
from warehouse.sample.suppliers import Registry

SIZE = 80
AREAS = ("AELDREBOLIG", "REHAB")
_MET, _NOT_MET, _NOT_RELEVANT, _NOT_ASSESSABLE = FINDINGS
_CODES = list(CASE_TYPES)

NOT_RELEVANT = {"A2": 0.25, "A7": 0.6}
"""Share of the cases in which the item does not apply."""
NOT_ASSESSABLE = {"B3": 0.05}

WRONG = (
    {"A1": 0.1, "A2": 0.1, "A3": 0.15, "A4": 0.05, "A5": 0.3, "A6": 0.5, "A7": 0.25, "B1": 0.1,
     "B2": 0.3, "B3": 0.15},
    {"A1": 0.1, "A2": 0.1, "A3": 0.2, "A4": 0.05, "A5": 0.3, "A6": 0.15, "A7": 0.25, "B1": 0.1,
     "B2": 0.3, "B3": 0.15},
)  # fmt: skip
"""Share of the assessed cases in which an item is not met, by round.

A6 gets better by more than chance, A3 worse by no more than chance. Journal, the theme with the
most errors in the first round, is not first in the second.
"""
STRATUM_WRONG = {"B2": {"AELDREBOLIG": 0.1, "REHAB": 0.6}}
"""In the second round, B2 is far worse in one stratum: its share is right by weight alone."""


@dataclass(frozen=True)
class Planned:
    """A round of the sample."""

    round_id: str
    name: str
    year: int
    drawn_on: date
    is_stratified: bool
    seed: int


ROUNDS = (
    Planned("2024-1", "Sagsaudit 2024", 2023, date(2024, 3, 4), False, 2024),
    Planned("2025-1", "Sagsaudit 2025", 2024, date(2025, 3, 3), True, 2025),
)


class AuditForms:
    """`tilsyn_<round>.xlsx`, from the cases decided in the year before."""

    def __init__(self, out: Path, registry: Registry) -> None:
        self._out, self._registry = out, registry
        self._candidates: list[list[Candidate]] = [[] for _ in ROUNDS]
        self.truths: list[FileTruth] = []

    def add(self, cases: Cases) -> None:
        """Take the cases received in a month."""
        of_area = np.isin(cases.case_type, [_CODES.index(code) for code in AREAS])
        for planned, candidates in zip(ROUNDS, self._candidates, strict=True):
            first, last = (day_number(date(planned.year, *day)) for day in ((1, 1), (12, 31)))
            rows = np.flatnonzero(of_area & (cases.decided >= first) & (cases.decided <= last))
            candidates += self._of(cases.number[rows], cases.case_type[rows])

    def _of(self, numbers: Ints, kinds: Ints) -> list[Candidate]:
        if not len(numbers):
            return []
        names = self._registry.case_ids(numbers).to_pylist()
        return [
            Candidate(f"{MUNICIPALITY_CODE}|sample|{name}", _CODES[kind], "all")
            for name, kind in zip(names, kinds.tolist(), strict=True)
        ]

    def write(self) -> list[dict[str, object]]:
        """Write the forms; what is planted in each, by item."""
        return [
            self._write(planned, candidates, WRONG[i])
            for i, (planned, candidates) in enumerate(zip(ROUNDS, self._candidates, strict=True))
            if candidates
        ]

    def _write(
        self, planned: Planned, candidates: Sequence[Candidate], wrong: dict[str, float]
    ) -> dict[str, object]:
        if planned.is_stratified:
            # As many of each, whatever its size: the weights then matter.
            drawn: tuple[Drawn, ...] = ()
            for area in AREAS:
                part = [
                    Candidate(c.case_key, area, area) for c in candidates if c.case_type == area
                ]
                drawn += draw(part, SIZE // len(AREAS), planned.seed)
        else:
            drawn = draw(candidates, SIZE, planned.seed)
        answers: dict[tuple[str, str], str] = {}
        told: dict[str, object] = {}
        for item in read_items():
            rng = np.random.default_rng([planned.seed, len(told)])
            told[item.code] = {}
            for stratum in sorted({case.stratum for case in drawn}):
                inside = [case for case in drawn if case.stratum == stratum]
                share = wrong[item.code]
                if planned.is_stratified:
                    share = STRATUM_WRONG.get(item.code, {}).get(stratum, share)
                found = _findings(item.code, len(inside), share)
                order = rng.permutation(len(found)).tolist()
                for case, place in zip(inside, order, strict=True):
                    answers[case.case_key, item.code] = found[place]
                told[item.code][stratum] = {  # type: ignore[index]
                    "n_met": found.count(_MET),
                    "n_not_met": found.count(_NOT_MET),
                    "stratum_size": inside[0].stratum_size,
                }
        audited = Round(
            municipality_code=MUNICIPALITY_CODE,
            round_id=planned.round_id,
            name=planned.name,
            area="+".join(AREAS),
            frame=f"Afgjorte sager {planned.year}",
            population_size=len(candidates),
            stratum_by="case_type_code" if planned.is_stratified else "",
            seed=planned.seed,
            run_id="",
            drawn_on=planned.drawn_on,
        )
        name = f"tilsyn_{planned.round_id}.xlsx"
        write_form(self._out / name, audited, drawn, read_items(), answers)
        for entity, rows in (
            ("audit_rounds", 1),
            ("audit_samples", len(drawn)),
            ("audit_findings", len(answers)),
        ):
            truth = FileTruth(name, entity)
            truth.add(rows, {})
            self.truths.append(truth)
        return {
            "round_id": planned.round_id,
            "seed": planned.seed,
            "population_size": len(candidates),
            "sample_size": len(drawn),
            "items": told,
        }


def _findings(item: str, n: int, wrong: float) -> list[str]:
    """As many of each finding as is planted, to the case."""
    beside = round(NOT_RELEVANT.get(item, 0) * n)
    unknown = round(NOT_ASSESSABLE.get(item, 0) * n)
    assessed = n - beside - unknown
    bad = round(wrong * assessed)
    return (
        [_NOT_MET] * bad
        + [_MET] * (assessed - bad)
        + [_NOT_RELEVANT] * beside
        + [_NOT_ASSESSABLE] * unknown
    )
