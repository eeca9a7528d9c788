"""Proposes services that may be the same by another code, for a person to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

import duckdb
from rapidfuzz import fuzz, utils

from warehouse.base.errors import SagspulsError
from warehouse.base.out_file import plain_file
from warehouse.base.settings import Settings
from warehouse.forms.template import write_template
from warehouse.publish.run_file import open_run
from warehouse.publish.runs import Run, current_run

LEAST = 60
"""How alike two names are at least, of 100, to be proposed."""

_NAMES = ("service_matches", "ydelsesmatch")
"""What is in the name of a form: the mapping knows it by that."""


@dataclass(frozen=True)
class Service:
    """A service in force that another department's catalogue may have by another code."""

    municipality: str
    department: str
    code: str
    name: str


@dataclass(frozen=True)
class Proposal:
    """Two services with names alike, by department in order of code."""

    first: Service
    second: Service
    score: int


@dataclass(frozen=True)
class Answer:
    """What a person said of a pair: departments in order of code, and whether it is one service."""

    municipality: str
    department_a: str
    code_a: str
    department_b: str
    code_b: str
    is_same: bool


def likeness(name: str, other: str) -> int:
    """How alike two names are, from 0 to 100, whatever the order of the words, case and signs.

    Args:
        name: of one service.
        other: of the other.

    Sources:
        Indel similarity of the sorted words (rapidfuzz, `token_sort_ratio`).
    """
    return round(fuzz.token_sort_ratio(name, other, processor=utils.default_process))


def propose(services: Iterable[Service], answers: Iterable[Answer] = ()) -> Iterator[Proposal]:
    """Pairs of services of two departments with names alike, the most alike first.

    A code both departments have is the same service already, and is in no proposal.

    Args:
        services: those that may have another's name, of all departments.
        answers: pairs that are answered: not proposed again, nor are two departments' services that
            are confirmed as one with any other of theirs.
    """
    by_place: dict[str, dict[str, list[Service]]] = {}
    for service in services:
        by_place.setdefault(service.municipality, {}).setdefault(service.department, []).append(
            service
        )
    given = tuple(answers)
    done = {(*_pair(a), a.code_a, a.code_b) for a in given}
    same = {(*_pair(a), code) for a in given if a.is_same for code in (a.code_a, a.code_b)}
    found = [
        Proposal(first, second, likeness(first.name, second.name))
        for place, departments in by_place.items()
        for one, other in combinations(sorted(departments), 2)
        for first in _without(departments[one], departments[other])
        for second in _without(departments[other], departments[one])
        if (place, one, other, first.code, second.code) not in done
        and not {(place, one, other, code) for code in (first.code, second.code)} & same
    ]
    found.sort(key=lambda p: (-p.score, p.first.municipality, p.first.code, p.second.code))
    return (proposal for proposal in found if proposal.score >= LEAST)


def match_services(
    settings: Settings, out: Path, municipality: str | None = None
) -> tuple[Path, tuple[Proposal, ...]]:
    """Write the form of the proposals: a row for each, to be answered with ja or nej.

    Args:
        settings: whose published run is read.
        out: the form, an XLSX file.
        municipality: code; the settings' or all where not given.

    Returns:
        The form, and what it proposes.

    Raises:
        SagspulsError: there is nothing to propose, the form's name is one load does not know, or
            the published run is older than the catalogues.
        ConfigurationError: the form is there already.
        NothingPublished: there is no published run.
    """
    if out.suffix.lower() != ".xlsx" or not any(name in out.stem.lower() for name in _NAMES):
        raise SagspulsError(
            f"The form cannot be called {out.name}.",
            f"Give a name with '{_NAMES[0]}' or '{_NAMES[1]}' in it that ends in .xlsx: "
            "load knows it by that.",
        )
    plain_file(out)
    place = municipality or settings.municipality_code
    proposals = tuple(_proposals(settings, current_run(settings), place))
    if not proposals:
        raise SagspulsError(
            "There is nothing to match: every service has the same code in another catalogue, is "
            "decided already, or has a name like no other's.",
            "Catalogues are loaded as `service_standards`; a pair the names do not tell can be "
            "written into `sagspuls template service_matches`.",
        )
    rows = [
        {
            "municipality_code": p.first.municipality,
            "department_code": p.first.department,
            "service_code": p.first.code,
            "service_name": p.first.name,
            "other_department_code": p.second.department,
            "other_service_code": p.second.code,
            "other_service_name": p.second.name,
            "score": p.score,
            "decision": "undecided",
            "updated_on": date.today(),
        }
        for p in proposals
    ]
    # The form says which municipality it is of, unless the settings of who loads it do.
    known = settings.municipality_code if place == settings.municipality_code else None
    form = write_template("service_matches", out, municipality_code=known, rows=rows)
    return form, proposals


def _proposals(settings: Settings, run: Run, municipality: str | None) -> Iterator[Proposal]:
    try:
        with open_run(settings, run) as connection:
            services = connection.execute(
                """
                select versions.municipality_code, versions.department_code,
                    versions.service_code, versions.service_name
                from marts.mart_catalogue_versions as versions
                inner join marts.dim_service as services
                    using (municipality_code, service_code)
                where versions.is_in_force and versions.is_known_department
                    and services.is_in_scope
                    and versions.municipality_code = coalesce(?, versions.municipality_code)
                """,
                [municipality],
            ).fetchall()
            answered = connection.execute(
                """
                select municipality_code, department_a, service_code_a, department_b,
                    service_code_b, match_status = 'confirmed' as is_same
                from marts.mart_service_matches
                where match_status in ('confirmed', 'rejected')
                """
            ).fetchall()
    except duckdb.CatalogException:
        raise SagspulsError(
            "The published run has no catalogues: it is older than they are.",
            "sagspuls build --publish",
        ) from None
    return propose((Service(*row) for row in services), (Answer(*row) for row in answered))


def _pair(answer: Answer) -> tuple[str, ...]:
    """Municipality and departments of an answer."""
    return answer.municipality, answer.department_a, answer.department_b


def _without(services: list[Service], others: list[Service]) -> list[Service]:
    """Services whose code the other department has not."""
    codes = {other.code for other in others}
    return [service for service in services if service.code not in codes]
