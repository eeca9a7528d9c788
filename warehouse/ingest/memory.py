"""Memory of a load: what DuckDB takes beside its own limit is watched, and the load is ended."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb

MOST_GROWTH = 570 << 20
"""Bytes a load may add to its process: with Python itself that is less than 1 GB."""
SECONDS_BETWEEN = 0.02

_STATM = Path("/proc/self/statm")


@contextlib.contextmanager
def bounded(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Interrupt the connection's query once the process has grown too much.

    DuckDB keeps each cell it could not read in memory, whatever its limit is.

    Args:
        connection: what is interrupted; its query raises `duckdb.InterruptException`.
    """
    at_start = _resident()
    done = threading.Event()

    def watch() -> None:
        while not done.wait(SECONDS_BETWEEN):
            if _resident() - at_start > MOST_GROWTH:
                connection.interrupt()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _resident() -> int:
    """Bytes of the process in memory; 0 where the system does not tell."""
    if not _STATM.exists():
        return 0
    return int(_STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
