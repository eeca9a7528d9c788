"""One writer at a time for each kind of work on a data folder, and who that is."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from warehouse.base.errors import Busy
from warehouse.base.permissions import private
from warehouse.base.settings import Settings


@dataclass(frozen=True)
class Holder:
    """The process that holds a lock."""

    pid: int
    doing: str
    since: str


@contextmanager
def hold(settings: Settings, name: str, doing: str, wait_seconds: float = 0) -> Iterator[None]:
    """Hold a lock of the data folder; the system frees it when the process ends, however it ends.

    What is written while it is held is the owner's alone (`warehouse.base.permissions`).

    Args:
        settings: whose data folder.
        name: kind of work, such as `build`.
        doing: what to tell others who want it, such as `sagspuls build`.
        wait_seconds: how long to wait for another process first.

    Raises:
        Busy: another process has it; says which.
    """
    with private(settings):
        settings.locks.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.locks / f"{name}.lock")
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout:
            raise _busy(_holder(settings, name), name) from None
        try:
            # In a file of its own: an older filelock empties the lock file when others try it.
            note = {"pid": os.getpid(), "doing": doing, "since": _now()}
            _holder_file(settings, name).write_text(json.dumps(note), encoding="utf-8")
            yield
        finally:
            _holder_file(settings, name).unlink(missing_ok=True)
            lock.release()


def is_held(settings: Settings, name: str) -> bool:
    """Whether a process holds a lock; writes nothing, so one who may only read can ask.

    Args:
        settings: whose data folder.
        name: kind of work, such as `build`.
    """
    try:
        descriptor = os.open(settings.locks / f"{name}.lock", os.O_RDONLY)
    except OSError:  # Never taken, or not ours to open.
        return _holder(settings, name) is not None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def refuse_held(settings: Settings, *names: str) -> None:
    """Refuse to work beside others, without a lock of one's own.

    Raises:
        Busy: a process holds one of the locks; says which.
    """
    for name in names:
        if is_held(settings, name):
            raise _busy(_holder(settings, name), name)


def _busy(holder: Holder | None, name: str) -> Busy:
    if holder is None:
        return Busy(f"Another process holds the {name} lock.", "Try again in a moment.")
    return Busy(
        f"'{holder.doing}' is at work on this data folder (process {holder.pid}, "
        f"since {holder.since}).",
        f"Wait until it has ended, or end it: kill {holder.pid}. Nothing is lost by that.",
    )


def _holder(settings: Settings, name: str) -> Holder | None:
    try:
        return Holder(**json.loads(_holder_file(settings, name).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _holder_file(settings: Settings, name: str) -> Path:
    return settings.locks / f"{name}.holder.json"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
