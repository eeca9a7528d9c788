"""Verification: raw files against the ledger, runs against their notes and a rebuild."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from warehouse.base.errors import ConfigurationError, NothingPublished, SagspulsError
from warehouse.base.ledger import (
    EntryDamaged,
    LedgerEntry,
    entry_files,
    file_sha256,
    read_entry,
    stray_files,
    stray_hint,
)
from warehouse.base.locks import hold, refuse_held
from warehouse.base.progress import OnProgress, silent
from warehouse.base.rewrite_plan import unfinished
from warehouse.base.settings import PROJECT_ROOT, Settings
from warehouse.build.build import build
from warehouse.publish.public_edition import COLUMNS_CHANGED, PERIODS
from warehouse.publish.published_copy import write_copy
from warehouse.publish.runs import Run, current_run, runs, strange_files
from warehouse.upkeep.rewrite import count_rows, raw_file

EXIT_CODE = 9
"""Of the command line where something is wrong."""

OF_THE_RUN = frozenset({"run_info", "test_results", PERIODS})
"""Tables that tell of a build itself, and differ from build to build."""


@dataclass(frozen=True)
class Finding:
    """What was looked at, and what was found."""

    what: Literal["ledger", "raw", "published", "rebuild", "plan"]
    name: str
    status: Literal["ok", "unknown", "wrong"]
    """`unknown`: there is nothing to compare it with."""
    found: str
    mend: str = ""


@dataclass(frozen=True)
class Verdict:
    """What came of a verification."""

    is_right: bool
    is_quick: bool
    current_run: str | None
    n_raw: int
    n_runs: int
    n_tables: int
    """Tables compared row by row; 0 where it was quick."""
    findings: tuple[Finding, ...]
    """Those that are not `ok`."""


def verify(
    settings: Settings,
    *,
    quick: bool = False,
    project: Path = PROJECT_ROOT,
    on_progress: OnProgress = silent,
) -> Verdict:
    """Verify a data folder; changes nothing that is loaded, built or published.

    One who may not write in the data folder can verify it too: the rebuild then takes place in a
    temporary folder of their own, and no lock is held.

    Args:
        settings: whose data folder.
        quick: hashes only; do not rebuild.
        project: folder of dbt_project.yml.
        on_progress: told how far it is.

    Raises:
        ConfigurationError: the folder of the ledger cannot be read.
        Busy: another verification, or an erasure or key rotation, is at work.
    """
    with _workshop(settings) as folder:
        plan = list(_plan(settings))
        entries, ledger = _ledger(settings)
        raw = list(_raw(settings, entries, on_progress))
        published = list(_published(settings, on_progress))
        rebuilt = [] if quick else list(_rebuilt(settings, folder, project, on_progress))
    try:
        current: str | None = current_run(settings).run_id
    except NothingPublished:
        current = None
    findings = tuple(f for f in (*plan, *ledger, *raw, *published, *rebuilt) if f.status != "ok")
    return Verdict(
        is_right=all(finding.status != "wrong" for finding in findings),
        is_quick=quick,
        current_run=current,
        n_raw=len(raw),
        n_runs=len(published),
        n_tables=sum(finding.status == "ok" for finding in rebuilt),
        findings=findings,
    )


@contextmanager
def _workshop(settings: Settings) -> Iterator[Path]:
    """A folder to rebuild in, locked where that is possible, and removed at the end."""
    if not _may_write(settings):
        with tempfile.TemporaryDirectory(prefix="sagspuls-verify-") as temporary:
            yield Path(temporary)
        return
    with hold(settings, "verify", "sagspuls verify"):
        folder = settings.data / "verify"
        shutil.rmtree(folder, ignore_errors=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _may_write(settings: Settings) -> bool:
    """Whether locks can be taken; a data folder that is not there yet is ours to make."""
    if not settings.data.exists():
        return True
    places = [place for place in (settings.data, settings.locks) if place.exists()]
    return all(os.access(place, os.W_OK | os.X_OK) for place in places)


def _plan(settings: Settings) -> Iterator[Finding]:
    try:
        plan = unfinished(settings)
    except ConfigurationError as error:
        yield Finding("plan", "_rewriting.json", "wrong", error.message, error.hint or "")
        return
    if plan is None:
        return
    # One that is at work now is busy, not wrong.
    refuse_held(settings, "load", "build")
    mend = f"Run the same `sagspuls {plan.kind}` again."
    what = "an erasure" if plan.kind == "erase" else "a key rotation"
    yield Finding("plan", plan.kind, "wrong", f"{what} was not finished", mend)


def _ledger(settings: Settings) -> tuple[list[LedgerEntry], list[Finding]]:
    """The entries that can be read; those that cannot, and raw files that have none."""
    entries, findings = [], []
    for path in entry_files(settings):
        try:
            entries.append(read_entry(path))
        except EntryDamaged as error:
            findings.append(Finding("ledger", path.name, "wrong", error.message, error.hint or ""))
    for path in stray_files(settings):
        found = f"the raw file {path} has no ledger entry: its rows are in no figure"
        name = f"{path.stem}.json"
        findings.append(Finding("ledger", name, "wrong", found, stray_hint(settings, path)))
    return entries, findings


def _raw(
    settings: Settings, entries: Sequence[LedgerEntry], on_progress: OnProgress
) -> Iterator[Finding]:
    loaded = [entry for entry in entries if entry.status == "loaded"]
    with duckdb.connect() as connection:
        for done, entry in enumerate(loaded, start=1):
            on_progress(f"reading raw file {entry.load_id}", done, len(loaded))
            try:
                yield _raw_finding(settings, connection, entry)
            except OSError as error:
                name = f"{entry.entity}/{entry.load_id}"
                yield Finding("raw", name, "wrong", *_unreadable(error))


def _unreadable(error: OSError) -> tuple[str, str]:
    """What is found of a file that cannot be opened, and what to do."""
    mend = "Give whoever verifies leave to read it (docs/operators.md)."
    return f"the file cannot be read: {error.strerror}", mend


def _raw_finding(
    settings: Settings, connection: duckdb.DuckDBPyConnection, entry: LedgerEntry
) -> Finding:
    path = raw_file(settings, entry)
    name = f"{entry.entity}/{entry.load_id}"
    restore = f"Restore {path} from backup (docs/operators.md)."
    if not path.is_file():
        return Finding("raw", name, "wrong", "the file is not there", restore)
    if entry.parquet_sha256 and file_sha256(path) != entry.parquet_sha256:
        return Finding("raw", name, "wrong", "the file is not the one that was loaded", restore)
    try:
        there = count_rows(connection, path)
    except duckdb.Error:
        return Finding("raw", name, "wrong", "the file cannot be read", restore)
    due = entry.rows_loaded - entry.rows_erased
    if there != due:
        return Finding("raw", name, "wrong", f"{there} rows instead of {due}", restore)
    if not entry.parquet_sha256:
        mend = "It was loaded before hashes were kept; its number of rows is right."
        return Finding("raw", name, "unknown", "no hash in the ledger", mend)
    return Finding("raw", name, "ok", f"{there} rows")


def _published(settings: Settings, on_progress: OnProgress) -> Iterator[Finding]:
    there = runs(settings)
    for done, run in enumerate(there, start=1):
        on_progress(f"reading published run {run.run_id}", done, len(there))
        yield _run_finding(run)
    for path in strange_files(settings):
        mend = "Restore it from backup, or remove it and its twin; other runs are not affected."
        found = "a published file and its note belong together, and one of them cannot be read"
        yield Finding("published", path.name, "wrong", found, mend)
    pointer = settings.published / "current.json"
    if not pointer.exists() and not there:
        yield Finding("published", pointer.name, "unknown", "nothing is published", "")
        return
    try:
        current_run(settings)
    except NothingPublished as error:
        yield Finding("published", pointer.name, "wrong", error.message, error.hint or "")


def _run_finding(run: Run) -> Finding:
    if not run.sha256:
        mend = "It was published before hashes were kept."
        return Finding("published", run.run_id, "unknown", "no hash in its note", mend)
    try:
        is_same = file_sha256(run.path) == run.sha256
    except OSError as error:
        return Finding("published", run.run_id, "wrong", *_unreadable(error))
    if is_same:
        return Finding("published", run.run_id, "ok", "as it was published")
    mend = "`sagspuls build --full --publish` makes another; roll back until then."
    found = "the file is not the one that was published"
    return Finding("published", run.run_id, "wrong", found, mend)


def _rebuilt(
    settings: Settings, folder: Path, project: Path, on_progress: OnProgress
) -> Iterator[Finding]:
    """Build anew from the loads of the current run, and compare every table row by row."""
    try:
        run = current_run(settings)
    except NothingPublished:
        return
    try:
        scratch = settings.model_copy(update={"data": folder})
        _link_loads(settings, scratch, run)
        built = build(scratch, project=project, on_progress=on_progress)
        is_same_code = _fingerprint(run) == built.fingerprint
        copy = scratch.data / "rebuilt.duckdb"
        write_copy(
            scratch,
            copy,
            run_id=run.run_id,
            published_at=run.published_at,
            earlier=run.path if _has_periods(run) else None,
            restate=_restatement(run),
        )
        yield from _compare(scratch, run, copy, is_same_code, on_progress)
    except (SagspulsError, duckdb.Error, OSError) as error:
        found = str(error).splitlines()[0]
        mend = "See `sagspuls build`, and the other findings."
        yield Finding("rebuild", run.run_id, "wrong", f"it cannot be compared: {found}", mend)


def _link_loads(settings: Settings, scratch: Settings, run: Run) -> None:
    """A data folder with the raw files as they lie, and the ledger as the run knew it."""
    scratch.loads.mkdir(parents=True)
    for (load_id,) in _query(run.path, "select load_id from marts.load_ledger"):
        source = settings.loads / f"{load_id}.json"
        if not source.exists():
            raise ConfigurationError(f"The ledger entry of load {load_id} is not there.")
        entry = read_entry(source)
        shutil.copyfile(source, scratch.loads / source.name)
        for folder in (entry.entity, settings.rejects.name):
            path = settings.raw / folder / f"{load_id}.parquet"
            if path.is_file():
                (scratch.raw / folder).mkdir(exist_ok=True)
                (scratch.raw / folder / path.name).symlink_to(path)


def _has_periods(run: Run) -> bool:
    """Whether the run is of a version that keeps public periods as they were published."""
    sql = f"select 1 from information_schema.tables where table_name = '{PERIODS}'"
    return bool(_query(run.path, sql))


def _restatement(run: Run) -> str | None:
    """Why the run made published periods anew; None where it made none anew."""
    if not _has_periods(run):
        return None
    rows = _query(
        run.path,
        f"select max(restated_because) from marts.{PERIODS} "
        f"where published_in = '{run.run_id}' and restated_because <> '{COLUMNS_CHANGED}'",
    )
    return str(rows[0][0]) if rows[0][0] is not None else None


def _compare(
    scratch: Settings, run: Run, rebuilt: Path, is_same_code: bool, on_progress: OnProgress
) -> Iterator[Finding]:
    mend = (
        "`sagspuls build --full --publish`; keep the old file for looking into why."
        if is_same_code
        else "Models, seeds or versions have changed since: build, publish and verify again."
    )
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": scratch.memory_limit,
        "temp_directory": str(scratch.data / "spill"),
    }
    with duckdb.connect(config=config) as connection:
        for name, path in (("published", run.path), ("rebuilt", rebuilt)):
            file = str(path).replace("'", "''")
            connection.execute(f"attach '{file}' as {name} (read_only)")
        tables = connection.execute(
            "select table_name, array_agg(distinct table_catalog) from information_schema.tables "
            "where table_schema = 'marts' and table_catalog in ('published', 'rebuilt') "
            "group by table_name order by table_name"
        ).fetchall()
        compared = [(table, there) for table, there in tables if table not in OF_THE_RUN]
        for done, (table, there) in enumerate(compared, start=1):
            on_progress(f"comparing {table}", done, len(compared))
            yield _table_finding(connection, table, there, mend)


def _table_finding(
    connection: duckdb.DuckDBPyConnection, table: str, there: Sequence[str], mend: str
) -> Finding:
    if len(there) < 2:
        return Finding("rebuild", table, "wrong", f"the table is only in the {there[0]} run", mend)
    sides = {side: f'(from {side}.marts."{table}")' for side in ("published", "rebuilt")}
    try:
        row = connection.execute(
            f"select (select count(*) from ({sides['published']} except all {sides['rebuilt']})), "
            f"(select count(*) from ({sides['rebuilt']} except all {sides['published']}))"
        ).fetchone()
    except duckdb.BinderException:
        return Finding("rebuild", table, "wrong", "its columns are others", mend)
    more, fewer = row or (0, 0)
    if more or fewer:
        found = f"{more} rows are only published, {fewer} only rebuilt"
        return Finding("rebuild", table, "wrong", found, mend)
    return Finding("rebuild", table, "ok", "the same rows")


def _fingerprint(run: Run) -> str:
    return str(_query(run.path, "select fingerprint from marts.run_info")[0][0])


def _query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()
