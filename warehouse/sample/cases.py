"""The cases received in one month: who has them, how long they take, where they lie still."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from warehouse.sample.catalogue import (
    CASE_TYPES,
    CAUSE_SHARES,
    CAUSES,
    CHANNELS,
    DEADLINES,
    ENDINGS,
    INITIATIVE,
    OWN_DEADLINES,
    REGISTERED_CAUSE_SHARE,
    SLOW_UNIT,
    SLOWER_BY,
    TARGET_GROUPS,
    UNITS,
    WORKERS_PER_UNIT,
)
from warehouse.sample.days import (
    LAST,
    NO_DAY,
    Bools,
    Floats,
    Ints,
    day_number,
    month_numbers,
    receipt_days,
    sample_months,
    working_day_after,
    working_day_before,
)

TYPE_CODES = tuple(CASE_TYPES)
UNKNOWN_TYPE = len(TYPE_CODES)
UNIT_CODES = tuple(UNITS)
GROUP_CODES = tuple(TARGET_GROUPS)
CHANNEL_CODES = tuple(CHANNELS)
ENDING_CODES = tuple(ENDINGS)
CAUSE_CODES = tuple(CAUSES)
NO_CAUSE = -1
DECIDED = ENDING_CODES.index("decided")

SLOW_MONTHS = (5, 10, 11)
SLOWER_IN_SLOW_MONTHS = 1.06
"""Cases received in June, November and December take longer."""

STUCK_SHARE, STUCK_FACTOR, LONGEST_DAYS = 0.0015, 8, 1500
"""Few cases are stuck and take years."""

ASKED_SHARE, ANSWERED_SHARE, COMPLETE_KNOWN_SHARE = 0.45, 0.9, 0.8
HANDED_OVER_SHARE = 0.28
DECISION_DATE_MISSING_SHARE = 0.01
"""Cases whose decision date stands in the decisions' extract only."""

TIMELY_WITH_DATE, TIMELY, TIMELY_OR_LATE, NEEDLESS = 0.11, 0.13, 0.26, 0.01
LATE_WITH_DATE = 0.8
"""Shares of overdue cases with a delay notice, and of others (mission T2: 11 %)."""

QUIET_FROM_DAYS, SHORTEST_QUIET_DAYS = 25, 15
QUIET_SHARE_LATE, QUIET_SHARE_KEPT = 0.5, 0.2

_CHANNEL_FIRST = np.array([0.22, 0.14, 0.34, 0.18, 0.09, 0.03])
_CHANNEL_LAST = np.array([0.10, 0.12, 0.52, 0.16, 0.07, 0.03])
_ENDING_SHARES = np.array([0.957, 0.03, 0.01, 0.003])


@dataclass(frozen=True)
class Cases:
    """Cases, a column each; days are days since 1970, `NO_DAY` where there is none.

    `decided` and `closed` are the truth on the data date; `reported_decided` is what the case
    system delivers. `end` is the day the case ends, also where that is after the data date.
    A case lies still `quiet_days` from day `quiet_after` on (both 0 where it does not).
    """

    number: Ints
    case_type: Ints
    unit: Ints
    group: Ints
    channel: Ints
    citizen: Ints
    worker: Ints
    next_worker: Ints
    handed_over_at: Floats
    received: Ints
    complete: Ints
    own_deadline: Ints
    deadline: Ints
    end: Ints
    ending: Ints
    decided: Ints
    reported_decided: Ints
    closed: Ints
    asked_at: Floats
    answered_at: Floats
    notice: Ints
    promised: Ints
    quiet_after: Ints
    quiet_days: Ints
    cause: Ints
    is_cause_registered: Bools

    def day_at(self, time: Floats, rows: Ints) -> Ints:
        """The working day at a time of work in a case: days since receipt, quiet days left out.

        Args:
            time: days of work since receipt, one for each of `rows`.
            rows: positions of the cases.
        """
        return _day_at(
            time, self.received[rows], self.end[rows], self.quiet_after[rows], self.quiet_days[rows]
        )

    @property
    def work_days(self) -> Floats:
        """Days from receipt to end without the quiet ones."""
        return (self.end - self.received - self.quiet_days).astype(np.float64)


def simulate(
    month: int,
    count: int,
    first: int,
    n_citizens: int,
    warnings: Mapping[str, int],
    rng: np.random.Generator,
) -> Cases:
    """Simulate the cases received in a month.

    Args:
        month: months since 1970.
        count: how many cases.
        first: number of the first of them.
        n_citizens: how many citizens the cases are spread over.
        warnings: how many cases are to be suspicious, by kind.
        rng: where all chance comes from.
    """
    received = receipt_days(month, count, rng)
    case_type = rng.choice(
        len(TYPE_CODES), size=count, p=[kind.share for kind in CASE_TYPES.values()]
    )
    unit = _pick_by_type(case_type, [kind.units for kind in CASE_TYPES.values()], UNIT_CODES, rng)
    group = _pick_by_type(
        case_type, [kind.groups for kind in CASE_TYPES.values()], GROUP_CODES, rng
    )
    progress = (month - sample_months()[0]) / len(sample_months())
    channels = _CHANNEL_FIRST + (_CHANNEL_LAST - _CHANNEL_FIRST) * progress
    own_deadline = _own_deadlines(case_type, received, rng)
    deadline = np.where(
        own_deadline == NO_DAY, received + rule_days(case_type, received), own_deadline
    )

    end = _ends(case_type, unit, received, deadline, rng)
    ending = rng.choice(len(ENDING_CODES), size=count, p=_ENDING_SHARES)
    shortened = received + np.ceil((end - received) * rng.uniform(0.1, 0.9, count)).astype(np.int64)
    end = np.where(ending == DECIDED, end, np.maximum(working_day_before(shortened), received))
    notice, promised = _notices(received, deadline, end, rng)
    quiet_after, quiet_days, cause = _quiet(received, deadline, end, notice, rng)

    work = (end - received - quiet_days).astype(np.float64)
    asked_at, answered_at = _questions(work, rng)
    answered_on = _day_at(np.nan_to_num(answered_at), received, end, quiet_after, quiet_days)
    decided, closed, reported = _outcomes(ending, end, rng)
    _report_too_early(reported, received, warnings.get("decided_before_received", 0), rng)
    settled = (reported >= received) & (own_deadline == NO_DAY)
    strange = _some(np.flatnonzero(settled), warnings.get("unknown_case_type", 0), rng)
    case_type[strange], deadline[strange] = UNKNOWN_TYPE, NO_DAY
    worker = rng.integers(0, WORKERS_PER_UNIT, count)
    handed_over = rng.random(count) < HANDED_OVER_SHARE
    return Cases(
        number=np.arange(first, first + count, dtype=np.int64),
        case_type=case_type,
        unit=unit,
        group=group,
        channel=rng.choice(len(CHANNEL_CODES), size=count, p=channels / channels.sum()),
        citizen=rng.integers(0, n_citizens, count),
        worker=worker,
        next_worker=(worker + 1 + rng.integers(0, WORKERS_PER_UNIT - 1, count)) % WORKERS_PER_UNIT,
        handed_over_at=np.where(handed_over, work * rng.uniform(0.2, 0.7, count), np.nan),
        received=received,
        complete=_complete(received, asked_at, answered_at, answered_on, rng),
        own_deadline=own_deadline,
        deadline=deadline,
        end=end,
        ending=ending,
        decided=decided,
        reported_decided=reported,
        closed=closed,
        asked_at=asked_at,
        answered_at=answered_at,
        notice=notice,
        promised=promised,
        quiet_after=quiet_after,
        quiet_days=quiet_days,
        cause=cause,
        is_cause_registered=(cause != NO_CAUSE) & (rng.random(count) < REGISTERED_CAUSE_SHARE),
    )


def rule_days(case_type: Ints, received: Ints) -> Ints:
    """Days the case type allows, by the rule in force on the day of receipt (RSL § 3)."""
    days = np.zeros(len(received), dtype=np.int64)
    for rule in DEADLINES:
        holds = (case_type == TYPE_CODES.index(rule.case_type)) & (
            received >= day_number(rule.valid_from)
        )
        if rule.valid_to is not None:
            holds &= received <= day_number(rule.valid_to)
        days[holds] = rule.days
    return days


def _own_deadlines(case_type: Ints, received: Ints, rng: np.random.Generator) -> Ints:
    shares = np.array([kind.own_deadline_share for kind in CASE_TYPES.values()])
    has_own = rng.random(len(received)) < shares[case_type]
    return np.where(has_own, received + rng.choice(OWN_DEADLINES, size=len(received)), NO_DAY)


def _pick_by_type(
    case_type: Ints,
    weights: Sequence[Mapping[str, float]],
    codes: Sequence[str],
    rng: np.random.Generator,
) -> Ints:
    table = np.array([[one.get(code, 0.0) for code in codes] for one in weights])
    cumulative = np.cumsum(table, axis=1) / table.sum(axis=1, keepdims=True)
    cumulative[:, -1] = 1.0
    drawn = rng.random(len(case_type))
    return np.asarray((drawn[:, None] >= cumulative[case_type]).sum(axis=1), dtype=np.int64)


def _ends(
    case_type: Ints, unit: Ints, received: Ints, deadline: Ints, rng: np.random.Generator
) -> Ints:
    kept = np.array([kind.kept for kind in CASE_TYPES.values()])[case_type]
    improved = (
        (case_type == TYPE_CODES.index(INITIATIVE.case_type))
        & (unit == UNIT_CODES.index(INITIATIVE.unit))
        & (received >= day_number(INITIATIVE.first_day))
    )
    kept[improved] = INITIATIVE.kept_after
    spread = np.array([kind.spread for kind in CASE_TYPES.values()])[case_type]
    chance = rng.standard_normal(len(received)) - _normal_quantile(kept)
    days = (deadline - received).astype(np.float64) * np.exp(spread * chance)
    days[unit == UNIT_CODES.index(SLOW_UNIT)] *= SLOWER_BY
    days[np.isin(month_numbers(received) % 12, SLOW_MONTHS)] *= SLOWER_IN_SLOW_MONTHS
    days[rng.random(len(received)) < STUCK_SHARE] *= STUCK_FACTOR
    whole = np.minimum(np.ceil(days), LONGEST_DAYS).astype(np.int64)
    return np.maximum(working_day_before(received + whole), received)


def _normal_quantile(share: Floats) -> Floats:
    """Quantiles of the standard normal distribution; few different shares, so one by one."""
    values, inverse = np.unique(share, return_inverse=True)
    return np.array([NormalDist().inv_cdf(float(p)) for p in values])[inverse]


def _questions(work: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """When the citizen is asked for information and when it comes, in days of work; else NaN."""
    count = len(work)
    asked = np.where(rng.random(count) < ASKED_SHARE, work * rng.uniform(0.05, 0.3, count), np.nan)
    answered = asked + 1 + work * rng.uniform(0.05, 0.4, count)
    answered[rng.random(count) > ANSWERED_SHARE] = np.nan
    return asked, answered


def _complete(
    received: Ints,
    asked_at: Floats,
    answered_at: Floats,
    answered_on: Ints,
    rng: np.random.Generator,
) -> Ints:
    """The day all information was there: at receipt where nothing was asked; often not known."""
    complete = np.where(np.isnan(asked_at), received, answered_on)
    unanswered = ~np.isnan(asked_at) & np.isnan(answered_at)
    unknown = rng.random(len(received)) > COMPLETE_KNOWN_SHARE
    complete[unanswered | unknown | (complete > LAST)] = NO_DAY
    return complete


def _outcomes(ending: Ints, end: Ints, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Days of decision and closing as they are on the data date, and the decision as reported."""
    count = len(end)
    is_decision = ending == DECIDED
    decided = np.where(is_decision & (end <= LAST), end, NO_DAY)
    closed = np.where(is_decision, working_day_after(end + rng.integers(0, 6, count)), end)
    closed[closed > LAST] = NO_DAY
    unreported = (closed != NO_DAY) & (rng.random(count) < DECISION_DATE_MISSING_SHARE)
    return decided, closed, np.where(unreported, NO_DAY, decided)


def _report_too_early(reported: Ints, received: Ints, count: int, rng: np.random.Generator) -> None:
    wrong = _some(np.flatnonzero(reported != NO_DAY), count, rng)
    reported[wrong] = received[wrong] - rng.integers(1, 21, len(wrong))


def _notices(
    received: Ints, deadline: Ints, end: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Days of delay notices and the days promised in them.

    About 11 % of the overdue cases get a notice by the deadline that names a day, as measured in
    May 2005 (mission T2); 2 % get one without a day, 13 % one after the deadline.
    """
    count = len(received)
    overdue = np.minimum(end, LAST) > deadline
    drawn = rng.random(count)
    timely = overdue & (drawn < TIMELY)
    late = overdue & (drawn >= TIMELY) & (drawn < TIMELY_OR_LATE)
    needless = ~overdue & (drawn < NEEDLESS)
    by_deadline = deadline - rng.integers(0, 8, count)
    after = deadline + 1 + (rng.random(count) * np.maximum(end - deadline, 1)).astype(np.int64)
    day = np.where(late, np.minimum(after, end), np.minimum(by_deadline, end))
    day = np.maximum(working_day_before(day), received)
    notice = np.where(timely | late | needless, day, NO_DAY)
    names_day = np.where(timely, drawn < TIMELY_WITH_DATE, rng.random(count) < LATE_WITH_DATE)
    promised = working_day_after(np.maximum(day, deadline) + rng.integers(7, 43, count))
    return notice, np.where((notice != NO_DAY) & names_day, promised, NO_DAY)


def _quiet(
    received: Ints, deadline: Ints, end: Ints, notice: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    """Where cases lie still: days after receipt, for how many days, and why (mission T3).

    At least 15 days, so 10 working days but at Easter and Christmas; late cases more often. A case
    whose delay notice would break the quiet has none.
    """
    count = len(received)
    length = (end - received).astype(np.float64)
    days = np.maximum(np.floor(length * rng.uniform(0.25, 0.6, count)), SHORTEST_QUIET_DAYS).astype(
        np.int64
    )
    room = np.maximum(end - received - days - 6, 0)
    after = 3 + (rng.random(count) * room).astype(np.int64)
    likely = np.where(end > deadline, QUIET_SHARE_LATE, QUIET_SHARE_KEPT)
    is_quiet = (length >= QUIET_FROM_DAYS) & (rng.random(count) < likely)
    broken = (notice >= received + after - 3) & (notice <= received + after + days + 1)
    is_quiet &= ~broken
    cause = rng.choice(len(CAUSE_CODES), size=count, p=CAUSE_SHARES)
    return (
        np.where(is_quiet, after, 0),
        np.where(is_quiet, days, 0),
        np.where(is_quiet, cause, NO_CAUSE),
    )


def _day_at(time: Floats, received: Ints, end: Ints, quiet_after: Ints, quiet_days: Ints) -> Ints:
    moved = time + np.where(time >= quiet_after, quiet_days, 0)
    day = working_day_before(received + np.floor(moved).astype(np.int64))
    return np.clip(day, received, end)


def _some(rows: Ints, count: int, rng: np.random.Generator) -> Ints:
    return np.sort(rng.choice(rows, size=min(count, len(rows)), replace=False)).astype(np.int64)
