"""Writes the sample municipality's extracts, a month at a time, and the truths planted in them."""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np

from warehouse.base.errors import ConfigurationError
from warehouse.base.out_file import folder
from warehouse.sample import service_catalogues
from warehouse.sample.audits import AuditForms
from warehouse.sample.cases import simulate
from warehouse.sample.catalogue import DATA_DATE, FIRST_DAY, MUNICIPALITY_CODE
from warehouse.sample.citizens import citizen_numbers
from warehouse.sample.complaint_extracts import ComplaintExtracts
from warehouse.sample.cooperation import planted_cooperation
from warehouse.sample.days import cases_per_month, sample_months
from warehouse.sample.decisions import decisions_of
from warehouse.sample.economy import planted_economy
from warehouse.sample.events import events_of
from warehouse.sample.files import FileTruth
from warehouse.sample.grant_extracts import write_grants
from warehouse.sample.providers import planted_providers
from warehouse.sample.quality import QualityTruths, with_flags
from warehouse.sample.registers import write_registers
from warehouse.sample.suppliers import (
    CaseExtracts,
    DecisionExtracts,
    EventExtracts,
    QualityExtracts,
    Registry,
)
from warehouse.sample.surveys import survey_truths
from warehouse.sample.truths import Facts, count_truths, facts_of

TRUTH = "truth.json"
_UNFINISHED = ".unfinished"
_GOALS = 1
"""The stream of chance of the quality goals, beside the month's own."""
_PATTERNS = (
    "sager_*.csv", "haendelser_*.csv", "afgoerelser*.csv", "afgoerelser*.xlsx", "klager_*.csv",
    "klagepunkter_*.csv", "kvalitetsmaal_*.csv", "fokuspunkter_*.xlsx", "initiativer.xlsx",
    "milepaele.xlsx", "henstillinger.xlsx", "kurser.xlsx", "retningsgivende_dokumenter.xlsx",
    "skabeloner.xlsx", "driftsforstyrrelser.xlsx", "brugerundersoegelse_*.xlsx",
    "indsatskatalog_*.xlsx", "ydelsesmatch.xlsx", "katalogforskelle.xlsx",
    "tilsyn_*.xlsx", "bevillinger_*.csv", "budget_*.xlsx", "befolkning_*.xlsx",
    "forstaerket_samarbejde.xlsx", "aarshjul.xlsx", "aktivitet_*.xlsx", "aarsrapport_*.xlsx",
)  # fmt: skip

Progress = Callable[[str, int, int], None]


def write_sample(
    out: Path, cases: int, seed: int, on_progress: Progress | None = None
) -> dict[str, object]:
    """Write the extracts of a sample municipality and `truth.json`.

    The same number of cases and seed give the same bytes. An earlier sample in the folder is
    replaced, once the new one is complete.

    Args:
        out: folder the files are written to; made where it is not there.
        cases: how many cases.
        seed: where all chance starts.
        on_progress: told the stage, how many cases are done and how many there are.

    Raises:
        ConfigurationError: fewer than one case, a negative seed, a folder that cannot be written,
            or one that holds extracts that are not an earlier sample's.

    Returns:
        What `truth.json` holds.
    """
    if cases < 1 or seed < 0:
        raise ConfigurationError(
            f"A sample of {cases} cases with seed {seed} cannot be made.",
            "Give at least one case, and a seed of 0 or more.",
        )
    earlier = _earlier_files(folder(out))
    unfinished = out / _UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        truth = _write(unfinished, cases, seed, on_progress or (lambda stage, done, total: None))
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    for path in earlier:
        path.unlink()
    for path in sorted(unfinished.iterdir(), key=lambda p: p.name != TRUTH):
        path.replace(out / path.name)
    unfinished.rmdir()
    return truth


def _earlier_files(out: Path) -> list[Path]:
    """The files of an earlier sample.

    Raises:
        ConfigurationError: the folder holds extracts that no truth.json names.
    """
    there = sorted(path for pattern in _PATTERNS for path in out.glob(pattern))
    truth = out / TRUTH
    named = (
        {str(file["file"]) for file in json.loads(truth.read_text(encoding="utf-8"))["files"]}
        if truth.is_file()
        else set()
    )
    strange = [path.name for path in there if path.name not in named]
    if strange:
        raise ConfigurationError(
            f"{out} holds extracts that are not a sample's, such as {strange[0]}.",
            "Choose another folder: the sample would stand among them.",
        )
    return there


@dataclass
class _Writers:
    cases: CaseExtracts
    events: EventExtracts
    decisions: DecisionExtracts
    complaints: ComplaintExtracts
    quality: QualityExtracts

    @property
    def truths(self) -> list[FileTruth]:
        return [
            *self.cases.truths,
            *self.decisions.truths,
            *self.events.truths,
            *self.complaints.truths,
            *self.quality.truths,
        ]


def _write(out: Path, cases: int, seed: int, on_progress: Progress) -> dict[str, object]:
    counts = cases_per_month(cases)
    firsts = [0, *accumulate(counts)]
    months = sample_months()
    citizens = max(cases * 45 // 100, 1)
    registry = Registry(
        first_of_year=np.array(firsts[:-1:12], dtype=np.int64),
        first_year=months[0] // 12 + 1970,
        citizens=citizen_numbers(citizens, np.random.default_rng([seed, 0])),
    )
    writers = _Writers(
        CaseExtracts(out, registry),
        EventExtracts(out, registry),
        DecisionExtracts(out, registry),
        ComplaintExtracts(out, registry, seed),
        QualityExtracts(out, registry),
    )
    goals = QualityTruths()
    audits = AuditForms(out, registry)
    facts: list[Facts] = []
    for month, count, first in zip(months, counts, firsts, strict=False):
        rng = np.random.default_rng([seed, month])
        bad = writers.cases.quota.take(count)
        received = simulate(month, count, first, citizens, bad, rng)
        writers.cases.write(month, received, bad, rng)
        audits.add(received)
        happened = events_of(received, rng)
        writers.events.write(month, happened, rng)
        made = decisions_of(received, rng)
        # Chance of its own, so that the other extracts are the same with and without the goals.
        of_goals = np.random.default_rng([seed, month, _GOALS])
        made = with_flags(made, received, happened, of_goals)
        goals.add(received, made, happened)
        written = writers.decisions.write(month, made, rng)
        if written:
            writers.quality.write(month, *written, of_goals)
        writers.complaints.take(month, received, made)
        facts.append(facts_of(received, happened))
        on_progress("writing cases", first + count, cases)
    writers.decisions.close()
    writers.quality.close()
    registers, planted = write_registers(out)
    grants, planted_grants = write_grants(out)
    truth = _head(cases, seed) | count_truths(facts)
    truth |= {
        "complaints": writers.complaints.close(),
        "quality_goals": goals.as_dict(),
        "follow_up": planted,
        "harmonisation": service_catalogues.truths(),
        "economy": planted_economy() | planted_cooperation(),
        "providers": planted_providers(),
        "audits": audits.write(),
        "surveys": survey_truths(),
        "grants": planted_grants,
    }
    truth |= _tail(writers, [*registers, *audits.truths, grants])
    (out / TRUTH).write_text(
        json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return truth


def _head(cases: int, seed: int) -> dict[str, object]:
    return {
        "municipality_code": MUNICIPALITY_CODE,
        "cases": cases,
        "seed": seed,
        "first_day": FIRST_DAY.isoformat(),
        "data_date": DATA_DATE.isoformat(),
    }


def _tail(writers: _Writers, registers: list[FileTruth]) -> dict[str, object]:
    bad: dict[str, Counter[str]] = defaultdict(Counter)
    files = [*writers.truths, *registers]
    for file in files:
        bad[file.entity].update(file.findings)
    return {
        "n_events": writers.events.good_rows,
        "n_decisions": writers.decisions.good_rows,
        "n_notes_with_cpr": writers.events.notes_with_cpr,
        "bad_rows": {entity: dict(sorted(kinds.items())) for entity, kinds in bad.items()},
        "files": [file.as_dict() for file in files],
    }
