"""Findings: what is wrong in a file, by line, column and reason, in words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.contracts import Column, Contract
from warehouse.extracts import TextFile, Workbook
from warehouse.layout import Layout
from warehouse.pseudonym import mask_cpr

VALUE_LENGTH = 200
NOT_OURS = 62
"""Bit of `_problems` on rows that the mapping's `only` leaves to another entity."""

_CSV_ERRORS = {
    "TOO MANY COLUMNS": ("too_many_columns", "The row has more cells than the header."),
    "MISSING COLUMNS": ("too_few_columns", "The row has fewer cells than the header."),
    "UNQUOTED VALUE": ("broken_quotes", "A quotation mark is opened or closed in the wrong place."),
    "LINE SIZE OVER MAXIMUM": ("line_too_long", "The line is too long to be a row."),
    "INVALID ENCODING": ("wrong_encoding", "The row holds bytes of another encoding."),
}

_NOT_A = {
    "DATE": ("invalid_date", "is not a date"),
    "TIMESTAMP": ("invalid_time", "is not a date with a time"),
    "TIMESTAMPTZ": ("invalid_time", "is not a date with a time"),
}


@dataclass(frozen=True)
class Problem:
    """A check on a file's rows: its bit in `_problems`, and SQL that is true where it fails."""

    bit: int
    code: str
    column: str | None
    is_error: bool
    message: str
    condition: str


def is_free_text(column: Column) -> bool:
    """Whether anything may stand in a column, CPR numbers too."""
    return (
        column.duckdb_type == "VARCHAR"
        and column.classification == "none"
        and not column.allowed
        and column.pattern is None
    )


def find_problems(contract: Contract, layout: Layout) -> list[Problem]:
    """The checks of a contract on one file's rows, errors first as they are found."""
    delivered = {s.column.name: s for s in layout.resolution.sources}
    headers = {n: layout.header[s.positions[0]] for n, s in delivered.items() if s.positions}
    found: list[tuple[str, str | None, bool, str, str]] = []
    for column in contract.columns:
        name, source = column.name, delivered.get(column.name)
        shown = headers.get(name, name)
        if column.required and not (column.is_numbered and source is None):
            found.append(("missing_value", name, True, f"{shown} is empty.", f"{name} is null"))
        if source is None or source.constant is not None:
            continue
        if column.allowed:
            allowed = ", ".join(quoted(v) for v in column.allowed)
            message = f"{shown} has a code that neither the mapping nor the contract knows."
            found.append(("unknown_code", name, True, message, f"{name} not in ({allowed})"))
        if column.pattern:
            condition = f"not regexp_full_match({name}, {quoted(column.pattern)})"
            found.append(
                ("wrong_pattern", name, True, f"{shown} is not written as agreed.", condition)
            )
        if column.classification == "cpr":
            condition = f"{name} is not null and _{name}_digits is null"
            message = f"{shown} is not a CPR number; the citizen is known by it all the same."
            found.append(("invalid_cpr", name, False, message, condition))
        elif is_free_text(column):
            message = f"{shown} holds a CPR number; it was replaced by its pseudonym."
            found.append(("cpr_in_text", name, False, message, f"{name} != _{name}"))
    found.extend(
        (check.name, None, check.is_error, check.description, check.condition)
        for check in contract.checks
    )
    return [Problem(bit, *problem) for bit, problem in enumerate(found)]


def note_unreadable(connection: duckdb.DuckDBPyConnection, layout: Layout, key: bytes) -> list[int]:
    """What DuckDB could not read becomes findings; gives the lines, as DuckDB counts them."""
    classified = {
        at: s.column
        for s in layout.resolution.sources
        for at in s.positions
        if s.column.classification != "none"
    }
    lines: list[int] = []
    rows = connection.execute(
        "select distinct on (line, error_type, case when error_type = 'CAST' then column_idx end) "
        "line, column_idx, error_type::varchar, csv_line from reject_errors "
        "order by line, error_type, case when error_type = 'CAST' then column_idx end, column_idx"
    )
    findings = []
    while batch := rows.fetchmany(10_000):
        for line, index, error, csv_line in batch:
            if not lines or lines[-1] != line:
                lines.append(line)
            at = (index or 1) - 1
            column: str | None = None
            value = ""
            if error == "CAST" and at < len(layout.types):
                code, words = _NOT_A.get(layout.types[at], ("invalid_number", "is not a number"))
                value = _cell(csv_line, layout, at)
                if at in classified:
                    value = "•••"
                column, message = layout.header[at], f"{layout.header[at]} {words}."
            else:
                code, message = _CSV_ERRORS.get(error, ("unreadable", "The row cannot be read."))
            shown = mask_cpr(key, value)[:VALUE_LENGTH] or None
            findings.append((line, None, column, code, "rejected", message, shown))
    if findings:
        connection.executemany("insert into findings values (?, ?, ?, ?, ?, ?, ?)", findings)
    return lines


def _cell(csv_line: str, layout: Layout, at: int) -> str:
    for cells in csv.reader(
        io.StringIO(csv_line), delimiter=layout.delimiter, quotechar=layout.quote
    ):
        if cells:  # a blank line above comes with the row
            return cells[at] if at < len(cells) else ""
    return ""


def note_problems(
    connection: duckdb.DuckDBPyConnection, staged: Path, problems: Iterable[Problem]
) -> None:
    """Checks that failed become findings, known by the place of the row in the Parquet."""
    seen = one_row(
        connection,
        f"select coalesce(bit_or(_problems), 0) from {parquet_rows(staged)} "
        f"where _problems & {1 << NOT_OURS} = 0",
    )[0]
    for p in problems:
        if not seen & (1 << p.bit):
            continue
        value = "null"
        if p.column and p.code in ("unknown_code", "wrong_pattern"):
            value = f"left(mask_cpr({p.column}::varchar), {VALUE_LENGTH})"
        connection.execute(
            f"insert into findings select null, file_row_number, ?, ?, ?, ?, {value} "
            f"from {parquet_rows(staged)} "
            f"where _problems & {1 << p.bit} != 0 and _problems & {1 << NOT_OURS} = 0",
            [p.column, p.code, "rejected" if p.is_error else "warning", p.message],
        )


def number_lines(
    connection: duckdb.DuckDBPyConnection,
    source: TextFile | Workbook,
    layout: Layout,
    rejected: list[int],
    n_staged: int,
) -> None:
    """Give every finding the line it stands on in the file.

    DuckDB counts records and blank lines below the header, but not line breaks inside a cell, and
    the rows it accepted are known by their order alone. Where every line is one record this is
    arithmetic; else the file's records are counted again.
    """
    if one_row(connection, "select count(*) from findings")[0] == 0:
        return
    n_records = n_staged + len(rejected)
    if isinstance(source, TextFile) and source.n_lines == layout.header_line + n_records:
        before = [line - layout.header_line - 1 - i for i, line in enumerate(rejected)]
        connection.execute("create or replace table shifts (accepted_row bigint, n bigint)")
        if before:
            connection.executemany(
                "insert into shifts values (?, ?)",
                list({row: n for n, row in enumerate(before, start=1)}.items()),
            )
        connection.execute(
            f"""
            update findings set line = {layout.header_line} + 1 + accepted_row + coalesce(
                (select max(n) from shifts where shifts.accepted_row <= findings.accepted_row), 0)
            where accepted_row is not null
            """
        )
        return
    wanted = {
        row
        for (row,) in connection.execute(
            "select distinct accepted_row from findings where accepted_row is not null"
        ).fetchall()
    }
    refused, at_row, at_line = set(rejected), {}, {}
    counted, accepted = layout.header_line, 0
    records = (
        source.records(layout.delimiter, layout.quote)
        if isinstance(source, TextFile)
        else source.records()
    )
    for line, cells in records:
        if line <= layout.header_line:
            continue
        counted += 1
        if counted in refused:
            at_line[counted] = line
        elif cells:
            if accepted in wanted:
                at_row[accepted] = line
            accepted += 1
    connection.execute(
        "create or replace table found (accepted_row bigint, counted bigint, line bigint)"
    )
    pairs: list[tuple[int | None, int | None, int]]
    pairs = [(row, None, line) for row, line in at_row.items()]
    pairs += [(None, counted, line) for counted, line in at_line.items()]
    connection.executemany("insert into found values (?, ?, ?)", pairs)
    connection.execute(
        "update findings set line = found.line from found "
        "where findings.accepted_row = found.accepted_row "
        "or (findings.accepted_row is null and findings.line = found.counted)"
    )


def parquet_rows(path: Path) -> str:
    """SQL of a Parquet file with `file_row_number`, the place of a row in it."""
    return f"read_parquet({quoted(str(path))}, file_row_number=true)"


def quoted(value: str) -> str:
    """A text as SQL."""
    return "'" + value.replace("'", "''") + "'"


def one_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The one row of a query."""
    row = connection.execute(query).fetchone()
    if row is None:
        raise AssertionError(f"no row from: {query}")
    return row
