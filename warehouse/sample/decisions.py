"""The decisions made in a month's cases: what was granted, refused or stopped, and for how much."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from warehouse.sample.cases import UNKNOWN_TYPE, Cases
from warehouse.sample.catalogue import CASE_TYPES, OUTCOME_SHARES, OUTCOMES
from warehouse.sample.days import (
    LAST,
    NO_DAY,
    Bools,
    Floats,
    Ints,
    month_numbers,
    working_day_after,
)

OUTCOME_CODES = tuple(OUTCOMES)
SERVICES = tuple(s for kind in CASE_TYPES.values() for s in kind.services)
LEGAL_BASES = (*(kind.legal_basis for kind in CASE_TYPES.values()), "")
SECOND_DECISIONS = 0.03
_FIRST_SERVICE = np.cumsum([0] + [len(kind.services) for kind in CASE_TYPES.values()])
_MEDIANS = np.array([kind.amount_dkk or np.nan for kind in CASE_TYPES.values()] + [np.nan])


@dataclass(frozen=True)
class Decisions:
    """Decisions, a column each; `amount` is in kroner, NaN where there is none.

    `flags` has a column for each quality goal (`warehouse.sample.quality`).
    """

    case: Ints
    day: Ints
    outcome: Ints
    case_type: Ints
    service: Ints
    unit: Ints
    worker: Ints
    amount: Floats
    is_first: Bools
    flags: Ints

    def at(self, rows: Ints | Bools) -> Decisions:
        """The decisions at these positions."""
        return Decisions(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    @property
    def months(self) -> Ints:
        """Months since 1970."""
        return month_numbers(self.day)


def join(parts: list[Decisions]) -> Decisions:
    """Decisions of several months' cases as one."""
    return Decisions(
        **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Decisions)}
    )


def decisions_of(cases: Cases, rng: np.random.Generator) -> Decisions:
    """The first decision of every decided case, and a second one, later, in some."""
    first = np.flatnonzero(cases.decided != NO_DAY)
    later = working_day_after(cases.decided[first] + rng.integers(30, 201, len(first)))
    again = (rng.random(len(first)) < SECOND_DECISIONS) & (later <= LAST)
    rows = np.concatenate([first, first[again]])
    case_type = cases.case_type[rows]
    outcome = rng.choice(len(OUTCOME_CODES), size=len(rows), p=OUTCOME_SHARES)
    spread = np.exp(0.6 * rng.standard_normal(len(rows)))
    amount = np.round(_MEDIANS[case_type] * spread / 0.05) * 0.05
    amount[outcome >= OUTCOME_CODES.index("refused")] = np.nan
    known = np.minimum(case_type, UNKNOWN_TYPE - 1)
    width = np.diff(_FIRST_SERVICE)[known]
    return Decisions(
        case=cases.number[rows],
        day=np.concatenate([cases.decided[first], later[again]]),
        outcome=outcome,
        case_type=case_type,
        service=_FIRST_SERVICE[known] + (rng.random(len(rows)) * width).astype(np.int64),
        unit=cases.unit[rows],
        worker=cases.next_worker[rows],
        amount=np.round(amount, 2),
        is_first=np.arange(len(rows)) < len(first),
        flags=np.empty((len(rows), 0), dtype=np.int64),
    )
