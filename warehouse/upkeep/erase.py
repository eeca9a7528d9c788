"""Erasure: a citizen's rows are removed from every raw file and run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from warehouse.base.errors import ConfigurationError, NotErased
from warehouse.base.ledger import read_ledger, refuse_strays
from warehouse.base.locks import hold
from warehouse.base.progress import OnProgress, silent
from warehouse.base.rewrite_plan import Plan, unfinished
from warehouse.base.settings import Settings
from warehouse.contracts.contract import CASE_KEY, Contract, is_case_family, read_contract
from warehouse.contracts.cpr import read_number
from warehouse.contracts.key_fingerprint import open_key, people, prove, unproven
from warehouse.contracts.pseudonym import pseudonym
from warehouse.upkeep.mentions import Mentions, stored_tokens
from warehouse.upkeep.rewrite import (
    Renew,
    build_and_publish,
    carry_out,
    finish,
    make_plan,
    raw_file,
    text_columns,
)

COMPLAINT_KEY = ("municipality_code", "source_system", "complaint_id")
"""What names a complaint across systems."""

_SHOWN = 5
"""Places that a message names."""


@dataclass(frozen=True)
class Erased:
    """What an erasure came to."""

    n_cases: int
    rows_erased: dict[str, int]
    """By load."""
    loads_rewritten: tuple[str, ...]
    """Also those where the citizen was only mentioned."""
    run_id: str | None
    runs_removed: tuple[str, ...]


def read_numbers(text: str) -> list[str]:
    """Read CPR numbers, one a line; never says one in a message.

    Args:
        text: what stands in the file or came from standard input.

    Raises:
        ConfigurationError: a line is no CPR number, or there is none.
    """
    numbers = []
    for line_no, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        number = read_number(line.strip())
        if number is None:
            raise ConfigurationError(
                f"Line {line_no} is no CPR number, or more than one.",
                "Write a number a line: ddmmyy-nnnn.",
            )
        numbers.append(number)
    if not numbers:
        raise ConfigurationError("No CPR number was given.", "Write one number a line.")
    return numbers


def erase(
    settings: Settings,
    numbers: Sequence[str],
    *,
    renew: Renew = build_and_publish,
    on_progress: OnProgress = silent,
) -> Erased:
    """Erase citizens: their cases and complaints with all that belongs to them, and every mention.

    A case or complaint goes whole where any delivery of it names the citizen. Killed at any point,
    the same command finishes the work; so does an erasure of somebody else.

    Args:
        settings: whose data folder and key.
        numbers: CPR numbers, ten digits each.
        renew: builds and publishes.
        on_progress: told before each load.

    Raises:
        ConfigurationError: there is no key, or a key rotation is not finished.
        BuildFailed: what was left could not be built; the runs from before are still there.
        Busy: a load, a build or a publish is at work.
    """
    key = open_key(settings)
    left = unfinished(settings)
    if left is not None and left.kind != "erase":
        raise ConfigurationError(
            "A key rotation was not finished.", "Run `sagspuls rekey` first, then this again."
        )
    with duckdb.connect(config={"memory_limit": settings.memory_limit}) as connection:
        tokens = stored_tokens(connection, key, numbers, people(settings))
    if left is None and not (prove(settings, key) or prove(settings, key, tokens)):
        raise unproven(settings)
    wanted = {pseudonym(key, number) for number in numbers}
    done = _Done()
    if left is not None:
        done = _carry_out(settings, Mentions(key, left.tokens), renew, on_progress, done)
    if left is None or not wanted <= set(left.tokens):
        done = _carry_out(settings, Mentions(key, tokens), renew, on_progress, _Done())
    _prove_gone(settings, Mentions(key, tokens))
    return done.told()


def _prove_gone(settings: Settings, mentions: Mentions) -> None:
    """Look through every file of the data folder before it is said that somebody is erased."""
    left = mentions.left_over(settings)
    if left:
        more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
        raise NotErased(
            f"Not everything is erased. Still named in {'; '.join(left[:_SHOWN])}{more}.",
            "Run the same command again; what stays, look at and remove by hand "
            "(docs/operators.md).",
        )


@dataclass(frozen=True)
class _Done:
    plan: Plan | None = None
    rows: tuple[tuple[str, int], ...] = ()
    run_id: str | None = None
    removed: tuple[str, ...] = ()

    def told(self) -> Erased:
        return Erased(
            n_cases=len(self.plan.cases) if self.plan else 0,
            rows_erased=dict(self.rows),
            loads_rewritten=tuple(self.plan.loads) if self.plan else (),
            run_id=self.run_id,
            runs_removed=self.removed,
        )


def _carry_out(
    settings: Settings,
    mentions: Mentions,
    renew: Renew,
    on_progress: OnProgress,
    nothing: _Done,
) -> _Done:
    doing = "sagspuls erase"
    with (
        hold(settings, "load", doing),
        hold(settings, "build", doing),
        duckdb.connect(config={"memory_limit": settings.memory_limit}) as connection,
    ):
        mentions.create_functions(connection)
        plan = unfinished(settings) or _plan(settings, connection, mentions)
        if plan is None:
            return nothing
        _create_gone(connection, plan)
        carry_out(
            settings,
            plan,
            connection,
            lambda path: _select(connection, settings, path, plan),
            mentions.erased,
            on_progress,
        )
    run, removed = finish(settings, renew)
    rows = tuple(
        (entry.load_id, entry.rows_erased - plan.loads[entry.load_id].rows_erased)
        for entry in read_ledger(settings)
        if entry.load_id in plan.loads
    )
    gone = tuple((load_id, n) for load_id, n in rows if n)
    return _Done(plan, gone, run.run_id if run else None, removed)


def _plan(
    settings: Settings, connection: duckdb.DuckDBPyConnection, mentions: Mentions
) -> Plan | None:
    """Find the citizens' cases in all loads, then the loads that hold any of it."""
    refuse_strays(settings)
    tokens = mentions.tokens
    entries = list(read_ledger(settings))
    cases: set[tuple[str, ...]] = set()
    for entry in entries:
        path, contract = raw_file(settings, entry), read_contract(entry.entity)
        if path.is_file() and is_case_family(contract):
            found = connection.execute(
                f"select distinct {', '.join(CASE_KEY)} from read_parquet(?) "
                f"where {_is_theirs(connection, contract, path, tokens)}",
                [str(path)],
            ).fetchall()
            cases.update(tuple(str(part or "") for part in case) for case in found)
    plan = Plan("erase", {}, tokens, tuple(sorted(cases)))
    _create_gone(connection, plan)
    complaints: set[tuple[str, ...]] = set()
    for entry in entries:
        path = raw_file(settings, entry)
        if path.is_file() and entry.entity == "complaints":
            found = connection.execute(
                f"select distinct {', '.join(COMPLAINT_KEY)} from read_parquet(?) as t "
                f"where {_is_gone(connection, path, plan)}",
                [str(path)],
            ).fetchall()
            complaints.update(tuple(str(part or "") for part in key) for key in found)
    plan = replace(plan, complaints=tuple(sorted(complaints)))
    _create_gone(connection, plan)
    hit = [entry for entry in entries if _is_hit(connection, settings, entry.load_id, plan)]
    hit_ids = {entry.load_id for entry in hit} | {
        entry.load_id
        for entry in entries
        if mentions.erased(entry.source_file) != entry.source_file
        or mentions.erased(entry.message) != entry.message
    }
    if not hit_ids and not mentions.left_over(settings):
        return None  # A run may hold whom the raw files no longer do.
    affected = [entry for entry in entries if entry.load_id in hit_ids]
    return make_plan(settings, "erase", affected, tokens, plan.cases, plan.complaints)


def _is_hit(
    connection: duckdb.DuckDBPyConnection, settings: Settings, load_id: str, plan: Plan
) -> bool:
    """Whether a file of a load has a row to take out or a mention."""
    for path in settings.raw.glob(f"*/{load_id}.parquet"):
        columns = text_columns(connection, path)
        mentioned = " or ".join(f"mentions({_name(c)})" for c in columns)
        gone = _is_gone(connection, path, plan)
        row = connection.execute(
            "select 1 from read_parquet($path) as t "
            f"where {gone} or {mentioned or 'false'} limit 1",
            {"path": str(path)},
        ).fetchone()
        if row is not None:
            return True
    return False


def _select(
    connection: duckdb.DuckDBPyConnection, settings: Settings, path: Path, plan: Plan
) -> str:
    """What a file is to hold: no row of the citizens' cases, and no mention of them."""
    replaced = ", ".join(
        f"erased({_name(c)}) as {_name(c)}" for c in text_columns(connection, path)
    )
    return (
        f"select * replace ({replaced}) from read_parquet({_text(str(path))}) as t "
        f"where not ({_is_gone(connection, path, plan)})"
    )


def _create_gone(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    for table, keys in (("gone", plan.cases), ("gone_complaints", plan.complaints)):
        connection.execute(
            f"create or replace temp table {table} (a varchar, b varchar, c varchar)"
        )
        if keys:
            connection.execute(
                f"insert into {table} select unnest(?::varchar[]), unnest(?::varchar[]), "
                "unnest(?::varchar[])",
                [list(column) for column in zip(*keys, strict=True)],
            )


def _is_gone(connection: duckdb.DuckDBPyConnection, path: Path, plan: Plan) -> str:
    """The condition of a row that is to go; rejected rows stay, without the mention."""
    if path.parent.name.startswith("_"):
        return "false"
    contract = read_contract(path.parent.name)
    parts = [_is_theirs(connection, contract, path, plan.tokens)]
    if set(CASE_KEY) <= contract.raw_columns.keys():
        parts.append(_is_among("gone", CASE_KEY))
    elif "case_key" in contract.raw_columns:
        parts.append("exists (from gone where t.case_key = concat_ws('|', gone.a, gone.b, gone.c))")
    if set(COMPLAINT_KEY) <= contract.raw_columns.keys():
        parts.append(_is_among("gone_complaints", COMPLAINT_KEY))
    return " or ".join(parts)


def _is_among(table: str, key: Sequence[str]) -> str:
    same = " and ".join(
        f"coalesce(t.{column}, '') = {table}.{own}" for column, own in zip(key, "abc", strict=True)
    )
    return f"exists (from {table} where {same})"


def _is_theirs(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    path: Path,
    tokens: tuple[str, ...],
) -> str:
    """The condition of a row that names the citizen: as the citizen, or in the case's number."""
    there = set(text_columns(connection, path))
    listed = ", ".join(f"'{token}'" for token in tokens)
    keys = [
        name
        for column in contract.columns
        if column.classification == "cpr"
        for name in column.raw_columns
        if name.endswith("_key") and name in there
    ]
    parts = [f"{_name(key)} in ({listed})" for key in keys]
    parts += [f"mentions({name})" for name in ("case_id", "case_key") if name in there]
    return "coalesce(" + (" or ".join(parts) or "false") + ", false)"


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
