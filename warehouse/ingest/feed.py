"""Feeds: what DuckDB cannot read as it lies reaches it through a pipe; no copy is written."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from warehouse.ingest.extracts import CHUNK
from warehouse.ingest.text_file import TextFile
from warehouse.ingest.workbook import Workbook

RowWriter = Callable[[list[str]], list[str]]


@contextlib.contextmanager
def fed(
    source: TextFile | Workbook,
    write_row: RowWriter | None,
    folder: Path,
    *,
    delimiter: str = ",",
    quote: str = '"',
) -> Iterator[Path]:
    """A path DuckDB reads the source from as UTF-8: the file itself, or a pipe that is fed.

    Args:
        source: what is read.
        write_row: how a row is written anew; none where the text is read as it is.
        folder: where the pipe may lie while it is read.
        delimiter: of the source, and of rows written anew.
        quote: likewise.

    Raises:
        Exception: what reading the source raised, once the pipe is closed.
    """
    if isinstance(source, TextFile) and write_row is None and not source.is_guarded:
        if source.is_read_as_it_lies(delimiter):
            yield source.extract.path
            return
        chunks = source.chunks(delimiter)
    else:
        chunks = _rows(source, write_row or list, delimiter, quote)
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
        except Exception as error:
            # Whatever it is: rows that end early must not pass for the whole file.
            failures.append(error)

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    try:
        yield pipe
    finally:
        # A reader that failed before it opened the pipe leaves the thread waiting for one, and
        # the thread may not have come so far yet.
        while thread.is_alive():
            os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))
            thread.join(0.01)
        pipe.unlink()
    if failures:
        raise failures[0]


def _rows(
    source: TextFile | Workbook, write_row: RowWriter, delimiter: str, quote: str
) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, quotechar=quote, lineterminator="\n")
    records = source.records(delimiter, quote) if isinstance(source, TextFile) else source.records()
    for _, cells in records:
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
