"""The file of grants, as a care system delivers it, and what is planted in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from warehouse.sample import text
from warehouse.sample.citizens import citizen_numbers
from warehouse.sample.days import Bools
from warehouse.sample.defects import GRANT_DAMAGE, Quota
from warehouse.sample.files import CsvExtract, FileTruth
from warehouse.sample.grants import (
    CASE_MIX_ONLY,
    DEPARTMENTS,
    NEEDS,
    ONLY_ONE_HAS,
    SERVICE_CODES,
    SERVICES,
    UNIT_CODES,
    UNKNOWN_NEED,
    UNKNOWN_SERVICE,
    YEAR,
    Grants,
    grants_of,
    with_defects,
)

FILE = f"bevillinger_{YEAR}.csv"
HEADER = (
    "Bevillingsnr", "CPR-nr", "Forvaltning", "Enhed", "Ydelseskode", "Støttebehov", "Fødselsår",
    "Afgjort", "Udfald", "Omfang", "Enhed for omfang", "Gælder fra", "Gælder til",
)  # fmt: skip
OUTCOMES = ("Afslag", "Bevilget")
AMOUNT_UNITS = ("Timer pr. uge", "Kr. pr. uge")

_CHANCE = 2014
"""Where the chance of the grants starts: a sample has the same grants whatever its seed."""


def sample_grants() -> tuple[Grants, dict[str, int]]:
    """The sample's grants, with what is wrong in them counted."""
    rng = np.random.default_rng(_CHANCE)
    return with_defects(grants_of(rng), rng)


def write_grants(out: Path) -> tuple[FileTruth, dict[str, object]]:
    """Write the file of grants.

    Returns:
        What it holds, and the truths planted in it.
    """
    rng = np.random.default_rng(_CHANCE)
    grants, counts = sample_grants()
    with CsvExtract(out / FILE, "grants", (), HEADER, "utf-8-sig") as file:
        counted = Quota(GRANT_DAMAGE.kinds).take(len(grants.citizen))
        file.write(_columns(grants), counted, GRANT_DAMAGE, rng)
    return file.truth, _truths(grants, counts)


def _columns(grants: Grants) -> list[pa.Array]:
    numbers = citizen_numbers(int(grants.citizen.max()) + 1, np.random.default_rng(_CHANCE))
    ids = [f"B-{YEAR}-{k + 1:06d}" for k in range(len(grants.citizen))]
    return [
        pa.array(ids),
        text.cpr_numbers(numbers[grants.citizen]),
        text.coded(grants.department, DEPARTMENTS),
        text.coded(grants.unit, UNIT_CODES),
        text.coded(grants.service, SERVICE_CODES),
        text.coded(grants.need, NEEDS),
        pa.array([str(year) for year in grants.birth_year.tolist()]),
        text.days(grants.decided),
        text.coded(grants.is_granted.astype(np.int64), OUTCOMES),
        text.amounts(grants.amount),
        text.coded(np.where(grants.is_granted, grants.amount_unit, -1), AMOUNT_UNITS),
        text.days(grants.valid_from),
        text.days(grants.valid_to),
    ]


def _truths(grants: Grants, counts: dict[str, int]) -> dict[str, object]:
    """What is planted, counted from the simulated grants and not from the warehouse."""
    known = grants.need != UNKNOWN_NEED
    of_year = (grants.decided >= _day(YEAR)) & (grants.decided < _day(YEAR + 1))
    return {
        "grants": len(grants.citizen),
        "granted": int(grants.is_granted.sum()),
        "defects": counts,
        "case_mix_only": CASE_MIX_ONLY,
        "unknown_service_code": UNKNOWN_SERVICE,
        "only_one_has": list(ONLY_ONE_HAS[:2]),
        "services": {
            code: {
                "truth": service.truth,
                "decided": {
                    name: _decided(grants, known & of_year, k, d)
                    for d, name in enumerate(DEPARTMENTS)
                },
            }
            for k, (code, service) in enumerate(SERVICES.items())
        },
    }


def _decided(grants: Grants, where: Bools, service: int, department: int) -> dict[str, int]:
    """Citizens with a decision, and those with one that granted, of those whose need is known."""
    there = where & (grants.service == service) & (grants.department == department)
    return {
        "citizens": len(np.unique(grants.citizen[there])),
        "granted": len(np.unique(grants.citizen[there & grants.is_granted])),
    }


def _day(year: int) -> int:
    return int(np.datetime64(f"{year}-01-01").astype("datetime64[D]").astype(np.int64))
