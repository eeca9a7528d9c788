"""Rows of a query as a table, CSV, JSON or Parquet, written as they come."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from rich.console import Console
from rich.table import Table

from warehouse.base.errors import ConfigurationError
from warehouse.base.out_file import whole

Write = Callable[[pa.RecordBatchReader, IO[bytes]], None]

TABLE_ROWS = 200
"""Rows a table on the screen shows at most."""


def write_csv(reader: pa.RecordBatchReader, out: IO[bytes]) -> None:
    """Comma, header, UTF-8, dates as ISO 8601."""
    with pa.csv.CSVWriter(out, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


def write_json(reader: pa.RecordBatchReader, out: IO[bytes]) -> None:
    """A list of objects, one a line, dates as ISO 8601, decimals as numbers."""
    before = b"[\n"
    for batch in reader:
        for row in batch.to_pylist():
            out.write(before + json.dumps(row, default=_plain, ensure_ascii=False).encode())
            before = b",\n"
    out.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def write_parquet(reader: pa.RecordBatchReader, out: IO[bytes]) -> None:
    """Parquet with zstd, which Power BI, Excel and DuckDB read."""
    with pa.parquet.ParquetWriter(out, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)


def write_table(reader: pa.RecordBatchReader, out: IO[bytes]) -> None:
    """For people: the first rows, and a line that says where there are more."""
    rows = (row for batch in reader for row in batch.to_pylist())
    shown = list(islice(rows, TABLE_ROWS))
    more = next(rows, None) is not None
    table = Table(show_edge=False, header_style="bold")
    for field in reader.schema:
        is_number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        table.add_column(field.name, justify="right" if is_number else "left", no_wrap=True)
    for row in shown:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    console = Console(stderr=False)
    with console.capture() as capture:
        # Wide enough for every column where nobody looks at a screen.
        width = None if console.is_terminal else 10_000
        console.print(table, width=width, soft_wrap=False, markup=False, highlight=False)
    text = "\n".join(line.rstrip() for line in capture.get().splitlines())
    ending = (
        f"… and more: the first {TABLE_ROWS} rows are shown. All: --format csv|json|parquet"
        if more
        else f"({len(shown)} {'row' if len(shown) == 1 else 'rows'})"
    )
    out.write(f"{text}\n{ending}\n".encode())


FORMATS: Mapping[str, Write] = {
    "table": write_table,
    "csv": write_csv,
    "json": write_json,
    "parquet": write_parquet,
}


def write_rows(
    reader: pa.RecordBatchReader, form: str, out: Path | None, standard: IO[bytes]
) -> None:
    """Write the rows.

    Args:
        reader: the rows.
        form: one of `FORMATS`.
        out: a file, which has its name only once it is whole; standard output where None.
        standard: standard output.

    Raises:
        ConfigurationError: Parquet for a screen, or the file cannot be written.
        DiskFull: there is no room for it.
    """
    write = FORMATS[form]
    if out is None:
        if form == "parquet" and standard.isatty():
            raise ConfigurationError(
                "Parquet cannot be shown on a screen.", "Give a file: --out rows.parquet"
            )
        write(reader, standard)
        standard.flush()
        return
    with whole(out) as temporary, temporary.open("wb") as file:
        write(reader, file)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
