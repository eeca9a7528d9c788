"""A citizen's rows taken out of every raw file and run, as the citizen asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from warehouse.contracts import Contract, read_contract
from warehouse.errors import ConfigurationError
from warehouse.ledger import read_ledger, refuse_strays
from warehouse.locks import hold
from warehouse.progress import OnProgress, silent
from warehouse.pseudonym import PREFIX, pseudonym, read_key
from warehouse.raw import CASE_KEY, is_case_family
from warehouse.rewrite import (
    Plan,
    Renew,
    build_and_publish,
    carry_out,
    finish,
    make_plan,
    raw_file,
    text_columns,
    unfinished,
)
from warehouse.settings import Settings

ERASED = f"{PREFIX}erased"
"""What stands where the citizen was mentioned in a row that is kept."""

COMPLAINT_KEY = ("municipality_code", "source_system", "complaint_id")
"""What names a complaint across systems."""

_LEAST_CUT = len(PREFIX) + 4
"""A pseudonym cut shorter than this fits too many people to be anybody's."""


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
        if not re.fullmatch(r"\d{6}[- ]?\d{4}", line.strip(), re.ASCII):
            raise ConfigurationError(
                f"Line {line_no} is no CPR number.", "Write ten digits a line: ddmmyy-nnnn."
            )
        numbers.append(re.sub(r"\D", "", line))
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
    if not settings.key_file.is_file():
        raise ConfigurationError(
            f"There is no key at {settings.key_file}: no citizen can be found without it.",
            "Restore it from the backup.",
        )
    key = read_key(settings.key_file)
    tokens = tuple(sorted({pseudonym(key, number) for number in numbers}))
    done = _Done()
    left = unfinished(settings)
    if left is not None and left.kind != "erase":
        raise ConfigurationError(
            "A key rotation was not finished.", "Run `sagspuls rekey` first, then this again."
        )
    if left is not None:
        done = _carry_out(settings, left.tokens, renew, on_progress, done)
        if left.tokens == tokens:
            return done.told()
        done = _Done()
    return _carry_out(settings, tokens, renew, on_progress, done).told()


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
    tokens: tuple[str, ...],
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
        plan = unfinished(settings) or _plan(settings, connection, tokens)
        if plan is None:
            return nothing
        _create_gone(connection, plan)
        pattern = _mention(plan.tokens)
        carry_out(
            settings,
            plan,
            connection,
            lambda path: _select(connection, settings, path, plan),
            lambda text: re.sub(pattern, ERASED, text),
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
    settings: Settings, connection: duckdb.DuckDBPyConnection, tokens: tuple[str, ...]
) -> Plan | None:
    """Find the citizens' cases in all loads, then the loads that hold any of it."""
    refuse_strays(settings)
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
        if any(token in entry.source_file + entry.message for token in tokens)
    }
    if not hit_ids:
        return None
    affected = [entry for entry in entries if entry.load_id in hit_ids]
    return make_plan(settings, "erase", affected, tokens, plan.cases, plan.complaints)


def _is_hit(
    connection: duckdb.DuckDBPyConnection, settings: Settings, load_id: str, plan: Plan
) -> bool:
    """Whether a file of a load has a row to take out or a mention."""
    for path in settings.raw.glob(f"*/{load_id}.parquet"):
        columns = text_columns(connection, path)
        mentioned = " or ".join(f"regexp_matches({_name(c)}, $pattern)" for c in columns)
        gone = _is_gone(connection, path, plan)
        row = connection.execute(
            "select 1 from read_parquet($path) as t "
            f"where {gone} or {mentioned or 'false'} limit 1",
            {"path": str(path), "pattern": _mention(plan.tokens)},
        ).fetchone()
        if row is not None:
            return True
    return False


def _select(
    connection: duckdb.DuckDBPyConnection, settings: Settings, path: Path, plan: Plan
) -> str:
    """What a file is to hold: no row of the citizens' cases, and no mention of them."""
    replaced = ", ".join(
        f"regexp_replace({_name(c)}, '{_mention(plan.tokens)}', '{ERASED}', 'g') as {_name(c)}"
        for c in text_columns(connection, path)
    )
    return (
        f"select * replace ({replaced}) from read_parquet({_text(str(path))}) as t "
        f"where not ({_is_gone(connection, path, plan)})"
    )


def _mention(tokens: Sequence[str]) -> str:
    """A pattern of the pseudonyms, also of one that was cut off at the end of a shown value."""
    cut = [f"{token[:n]}$" for token in tokens for n in range(len(token) - 1, _LEAST_CUT, -1)]
    return "|".join([*tokens, *cut])


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
    parts += [
        f"regexp_matches({name}, '{'|'.join(tokens)}')"
        for name in ("case_id", "case_key")
        if name in there
    ]
    return "coalesce(" + (" or ".join(parts) or "false") + ", false)"


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
