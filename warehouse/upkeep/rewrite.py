"""Raw files written anew under a plan, so that a killed erasure or rekeying can be finished.

The plan lies beside the ledger from before the first file is touched until no published run holds
what had to go. It has the hash of every file it is about: a file with another hash is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import duckdb

from warehouse.base.disk import DiskFull, is_full
from warehouse.base.ledger import (
    LedgerEntry,
    file_sha256,
    read_ledger,
    rename_durably,
    write_entry,
)
from warehouse.base.progress import OnProgress, silent
from warehouse.base.rewrite_plan import Files, Plan, plan_file, write_plan
from warehouse.base.settings import Settings
from warehouse.base.steps import step
from warehouse.build.build import build
from warehouse.publish.publish import publish, retire_others
from warehouse.publish.runs import Run, runs

Select = Callable[[Path], str]
"""Given a Parquet file, the SQL of what it is to hold."""
Renew = Callable[[Settings], Run]
"""Builds and publishes from the raw files as they are now."""


def make_plan(
    settings: Settings,
    kind: Literal["erase", "rekey"],
    entries: Iterable[LedgerEntry],
    tokens: tuple[str, ...] = (),
    cases: tuple[tuple[str, ...], ...] = (),
    complaints: tuple[tuple[str, ...], ...] = (),
) -> Plan:
    """Write down what is to be done, before anything is; the caller holds the locks.

    Args:
        settings: whose data folder.
        kind: of the work.
        entries: loads it is about.
        tokens: pseudonyms of the citizens to erase.
        cases: their cases.
        complaints: their complaints.
    """
    loads = {
        entry.load_id: Files(
            raw=_hash(raw_file(settings, entry)),
            rejects=_hash(_rejects_file(settings, entry)),
            entry=_hash(_entry_file(settings, entry)),
            rows_erased=entry.rows_erased,
        )
        for entry in entries
    }
    plan = Plan(kind, loads, tokens, cases, complaints)
    write_plan(settings, plan)
    step("rewrite.planned")
    return plan


def carry_out(
    settings: Settings,
    plan: Plan,
    connection: duckdb.DuckDBPyConnection,
    select: Select,
    text: Callable[[str], str],
    on_progress: OnProgress = silent,
) -> None:
    """Write every file of the plan anew that is still as it was; the caller holds the locks.

    The build file goes first: it holds what the raw files no longer will.

    Args:
        settings: whose data folder.
        plan: what is to be done.
        connection: with the functions that `select` uses.
        select: what a Parquet file is to hold.
        text: what a text of the ledger is to be.
        on_progress: told before each load.
    """
    if plan.is_done:
        return
    for path in settings.build.glob(f"{settings.build_file.name}*"):
        path.unlink()
    entries = [entry for entry in read_ledger(settings) if entry.load_id in plan.loads]
    for done, entry in enumerate(entries, start=1):
        before = plan.loads[entry.load_id]
        on_progress(f"rewriting load {entry.load_id}", done, len(entries))
        if _hash(_entry_file(settings, entry)) != before.entry:
            continue
        raw, rejects = raw_file(settings, entry), _rejects_file(settings, entry)
        for path, was in ((raw, before.raw), (rejects, before.rejects)):
            if was and _hash(path) == was:
                _rewrite(connection, path, select(path))
        after = replace(entry, source_file=text(entry.source_file), message=text(entry.message))
        if before.raw:
            after = replace(
                after,
                parquet_sha256=file_sha256(raw),
                rows_erased=entry.rows_loaded - count_rows(connection, raw),
            )
        write_entry(settings, after)
    write_plan(settings, replace(plan, is_done=True))
    step("rewrite.done")


def finish(settings: Settings, renew: Renew) -> tuple[Run | None, tuple[str, ...]]:
    """Publish what the raw files hold now, remove the runs from before, and drop the plan.

    Args:
        settings: whose data folder; the caller holds no lock.
        renew: builds and publishes.

    Returns:
        The new run, none where nothing was ever published, and the names of those removed.
    """
    run: Run | None = None
    removed: tuple[str, ...] = ()
    if runs(settings):
        run = renew(settings)
        step("rewrite.published")
        removed = retire_others(settings)
    plan_file(settings).unlink()
    return run, removed


def build_and_publish(settings: Settings) -> Run:
    """The usual way to renew what is published."""
    build(settings)
    return publish(settings)


def raw_file(settings: Settings, entry: LedgerEntry) -> Path:
    """Where the rows of a load lie."""
    return settings.raw / entry.entity / f"{entry.load_id}.parquet"


def count_rows(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """How many rows a Parquet file says it has."""
    row = connection.execute("select count(*) from read_parquet(?)", [str(path)]).fetchone()
    return int(row[0]) if row else 0


def text_columns(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """Columns of a Parquet file in which a pseudonym may stand."""
    rows = connection.execute("describe from read_parquet(?)", [str(path)]).fetchall()
    return [row[0] for row in rows if row[1] == "VARCHAR" and row[0] != "_load_id"]


def _rewrite(connection: duckdb.DuckDBPyConnection, path: Path, sql: str) -> None:
    temporary = path.with_name(f".{path.name}.unfinished")
    target = str(temporary).replace("'", "''")
    try:
        connection.execute(f"copy ({sql}) to '{target}' (format parquet)")
    except duckdb.IOException as error:
        temporary.unlink(missing_ok=True)
        raise DiskFull(error) if is_full(error) else error from None
    step("rewrite.first_written")
    rename_durably(path, temporary)
    step("rewrite.first_renamed")


def _hash(path: Path) -> str:
    return file_sha256(path) if path.is_file() else ""


def _rejects_file(settings: Settings, entry: LedgerEntry) -> Path:
    return settings.rejects / f"{entry.load_id}.parquet"


def _entry_file(settings: Settings, entry: LedgerEntry) -> Path:
    return settings.loads / f"{entry.load_id}.json"
