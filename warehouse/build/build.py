"""A build: raw schema, dbt with every test, and the record that the build file is whole."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import duckdb

from warehouse.base.disk import DiskFull, is_full
from warehouse.base.errors import BuildFailed, SagspulsError
from warehouse.base.ledger import refuse_strays
from warehouse.base.loads import Load, read_loads
from warehouse.base.locks import hold
from warehouse.base.progress import OnProgress, silent
from warehouse.base.rewrite_plan import unfinished
from warehouse.base.settings import PROJECT_ROOT, Settings
from warehouse.base.steps import step
from warehouse.build.contract_check import built_columns, check_columns, check_types
from warehouse.build.dbt_process import DbtProcess, Event
from warehouse.build.raw import changed_tables, write_raw
from warehouse.build.results import (
    Outcome,
    Results,
    TestsFailed,
    read_manifest,
    read_results,
    read_test_results,
    write_run_tables,
)
from warehouse.build.spark import drop_result, read_result, thrift_server, write_spark_raw
from warehouse.build.spark_cluster import check_installed
from warehouse.build.state import (
    Attempt,
    BuildState,
    can_go_on,
    clear_state,
    code_fingerprint,
    full_fingerprint,
    open_build_file,
    own_version,
    read_state,
    write_attempt,
    write_state,
)

PARSED = "parsed.txt"
"""Names the code dbt read last, and what it wrote then, beside it."""

TARGET_OF_RULES = "target-rules"
"""Folder of what dbt reads to test in DuckDB what Spark made; `target` is Spark's."""

_BUILD = ("build", "--exclude-resource-type", "unit_test")
_FINISHED = frozenset({"LogModelResult", "LogSeedResult", "LogTestResult", "LogSnapshotResult"})


@dataclass(frozen=True)
class BuildResult:
    """What a build came to."""

    run_id: str
    status: Literal["built", "unchanged"]
    full: bool
    n_loads: int
    n_touched_cases: int
    """Cases an incremental build went over; 0 in a full one."""
    n_models: int
    n_made: int
    """Of the models and seeds those this build made; 0 where it was unchanged."""
    n_tests: int
    n_warnings: int
    data_date: date | None
    fingerprint: str
    seconds: float
    warnings: tuple[Outcome, ...]
    """Tests that warned; empty where the build was unchanged."""


def build(
    settings: Settings,
    *,
    full: bool = False,
    project: Path = PROJECT_ROOT,
    on_progress: OnProgress = silent,
) -> BuildResult:
    """Build and test the warehouse from the loads in the ledger as it is now.

    Incremental where the code is the same and no built load has gone: only what comes from a new
    load is made and tested, of the cases it touches. Else, and after a build that failed or was
    killed, everything is built in a new build file. Where neither loads nor
    code have changed nothing is done. Publishing is a step of its own (`warehouse.publish`).

    Args:
        settings: data folder, memory and threads.
        full: build everything, also where nothing has changed.
        project: folder of dbt_project.yml.
        on_progress: told how far it is.

    Raises:
        Busy: another build is at work on this data folder.
        BuildFailed: a model or an error-severity test failed, a table is not as it is described,
            or an erasure is half done.
        ConfigurationError: a ledger file or the Parquet of a load cannot be read, a raw file has
            no ledger entry, or what the engine needs is not installed.
    """
    if settings.engine == "spark":
        check_installed(with_java=settings.spark is None)
    with hold(settings, "build", "sagspuls build"):
        step("build.locked")
        _refuse_half_written(settings)
        started = time.monotonic()
        state = read_state(settings)
        plan = _plan(settings, project, None if full else state)
        if state is not None and state.fingerprint == plan.fingerprint and not full:
            # Said again: a kill may have come between the record and the note of it.
            _note(settings, state.run_id, "succeeded")
            return _result(state, "unchanged")
        _note(settings, plan.run_id, "running")
        try:
            with _engine(settings) as at_work:
                made = _run_dbt(at_work, plan, project, on_progress)
            if plan.engine == "spark":
                made = _test_on_duckdb(settings, project, made, on_progress)
            state = _state(plan, made, time.monotonic() - started)
            _record(settings, state, made)
        except SagspulsError as error:
            _note(settings, plan.run_id, "failed", error.message)
            raise
        except duckdb.Error as error:
            if is_full(error):
                raise DiskFull(error) from None
            message = f"The database could not go on: {error}"
            _note(settings, plan.run_id, "failed", message)
            raise BuildFailed(message, "Run `sagspuls doctor`, then build again.") from None
        _note(settings, plan.run_id, "succeeded")
        return _result(state, "built", made)


@dataclass(frozen=True)
class _Plan:
    """What is to be built, decided when the build begins: later loads wait for the next."""

    run_id: str
    loads: tuple[Load, ...]
    code: str
    fingerprint: str
    built: frozenset[str] | None
    """Loads that are in the models already; None where everything is built."""
    engine: str

    @property
    def active(self) -> frozenset[str]:
        return frozenset(load.load_id for load in self.loads if load.is_active)

    @property
    def dbt_arguments(self) -> list[str]:
        """Everything, or what comes from a raw table that may hold something new.

        Spark makes the models alone: DuckDB tests them.
        """
        if self.engine == "spark":
            return ["--full-refresh", "--exclude-resource-type", "test"]
        if self.built is None:
            return ["--full-refresh"]
        tables = sorted(changed_tables(self.loads, self.built))
        return ["--select", *(f"source:raw.{table}+" for table in tables)]


@dataclass(frozen=True)
class _Made:
    """What dbt made of it."""

    results: Results
    manifest: Mapping[str, Any]
    touched: int


def _engine(settings: Settings) -> AbstractContextManager[Settings]:
    """The settings with what the engine needs while dbt is at work."""
    return thrift_server(settings) if settings.engine == "spark" else nullcontext(settings)


def _plan(settings: Settings, project: Path, state: BuildState | None) -> _Plan:
    refuse_strays(settings)
    loads = read_loads(settings)
    code = code_fingerprint(project, settings.engine)
    active = {load.load_id for load in loads if load.is_active}
    if settings.engine == "spark":  # Parquet tables have no merge there.
        state = None
    return _Plan(
        run_id=f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}",
        loads=loads,
        code=code,
        fingerprint=full_fingerprint(code, loads),
        built=state.loads if state and can_go_on(state, code, active) else None,
        engine=settings.engine,
    )


def _refuse_half_written(settings: Settings) -> None:
    """Refuse to build while an erasure or key rotation is unfinished."""
    plan = unfinished(settings)
    if plan is not None and not plan.is_done:
        what = "An erasure" if plan.kind == "erase" else "A key rotation"
        raise BuildFailed(
            f"{what} was not finished.", f"Run the same `sagspuls {plan.kind}` again."
        )


def _prepare(
    settings: Settings, plan: _Plan, on_progress: OnProgress
) -> tuple[int, Sequence[Outcome]]:
    """Say that the build file is not whole, then create its raw schema.

    A full build begins with a new file: nothing of an old model or a damaged file is left.

    Returns:
        How many cases are touched, and how the tests of the build before went.
    """
    on_progress("reading the loads", 0, 0)
    settings.build.mkdir(parents=True, exist_ok=True)
    if plan.built is None:
        settings.build_file.unlink(missing_ok=True)
        settings.build_file.with_name(settings.build_file.name + ".wal").unlink(missing_ok=True)
    with open_build_file(settings) as connection:
        earlier = [] if plan.built is None else read_test_results(connection)
        clear_state(connection)
        step("build.emptied")
        touched = write_raw(connection, settings, plan.loads, plan.built)
        if plan.engine == "spark":
            write_spark_raw(connection, settings, plan.loads)
    step("build.raw_ready")
    return touched, earlier


def _run_dbt(
    settings: Settings,
    plan: _Plan,
    project: Path,
    on_progress: OnProgress,
) -> _Made:
    """Read the project, and only then touch the build file."""
    target = settings.build / "target"
    (target / "run_results.json").unlink(missing_ok=True)
    problems: list[str] = []
    with DbtProcess(settings, project) as dbt:
        on_progress("reading the models", 0, 0)
        manifest = read_project(dbt, target, plan.code, problems)
        step("build.parsed")
        touched, earlier = _prepare(settings, plan, on_progress)

        def on_event(event: Event) -> None:
            _keep_error(problems, event)
            _tell(event, on_progress)

        went_well = dbt.run([*_BUILD, *plan.dbt_arguments], on_event)
    step("build.dbt_done")
    results = _results(target, manifest, earlier, went_well, problems)
    if plan.engine == "spark":
        with open_build_file(settings) as connection:
            read_result(connection, settings, manifest)
    return _Made(results, manifest, touched)


def _test_on_duckdb(
    settings: Settings, project: Path, made: _Made, on_progress: OnProgress
) -> _Made:
    """Test in DuckDB what Spark made: a rule is a scan, and planning it costs Spark seconds.

    Views are made here again, as nothing of them lies in a file.
    """
    here = settings.model_copy(update={"engine": "duckdb", "spark": None})
    target = here.build / TARGET_OF_RULES
    (target / "run_results.json").unlink(missing_ok=True)
    problems: list[str] = []
    with DbtProcess(here, project, target) as dbt:
        on_progress("reading the rules", 0, 0)
        manifest = read_project(dbt, target, code_fingerprint(project, here.engine), problems)

        def on_event(event: Event) -> None:
            _keep_error(problems, event)
            _tell(event, on_progress)

        selected = ["--full-refresh", "--select", "config.materialized:view", "test_type:data"]
        went_well = dbt.run([*_BUILD, *selected], on_event)
    tested = _results(target, manifest, [], went_well, problems)
    with open_build_file(here) as connection:
        drop_result(connection, here)
    return replace(made, results=replace(made.results, tests=tested.tests), manifest=manifest)


def _results(
    target: Path,
    manifest: Mapping[str, Any],
    earlier: Sequence[Outcome],
    went_well: bool,
    problems: Sequence[str],
) -> Results:
    """What dbt's run came to; an error of ours where it did not go well."""
    results = read_results(target, manifest, earlier)
    if results.failed or results.broken:
        raise TestsFailed(results)
    if not went_well:
        raise BuildFailed("dbt build failed:\n" + "\n".join(problems))
    return results


def read_project(dbt: DbtProcess, target: Path, code: str, problems: list[str]) -> dict[str, Any]:
    """Have dbt read the project, unless what it read last is the same code.

    dbt's own parsing of what changed is not used: it forgets what describes a singular test when a
    doc block does, looks at every file again, and at the build file's path.

    Args:
        dbt: the process, which keeps what it reads.
        target: where it writes what it read.
        code: fingerprint of the project's code.
        problems: gets what dbt says of errors.

    Returns:
        dbt's manifest.

    Raises:
        BuildFailed: it cannot be read; says what is wrong.
    """
    mark, parsed = target / PARSED, target / "partial_parse.msgpack"
    if mark.is_file() and mark.read_text(encoding="utf-8") == _mark_of(code, parsed):
        with suppress(OSError, ValueError):  # A killed build cuts the manifest off.
            manifest = read_manifest(target)
            if dbt.reuse(parsed):
                return manifest
    mark.unlink(missing_ok=True)
    if not dbt.run(["parse", "--no-partial-parse"], lambda event: _keep_error(problems, event)):
        raise BuildFailed("dbt cannot read the project:\n" + "\n".join(problems))
    mark.write_text(_mark_of(code, parsed), encoding="utf-8")
    return read_manifest(target)


def _mark_of(code: str, parsed: Path) -> str:
    """What `parsed.txt` says: the code, and the hash of what dbt keeps of it."""
    read = hashlib.sha256(parsed.read_bytes()).hexdigest() if parsed.is_file() else "nothing"
    return f"{code} {read}"


def _refuse(wrong: Sequence[str]) -> None:
    """Fail the build where a table is not as it is described."""
    if wrong:
        raise BuildFailed(
            "What was built is not what is described:\n" + "\n".join(f"  {line}" for line in wrong),
            "Mend the model or its description, then build again.",
        )


def _record(settings: Settings, state: BuildState, made: _Made) -> None:
    """Write the run's own tables and that the build file is whole: both or neither.

    Raises:
        BuildFailed: a model has columns that are not described, lacks described ones, or has one
            of another type than its contract says.
    """
    run_info: dict[str, object] = {
        "run_id": state.run_id,
        "built_at": state.built_at,
        "data_date": state.data_date,
        "n_loads": state.n_loads,
        "n_models": state.n_models,
        "n_tests": state.n_tests,
        "n_warnings": state.n_warnings,
        "full_build": state.full_build,
        "engine": state.engine,
        "sagspuls_version": own_version(),
        "fingerprint": state.fingerprint,
        "seconds": state.seconds,
    }
    with open_build_file(settings) as connection:
        _refuse(check_columns(made.manifest, built_columns(connection)))
        _refuse(check_types(made.manifest, connection))
        connection.execute("begin")
        write_run_tables(connection, run_info, made.results.tests, made.manifest)
        write_state(connection, state)
        connection.execute("commit")
        connection.execute("checkpoint")
    step("build.recorded")


def _tell(event: Event, on_progress: OnProgress) -> None:
    if event["name"] in _FINISHED:
        data = event["data"]
        total = int(data.get("total") or data.get("num_models") or 0)
        node = data.get("node_info", {})
        step("build.first_model")
        verb = "tested" if node.get("resource_type") == "test" else "built"
        on_progress(f"{verb} {node.get('node_name', '')}", int(data.get("index", 0)), total)


def _keep_error(problems: list[str], event: Event) -> None:
    if event["level"] == "error" and event["message"].strip():
        problems.append("  " + " ".join(event["message"].split()))


def _state(plan: _Plan, made: _Made, seconds: float) -> BuildState:
    dates = [load.entry.data_date for load in plan.loads if load.is_active]
    return BuildState(
        run_id=plan.run_id,
        built_at=_now(),
        data_date=max((day for day in dates if day), default=None),
        code=plan.code,
        fingerprint=plan.fingerprint,
        loads=plan.active,
        n_loads=len(plan.active),
        n_models=made.results.n_models,
        n_tests=len(made.results.tests),
        n_warnings=len(made.results.warned),
        full_build=plan.built is None,
        seconds=round(seconds, 3),
        engine=plan.engine,
    )


def _result(
    state: BuildState, status: Literal["built", "unchanged"], made: _Made | None = None
) -> BuildResult:
    return BuildResult(
        run_id=state.run_id,
        status=status,
        full=state.full_build,
        n_loads=state.n_loads,
        n_touched_cases=made.touched if made else 0,
        n_models=state.n_models,
        n_made=made.results.n_made if made else 0,
        n_tests=state.n_tests,
        n_warnings=state.n_warnings,
        data_date=state.data_date,
        fingerprint=state.fingerprint,
        seconds=state.seconds,
        warnings=made.results.warned if made else (),
    )


def _note(settings: Settings, run_id: str, status: str, message: str = "") -> None:
    write_attempt(settings, Attempt(run_id, status, _now().isoformat(), message))


def _now() -> datetime:
    """The time now in UTC, without a zone, as every `_at` of the warehouse is."""
    return datetime.now(UTC).replace(tzinfo=None)
