"""Draws the cases of an audit round from the published cases, the same ones with the same seed."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from warehouse.base.errors import SagspulsError
from warehouse.base.out_file import plain_file
from warehouse.base.settings import Settings
from warehouse.contracts.audit_layout import read_items
from warehouse.forms.audit_form import Drawn, Round, write_form
from warehouse.publish.run_file import open_run
from warehouse.publish.runs import Run, current_run

STRATA = ("case_type_code", "unit_code", "department_code", "target_group_code")
"""Columns of the cases that can part strata."""
LEAST = 2
"""Cases drawn of a stratum at least: with fewer, its spread cannot be told."""


@dataclass(frozen=True)
class Candidate:
    """A case that can be drawn."""

    case_key: str
    case_type: str
    stratum: str


def draw(candidates: Iterable[Candidate], size: int, seed: int) -> tuple[Drawn, ...]:
    """Draw cases at random within each stratum, as many of each as its share of all.

    A case is drawn where the hash of seed and case key is among the smallest, so the order of the
    candidates does not matter, and the seed gives the same cases again.

    Args:
        candidates: all cases of the frame.
        size: how many in all; all of them where there are fewer.
        seed: where the chance comes from.
    """
    strata: dict[str, list[tuple[str, Candidate]]] = defaultdict(list)
    for case in candidates:
        mark = hashlib.sha256(f"{seed}|{case.case_key}".encode()).hexdigest()
        strata[case.stratum].append((mark, case))
    shares = allocate({name: len(cases) for name, cases in strata.items()}, size)
    drawn = []
    for name in sorted(strata):
        chosen = sorted(strata[name], key=lambda pair: pair[0])[: shares[name]]
        drawn += [
            Drawn(case.case_key, case.case_type, name, len(strata[name])) for _, case in chosen
        ]
    return tuple(drawn)


def allocate(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """Share a sample over strata by their size: at least two of each, none above its size.

    Args:
        sizes: cases of each stratum.
        size: of the sample.
    """
    total = sum(sizes.values())
    if size >= total:
        return dict(sizes)
    given = {name: min(n, LEAST) for name, n in sizes.items()}
    while sum(given.values()) < size:
        open_ones = [name for name in sizes if given[name] < sizes[name]]
        # The stratum furthest below its share comes next; by name where two are equally far.
        name = max(sorted(open_ones), key=lambda s: sizes[s] * size / total - given[s])
        given[name] += 1
    return given


def audit_sample(
    settings: Settings,
    out: Path,
    round_id: str,
    case_types: Sequence[str],
    *,
    name: str,
    size: int,
    seed: int,
    by: str | None,
    since: date | None,
    until: date | None,
    municipality: str | None,
) -> tuple[Round, tuple[Drawn, ...]]:
    """Draw a round from the published cases and write its form.

    Args:
        settings: whose published run.
        out: the form, an XLSX file.
        round_id: name of the round in every key.
        case_types: codes of the case types audited.
        name: what people call the round.
        size: cases drawn.
        seed: where the chance comes from; recorded in the form.
        by: column that parts strata; none draws a simple sample.
        since: cases decided from this day.
        until: cases decided to this day.
        municipality: code; the settings' or the only one with cases where not given.

    Raises:
        SagspulsError: no case can be drawn, a stratum is unknown, or the form is there already.
        NothingPublished: there is no published run.
    """
    if by is not None and by not in STRATA:
        raise SagspulsError(f"'{by}' parts no strata.", f"Choose one of {', '.join(STRATA)}.")
    if out.suffix.lower() != ".xlsx" or not {"audit", "tilsyn"} & set(_words(out.stem)):
        raise SagspulsError(
            f"The form cannot be called {out.name}.",
            "Give a name with 'audit' or 'tilsyn' in it that ends in .xlsx: load knows it by that.",
        )
    plain_file(out)
    if out.exists():
        raise SagspulsError(f"{out} is there already.", "It may be filled in: choose another name.")
    run = current_run(settings)
    rows = _candidates(settings, run, case_types, by, since, until, municipality)
    places = sorted({row[0] for row in rows})
    if len(places) != 1:
        raise SagspulsError(
            "No case can be drawn: none is decided in the frame."
            if not places
            else f"Cases of several municipalities can be drawn: {', '.join(places)}.",
            "Look at --case-type, --since and --until; `--municipality` chooses one.",
        )
    candidates = [Candidate(key, kind, stratum) for _, key, kind, stratum in rows]
    unknown = sorted(set(case_types) - {c.case_type for c in candidates})
    if unknown:
        raise SagspulsError(
            f"No case of {', '.join(unknown)} can be drawn.",
            "Codes are in seeds/case_types.csv; the frame is decided cases.",
        )
    strata = Counter(c.stratum for c in candidates)
    if size < LEAST * len(strata):
        raise SagspulsError(
            f"{size} cases are too few for {len(strata)} strata.", "Draw more, or choose fewer."
        )
    drawn = draw(candidates, size, seed)
    audited = Round(
        municipality_code=places[0],
        round_id=round_id,
        name=name or round_id,
        area="+".join(sorted(case_types)),
        frame=_frame(since, until),
        population_size=len(candidates),
        stratum_by=by or "",
        seed=seed,
        run_id=run.run_id,
        drawn_on=date.today(),
    )
    write_form(out, audited, drawn, read_items())
    return audited, drawn


def _frame(since: date | None, until: date | None) -> str:
    """Which cases could be drawn, in the words of the form."""
    first = f" fra {since:%d-%m-%Y}" if since else ""
    last = f" til {until:%d-%m-%Y}" if until else ""
    return f"Afgjorte sager{first}{last}" if first or last else "Alle afgjorte sager"


def _words(stem: str) -> list[str]:
    return [word for word in ("audit", "tilsyn") if word in stem.lower()]


def _candidates(
    settings: Settings,
    run: Run,
    case_types: Sequence[str],
    by: str | None,
    since: date | None,
    until: date | None,
    municipality: str | None,
) -> list[tuple[str, str, str, str]]:
    stratum = f"coalesce({by}, '-')" if by else "'all'"
    with open_run(settings, run) as connection:
        return connection.execute(
            f"""
            select municipality_code, case_key, case_type_code, {stratum}
            from marts.fct_cases
            where list_contains(?, case_type_code)
                and decided_on is not null
                and decided_on >= coalesce(?, decided_on)
                and decided_on <= coalesce(?, decided_on)
                and municipality_code = coalesce(?, municipality_code)
            """,
            [list(case_types), since, until, municipality],
        ).fetchall()
