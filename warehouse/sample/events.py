"""What happened in a month's cases: the steps, letters, waits and hand-overs of each."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from warehouse.sample.cases import CAUSE_CODES, CHANNEL_CODES, DECIDED, NO_CAUSE, Cases
from warehouse.sample.catalogue import EVENTS, NOTES
from warehouse.sample.days import LAST, NO_DAY, Bools, Floats, Ints, month_numbers

EVENT_CODES = tuple(EVENTS)
NO_NOTE = -1
CPR_NOTE = len(NOTES)
"""A note with the citizen's number in it, so that masking has something to do."""

CPR_NOTE_SHARE = 0.002
_WRITTEN = tuple(CHANNEL_CODES.index(channel) for channel in ("letter", "email", "digital"))

_MORNING, _FIRST_THING, _RESUMED, _DAY, _LATE_DAY, _LAID_ASIDE, _DECISION, _CLOSING = (
    (480, 540), (540, 570), (570, 600), (600, 750), (750, 870), (870, 900), (900, 930), (930, 960),
)  # fmt: skip
"""Minutes of the day in which things happen, so that the order within a day makes sense."""


@dataclass(frozen=True)
class Events:
    """Events, a column each; `order` is the event's number in its case, from 1."""

    case: Ints
    minute: Ints
    order: Ints
    kind: Ints
    unit: Ints
    worker: Ints
    cause: Ints
    promised: Ints
    note: Ints
    citizen: Ints

    def at(self, rows: Ints | Bools) -> Events:
        """The events at these positions."""
        return Events(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    @property
    def months(self) -> Ints:
        """Months since 1970."""
        return month_numbers(self.minute // 1440)


def join(parts: list[Events]) -> Events:
    """Events of several months' cases as one."""
    return Events(
        **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Events)}
    )


def events_of(cases: Cases, rng: np.random.Generator) -> Events:
    """The events of cases up to the data date, ordered by case and time."""
    return _Log(cases, rng).events()


class _Log:
    """Collects slots: a kind of event, at most once a case, at a time of work or on a day."""

    def __init__(self, cases: Cases, rng: np.random.Generator) -> None:
        self.cases, self.rng = cases, rng
        self.rows: list[Ints] = []
        self.days: list[Ints] = []
        self.minutes: list[Ints] = []
        self.kinds: list[Ints] = []
        self.causes: list[Ints] = []
        self.notes: list[Ints] = []
        self.count = len(cases.number)

    def chance(self, share: float) -> Bools:
        return np.asarray(self.rng.random(self.count) < share)

    def early(self, longest: float) -> Floats:
        """A time in the first days, before the case lies still for the first time."""
        limit = np.where(self.cases.quiet_days > 0, self.cases.quiet_after * 0.9, np.inf)
        time = np.minimum(self.rng.random(self.count) * longest, limit)
        return np.asarray(np.minimum(time, self.cases.work_days))

    def share(self, low: float, high: float) -> Floats:
        return np.asarray(self.cases.work_days * self.rng.uniform(low, high, self.count))

    def add(
        self,
        kind: str,
        where: Bools,
        time: Floats,
        band: tuple[int, int],
        day: Ints | None = None,
        cause: Ints | None = None,
    ) -> None:
        """Log an event in the cases of `where`, at a time of work or, if given, on a day."""
        rows = np.flatnonzero(where)
        on = self.cases.day_at(time[rows], rows) if day is None else day[rows]
        there = on <= LAST
        rows, on = rows[there], on[there]
        self.rows.append(rows)
        self.days.append(on)
        self.minutes.append(self.rng.integers(*band, len(rows)))
        self.kinds.append(np.full(len(rows), EVENT_CODES.index(kind), dtype=np.int64))
        self.causes.append(
            np.full(len(rows), NO_CAUSE, dtype=np.int64) if cause is None else cause[rows]
        )
        self.notes.append(self._notes(kind, len(rows)))

    def _notes(self, kind: str, count: int) -> Ints:
        if kind != "note_made":
            return np.full(count, NO_NOTE, dtype=np.int64)
        notes = self.rng.integers(0, len(NOTES), count)
        notes[self.rng.random(count) < CPR_NOTE_SHARE] = CPR_NOTE
        return notes

    def events(self) -> Events:
        cases, always, start = self.cases, np.ones(self.count, bool), np.zeros(self.count)
        self.add("received", always, start, _MORNING)
        self.add("receipt_sent", self.chance(0.7) & is_written(cases), self.early(9), _FIRST_THING)
        self.add("registered", self.chance(0.95), self.early(2), _FIRST_THING)
        self.add("assigned", always, self.early(4), _DAY)
        self.add("consent_obtained", self.chance(0.3), self.early(6), _LATE_DAY)
        self.add("other", self.chance(0.15), self.share(0.0, 1.0), _DAY)
        for low, high, likely in ((0.0, 0.4, 0.6), (0.3, 0.7, 0.45), (0.5, 1.0, 0.25)):
            self.add("note_made", self.chance(likely), self.share(low, high), _DAY)
        self._waits()
        self.add("assessment", self.chance(0.5), self.share(0.4, 0.8), _DAY)
        self.add("meeting", self.chance(0.25), self.share(0.2, 0.7), _LATE_DAY)
        self.add("approval", self.chance(0.4), self.share(0.8, 0.98), _LATE_DAY)
        handed = ~np.isnan(cases.handed_over_at)
        self.add("handed_over", handed, np.nan_to_num(cases.handed_over_at), _DAY)
        self._stillness()
        self._endings(start)
        return self._ordered()

    def _waits(self) -> None:
        cases = self.cases
        asked, answered = ~np.isnan(cases.asked_at), ~np.isnan(cases.answered_at)
        self.add("information_requested", asked, np.nan_to_num(cases.asked_at), _DAY)
        self.add("information_received", answered, np.nan_to_num(cases.answered_at), _LATE_DAY)
        third, asked_at = self.chance(0.22), self.share(0.1, 0.4)
        self.add("third_party_requested", third, asked_at, _DAY)
        answered_at = asked_at + 1 + self.share(0.1, 0.4)
        self.add("third_party_answered", third & self.chance(0.9), answered_at, _LATE_DAY)
        heard, heard_at = self.chance(0.24), self.share(0.6, 0.8)
        self.add("hearing_sent", heard, heard_at, _DAY)
        answered_at = heard_at + 1 + self.share(0.05, 0.15)
        self.add("hearing_answered", heard & self.chance(0.7), answered_at, _LATE_DAY)

    def _stillness(self) -> None:
        """The events a quiet stretch lies between; the first carries the cause where registered."""
        cases = self.cases
        first, _, last = quiet_stretches(cases)
        cause = np.where(cases.is_cause_registered, cases.cause, NO_CAUSE)
        nothing = np.zeros(self.count)
        between = {
            "citizen": ("information_requested", "information_received"),
            "third_party": ("third_party_requested", "third_party_answered"),
            "organisation": ("approval", "note_made"),
        }
        for code, name in enumerate(CAUSE_CODES):
            where = cases.cause == code
            before, after = between.get(name, ("note_made", "note_made"))
            self.add(before, where, nothing, _LAID_ASIDE, first, cause)
            self.add(after, where, nothing, _RESUMED, last)

    def _endings(self, start: Floats) -> None:
        cases = self.cases
        told = cases.notice != NO_DAY
        self.add("delay_notice_sent", told, start, _LATE_DAY, cases.notice)
        self.add("decision_sent", cases.ending == DECIDED, start, _DECISION, cases.end)
        self.add("closed", cases.closed != NO_DAY, start, _CLOSING, cases.closed)

    def _ordered(self) -> Events:
        cases = self.cases
        rows, days = np.concatenate(self.rows), np.concatenate(self.days)
        kind, cause = np.concatenate(self.kinds), np.concatenate(self.causes)
        note, minute = np.concatenate(self.notes), days * 1440 + np.concatenate(self.minutes)
        by_time = np.lexsort((kind, minute, rows))
        rows, minute, kind = rows[by_time], minute[by_time], kind[by_time]
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        order = np.arange(len(rows)) - np.repeat(starts, np.diff(starts, append=len(rows))) + 1
        over = cases.handed_over_at[rows]
        handed_day = cases.day_at(np.nan_to_num(over), rows)
        changed = ~np.isnan(over) & (minute // 1440 > handed_day)
        is_notice = kind == EVENT_CODES.index("delay_notice_sent")
        return Events(
            case=cases.number[rows],
            minute=minute,
            order=order,
            kind=kind,
            unit=cases.unit[rows],
            worker=np.where(changed, cases.next_worker[rows], cases.worker[rows]),
            cause=cause[by_time],
            promised=np.where(is_notice, cases.promised[rows], NO_DAY),
            note=note[by_time],
            citizen=cases.citizen[rows],
        )


def is_written(cases: Cases) -> Bools:
    """Which cases came in writing."""
    return np.isin(cases.channel, _WRITTEN)


def days_of(kind: str, cases: Cases, events: Events) -> Ints:
    """The day of each case's only event of a kind; `NO_DAY` where it has none."""
    days = np.full(len(cases.number), NO_DAY, dtype=np.int64)
    of_kind = events.at(events.kind == EVENT_CODES.index(kind))
    days[np.searchsorted(cases.number, of_kind.case)] = of_kind.minute // 1440
    return days


def quiet_stretches(cases: Cases) -> tuple[Ints, Ints, Ints]:
    """First day of each case's quiet stretch, its days up to the data date, and its last day.

    Without a stretch, or with one that begins after the data date, the days are 0.
    """
    rows = np.arange(len(cases.number))
    before = np.maximum(cases.quiet_after - 1e-6, 0)
    first = cases.day_at(before.astype(np.float64), rows)
    last = cases.day_at(cases.quiet_after.astype(np.float64), rows)
    days = np.where((cases.quiet_days > 0) & (first <= LAST), np.minimum(last, LAST) - first, 0)
    return first, days, last
