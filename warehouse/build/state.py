"""The state of the build file: the run and the loads in it, and whether it is complete."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import duckdb

from warehouse.base.errors import Busy
from warehouse.base.loads import Load
from warehouse.base.settings import PROJECT_ROOT, Settings

PACKAGES: Mapping[str, Sequence[str]] = {
    "duckdb": ("duckdb", "dbt-core", "dbt-duckdb"),
    "spark": ("duckdb", "dbt-core", "dbt-spark", "pyspark"),
}
"""By engine: packages whose version decides what a build makes."""

LOCK_SECONDS = 15
"""How long to wait for the dbt process of a build that was just killed to leave the file."""


@dataclass(frozen=True)
class BuildState:
    """A build that went well, as recorded in the build file."""

    run_id: str
    built_at: datetime
    data_date: date | None
    code: str
    """Fingerprint of models, seeds, macros, contracts and versions."""
    fingerprint: str
    """The same with the loads."""
    loads: frozenset[str]
    """Active loads that are in the models."""
    n_loads: int
    n_models: int
    n_tests: int
    n_warnings: int
    full_build: bool
    seconds: float
    engine: str = "duckdb"
    """What built it; builds from before there was a choice do not say."""


@dataclass(frozen=True)
class Attempt:
    """How the last build ended, also where it failed."""

    run_id: str
    status: str
    """`running` (or killed while it ran), `succeeded` or `failed`."""
    at: str
    message: str = ""


@contextmanager
def open_build_file(
    settings: Settings, *, read_only: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the build file; waits a moment where a killed build's dbt still has it.

    Args:
        settings: where it lies, and what DuckDB may use.
        read_only: open it for reading only.

    Raises:
        Busy: another process has it open for writing.
        duckdb.Error: it is not there, or is damaged.
    """
    connection = _connect(settings, read_only)
    try:
        yield connection
    finally:
        connection.close()


def read_state(settings: Settings) -> BuildState | None:
    """What is built; None where nothing is, or the last build did not end well."""
    if not settings.build_file.is_file():
        return None
    try:
        with open_build_file(settings, read_only=True) as connection:
            row = connection.execute("select state from meta.build_state").fetchone()
            loads = connection.execute("select load_id from meta.built_loads").fetchall()
    except duckdb.Error:
        return None
    if row is None:
        return None
    state = json.loads(row[0])
    state["built_at"] = datetime.fromisoformat(state["built_at"])
    state["data_date"] = date.fromisoformat(state["data_date"]) if state["data_date"] else None
    return BuildState(**state, loads=frozenset(load_id for (load_id,) in loads))


def clear_state(connection: duckdb.DuckDBPyConnection) -> None:
    """Say that the build file is not whole: from before dbt starts until all went well."""
    connection.execute("create schema if not exists meta")
    connection.execute("create or replace table meta.build_state (state varchar)")
    connection.execute("create or replace table meta.built_loads (load_id varchar)")
    connection.execute("checkpoint")


def write_state(connection: duckdb.DuckDBPyConnection, state: BuildState) -> None:
    """Say that the build file is whole; the caller's transaction decides when it counts."""
    values = asdict(state)
    loads = sorted(values.pop("loads"))
    connection.execute("insert into meta.build_state values (?)", [json.dumps(values, default=str)])
    connection.execute("insert into meta.built_loads select unnest(?::varchar[])", [loads])


def read_attempt(settings: Settings) -> Attempt | None:
    """How the last build ended; None where there was none."""
    try:
        return Attempt(**json.loads(_attempt_file(settings).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_attempt(settings: Settings, attempt: Attempt) -> None:
    """Note how a build stands, for `sagspuls status`."""
    settings.build.mkdir(parents=True, exist_ok=True)
    _attempt_file(settings).write_text(json.dumps(asdict(attempt)), encoding="utf-8")


def code_fingerprint(project: Path, engine: str) -> str:
    """A hash of everything but the loads that decides what a build makes.

    Args:
        project: folder of dbt_project.yml.
        engine: `duckdb` or `spark`; each goes on from its own builds only.
    """
    digest = hashlib.sha256()
    for path in _code_files(project):
        digest.update(str(path).encode())
        digest.update(path.read_bytes())
    for package in PACKAGES[engine]:
        digest.update(f"{package} {version(package)}".encode())
    digest.update(own_version().encode())
    return digest.hexdigest()


def full_fingerprint(code: str, loads: Sequence[Load]) -> str:
    """The fingerprint of the code with that of the ledger."""
    marks = sorted(f"{load.load_id} {load.status} {load.is_active}" for load in loads)
    return hashlib.sha256("\n".join([code, *marks]).encode()).hexdigest()


def own_version() -> str:
    """Version of Sagspuls; `0` where it is run from a checkout that was never installed."""
    try:
        return version("sagspuls")
    except PackageNotFoundError:
        return "0"


def can_go_on(state: BuildState, code: str, active: Collection[str]) -> bool:
    """Whether an incremental build is right: same code, and no built load has gone.

    A load that no longer counts (a newer snapshot, a corrected file) takes rows away, which an
    incremental model cannot see: then everything is built.
    """
    return state.code == code and state.loads <= set(active)


def _connect(settings: Settings, read_only: bool) -> duckdb.DuckDBPyConnection:
    settings.build.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory_limit
    }
    if settings.threads is not None:
        config["threads"] = settings.threads
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return duckdb.connect(str(settings.build_file), read_only=read_only, config=config)
        except duckdb.IOException as error:
            if "lock" not in str(error):
                raise
            if time.monotonic() > until:
                raise Busy(
                    f"Another process has the build file open: {settings.build_file}.",
                    "Close it there; analysts read published runs (`sagspuls sql`).",
                ) from None
            time.sleep(0.2)


def _attempt_file(settings: Settings) -> Path:
    return settings.build / "last_build.json"


def _code_files(project: Path) -> Iterable[Path]:
    folders = ("models", "macros", "seeds", "tests/sql")
    for folder in folders:
        yield from sorted(path for path in (project / folder).rglob("*") if path.is_file())
    yield from (project / name for name in ("dbt_project.yml", "profiles.yml"))
    here = PROJECT_ROOT / "warehouse"
    yield from sorted((here / "contracts").glob("*.yaml"))
    yield from (here / "base" / name for name in ("ledger.py", "loads.py"))
    names = ("build.py", "raw.py", "raw_tables.py", "results.py", "spark.py")
    yield from (here / "build" / name for name in names)
