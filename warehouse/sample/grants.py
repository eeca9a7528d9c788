"""Grants and refusals of two departments: a planted truth for each of four services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType

import numpy as np

from warehouse.sample.catalogue import UNITS
from warehouse.sample.days import LAST, NO_DAY, Bools, Floats, Ints

YEAR = 2024
"""The year all but the last decision are made in."""

APPLICANTS = 1200
"""Of each service in each department."""

DEPARTMENTS = ("SOF", "SUF")
NEEDS = ("1", "2", "3", "4", "7")
UNKNOWN_NEED = NEEDS.index("7")
"""A level no seed knows, beside those planted."""

AGES = ((18, 64), (65, 79), (80, 97))
UNIT_CODES = tuple(UNITS)
HOURS, KRONER = 0, 1


@dataclass(frozen=True)
class Service:
    """A service and the truth planted in it; rows are departments, columns the needs 1 to 4.

    Args:
        truth: the verdict a comparison of the departments has to come to.
        granted: chance that an applicant is granted it.
        amount: median amount a week of those who are.
        needs: shares of the needs among applicants.
        ages: shares of the age bands among them.
        unit: what the amount is counted in.
    """

    truth: str
    granted: tuple[tuple[float, ...], tuple[float, ...]]
    amount: tuple[tuple[float, ...], tuple[float, ...]]
    needs: tuple[tuple[float, ...], tuple[float, ...]]
    ages: tuple[tuple[float, ...], tuple[float, ...]]
    unit: int = HOURS


_EVEN = ((0.25,) * 4,) * 2
_SAME_AGES = ((0.3, 0.4, 0.3),) * 2

SERVICES: Mapping[str, Service] = MappingProxyType(
    {
        # The same need gets less in SOF.
        "SEL83-PH": Service(
            "different",
            ((0.60, 0.65, 0.70, 0.75), (0.78, 0.83, 0.88, 0.93)),
            ((1.0, 1.5, 2.0, 2.5), (2.0, 2.5, 3.0, 3.5)),
            _EVEN,
            _SAME_AGES,
        ),
        # The same need gets the same, and SUF's citizens need more.
        "SEL83-PP": Service(
            "equal_within_margin",
            ((0.55, 0.70, 0.85, 0.95),) * 2,
            ((2.0, 5.0, 9.0, 16.0),) * 2,
            ((0.4, 0.3, 0.2, 0.1), (0.1, 0.2, 0.3, 0.4)),
            ((0.5, 0.3, 0.2), (0.2, 0.35, 0.45)),
        ),
        # SOF gives more where the need is small and less where it is large: nothing on average.
        "SEL83A-RE": Service(
            "opposite_in_strata",
            ((0.85, 0.85, 0.55, 0.55), (0.55, 0.55, 0.85, 0.85)),
            ((5.0, 5.0, 3.0, 3.0), (3.0, 3.0, 5.0, 5.0)),
            _EVEN,
            _SAME_AGES,
        ),
        "SEL112-HJ": Service(
            "equal_within_margin",
            ((0.80, 0.85, 0.90, 0.95),) * 2,
            ((120.0, 140.0, 160.0, 180.0),) * 2,
            _EVEN,
            _SAME_AGES,
            KRONER,
        ),
    }
)
"""Services both departments' catalogues have (service_catalogues.py), by code."""

CASE_MIX_ONLY = "SEL83-PP"
"""The service whose crude difference is all case mix."""

ONLY_ONE_HAS = ("SEL83-PH", "4", 0)
"""Service, need and age band no citizen of SOF has: the stratum is left out."""

UNKNOWN_SERVICE = "SEL999-X"
"""A code no catalogue has."""

NOT_IN_SCOPE = "SUL138-SYG"
SERVICE_CODES = (*SERVICES, UNKNOWN_SERVICE, NOT_IN_SCOPE)

N_UNKNOWN_SERVICE, N_UNKNOWN_NEED, N_OVERLAPPING, N_IN_BOTH, N_NOT_IN_SCOPE = 12, 14, 25, 20, 40
_SPREAD = 0.35
"""Sigma of the log of the amounts."""


@dataclass(frozen=True)
class Grants:
    """Grants and refusals, a column each; what is not granted has no amount and no days."""

    citizen: Ints
    department: Ints
    unit: Ints
    service: Ints
    need: Ints
    birth_year: Ints
    decided: Ints
    is_granted: Bools
    amount: Floats
    amount_unit: Ints
    valid_from: Ints
    valid_to: Ints

    def at(self, rows: Ints | Bools) -> Grants:
        """The grants at these positions."""
        return Grants(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def but(self, **columns: Ints | Floats | Bools | float) -> Grants:
        """The same grants with other values in some columns."""
        own = {f.name: getattr(self, f.name) for f in fields(self)}
        size = len(self.citizen)
        new = {k: np.broadcast_to(np.asarray(v), size).copy() for k, v in columns.items()}
        return Grants(**own | new)


def grants_of(rng: np.random.Generator) -> Grants:
    """The applicants of every service in both departments, by chance around what is planted."""
    parts = [_applicants(code, department, rng) for code in SERVICES for department in range(2)]
    whole = _join(parts)
    return whole.but(citizen=np.arange(len(whole.citizen)))


def with_defects(grants: Grants, rng: np.random.Generator) -> tuple[Grants, dict[str, int]]:
    """The same with what is wrong or out of the way in registers, and how much of each.

    The last grant is decided on the data date: it tells the day the register was read.
    """
    chosen = rng.permutation(len(grants.citizen))
    in_force = chosen[grants.is_granted[chosen] & (grants.valid_to[chosen] == NO_DAY)]
    overlapping = grants.at(in_force[:N_OVERLAPPING])
    again = overlapping.valid_from + 60
    mix = SERVICE_CODES.index(CASE_MIX_ONLY)
    of_sof = chosen[(grants.service[chosen] == mix) & (grants.department[chosen] == 0)]
    both = grants.at(of_sof[:N_IN_BOTH])
    more = [
        overlapping.but(decided=again - 7, valid_from=again, amount=overlapping.amount + 1),
        both.but(department=1, unit=UNIT_CODES.index("LO-INDRE")),
        grants.at(chosen[:N_UNKNOWN_SERVICE]).but(service=SERVICE_CODES.index(UNKNOWN_SERVICE)),
        grants.at(chosen[-N_UNKNOWN_NEED:]).but(need=UNKNOWN_NEED),
        grants.at(chosen[-N_NOT_IN_SCOPE:]).but(service=SERVICE_CODES.index(NOT_IN_SCOPE)),
        grants.at(chosen[:1]).but(decided=LAST, is_granted=False, amount=np.nan,
                                  valid_from=NO_DAY, valid_to=NO_DAY),
    ]  # fmt: skip
    counts = {
        "unknown_service": N_UNKNOWN_SERVICE,
        "unknown_need_level": N_UNKNOWN_NEED,
        "overlapping": N_OVERLAPPING,
        "in_both_departments": N_IN_BOTH,
        "not_in_scope": N_NOT_IN_SCOPE,
    }
    new = _join(more[3:5])
    first = int(grants.citizen.max()) + 1
    new = new.but(citizen=first + np.arange(len(new.citizen)))
    return _join([grants, *more[:3], new, more[5]]), counts


def _applicants(code: str, department: int, rng: np.random.Generator) -> Grants:
    service = SERVICES[code]
    need = rng.choice(4, size=APPLICANTS, p=service.needs[department])
    band = rng.choice(len(AGES), size=APPLICANTS, p=service.ages[department])
    of, level, age_band = ONLY_ONE_HAS
    there = ~((need == NEEDS.index(level)) & (band == age_band) & (department == 0) & (code == of))
    need, band = need[there], band[there]
    count = len(need)
    low, high = np.array(AGES).T
    age = rng.integers(low[band], high[band] + 1)
    is_granted = rng.random(count) < np.array(service.granted[department])[need]
    amount = np.array(service.amount[department])[need] * np.exp(_SPREAD * rng.normal(size=count))
    amount = np.round(amount * 4) / 4 if service.unit == HOURS else np.round(amount)
    first = (date(YEAR, 1, 2) - date(1970, 1, 1)).days
    decided = first + rng.integers(0, 345, count)
    begins = decided + rng.integers(5, 15, count)
    ends = np.where(rng.random(count) < 0.2, begins + rng.integers(120, 400, count), NO_DAY)
    units = [u for u, name in enumerate(UNIT_CODES) if UNITS[name] == DEPARTMENTS[department]][:4]
    return Grants(
        citizen=np.zeros(count, np.int64),
        department=np.full(count, department),
        unit=rng.choice(units, size=count),
        service=np.full(count, SERVICE_CODES.index(code)),
        need=need,
        birth_year=YEAR - age,
        decided=decided,
        is_granted=is_granted,
        amount=np.where(is_granted, np.maximum(amount, 0.25), np.nan),
        amount_unit=np.full(count, service.unit),
        valid_from=np.where(is_granted, begins, NO_DAY),
        valid_to=np.where(is_granted, ends, NO_DAY),
    )


def _join(parts: list[Grants]) -> Grants:
    return Grants(
        **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Grants)}
    )
