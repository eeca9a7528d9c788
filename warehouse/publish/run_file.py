"""A published run's file, opened for reading; what cannot be read is said with the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import duckdb

from warehouse.base.errors import RunUnreadable
from warehouse.base.settings import Settings
from warehouse.publish.runs import Run, way_back

DAMAGED = (
    duckdb.IOException,
    duckdb.SerializationException,
    duckdb.FatalException,
    duckdb.InternalException,
)
"""What DuckDB raises where a file is cut off, overwritten or no database at all."""


def connect_run(
    settings: Settings, run: Run, config: Mapping[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    """Open a run's file read-only.

    Args:
        settings: whose data folder.
        run: which run.
        config: of DuckDB.

    Raises:
        RunUnreadable: the file is damaged or may not be read.
    """
    try:
        return duckdb.connect(str(run.path), read_only=True, config=dict(config or {}))
    except DAMAGED as error:
        raise unreadable(settings, run, str(error)) from None


@contextmanager
def open_run(settings: Settings, run: Run) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a run's file read-only for a block of work.

    Raises:
        RunUnreadable: the file is damaged or may not be read; also where the block finds out.
    """
    try:
        with connect_run(settings, run) as connection:
            yield connection
    except DAMAGED as error:
        raise unreadable(settings, run, str(error)) from None


def unreadable(settings: Settings, run: Run, reason: str) -> RunUnreadable:
    """The error of a run whose file cannot be read.

    Args:
        settings: whose data folder.
        run: which run.
        reason: what DuckDB says; its first line is shown.
    """
    return RunUnreadable(
        f"Run {run.run_id} cannot be read: {reason.splitlines()[0] if reason else run.path}",
        way_back(settings, run),
    )
