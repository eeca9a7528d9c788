"""Findings: what is wrong in a file, by line, column and reason, in words."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.cell_errors import cell_error, is_cell_error_sql, is_misread_sql
from warehouse.contracts import Column, Contract
from warehouse.layout import Layout
from warehouse.mapping import plain
from warehouse.pseudonym import mask_cpr
from warehouse.text_file import TextFile
from warehouse.workbook import Workbook

VALUE_LENGTH = 200
ROWS_A_BATCH = 10_000
NOT_OURS = 62
"""Bit of `_problems` on rows that the mapping's `only` leaves to another entity."""

SUMMED = ("nobody", "unclear_cpr", "maybe_cpr")
"""Reasons told once a column, with how many rows have it."""

_CSV_ERRORS = {
    "TOO MANY COLUMNS": ("too_many_columns", "The row has more cells than the header."),
    "MISSING COLUMNS": ("too_few_columns", "The row has fewer cells than the header."),
    "UNQUOTED VALUE": ("broken_quotes", "A quotation mark stands in the wrong place."),
    "LINE SIZE OVER MAXIMUM": ("line_too_long", "The line is too long to be a row."),
    "INVALID ENCODING": ("wrong_encoding", "The row holds bytes of another encoding."),
}

_SHOWN = (
    "unknown_code",
    "wrong_pattern",
    "invalid_recurrence",
    "cell_error",
    "misread_letters",
)
"""Checks whose finding shows the value."""

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
        and not column.is_recurrence
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
        if column.duckdb_type == "VARCHAR":
            place = layout.place(source.positions[0])
            message = f"{shown}{place} holds an error of a spreadsheet and no value."
            found.append(("cell_error", name, True, message, is_cell_error_sql(f"{name}")))
            message = f"{shown} holds letters of another encoding than it was read in, as Ã˜ for Ø."
            found.append(("misread_letters", name, True, message, is_misread_sql(name)))
        if column.allowed:
            allowed = ", ".join(quoted(v) for v in column.allowed)
            message = f"{shown} has a code that neither the mapping nor the contract knows."
            found.append(("unknown_code", name, True, message, f"{name} not in ({allowed})"))
        if column.pattern:
            condition = f"not regexp_full_match({name}, {quoted(column.pattern)})"
            found.append(
                ("wrong_pattern", name, True, f"{shown} is not written as agreed.", condition)
            )
        if column.is_recurrence:
            message = (
                f"{shown} is not a recurrence rule by the year, month or week as iCalendar writes "
                "it (RFC 5545), such as FREQ=YEARLY;INTERVAL=2 or FREQ=MONTHLY;UNTIL=20261231."
            )
            condition = f"not is_recurrence({name})"
            found.append(("invalid_recurrence", name, True, message, condition))
        if column.classification != "none":
            message = f"{shown} names nobody, such as 0000000000 or Ukendt, and was left empty"
            found.append(("nobody", name, False, message, f"_{name}_is_nobody"))
        if column.classification == "cpr":
            message = (
                f"{shown} holds several CPR numbers, or one that was rounded; it was left empty"
            )
            found.append(("unclear_cpr", name, False, message, f"cpr_is_unclear({name})"))
            condition = (
                f"{name} is not null and _{name}_digits is null and not cpr_is_unclear({name})"
            )
            message = f"{shown} is not a CPR number; the citizen is known by it all the same."
            found.append(("invalid_cpr", name, False, message, condition))
        elif is_free_text(column):
            message = f"{shown} holds a CPR number; it was replaced by its pseudonym."
            found.append(("cpr_in_text", name, False, message, f"{name} != _{name}"))
        if maybe := _may_be_cpr(column):
            message = f"{shown} holds numbers that may be CPR numbers; they were kept as they are"
            found.append(("maybe_cpr", name, False, message, maybe))
    found.extend(
        (check.name, None, check.is_error, check.description, check.condition)
        for check in contract.checks
    )
    return [Problem(bit, *problem) for bit, problem in enumerate(found)]


def _may_be_cpr(column: Column) -> str | None:
    """SQL that is true of an amount or a case number that may as well be a CPR number."""
    name = column.name
    if column.duckdb_type.startswith(("BIGINT", "DOUBLE", "DECIMAL")):
        whole = f"try_cast({name} as bigint)"
        return f"{name} = {whole} and may_be_cpr({whole}::varchar)"
    return f"may_be_cpr({name})" if is_free_text(column) and column.is_identifier else None


def note_unreadable(
    connection: duckdb.DuckDBPyConnection, layout: Layout, key: bytes
) -> tuple[array[int], int]:
    """What DuckDB could not read becomes findings, where the row is of this entity.

    Args:
        connection: with DuckDB's table of rejects.
        layout: of the file.
        key: of the pseudonyms, to mask what is shown.

    Returns:
        The lines, as DuckDB counts them, and how many of them are of this entity.
    """
    classified = {
        at: s.column
        for s in layout.resolution.sources
        for at in s.positions
        if s.column.classification != "none"
    }
    lines = array("q")
    connection.execute(
        "create or replace table unreadable as "
        "select distinct on (line, error_type, case when error_type = 'CAST' then column_idx end) "
        "line, column_idx, error_type::varchar, csv_line from reject_errors "
        "order by line, error_type, case when error_type = 'CAST' then column_idx end, column_idx"
    )
    connection.execute("drop table reject_errors")
    n_ours = 0
    rows = connection.cursor().execute("from unreadable")
    while batch := rows.fetchmany(ROWS_A_BATCH):
        findings = []
        for line, index, error, csv_line in batch:
            is_first = not lines or lines[-1] != line
            if is_first:
                lines.append(line)
            if _is_of_another(csv_line, layout):
                continue
            n_ours += is_first
            at = (index or 1) - 1
            column: str | None = None
            value = ""
            if error == "CAST" and at < len(layout.types):
                code, words = _NOT_A.get(layout.types[at], ("invalid_number", "is not a number"))
                value = _cell(csv_line, layout, at)
                column, message = layout.header[at], f"{layout.header[at]} {words}."
                if wrong := cell_error(value):
                    code, message = "cell_error", f"{column}{layout.place(at)} holds {wrong}."
                elif at in classified:
                    value = "•••"
            else:
                code, message = _CSV_ERRORS.get(error, ("unreadable", "The row cannot be read."))
            shown = mask_cpr(key, value)[:VALUE_LENGTH] or None
            findings.append((line, None, column, code, "rejected", message, shown))
        if findings:
            _insert(connection, "findings", zip(*findings, strict=True))
    connection.execute("drop table unreadable")
    return lines, n_ours


def _insert(connection: duckdb.DuckDBPyConnection, table: str, columns: Iterable[Any]) -> None:
    """Put columns of values into a table, by the thousand."""
    given = [pa.array(column) for column in columns]
    connection.register("given", pa.table(given, names=[f"c{i}" for i in range(len(given))]))
    connection.execute(f"insert into {table} from given")
    connection.unregister("given")


def _is_of_another(csv_line: str, layout: Layout) -> bool:
    """Whether a row is of delimiters alone, or the mapping's `only` leaves it to another entity."""
    if not csv_line.strip(f"{layout.delimiter}{layout.quote} \t\r\n"):
        return True
    if not layout.only:
        return False
    cells = _cells(csv_line, layout)
    return any(at < len(cells) and cells[at].strip() not in only for at, only in layout.only)


def _cell(csv_line: str, layout: Layout, at: int) -> str:
    cells = _cells(csv_line, layout)
    return cells[at] if at < len(cells) else ""


def _cells(csv_line: str, layout: Layout) -> list[str]:
    rows = csv.reader(io.StringIO(csv_line), delimiter=layout.delimiter, quotechar=layout.quote)
    return next((cells for cells in rows if cells), [])  # a blank line above comes with the row


def note_problems(
    connection: duckdb.DuckDBPyConnection, staged: Path, problems: Iterable[Problem]
) -> None:
    """Checks that failed become findings, known by the place of the row in the Parquet."""
    seen = one_row(
        connection,
        f"select coalesce(bit_or(_problems), 0) from {parquet_rows(staged)} "
        f"where _problems & {1 << NOT_OURS} = 0",
    )[0]
    stored = {
        name for name, *_ in connection.execute(f"describe from {parquet_rows(staged)}").fetchall()
    }
    for p in problems:
        if not seen & (1 << p.bit):
            continue
        if p.code in SUMMED:
            _note_summed(connection, staged, p)
            continue
        value = "null"
        if p.column in stored and p.code in _SHOWN:
            value = f"left(mask_cpr({p.column}::varchar), {VALUE_LENGTH})"
        connection.execute(
            f"insert into findings select null, file_row_number, ?, ?, ?, ?, {value} "
            f"from {parquet_rows(staged)} "
            f"where _problems & {1 << p.bit} != 0 and _problems & {1 << NOT_OURS} = 0",
            [p.column, p.code, "rejected" if p.is_error else "warning", p.message],
        )


def _note_summed(connection: duckdb.DuckDBPyConnection, staged: Path, p: Problem) -> None:
    """One finding a column, in the first of its rows: it may be so in every row."""
    rows = (
        f"from {parquet_rows(staged)} "
        f"where _problems & {1 << p.bit} != 0 and _problems & {1 << NOT_OURS} = 0"
    )
    n, first = one_row(connection, f"select count(*), min(file_row_number) {rows}")
    connection.execute(
        "insert into findings values (null, ?, ?, ?, 'warning', ?, null)",
        [first, p.column, p.code, f"{p.message} ({n} row{'s' if n > 1 else ''}, this the first)."],
    )


def note_unused(
    connection: duckdb.DuckDBPyConnection, layout: Layout, known: Iterable[str], key: bytes
) -> None:
    """Columns that nothing is read from become one finding, in the line of the header.

    Args:
        connection: with the table `findings`.
        layout: of the file.
        known: headers that are read for another entity.
        key: of the pseudonyms, to mask what is shown.
    """
    elsewhere = {plain(name) for name in known}
    unused = [name for name in layout.resolution.unused if plain(name) not in elsewhere]
    if not unused:
        return
    names = mask_cpr(key, ", ".join(unused))
    message = f"Columns that neither the contract nor the mapping names were not loaded: {names}."
    connection.execute(
        "insert into findings values (?, null, null, 'unused_columns', 'warning', ?, null)",
        [layout.header_line, message],
    )


def note_merged(
    connection: duckdb.DuckDBPyConnection, source: TextFile | Workbook, layout: Layout
) -> None:
    """Cells merged with the one above become warnings: only the first holds the value.

    Args:
        connection: with the table `findings`, its lines numbered.
        source: the file.
        layout: of the file.
    """
    if not isinstance(source, Workbook):
        return
    read = {at: s.column.name for s in layout.resolution.sources for at in s.positions}
    for first, last, left, right in source.merged():
        for line in range(max(first, layout.header_line) + 1, last + 1):
            for at in sorted(read.keys() & set(range(left, right + 1))):
                message = (
                    f"{layout.header[at]} is merged with the cell above: "
                    f"its value is that of line {first} alone."
                )
                connection.execute(
                    "insert into findings values (?, null, ?, 'merged_cells', 'warning', ?, null)",
                    [line, read[at], message],
                )


def number_lines(
    connection: duckdb.DuckDBPyConnection,
    source: TextFile | Workbook,
    layout: Layout,
    rejected: array[int],
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
        # How many rejected lines stand above the accepted row that follows them.
        shifts = {line - layout.header_line - 1 - i: i + 1 for i, line in enumerate(rejected)}
        connection.execute("create or replace table shifts (accepted_row bigint, n bigint)")
        _insert(connection, "shifts", (list(shifts), list(shifts.values())) if shifts else ([], []))
        connection.execute(
            f"""
            update findings
            set line = {layout.header_line} + 1 + shifted.accepted_row + coalesce(n, 0)
            from (
                select wanted.accepted_row, n
                from (select distinct accepted_row from findings) as wanted
                asof left join shifts on wanted.accepted_row >= shifts.accepted_row
            ) as shifted
            where findings.accepted_row = shifted.accepted_row
            """
        )
        return
    wanted = connection.execute(
        "select distinct accepted_row from findings where accepted_row is not null order by 1"
    ).fetchnumpy()["accepted_row"]
    at_rows, at_rejected = array("q"), array("q")
    counted, accepted = layout.header_line, 0
    records = (
        source.records(layout.delimiter, layout.quote)
        if isinstance(source, TextFile)
        else source.records()
    )
    with suppress(csv.Error):  # a quote that never ends: what is below keeps DuckDB's own count
        for line, cells in records:
            if line <= layout.header_line:
                continue
            counted += 1
            if len(at_rejected) < len(rejected) and counted == rejected[len(at_rejected)]:
                at_rejected.append(line)
            elif cells:
                if len(at_rows) < len(wanted) and accepted == wanted[len(at_rows)]:
                    at_rows.append(line)
                accepted += 1
    connection.execute("create or replace table found (was bigint, line bigint)")
    for column, was, lines in (
        ("line", rejected, at_rejected),
        ("accepted_row", wanted, at_rows),
    ):
        connection.execute("delete from found")
        _insert(connection, "found", (was[: len(lines)], lines))
        connection.execute(
            "update findings set line = found.line from found "
            f"where findings.{column} = found.was"
            + (" and accepted_row is null" if column == "line" else "")
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
