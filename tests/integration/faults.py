"""Faults at every step of the work: what is hit, what must hold afterwards, and the table of it.

Run as a program it tries every step and fault and prints a table of what became of each:
`python tests/integration/faults.py`. Of a build it builds the whole dbt project, where the suite
builds the small one of `stub_project`; an erasure and a rotation renew the run without dbt.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb
import stub_runs
import stub_warehouse as stub
from fault_points import (
    BUILD_STEPS,
    LOAD_STEPS,
    PUBLISH_STEPS,
    REKEY_STEPS,
    REWRITE_STEPS,
    ROLLBACK_STEPS,
    arm,
    fill_disk,
    kill,
)

from warehouse.base import rewrite_plan
from warehouse.base.disk import DiskFull, is_full
from warehouse.base.errors import SagspulsError
from warehouse.base.ledger import file_sha256, read_ledger
from warehouse.base.loads import read_loads
from warehouse.base.settings import Settings
from warehouse.build.build import build
from warehouse.build.state import read_state
from warehouse.contracts.pseudonym import pseudonym, read_key
from warehouse.ingest.load import load
from warehouse.publish.publish import publish, rollback
from warehouse.publish.runs import Run, current_run, runs
from warehouse.upkeep import erase, rekey, rewrite

PRELOADED = [
    "warehouse.upkeep.erase",
    "warehouse.ingest.load",
    "warehouse.upkeep.rekey",
    "pandas",
    "pyarrow",
    "yaml",
]
FAULTS = {"SIGKILL": kill, "disk full": fill_disk}
CITIZEN = "0101575001"
OTHER = "0202575002"

_HEADER = "Kommunekode;Sagsnr;Sagstype;Modtaget;Afgjort;CPR-nummer\n"
_OLD = f"{_HEADER}0999;S-1;HJM-TEK;01-03-2024;15-03-2024;{CITIZEN}\n"
_NEW = f"{_HEADER}0999;S-2;HJM-TEK;01-04-2024;15-04-2024;{OTHER}\nx;S-3;;;;\n"
_NEW += "".join(f"0999;T-{n};HJM-TEK;02-04-2024;;\n" for n in range(10))

Build = Callable[[Settings], object]
"""Builds the whole dbt project, the small one, or what a publish needs without dbt."""


@dataclass(frozen=True)
class Work:
    """A command, how its data folder is made ready, and what it must come to."""

    steps: tuple[str, ...]
    prepare: Callable[[Settings], None]
    run: Callable[[Settings, Build], object]
    check: Callable[[Settings], None]
    keep_runs: int = 3


class Wrong(AssertionError):
    """What should hold after a fault does not."""


def must(holds: object, words: str) -> None:
    """Fail in words where something does not hold; also under `python -O`."""
    if not holds:
        raise Wrong(words)


def settings_of(data: Path, keep_runs: int = 3) -> Settings:
    """Settings with the key beside the data folder."""
    given = stub.stub_settings(data, keep_runs=keep_runs)
    return given.model_copy(update={"key_file": data.parent / "key" / "pseudonym.key"})


def _extract(settings: Settings, name: str, text: str) -> Path:
    path = settings.data.parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _loaded(settings: Settings) -> None:
    load(settings, _extract(settings, "cases_1.csv", _OLD))
    stub_runs.publish_build(settings, 1)


def _load(settings: Settings, _build: Build) -> object:
    return load(settings, _extract(settings, "cases_2.csv", _NEW))


def _check_load(settings: Settings) -> None:
    counted = [
        (e.status, e.rows_read, e.rows_loaded, e.rows_rejected) for e in read_ledger(settings)
    ]
    must(counted == [("loaded", 1, 1, 0), ("loaded", 12, 11, 1)], f"ledger {counted}")


def _built_and_loaded(settings: Settings) -> None:
    """A build that is published, and a load it does not have: the next one adds it."""
    stub.add_load(settings, "a", [stub.case(1), stub.case(2, decided_on=None)])
    stub.build_stub(settings)
    publish(settings)
    stub.add_load(settings, "b", [stub.case(2), stub.case(3)], data_date=date(2024, 2, 1))


def _build(settings: Settings, build: Build) -> object:
    return build(settings)


def _check_build(settings: Settings) -> None:
    state = read_state(settings)
    must(state is not None and state.loads == {"a", "b"}, f"build state {state}")
    rows = stub.published_rows(settings.build_file, "select count(*) from marts.fct_cases")
    must(rows == [(3,)], f"fct_cases holds {rows}")
    old = stub.published_rows(current_run(settings).path, "select count(*) from marts.fct_cases")
    must(old == [(2,)], f"the run that was published holds {old}")


def _two_runs(settings: Settings) -> None:
    _loaded(settings)
    stub_runs.publish_build(settings, 2)


def _one_built(settings: Settings) -> None:
    _two_runs(settings)
    stub_runs.make_build(settings, 3)


def _publish(settings: Settings, _build: Build) -> object:
    return publish(settings)


def _rollback(settings: Settings, _build: Build) -> object:
    return rollback(settings)


def _run_is(number: int) -> Callable[[Settings], None]:
    def check(settings: Settings) -> None:
        must(number_in(current_run(settings)) == number, "the current run is another")

    return check


def _check_retention(settings: Settings) -> None:
    _run_is(3)(settings)
    must([number_in(run) for run in runs(settings)] == [3, 2], "another number of runs is kept")


def _renew(build: Build) -> rewrite.Renew:
    def renew(settings: Settings) -> Run:
        build(settings)
        return publish(settings)

    return renew


def _erasable(settings: Settings) -> None:
    _two_runs(settings)
    load(settings, _extract(settings, "cases_2.csv", _NEW))


def _erase(settings: Settings, build: Build) -> object:
    return erase.erase(settings, [CITIZEN], renew=_renew(build))


def _check_renewed(settings: Settings, n_cases: int) -> None:
    """The one run there is was built from the raw files as they are now."""
    must(len(runs(settings)) == 1, "an older run is still there")
    rows = stub.published_rows(current_run(settings).path, "select case_key from marts.fct_cases")
    must(len(rows) == n_cases, f"{len(rows)} cases are published")


def _check_erased(settings: Settings) -> None:
    _check_renewed(settings, 11)
    counted = [(e.rows_loaded, e.rows_erased) for e in read_ledger(settings)]
    must(counted == [(1, 1), (11, 0)], f"ledger {counted}")


def _rekey(settings: Settings, build: Build) -> object:
    return rekey.rekey(settings, renew=_renew(build))


def _check_rekeyed(settings: Settings) -> None:
    _check_renewed(settings, 12)
    key = read_key(settings.key_file)
    must(len(key) == 64, f"{len(key)} bytes of key")
    files = [str(settings.raw / "cases" / f"{e.load_id}.parquet") for e in read_ledger(settings)]
    found = duckdb.execute(
        "select citizen_key from read_parquet(?) where citizen_key is not null order by case_id",
        [files],
    ).fetchall()
    want = [(pseudonym(key, CITIZEN),), (pseudonym(key, OTHER),)]
    must(found == want, "pseudonyms of old loads are not those of new ones")


WORKS = {
    "load": Work(LOAD_STEPS, _loaded, _load, _check_load),
    "build": Work(BUILD_STEPS, _built_and_loaded, _build, _check_build),
    "publish": Work(PUBLISH_STEPS[:-1], _one_built, _publish, _run_is(3)),
    "retention": Work(PUBLISH_STEPS[-1:], _one_built, _publish, _check_retention, keep_runs=2),
    "rollback": Work(ROLLBACK_STEPS, _two_runs, _rollback, _run_is(1)),
    "erase": Work(REWRITE_STEPS, _erasable, _erase, _check_erased),
    "rekey": Work((*REKEY_STEPS, *REWRITE_STEPS), _erasable, _rekey, _check_rekeyed),
}
CASES = [(work, at, fault) for work in WORKS for at in WORKS[work].steps for fault in FAULTS]


def number_in(run: Run) -> object:
    """The number of the build a published file is from; it has rows of one build only."""
    rows = stub.published_rows(run.path, "select distinct run from marts.fct_cases")
    must(len(rows) == 1, "a run holds rows of several builds")
    return rows[0][0]


def ready(work: str, folder: Path) -> Path:
    """A folder with the data as they are before a command; for `try_fault` to copy."""
    settings = settings_of(folder / "data", WORKS[work].keep_runs)
    WORKS[work].prepare(settings)
    return folder


def try_fault(work: str, at: str, fault: str, folder: Path, build: Build) -> str:
    """Hit a command at a step, look at what is left, and run it again if it did not end well.

    Args:
        work: name of the command, of `WORKS`.
        at: the step.
        fault: of `FAULTS`.
        folder: holds `data` and `key`, made by `ready`; is changed.
        build: what the command builds with.

    Returns:
        How the command ended, in words.

    Raises:
        Wrong: something does not hold.
    """
    settings = settings_of(folder / "data", WORKS[work].keep_runs)
    code, said = _hit(settings, work, build, fault, at)
    if fault == "SIGKILL":
        must(code == -signal.SIGKILL, f"the step was not reached: exit code {code}, {said}")
        told = "killed"
    else:
        must(not said.startswith("Unexpected"), said)
        must(code in (0, DiskFull.exit_code), f"exit code {code} instead of that of a full disk")
        left = unfinished_copies(settings)
        must(not left, f"a command that ended left behind: {left}")
        told = "refused in words" if code else "nothing left to write: done"
    _check_whole(settings)
    must(read_any(settings), "the last published run cannot be read")

    if code:
        code, said = _hit(settings, work, build)
        must(code == 0, f"the same command does not complete: {said}")
    WORKS[work].check(settings)
    _check_whole(settings)
    left = rubbish(settings)
    must(not left, f"left behind: {left}")
    return told


def read_any(settings: Settings) -> bool:
    """Whether the current run can be read."""
    rows = stub.published_rows(current_run(settings).path, "select count(*) from marts.fct_cases")
    return rows[0][0] != 0


def _check_whole(settings: Settings) -> None:
    """The ledger adds up and names only files that are there, as they were written."""
    planned = rewrite_plan.unfinished(settings)
    for loaded in read_loads(settings):
        entry = loaded.entry
        must(
            entry.rows_read == entry.rows_loaded + entry.rows_rejected + entry.rows_repeated,
            f"{entry.load_id} does not add up",
        )
        if entry.status == "refused":
            continue
        path = settings.raw / entry.entity / f"{entry.load_id}.parquet"
        must(path.is_file(), f"{path.name} is not there")
        duckdb.execute("select count(*) from read_parquet(?)", [str(path)]).fetchall()
        if entry.parquet_sha256 and planned is None:
            must(file_sha256(path) == entry.parquet_sha256, f"{path.name} is another")


def rubbish(settings: Settings) -> list[str]:
    """Files that are no one's: temporary, unfinished, without a ledger entry or a note."""
    committed = {entry.load_id for entry in read_ledger(settings)}
    found = [path for path in (settings.data / "tmp").rglob("*") if path.is_file()]
    found += [path for path in settings.data.rglob("*") if path.name.endswith(".unfinished")]
    found += [p for p in settings.raw.glob("*/*.parquet") if p.stem not in committed]
    found += settings.loads.glob("*.begun")
    found += [p for p in settings.raw.glob("*.json") if p.name != "_key.json"]
    found += settings.published.glob(".*")
    found += settings.published.glob("rollback.json")
    notes = {path.stem for path in settings.published.glob("warehouse-*.json")}
    files = {path.stem for path in settings.published.glob("warehouse-*.duckdb")}
    found += [settings.published / name for name in notes ^ files]
    found += settings.locks.glob("*.holder.json")
    found += settings.key_file.parent.glob(f"{settings.key_file.name}.*")
    return sorted(str(path) for path in found)


def unfinished_copies(settings: Settings) -> list[str]:
    """Temporary files that a command which was not killed removes itself."""
    found = [*settings.published.glob(".tmp-*"), *settings.loads.glob("*.begun")]
    found += settings.raw.glob("*/.*.unfinished")
    return sorted(str(path) for path in found)


def _hit(
    settings: Settings, work: str, build: Build, fault: str = "", at: str = ""
) -> tuple[int, str]:
    """Run a command in a process of its own; its exit code, and what it said where it failed."""
    context = multiprocessing.get_context("forkserver")
    # Imports are done once; no database is open in the process the others are forked from, which
    # finds what is installed, and not this module.
    context.set_forkserver_preload(PRELOADED)
    mine, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(settings, work, build, fault, at, theirs))
    child.start()
    theirs.close()
    child.join(120)
    must(child.exitcode is not None, "it hangs")
    try:
        said = mine.recv() if mine.poll() else ""
    except EOFError:
        said = ""
    return child.exitcode or 0, said


def _child(
    settings: Settings, work: str, build: Build, fault: str, at: str, told: Connection
) -> None:
    if fault:
        arm(at, FAULTS[fault])
    try:
        WORKS[work].run(settings, build)
    except SagspulsError as error:
        told.send(str(error))
        os._exit(error.exit_code)
    except OSError as error:
        told.send(str(error) if is_full(error) else f"Unexpected {error}")
        os._exit(DiskFull.exit_code)
    except BaseException as error:
        told.send(f"Unexpected {type(error).__name__}: {error}")
        os._exit(99)
    os._exit(0)


def table() -> Iterator[str]:
    """Try everything; a Markdown table of what came of it, line by line as it is there."""
    tried_with = {work: build if work == "build" else stub_runs.build_by_hand for work in WORKS}
    yield f"{len(CASES)} faults tried on {date.today().isoformat()}:"
    yield ""
    yield "| command | step | SIGKILL | disk full |"
    yield "|---|---|---|---|"
    for work, kind in WORKS.items():
        with tempfile.TemporaryDirectory() as folder:
            template = ready(work, Path(folder) / "ready")
            for at in kind.steps:
                ends = []
                for fault in FAULTS:
                    own = Path(folder) / f"{at}-{fault}"
                    shutil.copytree(template, own)
                    ends.append(try_fault(work, at, fault, own, tried_with[work]))
                yield f"| {work} | `{at}` | " + " | ".join(ends) + " |"


if __name__ == "__main__":
    for line in table():
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
