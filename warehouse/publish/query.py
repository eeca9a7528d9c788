"""SQL on the last published run, in a process that can be ended: read-only and bounded."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from warehouse.base.errors import QueryFailed
from warehouse.base.processes import environment
from warehouse.base.settings import Settings
from warehouse.publish.run_file import unreadable
from warehouse.publish.runs import Run, current_run

_OVERHEAD_BYTES = 1 << 30
"""Address space of Python, DuckDB and Arrow with two threads: 0.5 GB measured, twice that."""


@dataclass(frozen=True)
class Limits:
    """What one query may use."""

    memory_bytes: int = 1 << 30
    seconds: float = 60
    threads: int = 2


DEFAULT_LIMITS = Limits()


@contextmanager
def stream_query(
    settings: Settings, sql: str, limits: Limits = DEFAULT_LIMITS
) -> Iterator[pa.RecordBatchReader]:
    """Run SQL on the current run and hand out its rows as they come.

    The rows may be left unread: the process ends with the `with` block. What goes wrong is raised
    there, by the statement or by the row it stops at.

    Args:
        settings: whose data folder.
        sql: one or more statements; the last one's rows are handed out. Tables of schema `marts`
            need no prefix.
        limits: memory and time.

    Raises:
        NothingPublished: there is no published run.
        RunUnreadable: its file is damaged.
        QueryFailed: it is not valid, writes, reads files, or needs more than its limits.
    """
    run = current_run(settings)
    request = {
        "path": str(run.path),
        "sql": sql,
        "memory_limit": f"{limits.memory_bytes // (1 << 20)}MiB",
        "address_space": limits.memory_bytes + _OVERHEAD_BYTES,
        "threads": limits.threads,
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "warehouse.publish.query_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(settings),
    )
    late = threading.Event()
    clock = threading.Timer(limits.seconds, _end, [child, late])
    clock.start()
    with child:
        try:
            assert child.stdin is not None
            with suppress(BrokenPipeError):  # Where it has ended, its rows will tell.
                child.stdin.write(json.dumps(request).encode())
                child.stdin.close()
            yield _Checked(settings, run, child, late, limits).reader()
        finally:
            clock.cancel()
            child.kill()


@dataclass(frozen=True)
class _Checked:
    """The child's rows, with its end looked at: rows that stop short are an error."""

    settings: Settings
    run: Run
    child: subprocess.Popen[bytes]
    late: threading.Event
    limits: Limits

    def reader(self) -> pa.RecordBatchReader:
        """Rows as they come; empty where the statement has none."""
        try:
            stream = pa.ipc.open_stream(self.child.stdout)
        except pa.ArrowInvalid:
            self._look()
            return pa.RecordBatchReader.from_batches(pa.schema([]), [])
        return pa.RecordBatchReader.from_batches(stream.schema, self._batches(stream))

    def _batches(self, stream: Any) -> Iterator[pa.RecordBatch]:
        while True:
            try:
                batch = stream.read_next_batch()
            except StopIteration:
                break
            except (pa.ArrowException, OSError):
                self._look()
                raise
            yield batch
        self._look()

    def _look(self) -> None:
        """Say why the child ended, where it did not end well."""
        code = self.child.wait()
        if self.late.is_set():
            raise QueryFailed(
                f"The query ran for more than {self.limits.seconds:g} seconds and was ended.",
                "Narrow it, or give it longer: --timeout.",
            )
        if code == 0:
            return
        assert self.child.stderr is not None
        words = self.child.stderr.read().decode(errors="replace").strip()
        try:
            told = json.loads(words)
        except ValueError:
            if code > 0:
                last = words.splitlines()[-1:]
                raise QueryFailed(f"The query's process ended: {' '.join(last)}") from None
            # No word of its own: the system ended it (SIGKILL, SIGSEGV, SIGABRT).
            told = {"kind": "memory", "message": ""}
        if told["kind"] == "memory":
            megabytes = self.limits.memory_bytes // (1 << 20)
            raise QueryFailed(
                f"The query needed more than {megabytes} MB of memory and was ended.",
                "Narrow it: fewer rows or columns, or an aggregate; or --memory.",
            )
        if told["kind"] == "run":
            raise unreadable(self.settings, self.run, told["message"])
        raise QueryFailed(_in_words(told["message"]))


def _end(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _in_words(message: str) -> str:
    if "read-only" in message:
        return f"Published runs are read-only: nothing can be written. ({message})"
    if "disabled by configuration" in message or "file system operations are disabled" in message:
        return f"A query reads published tables only, no files or addresses. ({message})"
    return message
