"""Measuring: a command in a fresh process, its seconds and its peak memory; contenders in turn."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cost:
    """What one run took.

    `cpu_seconds` are user and system time of the process and its children: on a machine that
    others use too they vary less than the seconds waited.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float


def run(command: Sequence[str], env: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end and measure it.

    Args:
        command: the program and its arguments.
        env: variables beside those of this process.

    Raises:
        RuntimeError: it ended with another exit code than 0; with what it said last.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        started = time.perf_counter()
        child = subprocess.Popen(
            command,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
        )
        # Beside the child's own, this counts every process that it waited for, such as dbt's.
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)} failed:\n{said.read()[-2000:]}")
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def python(*arguments: str) -> list[str]:
    """A command that runs a module of this checkout, such as `python("warehouse", "build")`."""
    return [sys.executable, "-m", *arguments]


def in_turn(contenders: Mapping[str, Callable[[], Cost]], repeats: int) -> dict[str, Cost]:
    """Run each contender once, then each again, so that a busy minute hits all of them.

    Args:
        contenders: what runs one of them and measures it.
        repeats: how often each runs.

    Returns:
        The median cost of each.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    for _ in range(repeats):
        for name, contender in contenders.items():
            costs[name].append(contender())
    return {name: median(found) for name, found in costs.items()}


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each figure on its own."""
    return Cost(
        statistics.median(cost.seconds for cost in costs),
        statistics.median(cost.cpu_seconds for cost in costs),
        statistics.median(cost.peak_mb for cost in costs),
    )
