"""Named points of a load, a build and a publish at which a test may kill the process.

A test sets `SAGSPULS_TEST_KILL_AT` to one of `STEPS`; the process then kills itself there, as
`kill -9` or a power cut would. Without the variable a step does nothing.
"""

from __future__ import annotations

import os
import signal

KILL_AT = "SAGSPULS_TEST_KILL_AT"

LOAD_STEPS = (
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
STEPS = frozenset(LOAD_STEPS + BUILD_STEPS + PUBLISH_STEPS)


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
