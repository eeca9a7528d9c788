"""The quality goals of a month's decisions: what the case system says, and the truths planted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from warehouse.sample.cases import DECIDED, UNIT_CODES, Cases
from warehouse.sample.catalogue import UNITS
from warehouse.sample.days import LAST, NO_DAY, Bools, Floats, Ints, day_number, month_numbers
from warehouse.sample.decisions import OUTCOME_CODES, Decisions
from warehouse.sample.events import EVENT_CODES, Events

GOALS = {
    "hearing": "Partshøring",
    "consent": "Samtykke",
    "grounds": "Begrundelse",
    "complaint_guidance": "Klagevejledning",
    "note": "Notatpligt",
}
"""The quality goals of seeds/quality_goals.csv, as the case system calls them."""

FLAGS = ("Ja", "Nej", "Ikke oplyst")
NO_FLAG, MET, NOT_MET, UNKNOWN = -1, 0, 1, 2

HEARING_FALLS_FROM = date(2024, 7, 1)
HEARING_FALLS_IN = "SOF"
CONSENT_MEASURED_FROM = date(2023, 1, 1)
CONSENT_MEASURED_LATE_IN = "SUF"
GROUNDS_RISE_FROM = date(2023, 7, 1)
GROUNDS_RISE_IN = "HC"
MET_SHARES = {
    "hearing": 0.94,
    "consent": 0.88,
    "grounds": 0.86,
    "complaint_guidance": 0.975,
    "note": 0.93,
}
"""Planted shares met, but where hearing falls and grounds rise."""

HEARING_AFTER, GROUNDS_BEFORE, GROUNDS_AFTER = 0.78, 0.66, 0.93
NOT_DELIVERED, ANSWERED_UNKNOWN, NEEDLESS = 0.03, 0.04, 0.05
"""Shares of flags owed that do not come or say nothing, and of hearings noted but not owed."""

_AGAINST = [OUTCOME_CODES.index(o) for o in ("partly_granted", "refused")]
_WITH_GUIDANCE = [*_AGAINST, *(OUTCOME_CODES.index(o) for o in ("dismissed", "stopped"))]
_EXCHANGES = ("third_party_requested", "third_party_answered")
_MATERIAL = (
    *_EXCHANGES, "information_received", "consent_obtained", "hearing_sent", "hearing_answered",
    "assessment", "meeting", "approval",
)  # fmt: skip
_DEPARTMENTS = tuple(dict.fromkeys(UNITS.values()))
_DEPARTMENT_OF = np.array([_DEPARTMENTS.index(UNITS[unit]) for unit in UNIT_CODES])


def with_flags(
    decisions: Decisions, cases: Cases, events: Events, rng: np.random.Generator
) -> Decisions:
    """The same decisions with what the case system says of each goal.

    The goals of a whole case (consent, note) come with its first decision.
    """
    row = np.searchsorted(cases.number, decisions.case)
    exchanged = _has(cases, events, _EXCHANGES)[row]
    owed = {
        "hearing": np.isin(decisions.outcome, _AGAINST),
        "consent": decisions.is_first & exchanged & ~_before_consent(decisions.unit, decisions.day),
        "grounds": np.isin(decisions.outcome, _AGAINST),
        "complaint_guidance": np.isin(decisions.outcome, _WITH_GUIDANCE),
        "note": decisions.is_first,
    }
    count = len(decisions.case)
    flags = np.full((count, len(GOALS)), NO_FLAG, dtype=np.int64)
    for column, goal in enumerate(GOALS):
        met = rng.random(count) < _share(goal, decisions)
        said = np.where(met, MET, NOT_MET)
        fate = rng.random(count)
        said[fate < ANSWERED_UNKNOWN] = UNKNOWN
        flags[:, column] = np.where(owed[goal] & (fate < 1 - NOT_DELIVERED), said, NO_FLAG)
    needless = ~owed["hearing"] & (rng.random(count) < NEEDLESS)
    flags[needless, 0] = NOT_MET
    return replace(decisions, flags=flags)


@dataclass
class QualityTruths:
    """Counts by goal, unit and quarter: those counted, those met, those nothing is said of."""

    counts: dict[tuple[str, str, str], Ints] = field(
        default_factory=lambda: defaultdict(lambda: np.zeros(3, dtype=np.int64))
    )

    def add(self, cases: Cases, decisions: Decisions, events: Events) -> None:
        """Count a month's cases and their decisions."""
        flags = dict(zip(GOALS, decisions.flags.T, strict=True))
        for goal, outcomes in (
            ("hearing", _AGAINST),
            ("grounds", _AGAINST),
            ("complaint_guidance", _WITH_GUIDANCE),
        ):
            owed = np.isin(decisions.outcome, outcomes)
            self._count(goal, decisions.unit, decisions.day, flags[goal], owed)
        ended = ended_on(cases)
        there = (ended != NO_DAY) & (ended >= cases.received)
        first = decisions.is_first
        row = np.searchsorted(cases.number, decisions.case[first])
        for goal, acts in (("consent", _EXCHANGES), ("note", _MATERIAL)):
            said = np.full(len(cases.number), NO_FLAG, dtype=np.int64)
            said[row] = flags[goal][first]
            owed = there & _has(cases, events, acts)
            if goal == "consent":
                owed &= ~_before_consent(cases.unit, ended)
            self._count(goal, cases.unit, ended, said, owed)

    def _count(self, goal: str, unit: Ints, day: Ints, flag: Ints, owed: Bools) -> None:
        quarter = month_numbers(day) // 3
        known = np.isin(flag, [MET, NOT_MET])
        cells, place = np.unique(np.stack([unit[owed], quarter[owed]]), axis=1, return_inverse=True)
        for number, (u, q) in enumerate(cells.T.tolist()):
            here = place.ravel() == number
            n, met = known[owed][here], (flag[owed] == MET)[here]
            name = f"{q // 4 + 1970}-Q{q % 4 + 1}"
            self.counts[goal, UNIT_CODES[u], name] += [n.sum(), met.sum(), (~n).sum()]

    def as_dict(self) -> dict[str, object]:
        """For truth.json: by goal, department and quarter, and what is planted where."""
        departments: dict[str, dict[str, Ints]] = {goal: {} for goal in GOALS}
        for (goal, unit, quarter), cell in sorted(self.counts.items()):
            name = f"{UNITS[unit]} {quarter}"
            departments[goal][name] = departments[goal].get(name, np.zeros(3, np.int64)) + cell
        return {
            "by_department_and_quarter": {
                goal: {name: _cell(cell) for name, cell in sorted(cells.items())}
                for goal, cells in departments.items()
            },
            "hearing_falls": {
                "department": HEARING_FALLS_IN, "from": HEARING_FALLS_FROM.isoformat(),
            },
            "consent_measured": {
                "department": CONSENT_MEASURED_LATE_IN, "from": CONSENT_MEASURED_FROM.isoformat(),
            },
            "grounds_rise": {
                "unit": GROUNDS_RISE_IN, "from": GROUNDS_RISE_FROM.isoformat(),
                "before": self._of_unit("grounds", GROUNDS_RISE_IN, before="2023-Q3"),
                "after": self._of_unit("grounds", GROUNDS_RISE_IN, since="2023-Q3"),
            },
        }  # fmt: skip

    def _of_unit(
        self, goal: str, unit: str, before: str = "9999", since: str = ""
    ) -> dict[str, int]:
        cells = [
            cell
            for (g, u, quarter), cell in self.counts.items()
            if (g, u) == (goal, unit) and since <= quarter < before
        ]
        return _cell(np.sum(cells, axis=0) if cells else np.zeros(3, np.int64))


def ended_on(cases: Cases) -> Ints:
    """The day each case ended as far as a reader can know; `NO_DAY` while it is open."""
    known = np.where(cases.reported_decided != NO_DAY, cases.reported_decided, cases.decided)
    decided = np.where(cases.ending == DECIDED, known, NO_DAY)
    return np.where(decided != NO_DAY, decided, cases.closed)


def _has(cases: Cases, events: Events, kinds: tuple[str, ...]) -> Bools:
    """Which cases have one of these events before they end."""
    ended = ended_on(cases)
    until = np.where(ended == NO_DAY, LAST, ended)
    case = np.searchsorted(cases.number, events.case)
    there = np.isin(events.kind, [EVENT_CODES.index(kind) for kind in kinds])
    there &= events.minute // 1440 <= until[case]
    return np.bincount(case[there], minlength=len(cases.number)) > 0


def _before_consent(unit: Ints, day: Ints) -> Bools:
    late = _DEPARTMENT_OF[unit] == _DEPARTMENTS.index(CONSENT_MEASURED_LATE_IN)
    return np.asarray(late & (day < day_number(CONSENT_MEASURED_FROM)))


def _share(goal: str, decisions: Decisions) -> Floats:
    share = np.full(len(decisions.case), MET_SHARES[goal])
    if goal == "hearing":
        falls = _DEPARTMENT_OF[decisions.unit] == _DEPARTMENTS.index(HEARING_FALLS_IN)
        share[falls & (decisions.day >= day_number(HEARING_FALLS_FROM))] = HEARING_AFTER
    if goal == "grounds":
        rises = decisions.unit == UNIT_CODES.index(GROUNDS_RISE_IN)
        after = decisions.day >= day_number(GROUNDS_RISE_FROM)
        share[rises] = np.where(after[rises], GROUNDS_AFTER, GROUNDS_BEFORE)
    return share


def _cell(counts: Ints) -> dict[str, int]:
    n, met, not_stated = counts.tolist()
    return {"denominator": n, "numerator": met, "not_stated": not_stated}
