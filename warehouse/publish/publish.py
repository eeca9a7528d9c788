"""Publishing: every run a file of its own, and a pointer that is switched by atomic rename.

The order of the steps makes it safe to be killed at any of them: until the pointer is switched
the last published run is the current one, and running it again finishes the work.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.base.disk import DiskFull, is_full
from warehouse.base.errors import BuildFailed, ConfigurationError, NothingPublished
from warehouse.base.ledger import file_sha256, rename_durably
from warehouse.base.locks import hold
from warehouse.base.progress import OnProgress, silent
from warehouse.base.settings import Settings
from warehouse.base.steps import step
from warehouse.build.state import BuildState, read_state
from warehouse.publish.public_edition import PERIODS
from warehouse.publish.published_copy import write_copy
from warehouse.publish.runs import (
    POINTER,
    Run,
    as_json,
    current_run,
    note_of,
    path_of,
    read_note,
    runs,
)

PUBLISH_WAIT_SECONDS = 30
"""How long to wait for another process that publishes or rolls back."""

_GOAL = "rollback.json"
"""Where a rollback goes, while it is at work."""
_TEMPORARY = ".tmp-"


def publish(
    settings: Settings, *, restate: str | None = None, on_progress: OnProgress = silent
) -> Run:
    """Publish what the last build made; does nothing where that is the current run.

    Args:
        settings: whose data folder.
        restate: why periods of the public edition that were published are made anew; where not
            given, none of them changes.
        on_progress: told how far it is.

    Raises:
        ConfigurationError: a restatement of a run that is published already.
        BuildFailed: there is no build that ended well, or its copy could not be written.
        DiskFull: there was no room for the copy.
        Busy: a build is at work on this data folder.
    """
    with (
        hold(settings, "build", "sagspuls publish"),
        hold(settings, "publish", "sagspuls publish", PUBLISH_WAIT_SECONDS),
        _leaving_nothing(settings),
    ):
        step("publish.locked")
        _sweep(settings)
        if not settings.case_names_key.is_file():
            rename_durably(settings.case_names_key, secrets.token_hex(32).encode())
        state = read_state(settings)
        if state is None:
            raise BuildFailed(
                "There is no build to publish: the last one failed, was ended, or never was.",
                "Run `sagspuls build` first.",
            )
        path = path_of(settings, state.run_id)
        if not path.is_file() or read_note(note_of(settings, state.run_id)) is None:
            _copy(settings, state, path, restate, on_progress)
        elif restate is not None:
            raise ConfigurationError(
                f"Run {state.run_id} is published, and a published file is never changed.",
                "Run `sagspuls build --full`, then the same command again.",
            )
        run = read_note(note_of(settings, state.run_id))
        assert run is not None
        if not _is_current(settings, run):
            _switch(settings, run)
        _retain(settings, run)
        return run


def rollback(settings: Settings, run_id: str | None = None) -> Run:
    """Make an earlier run the current one; no file of a run is changed or removed.

    Where it goes is written down before the pointer is switched and dropped after: killed at any
    point, the same command comes to the same run and not to the one before it.

    Args:
        settings: whose data folder.
        run_id: which run; where not given, that of a rollback that did not end, else the one
            before the current.

    Raises:
        NothingPublished: there is no current run, or none before it.
        ConfigurationError: there is no run of that name.
    """
    with (
        hold(settings, "publish", "sagspuls rollback", PUBLISH_WAIT_SECONDS),
        _leaving_nothing(settings),
    ):
        step("rollback.locked")
        run = _named(settings, run_id) if run_id else _unfinished(settings) or _previous(settings)
        _write_json(settings.published / _GOAL, as_json(run))
        step("rollback.goal_written")
        _switch(settings, run)
        (settings.published / _GOAL).unlink()
        _sync(settings.published)
        return run


def retire_others(settings: Settings) -> tuple[str, ...]:
    """Remove every run but the current one: they hold what had to go from the raw files.

    Args:
        settings: whose data folder.

    Returns:
        Names of the runs that were removed.

    Raises:
        NothingPublished: there is no current run.
    """
    with hold(settings, "publish", "sagspuls", PUBLISH_WAIT_SECONDS):
        _sweep(settings)
        now = current_run(settings)
        others = [run for run in runs(settings) if run.run_id != now.run_id]
        for run in others:
            _remove(settings, run)
        return tuple(run.run_id for run in others)


def _copy(
    settings: Settings,
    state: BuildState,
    path: Path,
    restate: str | None,
    on_progress: OnProgress,
) -> None:
    """Copy schema marts into a file of its own; it has its name only once it is on disk."""
    published = settings.published
    temporary = published / f"{_TEMPORARY}{path.name}"
    published_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    earlier, not_read = _earlier_edition(settings)
    try:
        edition = write_copy(
            settings,
            temporary,
            run_id=state.run_id,
            published_at=published_at,
            earlier=earlier.path if earlier else None,
            restate=restate,
            on_progress=on_progress,
        )
    except duckdb.Error as error:
        if is_full(error):
            raise DiskFull(error) from None
        raise BuildFailed(
            f"The copy to publish could not be written: {str(error).splitlines()[0]}",
            "Run `sagspuls doctor`, then publish again; readers still have the last run.",
        ) from None
    step("publish.copied")
    _sync(temporary)
    step("publish.synced")
    now = read_note(published / POINTER)
    run = Run(
        run_id=state.run_id,
        path=path,
        published_at=published_at,
        data_date=state.data_date,
        previous=now.run_id if now else None,
        sha256=file_sha256(temporary),
        edition=edition,
        repeats=earlier.run_id if earlier and not_read else None,
        not_read=not_read,
    )
    _write_json(note_of(settings, state.run_id), as_json(run))
    step("publish.described")
    temporary.rename(path)
    step("publish.renamed")
    _sync(published)


def _earlier_edition(settings: Settings) -> tuple[Run | None, tuple[str, ...]]:
    """The run whose public periods a new one repeats: the current run, else the newest one.

    Returns:
        The run; none where no file has public periods: nothing was published, or by a version
        that did not keep them. And what should have been repeated before it and cannot be read.
    """
    pointer = settings.published / POINTER
    current, there = read_note(pointer), runs(settings)
    not_read = [POINTER] if current is None and (there or pointer.exists()) else []
    others = [run for run in there if current is None or run.run_id != current.run_id]
    for run in (*([current] if current else []), *others):
        try:
            with duckdb.connect(str(run.path), read_only=True) as connection:
                connection.execute(f"select 1 from marts.{PERIODS} limit 1")
        except duckdb.CatalogException:
            continue  # of a version that did not keep them
        except duckdb.Error:
            not_read.append(run.run_id)
            continue
        return run, tuple(not_read)
    return None, tuple(not_read)


def _switch(settings: Settings, run: Run) -> None:
    """Point to the run: readers see the old pointer or the new one, never half of one."""
    _write_json(settings.published / POINTER, as_json(run), "publish.pointer_written")
    step("publish.switched")


def _retain(settings: Settings, current: Run) -> None:
    """Remove the oldest runs, never the current one or the one a rollback would go to."""
    there = runs(settings)
    keep = {run.run_id for run in (*there[: settings.keep_runs], current)}
    if before := _before(current, there):
        keep.add(before.run_id)
    for run in there:
        if run.run_id not in keep:
            _remove(settings, run)


def _remove(settings: Settings, run: Run) -> None:
    """The file first: a note without a file is no run, and the next sweep removes it."""
    run.path.unlink(missing_ok=True)
    step("publish.first_removed")
    note_of(settings, run.run_id).unlink(missing_ok=True)


def _named(settings: Settings, run_id: str) -> Run:
    there = runs(settings)
    for run in there:
        if run.run_id == run_id:
            return run
    names = ", ".join(run.run_id for run in there) or "none"
    raise ConfigurationError(f"There is no published run '{run_id}'.", f"There are: {names}.")


def _unfinished(settings: Settings) -> Run | None:
    """The goal of a rollback that did not end, where its file is still there."""
    goal = read_note(settings.published / _GOAL)
    return goal if goal and goal.path.is_file() else None


def _previous(settings: Settings) -> Run:
    now = current_run(settings)
    before = _before(now, runs(settings))
    if before is None:
        raise NothingPublished(f"There is no run before {now.run_id}.", "See `sagspuls status`.")
    return before


def _before(current: Run, there: Sequence[Run]) -> Run | None:
    """The run a rollback goes to: the one the current one took over from, else the next older.

    So a run that was rolled back from is not gone back to: after 1, 2, 3, a rollback to 2 and
    then 4, the run before 4 is 2.
    """
    by_name = {run.run_id: run for run in there}
    if current.previous in by_name:
        return by_name[current.previous]
    older = [run for run in there if run.run_id < current.run_id]
    return older[0] if older else None


def _sweep(settings: Settings) -> None:
    """Remove what killed processes left behind; the caller holds the lock.

    Also the goal of a rollback: what is published from here on is not what it was to undo.
    """
    settings.published.mkdir(parents=True, exist_ok=True)
    (settings.published / _GOAL).unlink(missing_ok=True)
    for path in settings.published.glob(f"{_TEMPORARY}*"):
        path.unlink()
    for note in settings.published.glob("warehouse-*.json"):
        if not note.with_suffix(".duckdb").is_file():
            note.unlink()


@contextmanager
def _leaving_nothing(settings: Settings) -> Iterator[None]:
    """Remove unfinished files where the work fails, such as on a full disk."""
    try:
        yield
    except BaseException:
        for path in settings.published.glob(f"{_TEMPORARY}*"):
            path.unlink()
        raise


def _is_current(settings: Settings, run: Run) -> bool:
    now = read_note(settings.published / POINTER)
    return now is not None and now.run_id == run.run_id


def _write_json(path: Path, content: Mapping[str, object], at: str | None = None) -> None:
    """Write a small file so that it is there whole or not at all, also after a power cut."""
    temporary = path.with_name(f"{_TEMPORARY}{path.name}")
    temporary.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    _sync(temporary)
    if at is not None:
        step(at)
    temporary.rename(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
