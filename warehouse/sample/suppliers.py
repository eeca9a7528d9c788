"""The suppliers' extracts: cases by month received, events by month, the rest by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from warehouse.sample import decisions as decisions_module
from warehouse.sample import events as events_module
from warehouse.sample import text
from warehouse.sample.cases import (
    CHANNEL_CODES,
    ENDING_CODES,
    GROUP_CODES,
    TYPE_CODES,
    UNIT_CODES,
    UNKNOWN_TYPE,
    Cases,
)
from warehouse.sample.catalogue import (
    CAUSES,
    CHANNELS,
    DATA_DATE,
    ENDINGS,
    EVENTS,
    MUNICIPALITY_NAME,
    NOTES,
    OUTCOMES,
    TARGET_GROUPS,
    UNITS,
    UNKNOWN_CASE_TYPE,
)
from warehouse.sample.days import LAST, NO_DAY, Ints, month_name
from warehouse.sample.decisions import LEGAL_BASES, SERVICES, Decisions
from warehouse.sample.defects import (
    CASE_DAMAGE,
    CSV_ONLY,
    DECISION_DAMAGE,
    EVENT_DAMAGE,
    QUALITY_DAMAGE,
    WARNINGS,
    Quota,
)
from warehouse.sample.events import CPR_NOTE, Events
from warehouse.sample.files import CsvExtract, FileTruth, XlsxExtract
from warehouse.sample.quality import FLAGS, GOALS, NO_FLAG

CASE_HEADER = (
    "Sagsnr", "Forvaltning", "Enhed", "Sagstype", "Målgruppe", "Kanal", "CPR-nr", "Sagsbehandler",
    "Modtaget", "Fuldt oplyst", "Frist", "Afgjort", "Lukket", "Afslutning",
)  # fmt: skip
EVENT_HEADER = (
    "Sagsnr", "Løbenr", "Tidspunkt", "Hændelse", "Enhed", "Sagsbehandler", "Årsag",
    "Forventet afgjort", "Notat",
)  # fmt: skip
DECISION_HEADER = (
    "Afgørelsesnr", "Sagsnr", "Afgørelsesdato", "Udfald", "Hjemmel", "Ydelse", "Enhed",
    "Sagsbehandler", "Beløb",
)  # fmt: skip
QUALITY_HEADER = (
    "Sagsnr", "Afgørelsesnr", "Kvalitetsmål", "Opfyldt", "Registreret", "Sagsbehandler",
)  # fmt: skip
OF_CASES = tuple(list(GOALS).index(goal) for goal in ("consent", "note"))
"""Columns of the goals of a whole case: their rows name no decision."""

FIRST_XLSX_YEAR = 2024
"""From here on the decisions' supplier delivers XLSX instead of CSV."""

XLSX_ROWS = 200_000
"""Decisions in one XLSX file; Excel itself holds 1,048,576 rows."""

_EXTRACTED = f"Udtræk dannet {DATA_DATE:%d-%m-%Y}"


@dataclass(frozen=True)
class Registry:
    """What numbers mean in the files: case numbers by year, and the citizens' numbers."""

    first_of_year: Ints
    first_year: int
    citizens: NDArray[np.uint8]

    def case_ids(self, numbers: Ints) -> pa.Array:
        """The source system's numbers of cases."""
        return text.case_ids(numbers, self.first_of_year, self.first_year)


class CaseExtracts:
    """`sager_<yyyymm>.csv`: cases by month received, Windows-1252, two title lines."""

    def __init__(self, out: Path, registry: Registry) -> None:
        self.quota = Quota((*CASE_DAMAGE.kinds, *WARNINGS))
        self.truths: list[FileTruth] = []
        self._out, self._registry = out, registry

    def write(
        self, month: int, cases: Cases, bad: Mapping[str, int], rng: np.random.Generator
    ) -> None:
        """Write the file of a month, if there are cases."""
        if not len(cases.number):
            return
        name = month_name(month)
        titles = (f"Sager modtaget {name[4:]}-{name[:4]} - {MUNICIPALITY_NAME}", _EXTRACTED)
        path = self._out / f"sager_{name}.csv"
        with CsvExtract(path, "cases", titles, CASE_HEADER, "windows-1252") as file:
            file.write(self._columns(cases), bad, CASE_DAMAGE, rng)
        reported = cases.reported_decided
        file.truth.warnings.update(
            unknown_case_type=int((cases.case_type == UNKNOWN_TYPE).sum()),
            decided_before_received=int(((reported != NO_DAY) & (reported < cases.received)).sum()),
        )
        self.truths.append(file.truth)

    def _columns(self, cases: Cases) -> list[pa.Array]:
        rows = np.arange(len(cases.number))
        over = cases.handed_over_at
        moved = ~np.isnan(over) & (cases.day_at(np.nan_to_num(over), rows) <= LAST)
        ended = (cases.decided != NO_DAY) | (cases.closed != NO_DAY)
        return [
            self._registry.case_ids(cases.number),
            text.coded(cases.unit, [UNITS[u] for u in UNIT_CODES]),
            text.coded(cases.unit, UNIT_CODES),
            text.coded(cases.case_type, [*TYPE_CODES, UNKNOWN_CASE_TYPE]),
            text.coded(cases.group, [TARGET_GROUPS[g] for g in GROUP_CODES]),
            text.coded(cases.channel, [CHANNELS[c] for c in CHANNEL_CODES]),
            text.cpr_numbers(self._registry.citizens[cases.citizen]),
            text.workers(cases.unit, np.where(moved, cases.next_worker, cases.worker)),
            text.days(cases.received),
            text.days(cases.complete),
            text.days(cases.own_deadline),
            text.days(cases.reported_decided),
            text.days(cases.closed),
            text.coded(np.where(ended, cases.ending, -1), [ENDINGS[e] for e in ENDING_CODES]),
        ]


class EventExtracts:
    """`haendelser_<yyyymm>.csv`: events by the month they happened, UTF-8 with byte order mark."""

    def __init__(self, out: Path, registry: Registry) -> None:
        self.truths: list[FileTruth] = []
        self.good_rows = 0
        self.notes_with_cpr = 0
        self._quota = Quota(EVENT_DAMAGE.kinds)
        self._out, self._registry = out, registry
        self._waiting: dict[int, list[Events]] = defaultdict(list)

    def write(self, month: int, events: Events, rng: np.random.Generator) -> None:
        """Take the events of the cases received in a month, and write those that happened in it.

        Cases received later have no events in this month, so its file is complete.
        """
        for happened, part in _by_month(events.months):
            self._waiting[happened].append(events.at(part))
        parts = self._waiting.pop(month, [])
        if not parts:
            return
        whole = events_module.join(parts)
        whole = whole.at(np.lexsort((whole.order, whole.case, whole.minute)))
        path = self._out / f"haendelser_{month_name(month)}.csv"
        with CsvExtract(path, "case_events", (), EVENT_HEADER, "utf-8-sig") as file:
            counts = self._quota.take(len(whole.case))
            file.write(self._columns(whole), counts, EVENT_DAMAGE, rng)
        self.truths.append(file.truth)
        self.good_rows += len(whole.case)
        self.notes_with_cpr += int((whole.note == CPR_NOTE).sum())

    def _columns(self, events: Events) -> list[pa.Array]:
        return [
            self._registry.case_ids(events.case),
            pc.cast(pa.array(events.order), pa.string()),
            text.minutes(events.minute),
            text.coded(events.kind, list(EVENTS.values())),
            text.coded(events.unit, UNIT_CODES),
            text.workers(events.unit, events.worker),
            text.coded(events.cause, list(CAUSES.values())),
            text.days(events.promised),
            self._notes(events),
        ]

    def _notes(self, events: Events) -> pa.Array:
        has_number = events.note == CPR_NOTE
        notes = text.coded(np.where(has_number, -1, events.note), NOTES)
        numbers = text.cpr_numbers(self._registry.citizens[events.citizen[has_number]])
        told = pc.binary_join_element_wise(
            "Ringet op af borger, cpr", numbers, "om sagens status", " "
        )
        return pc.replace_with_mask(notes, pa.array(has_number), told)


class DecisionExtracts:
    """`afgoerelser_<yyyy>.csv` before 2024, `afgoerelser.xlsx` and, if many, `_2` from then on."""

    def __init__(self, out: Path, registry: Registry) -> None:
        self.truths: list[FileTruth] = []
        self.good_rows = 0
        self._quota = Quota(DECISION_DAMAGE.kinds)
        self._out, self._registry = out, registry
        self._waiting: dict[int, list[Decisions]] = defaultdict(list)
        self._csv: CsvExtract | None = None
        self._xlsx: XlsxExtract | None = None
        self._year = 0
        self._in_year = 0
        self._in_xlsx = 0
        self._books = 0

    def write(
        self, month: int, decisions: Decisions, rng: np.random.Generator
    ) -> tuple[Ints, Decisions] | None:
        """Take the decisions in cases received in a month, and write those made in it.

        Returns:
            These, with their numbers in the year; None where there are none.
        """
        for made, part in _by_month(decisions.months):
            self._waiting[made].append(decisions.at(part))
        parts = self._waiting.pop(month, [])
        if not parts:
            return None
        whole = decisions_module.join(parts)
        whole = whole.at(np.lexsort((whole.case, whole.day)))
        year, count = month // 12 + 1970, len(whole.case)
        if year != self._year:
            self._year, self._in_year = year, 0
        numbers = np.arange(self._in_year + 1, self._in_year + count + 1)
        self._in_year += count
        self.good_rows += count
        if year < FIRST_XLSX_YEAR:
            self._write_csv(year, numbers, whole, rng)
        else:
            self._write_xlsx(year, numbers, whole, rng)
        return numbers, whole

    def close(self) -> None:
        """Finish the files."""
        self._close_csv()
        self._close_xlsx()

    def _write_csv(
        self, year: int, numbers: Ints, decisions: Decisions, rng: np.random.Generator
    ) -> None:
        name = f"afgoerelser_{year}.csv"
        if self._csv is None or self._csv.truth.file != name:
            self._close_csv()
            titles = (f"Afgørelser {year} - {MUNICIPALITY_NAME}",)
            self._csv = CsvExtract(
                self._out / name, "decisions", titles, DECISION_HEADER, "windows-1252"
            )
        columns = [*self._columns(year, numbers, decisions), text.amounts(decisions.amount)]
        columns.insert(2, text.days(decisions.day))
        self._csv.write(columns, self._quota.take(len(numbers)), DECISION_DAMAGE, rng)

    def _write_xlsx(
        self, year: int, numbers: Ints, decisions: Decisions, rng: np.random.Generator
    ) -> None:
        if self._xlsx is None or self._in_xlsx + len(numbers) > XLSX_ROWS:
            self._close_xlsx()
            self._books, self._in_xlsx = self._books + 1, 0
            name = f"afgoerelser{'' if self._books == 1 else f'_{self._books}'}.xlsx"
            title = f"Afgørelser - {MUNICIPALITY_NAME}"
            self._xlsx = XlsxExtract(self._out / name, "decisions", title, DECISION_HEADER)
        epoch = date(1970, 1, 1)
        columns = [c.to_pylist() for c in self._columns(year, numbers, decisions)]
        columns.insert(2, [epoch + timedelta(days=day) for day in decisions.day.tolist()])
        rows = list(zip(*columns, decisions.amount.tolist(), strict=True))
        counts = self._quota.take(len(numbers), but=CSV_ONLY)
        self._xlsx.write(rows, counts, DECISION_DAMAGE, rng)
        self._in_xlsx += len(numbers)

    def _columns(self, year: int, numbers: Ints, decisions: Decisions) -> list[pa.Array]:
        """All columns but the date and the amount, which each format writes its own way."""
        return [
            text.decision_ids(year, numbers),
            self._registry.case_ids(decisions.case),
            text.coded(decisions.outcome, list(OUTCOMES.values())),
            text.coded(decisions.case_type, LEGAL_BASES),
            text.coded(decisions.service, SERVICES),
            text.coded(decisions.unit, UNIT_CODES),
            text.workers(decisions.unit, decisions.worker),
        ]

    def _close_csv(self) -> None:
        if self._csv is not None:
            self._csv.close()
            self.truths.append(self._csv.truth)
            self._csv = None

    def _close_xlsx(self) -> None:
        if self._xlsx is not None:
            self._xlsx.close()
            self.truths.append(self._xlsx.truth)
            self._xlsx = None


class QualityExtracts:
    """`kvalitetsmaal_<yyyy>.csv`: what the case system says of the quality goals, Windows-1252."""

    def __init__(self, out: Path, registry: Registry) -> None:
        self.truths: list[FileTruth] = []
        self._quota = Quota(QUALITY_DAMAGE.kinds)
        self._out, self._registry = out, registry
        self._csv: CsvExtract | None = None

    def write(
        self, month: int, numbers: Ints, decisions: Decisions, rng: np.random.Generator
    ) -> None:
        """Write the flags of the decisions made in a month, in the order of their numbers."""
        year = month // 12 + 1970
        name = f"kvalitetsmaal_{year}.csv"
        if self._csv is None or self._csv.truth.file != name:
            self.close()
            titles = (f"Kvalitetsmål {year} - {MUNICIPALITY_NAME}",)
            self._csv = CsvExtract(
                self._out / name, "quality_flags", titles, QUALITY_HEADER, "windows-1252"
            )
        rows, goals = np.nonzero(decisions.flags != NO_FLAG)
        of_case = pa.array(np.isin(goals, OF_CASES))
        ids = text.decision_ids(year, numbers[rows])
        columns = [
            self._registry.case_ids(decisions.case[rows]),
            pc.if_else(of_case, pa.scalar(None, pa.string()), ids),
            text.coded(goals, list(GOALS.values())),
            text.coded(decisions.flags[rows, goals], FLAGS),
            text.days(decisions.day[rows]),
            text.workers(decisions.unit[rows], decisions.worker[rows]),
        ]
        self._csv.write(columns, self._quota.take(len(rows)), QUALITY_DAMAGE, rng)

    def close(self) -> None:
        """Finish the file."""
        if self._csv is not None:
            self._csv.close()
            self.truths.append(self._csv.truth)
            self._csv = None


def _by_month(months: Ints) -> list[tuple[int, Ints]]:
    """The months that occur, each with the positions where it stands."""
    by_month = np.argsort(months, kind="stable")
    found, starts = np.unique(months[by_month], return_index=True)
    return (
        list(zip(found.tolist(), np.split(by_month, starts[1:]), strict=True)) if len(found) else []
    )
