"""The journal: one JSON line per command that changes or checks the data folder.

It tells the command, run and loads, outcome, seconds and counts; never a value of a row, and so
of an error only its kind.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from warehouse.base.errors import SagspulsError
from warehouse.base.permissions import private
from warehouse.base.settings import Settings

MOST_BYTES = 5_000_000
"""A file that grows beyond this is put aside as `sagspuls.jsonl.1`."""
FILES_KEPT = 5

Told = dict[str, object]


@contextmanager
def record(settings: Settings, command: str) -> Iterator[Told]:
    """Write a line when a command ends, however it ends; that it cannot be written stops nothing.

    Args:
        settings: whose data folder.
        command: such as `load`.

    Yields:
        A dictionary to put names and counts in; `outcome` and `exit_code` may be put too.
    """
    from warehouse.build.state import own_version

    started, at = time.monotonic(), datetime.now(UTC)
    told: Told = {}
    ended: Told = {"outcome": "ok", "exit_code": 0}
    try:
        yield told
    except BaseException as error:
        code = error.exit_code if isinstance(error, SagspulsError) else 1
        ended = {"outcome": "failed", "exit_code": code, "error": type(error).__name__}
        raise
    finally:
        head: Told = {
            "at": at.isoformat(timespec="milliseconds"),
            "command": command,
            **ended,
            "seconds": round(time.monotonic() - started, 3),
            "pid": os.getpid(),
            "version": own_version(),
        }
        with private(settings):
            _write(settings, head | told)


def path_of(settings: Settings) -> Path:
    """Where the journal lies."""
    return settings.data / "log" / "sagspuls.jsonl"


class _Quiet(RotatingFileHandler):
    """Says nothing where a line cannot be written: the work itself went as it went."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        pass


def _write(settings: Settings, line: Told) -> None:
    path = path_of(settings)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    handler = _Quiet(
        path, maxBytes=MOST_BYTES, backupCount=FILES_KEPT, encoding="utf-8", delay=True
    )
    text = json.dumps(line, ensure_ascii=False, default=str)
    try:
        handler.handle(logging.LogRecord("sagspuls", logging.INFO, "", 0, text, None, None))
    finally:
        handler.close()
