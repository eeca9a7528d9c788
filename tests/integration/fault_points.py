"""The steps at which a test kills a command or fills its disk, and the faults themselves.

The product only logs a step (`warehouse.base.steps`); the log handler of `arm` does the rest.
"""

from __future__ import annotations

import ast
import logging
import os
import re
import resource
import signal
from collections.abc import Callable
from pathlib import Path

from warehouse.base.settings import PROJECT_ROOT

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


def kill() -> None:
    """End this process as `kill -9` or a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def fill_disk() -> None:
    """Let no file grow any more (EFBIG); a pipe or an unlink still works, as on a full disk."""
    task = Path("/proc/self/task") / str(os.getpid())
    children = (task / "children").read_text(encoding="ascii").split()
    for pid in (0, *map(int, children)):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def arm(at: str, fault: Callable[[], None]) -> None:
    """Have this process hit by a fault when it reaches a step.

    Args:
        at: the step.
        fault: what happens there.
    """

    class Hit(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.getMessage() == at:
                fault()

    log = logging.getLogger("sagspuls.steps")
    log.setLevel(logging.DEBUG)
    log.addHandler(Hit())


def steps_in_the_code() -> set[str]:
    """Every step the warehouse names, read from its source."""
    commands = {step.split(".")[0] for step in STEPS}
    texts = (
        node.value
        for path in (PROJECT_ROOT / "warehouse").rglob("*.py")
        if "base.steps import step" in (source := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and not node.value.endswith(".json")
    )
    return {text for text in texts if re.fullmatch(rf"({'|'.join(commands)})\.[a-z_]+", text)}
