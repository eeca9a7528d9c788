"""The truths planted in the sample, counted from the simulated cases and not from the warehouse."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields

import numpy as np

from warehouse.sample.cases import CAUSE_CODES, DECIDED, TYPE_CODES, UNIT_CODES, Cases
from warehouse.sample.catalogue import (
    ABOVE_TARGET,
    BELOW_TARGET,
    INITIATIVE,
    SLOW_UNIT,
    UNITS,
    UNKNOWN_CASE_TYPE,
    WORKERS_PER_UNIT,
)
from warehouse.sample.days import LAST, NO_DAY, Bools, Ints, month_numbers, working_days_between
from warehouse.sample.events import EVENT_CODES, Events, days_of, is_written, quiet_stretches

_TYPES = (*TYPE_CODES, UNKNOWN_CASE_TYPE)
_OUTSIDE = ("citizen", "third_party")
_CONTACTS = (
    "information_requested",
    "information_received",
    "consent_obtained",
    "hearing_sent",
    "hearing_answered",
    "meeting",
    "delay_notice_sent",
    "decision_sent",
)
"""Events in which a caseworker is in contact with the citizen (mission F5)."""

_QUIET_WORKING_DAYS = 10


@dataclass(frozen=True)
class Facts:
    """What the truths are counted from, a column each; `decided` is what a reader can know.

    The columns of contacts have a value for each contact, all others one for each case.
    """

    case_type: Ints
    unit: Ints
    received: Ints
    deadline: Ints
    decided: Ints
    closed: Ints
    notice: Ints
    promised: Ints
    cause: Ints
    quiet_days: Ints
    quiet_working_days: Ints
    is_cause_registered: Bools
    citizen: Ints
    receipt: Ints
    is_written: Bools
    is_handed_over: Bools
    contact_citizen: Ints
    contact_worker: Ints
    contact_month: Ints


def facts_of(cases: Cases, events: Events) -> Facts:
    """What of a month's cases the truths are counted from."""
    known = np.where(cases.reported_decided != NO_DAY, cases.reported_decided, cases.decided)
    decided = np.where(cases.ending == DECIDED, known, NO_DAY)
    quiet_from, quiet_days, _ = quiet_stretches(cases)
    contacts = events.at(np.isin(events.kind, [EVENT_CODES.index(name) for name in _CONTACTS]))
    return Facts(
        case_type=cases.case_type.astype(np.int8),
        unit=cases.unit.astype(np.int8),
        received=cases.received.astype(np.int32),
        deadline=cases.deadline.astype(np.int32),
        decided=decided.astype(np.int32),
        closed=cases.closed.astype(np.int32),
        notice=np.where(cases.notice <= LAST, cases.notice, NO_DAY).astype(np.int32),
        promised=cases.promised.astype(np.int32),
        cause=cases.cause.astype(np.int8),
        quiet_days=quiet_days.astype(np.int32),
        quiet_working_days=working_days_between(quiet_from, quiet_from + quiet_days),
        is_cause_registered=cases.is_cause_registered,
        citizen=cases.citizen.astype(np.int32),
        receipt=days_of("receipt_sent", cases, events).astype(np.int32),
        is_written=is_written(cases),
        is_handed_over=_handed_over(cases, events, _ended(decided, cases.closed)),
        contact_citizen=contacts.citizen.astype(np.int32),
        contact_worker=(contacts.unit * WORKERS_PER_UNIT + contacts.worker).astype(np.int32),
        contact_month=contacts.months.astype(np.int32),
    )


def _handed_over(cases: Cases, events: Events, ended: Ints) -> Bools:
    """Which cases the next caseworker has an event in, before they end."""
    case = np.searchsorted(cases.number, events.case)
    taken_over = (events.worker == cases.next_worker[case]) & (events.minute // 1440 <= ended[case])
    return np.bincount(case[taken_over], minlength=len(cases.number)) > 0


def _ended(decided: Ints, closed: Ints) -> Ints:
    """The day the clock stops: the decision, else the closing, else the data date."""
    day = np.where(decided != NO_DAY, decided, closed)
    return np.where(day != NO_DAY, day, LAST)


def count_truths(parts: list[Facts]) -> dict[str, object]:
    """Count the truths of all cases.

    The definitions are those of docs/decisions.md: a case is kept where it was decided by its
    deadline; not kept where it was decided or closed later, or is open after it; each case counts
    once, on the day its outcome was known: the day it was decided, or the day after the deadline.
    """
    facts = Facts(
        **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Facts)}
    )
    is_open = (facts.decided == NO_DAY) & (facts.closed == NO_DAY)
    overdue = is_open & (facts.deadline != NO_DAY) & (facts.deadline < LAST)
    deadlines = _Deadlines(facts, is_open)
    return {
        "n_cases": len(facts.received),
        "n_citizens": len(np.unique(facts.citizen)),
        "n_open": int(is_open.sum()),
        "n_open_overdue": int(overdue.sum()),
        "deadline_kept": deadlines.as_dict(),
        "working_days_to_decision": _working_days(facts, is_open),
        "below_target": sorted(BELOW_TARGET),
        "above_target": sorted(ABOVE_TARGET),
        "slow_unit": SLOW_UNIT,
        "initiative": _initiative(facts, deadlines),
        "open_cases": _open_cases(facts, is_open),
        "delay_notices": _notices(facts, deadlines.denominator & ~deadlines.kept),
        "receipts": _receipts(facts),
        "quiet": _quiet(facts),
        "continuity": _continuity(facts),
        "handovers": _handovers(facts, is_open),
        "received": _received(facts),
    }


class _Deadlines:
    """Who is in the denominator, who kept, on which day it counts, and why the rest is left out."""

    def __init__(self, facts: Facts, is_open: Bools) -> None:
        has_deadline = facts.deadline != NO_DAY
        was_decided = facts.decided != NO_DAY
        reasons = {
            "decided_before_received": was_decided & (facts.decided < facts.received),
            "no_deadline": ~has_deadline,
            "closed_without_decision": ~was_decided & ~is_open & (facts.closed <= facts.deadline),
            "not_yet_due": is_open & (facts.deadline >= LAST),
        }
        left = np.zeros(len(facts.received), bool)
        self.excluded: dict[str, Bools] = {}
        for name, where in reasons.items():
            self.excluded[name] = where & ~left
            left |= where
        self.facts = facts
        self.denominator = ~left
        self.kept = self.denominator & was_decided & (facts.decided <= facts.deadline)
        self.counted_on = np.where(self.kept, facts.decided, facts.deadline + 1)

    def cell(self, where: Bools) -> dict[str, object]:
        n, kept = int((self.denominator & where).sum()), int((self.kept & where).sum())
        return {"denominator": n, "numerator": kept, "share": kept / n if n else None}

    def by_period(self, where: Bools, months: int) -> dict[str, object]:
        """Cells by month (1) or year (12) of the day they count."""
        period = month_numbers(self.counted_on.astype(np.int64)) // months
        periods = np.unique(period[self.denominator & where])
        return {_period_name(int(p) * months): self.cell(where & (period == p)) for p in periods}

    def as_dict(self) -> dict[str, object]:
        everyone = np.ones(len(self.kept), bool)
        by_type = {name: self.facts.case_type == k for k, name in enumerate(_TYPES)}
        return {
            "total": self.cell(everyone) | {"excluded": self._reasons(everyone)},
            "by_case_type": {
                name: self.cell(where) | {"excluded": self._reasons(where)}
                for name, where in by_type.items()
            },
            "by_unit": {name: self.cell(where) for name, where in _by_unit(self.facts).items()},
            "by_department": {
                name: self.cell(where) for name, where in _by_department(self.facts).items()
            },
            "by_year": self.by_period(everyone, 12),
            "by_month": self.by_period(everyone, 1),
            "by_case_type_and_year": {
                name: self.by_period(where, 12) for name, where in by_type.items()
            },
        }

    def _reasons(self, where: Bools) -> dict[str, int]:
        return {name: int((rows & where).sum()) for name, rows in self.excluded.items()}


def _working_days(facts: Facts, is_open: Bools) -> dict[str, object]:
    was_decided = facts.decided != NO_DAY
    before = was_decided & (facts.decided < facts.received)
    counts = was_decided & ~before
    taken = np.zeros(len(facts.received), dtype=np.int64)
    taken[counts] = working_days_between(
        facts.received[counts].astype(np.int64), facts.decided[counts].astype(np.int64)
    )
    year = month_numbers(facts.decided.astype(np.int64)) // 12

    def cell(where: Bools) -> dict[str, object]:
        values = taken[counts & where]
        return {"n": len(values), "median": float(np.median(values)) if len(values) else None}

    def years(where: Bools) -> dict[str, object]:
        return {
            _period_name(int(y) * 12): cell(where & (year == y))
            for y in np.unique(year[counts & where])
        }

    everyone = np.ones(len(taken), bool)
    by_type = {name: facts.case_type == k for k, name in enumerate(_TYPES)}
    excluded = {
        "open": is_open,
        "closed_without_decision": ~was_decided & ~is_open,
        "decided_before_received": before,
    }
    return {
        "total": cell(everyone)
        | {"excluded": {name: int(rows.sum()) for name, rows in excluded.items()}},
        "by_case_type": {name: cell(where) for name, where in by_type.items()},
        "by_unit": {name: cell(where) for name, where in _by_unit(facts).items()},
        "by_year": years(everyone),
        "by_case_type_and_year": {name: years(where) for name, where in by_type.items()},
    }


def _initiative(facts: Facts, deadlines: _Deadlines) -> dict[str, object]:
    there = (facts.unit == UNIT_CODES.index(INITIATIVE.unit)) & (
        facts.case_type == TYPE_CODES.index(INITIATIVE.case_type)
    )
    first = (INITIATIVE.first_day.year - 1970) * 12 + INITIATIVE.first_day.month - 1
    after = month_numbers(facts.received.astype(np.int64)) >= first
    return {
        "unit": INITIATIVE.unit,
        "case_type": INITIATIVE.case_type,
        "month": INITIATIVE.first_day.isoformat(),
        "received_before": deadlines.cell(there & ~after),
        "received_after": deadlines.cell(there & after),
        "by_month": deadlines.by_period(there, 1),
        "case_type_by_month": deadlines.by_period(
            facts.case_type == TYPE_CODES.index(INITIATIVE.case_type), 1
        ),
    }


def _notices(facts: Facts, overdue: Bools) -> dict[str, object]:
    """The three steps of the duty to tell the citizen (RSL § 3, stk. 2; mission T2)."""
    told = overdue & (facts.notice != NO_DAY)
    timely = told & (facts.notice <= facts.deadline)
    return {
        "overdue": int(overdue.sum()),
        "told": int(told.sum()),
        "told_by_deadline": int(timely.sum()),
        "told_by_deadline_with_date": int((timely & (facts.promised != NO_DAY)).sum()),
        "notices_sent": int((facts.notice != NO_DAY).sum()),
    }


def _open_cases(facts: Facts, is_open: Bools) -> dict[str, object]:
    """How many are open on the data date by case type, how many overdue or due in 30 days."""
    has_deadline = facts.deadline != NO_DAY
    overdue = is_open & has_deadline & (facts.deadline < LAST)
    due = is_open & has_deadline & ~overdue & (facts.deadline <= LAST + 30)
    return {
        name: {
            "n_open": int((is_open & where).sum()),
            "n_overdue": int((overdue & where).sum()),
            "n_due_in_30_days": int((due & where).sum()),
        }
        for name, where in ((name, facts.case_type == k) for k, name in enumerate(_TYPES))
        if where.any()
    }


def _receipts(facts: Facts) -> dict[str, object]:
    """Written enquiries open longer than 10 days, and those with a receipt by then (mission T4)."""
    ended = _ended(facts.decided, facts.closed)
    long = facts.is_written & (ended > facts.received + 10)
    in_time = long & (facts.receipt != NO_DAY) & (facts.receipt <= facts.received + 10)
    return {"open_longer": int(long.sum()), "receipt_in_time": int(in_time.sum())}


def _quiet(facts: Facts) -> dict[str, object]:
    """Quiet stretches up to the data date by cause, those with it registered, and quiet periods.

    A quiet period is a stretch with a registered cause of the house's own of at least ten working
    days, in a case that was not decided before it was received.
    """

    def table(where: Bools) -> dict[str, object]:
        rows = {name: where & (facts.cause == k) for k, name in enumerate(CAUSE_CODES)}
        return {
            name: {
                "stretches": int(r.sum()),
                "days": int(facts.quiet_days[r].sum()),
                "working_days": int(facts.quiet_working_days[r].sum()),
            }
            for name, r in rows.items()
        }

    lay_still = facts.quiet_days > 0
    registered = lay_still & facts.is_cause_registered
    backwards = (facts.decided != NO_DAY) & (facts.decided < facts.received)
    outside = np.isin(facts.cause, [CAUSE_CODES.index(name) for name in _OUTSIDE])
    periods = registered & ~outside & ~backwards & (facts.quiet_working_days >= _QUIET_WORKING_DAYS)
    return {
        "planted": table(lay_still),
        "registered": table(registered),
        "periods": table(periods),
    }


def _continuity(facts: Facts) -> dict[str, object]:
    """Of each year: citizens with contacts, and with how many caseworkers they had them."""
    met: dict[int, dict[int, Counter[int]]] = {}
    for month, citizen, worker in zip(
        facts.contact_month.tolist(),
        facts.contact_citizen.tolist(),
        facts.contact_worker.tolist(),
        strict=True,
    ):
        citizens = met.setdefault(month // 12, {})
        citizens.setdefault(citizen, Counter())[worker] += 1
    return {
        _period_name(year * 12): {
            "citizens": len(citizens),
            "contacts": sum(one.total() for one in citizens.values()),
            "contacts_main": sum(max(one.values()) for one in citizens.values()),
            "caseworkers": sum(len(one) for one in citizens.values()),
            "in_touch": sum(one.total() >= 2 for one in citizens.values()),
            "with_one": sum(one.total() >= 2 and len(one) == 1 for one in citizens.values()),
        }
        for year, citizens in sorted(met.items())
    }


def _handovers(facts: Facts, is_open: Bools) -> dict[str, object]:
    """Of each year: cases that ended a day or more after receipt, and those handed over."""
    ended = _ended(facts.decided, facts.closed)
    counts = ~is_open & (ended > facts.received)
    year = month_numbers(ended.astype(np.int64)) // 12
    return {
        _period_name(int(y) * 12): {
            "cases": int((counts & (year == y)).sum()),
            "handed_over": int((counts & (year == y) & facts.is_handed_over).sum()),
        }
        for y in np.unique(year[counts])
    }


def _received(facts: Facts) -> dict[str, object]:
    """Cases received, by case type and year: what estimates are held against."""
    year = month_numbers(facts.received.astype(np.int64)) // 12
    return {
        name: {
            _period_name(int(y) * 12): int(((facts.case_type == k) & (year == y)).sum())
            for y in np.unique(year)
        }
        for k, name in enumerate(_TYPES)
    }


def _by_unit(facts: Facts) -> dict[str, Bools]:
    return {name: facts.unit == k for k, name in enumerate(UNIT_CODES)}


def _by_department(facts: Facts) -> dict[str, Bools]:
    return {
        name: np.isin(facts.unit, [k for k, u in enumerate(UNIT_CODES) if UNITS[u] == name])
        for name in sorted(set(UNITS.values()))
    }


def _period_name(month: int) -> str:
    return f"{month // 12 + 1970}-{month % 12 + 1:02d}-01"
