"""Feeds: what is not UTF-8 on disk reaches DuckDB through a pipe; no copy is written."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from warehouse.extracts import CHUNK, TextFile, Workbook

RowWriter = Callable[[list[str]], list[str]]


@contextlib.contextmanager
def fed(source: TextFile | Workbook, write_row: RowWriter, folder: Path) -> Iterator[Path]:
    """A path DuckDB reads the source from as UTF-8: the file itself, or a pipe that is fed.

    Args:
        source: what is read.
        write_row: how a workbook's row is written.
        folder: where the pipe may lie while it is read.

    Raises:
        OSError, UnicodeError: what reading the source raised, once the pipe is closed.
    """
    if isinstance(source, TextFile) and source.is_utf8 and source.extract.is_plain:
        yield source.extract.path
        return
    chunks = source.chunks() if isinstance(source, TextFile) else _rows(source, write_row)
    pipe = folder / "feed.csv"
    os.mkfifo(pipe, 0o600)
    failures: list[Exception] = []

    def feed() -> None:
        try:
            with pipe.open("wb") as file:
                for chunk in chunks:
                    file.write(chunk)
        except BrokenPipeError:
            pass  # the reader gave up and says itself why
        except (OSError, UnicodeError) as error:
            failures.append(error)

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    try:
        yield pipe
    finally:
        # A reader that failed before it opened the pipe leaves the thread waiting for one.
        release = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        os.close(release)
        thread.join()
        pipe.unlink()
    if failures:
        raise failures[0]


def _rows(workbook: Workbook, write_row: RowWriter) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for _, cells in workbook.records():
        if cells:
            # An embedded line break would move the numbers of all rows below it.
            writer.writerow([" ".join(cell.splitlines()) for cell in write_row(cells)])
        else:
            buffer.write("\n")
        if buffer.tell() > CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
