"""The complaints' register as two CSV files a year, and the truths planted in them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.sample import text
from warehouse.sample.cases import UNIT_CODES, Cases
from warehouse.sample.catalogue import UNITS
from warehouse.sample.complaints import (
    APPEAL_OUTCOMES,
    AREAS,
    BURST,
    CHANNEL_CODES,
    CHANNELS,
    JUSTIFIED,
    JUSTIFIED_CODES,
    NEW,
    OUTCOMES,
    TOPIC_CODES,
    TOPICS,
    UNKNOWN,
    UNKNOWN_TOPIC,
    Complaints,
    Planted,
    Points,
    complaints_of,
    join,
    points_of,
)
from warehouse.sample.days import LAST, NO_DAY, Bools, Ints, month_numbers
from warehouse.sample.decisions import Decisions
from warehouse.sample.defects import COMPLAINT_DAMAGE, POINT_DAMAGE, Quota
from warehouse.sample.files import CsvExtract, FileTruth
from warehouse.sample.suppliers import Registry

COMPLAINT_HEADER = (
    "Klagenr", "Sagsnr", "CPR-nr", "Modtaget hos", "Forvaltning", "Enhed", "Modtaget", "Besvaret",
)  # fmt: skip
POINT_HEADER = (
    "Klagenr", "Punkt", "Emne", "Hovedområde", "Medhold", "Nævnets afgørelse",
)  # fmt: skip

STRANGE_SHARE = 0.002
"""Complaints answered before they came in, points on an unknown topic, points without complaint."""

_REPEAT_DAYS = 365
_REACHING = ("changed", "remitted", "upheld")


class ComplaintExtracts:
    """`klager_<yyyy>.csv` and `klagepunkter_<yyyy>.csv`: complaints by the year they came in."""

    def __init__(self, out: Path, registry: Registry, seed: int) -> None:
        self.truths: list[FileTruth] = []
        self._out, self._registry, self._seed = out, registry, seed
        self._waiting: list[Complaints] = []

    def take(self, month: int, cases: Cases, decisions: Decisions) -> None:
        """Take the complaints over a month's cases."""
        rng = np.random.default_rng([self._seed, month, 1])
        self._waiting.append(complaints_of(month, cases, decisions, rng))

    def close(self) -> dict[str, object]:
        """Write the files.

        Returns:
            The truths planted in them.
        """
        rng = np.random.default_rng([self._seed, 1, 1])
        complaints = join(self._waiting)
        if not len(complaints.case):
            return {"complaints": 0}
        # The last one tells the day the register was read.
        complaints.received[-1], complaints.answered[-1] = LAST, NO_DAY
        points = points_of(complaints, rng)
        backwards = _some(np.flatnonzero(complaints.answered != NO_DAY), rng)
        complaints.answered[backwards] = complaints.received[backwards] - 3
        points.topic[_some(np.flatnonzero(points.number > 1), rng)] = UNKNOWN
        years = month_numbers(complaints.received) // 12
        number = np.arange(len(years)) - np.searchsorted(years, years) + 1
        orphans = 0
        quotas = Quota(COMPLAINT_DAMAGE.kinds), Quota(POINT_DAMAGE.kinds)
        for year in np.unique(years).tolist():
            of_year = years == year
            ids = text.complaint_ids(year + 1970, number[of_year])
            there = complaints.at(of_year)
            path = self._out / f"klager_{year + 1970}.csv"
            with CsvExtract(path, "complaints", (), COMPLAINT_HEADER, "utf-8-sig") as file:
                file.write(
                    [ids, *self._columns(there)],
                    quotas[0].take(len(there.case)),
                    COMPLAINT_DAMAGE,
                    rng,
                )
            is_backwards = (there.answered != NO_DAY) & (there.answered < there.received)
            file.truth.warnings.update(answered_before_received=int(is_backwards.sum()))
            self.truths.append(file.truth)
            mine = of_year[points.complaint]
            columns = [
                ids.take(pa.array(points.complaint[mine] - int(np.argmax(of_year)))),
                *_point_columns(points, mine),
            ]
            if year == years[-1]:
                columns, orphans = _with_orphans(columns, len(points.topic))
            path = self._out / f"klagepunkter_{year + 1970}.csv"
            with CsvExtract(path, "complaint_points", (), POINT_HEADER, "utf-8-sig") as file:
                file.write(columns, quotas[1].take(len(columns[0])), POINT_DAMAGE, rng)
            self.truths.append(file.truth)
        return _truths(complaints, points) | {"points_without_complaint": orphans}

    def _columns(self, complaints: Complaints) -> list[pa.Array]:
        nobody, no_case = complaints.citizen < 0, complaints.case < 0
        cpr = text.cpr_numbers(self._registry.citizens[np.maximum(complaints.citizen, 0)])
        cases = self._registry.case_ids(np.maximum(complaints.case, 0))
        nothing = pa.scalar(None, pa.string())
        return [
            pc.if_else(pa.array(no_case), nothing, cases),
            pc.if_else(pa.array(nobody), nothing, cpr),
            text.coded(complaints.channel, list(CHANNELS.values())),
            text.coded(complaints.unit, [UNITS[u] for u in UNIT_CODES]),
            text.coded(complaints.unit, UNIT_CODES),
            text.days(complaints.received),
            text.days(complaints.answered),
        ]


def _point_columns(points: Points, rows: Bools) -> list[pa.Array]:
    topic = points.topic[rows]
    words = [*(one.word for one in TOPICS.values()), UNKNOWN_TOPIC]
    areas = [*(AREAS[one.area] for one in TOPICS.values()), AREAS["casework"]]
    return [
        pc.cast(pa.array(points.number[rows]), pa.string()),
        text.coded(topic, words),
        text.coded(topic, areas),
        text.coded(points.justified[rows], list(JUSTIFIED.values())),
        text.coded(points.outcome[rows], list(APPEAL_OUTCOMES.values())),
    ]


def _with_orphans(columns: list[pa.Array], n_points: int) -> tuple[list[pa.Array], int]:
    """Points whose complaint was not delivered, at the end."""
    count = max(1, int(n_points * STRANGE_SHARE))
    last = [column.slice(len(column) - 1, 1).to_pylist()[0] for column in columns]
    ids = [f"K-1999-{k + 1:05d}" for k in range(count)]
    more = [pa.array(ids), *(pa.array([value] * count, pa.string()) for value in last[1:])]
    return [pa.concat_arrays([a, b]) for a, b in zip(columns, more, strict=True)], count


def _some(rows: Ints, rng: np.random.Generator) -> Ints:
    count = min(len(rows), max(1, int(len(rows) * STRANGE_SHARE)))
    return rng.choice(rows, size=count, replace=False) if count else rows


def _truths(complaints: Complaints, points: Points) -> dict[str, object]:
    """What is planted, counted from the simulated complaints and not from the warehouse."""
    assessed = points.justified != JUSTIFIED_CODES.index("not_assessed")
    justified = points.justified < JUSTIFIED_CODES.index("no")
    forwards = (complaints.answered != NO_DAY) & (complaints.answered >= complaints.received)
    taken = (complaints.answered - complaints.received)[forwards]
    outcome = np.full(len(complaints.case), len(OUTCOMES))
    decided = points.outcome >= 0
    np.minimum.at(outcome, points.complaint[decided], points.outcome[decided])
    outcomes = {name: int((outcome == k).sum()) for k, name in enumerate(OUTCOMES)}
    on_merits = sum(outcomes[name] for name in _REACHING)
    reversed_ = outcomes["changed"] + outcomes["remitted"]
    topic_words = {**dict(enumerate(TOPIC_CODES)), UNKNOWN: UNKNOWN_TOPIC}
    quarter = month_numbers(complaints.received) // 3
    return {
        "complaints": len(complaints.case),
        "points": len(points.topic),
        "by_channel": _counted(complaints.channel, dict(enumerate(CHANNEL_CODES))),
        "points_by_topic": _counted(points.topic, topic_words),
        "by_quarter": _counted(quarter, {int(q): _quarter_name(int(q)) for q in quarter}),
        "points_assessed": int(assessed.sum()),
        "points_justified": int(justified.sum()),
        "answered": len(taken),
        "answer_days_median": float(np.median(taken)) if len(taken) else None,
        "unanswered": int((complaints.answered == NO_DAY).sum()),
        "answered_before_received": int((complaints.answered != NO_DAY).sum()) - len(taken),
        "repeats": _repeats(complaints),
        "appeal_outcomes": outcomes,
        "reversal_share": reversed_ / on_merits if on_merits else None,
        "unknown_topic_points": int((points.topic == UNKNOWN).sum()),
        "special_cause": _planted_truth(complaints, points, BURST),
        "new": _planted_truth(complaints, points, NEW),
    }


def _repeats(complaints: Complaints) -> int:
    """Complaints by whoever complained in the year before: the citizen, else the case."""
    newest: dict[tuple[str, int], int] = {}
    found = 0
    for citizen, case, day in zip(
        complaints.citizen.tolist(),
        complaints.case.tolist(),
        complaints.received.tolist(),
        strict=True,
    ):
        who = ("citizen", citizen) if citizen >= 0 else ("case", case)
        if who[1] < 0:
            continue
        found += who in newest and day - newest[who] <= _REPEAT_DAYS
        newest[who] = day
    return found


def _planted_truth(complaints: Complaints, points: Points, one: Planted) -> dict[str, object]:
    first = (one.quarter.year - 1970) * 12 + one.quarter.month - 1
    there = (points.topic == TOPIC_CODES.index(one.topic)) & (
        complaints.unit[points.complaint] == UNIT_CODES.index(one.unit)
    )
    quarter = month_numbers(complaints.received)[points.complaint] // 3
    return {
        "topic": one.topic,
        "unit": one.unit,
        "quarter": one.quarter.isoformat(),
        "points": int((there & (quarter == first // 3)).sum()),
        "points_before": int((there & (quarter < first // 3)).sum()),
    }


def _counted(values: Ints, names: dict[int, str]) -> dict[str, int]:
    counted = Counter(values.tolist())
    return {names[value]: n for value, n in sorted(counted.items())}


def _quarter_name(quarter: int) -> str:
    return f"{quarter // 4 + 1970}-{quarter % 4 * 3 + 1:02d}-01"
