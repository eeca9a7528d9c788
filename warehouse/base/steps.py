"""Named points of the work at which a test may kill the process or fill its disk.

A test sets `SAGSPULS_TEST_KILL_AT` to one of `STEPS`; the process then kills itself there, as
`kill -9` or a power cut would. With `SAGSPULS_TEST_FULL_AT` nothing can be written from there on,
by the process or its children, as on a full disk. Without the variables a step does nothing.
"""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

KILL_AT = "SAGSPULS_TEST_KILL_AT"
FULL_AT = "SAGSPULS_TEST_FULL_AT"

LOAD_STEPS = (
    "load.locked",
    "load.rows_written",
    "load.begun",
    "load.before_raw",
    "load.before_ledger",
    "load.after_ledger",
)
BUILD_STEPS = (
    "build.locked",
    "build.parsed",
    "build.emptied",
    "build.raw_ready",
    "build.first_model",
    "build.dbt_done",
    "build.recorded",
)
PUBLISH_STEPS = (
    "publish.locked",
    "publish.first_table",
    "publish.copied",
    "publish.synced",
    "publish.described",
    "publish.renamed",
    "publish.pointer_written",
    "publish.switched",
    "publish.first_removed",
)
"""The last is that of retention, where a run is one too many."""
ROLLBACK_STEPS = (
    "rollback.locked",
    "rollback.goal_written",
    "publish.pointer_written",
    "publish.switched",
)
"""A rollback switches the pointer as a publish does."""
REWRITE_STEPS = (
    "rewrite.planned",
    "rewrite.first_written",
    "rewrite.first_renamed",
    "rewrite.done",
    "rewrite.published",
)
"""Of erasing and rekeying: raw files are written anew under a plan."""
REKEY_STEPS = ("rekey.key_written", "rekey.key_switched", "rekey.fingerprint_written")
STEPS = frozenset(
    LOAD_STEPS + BUILD_STEPS + PUBLISH_STEPS + ROLLBACK_STEPS + REWRITE_STEPS + REKEY_STEPS
)


def step(name: str) -> None:
    """Mark a point of the work; ends the process there where a test asks for it.

    Args:
        name: one of `STEPS`.

    Raises:
        KeyError: the step is not listed, so no test would reach it.
    """
    if name not in STEPS:
        raise KeyError(name)
    if os.environ.get(KILL_AT) == name:
        os.kill(os.getpid(), signal.SIGKILL)
    if os.environ.get(FULL_AT) == name:
        _fill_disk()


def _fill_disk() -> None:
    """No file may grow any more (EFBIG); a pipe or an unlink still works, as on a full disk."""
    task = Path("/proc/self/task") / str(os.getpid())
    children = (task / "children").read_text(encoding="ascii").split()
    for pid in (0, *map(int, children)):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
