"""Rows of a query as a table, CSV, JSON or Parquet, written as they come."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from warehouse.base import text_table
from warehouse.base.errors import ConfigurationError
from warehouse.base.out_file import whole

Write = Callable[[pa.RecordBatchReader, IO[bytes]], None]

TABLE_ROWS = 200
"""Rows a table shows at most."""

TABLE_RECORDS = 20
"""Rows shown at most where each is a block of lines."""


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
    """For people: the first rows, and a line that says where there are more.

    On a screen too narrow for the columns, each row is a block with a line per column.
    """
    rows = (
        row for batch in reader for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)
    )
    shown = [_cells(row) for row in islice(rows, TABLE_ROWS)]
    more = next(rows, None) is not None
    headings = reader.schema.names
    numbers = {field.name for field in reader.schema if _is_number(field.type)}
    if text_table.fits(headings, shown, text_table.screen_width(out)):
        lines = text_table.table(headings, shown, right=numbers)
    else:
        more = more or len(shown) > TABLE_RECORDS
        shown = shown[:TABLE_RECORDS]
        lines = text_table.records(headings, shown)
    ending = (
        f"… and more: the first {len(shown)} rows are shown. All: --format csv|json|parquet"
        if more
        else f"({len(shown)} {'row' if len(shown) == 1 else 'rows'})"
    )
    out.write("\n".join([*lines, ending, ""]).encode())


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


def _cells(row: Iterable[object]) -> list[str]:
    return ["" if value is None else text_table.one_line(value) for value in row]


def _is_number(kind: pa.DataType) -> bool:
    return any(
        is_kind(kind)
        for is_kind in (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    )


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
