"""Findings: what is wrong in a file, by line, column and reason, in words."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.base.sql_text import quoted
from warehouse.contracts.contract import Column, Contract
from warehouse.contracts.mapping import plain
from warehouse.contracts.pseudonym import mask_cpr
from warehouse.ingest.cell_errors import cell_error, is_cell_error_sql, is_misread_sql
from warehouse.ingest.layout import Layout
from warehouse.ingest.notation import Notation, typed_cells
from warehouse.ingest.text_file import TextFile
from warehouse.ingest.workbook import Workbook

VALUE_LENGTH = 200
ROWS_A_BATCH = 10_000
NOT_OURS = 0
"""Bit of rows that the mapping's `only` leaves to another entity."""

_BITS = 62
"""How many bits of checks a column of the staged rows holds; the second has the rest."""

SUMMED = ("nobody", "filler_date", "unclear_cpr", "unclear_birthday", "maybe_cpr")
"""Reasons told once a column, with how many rows have it."""

_CSV_ERRORS = {
    "TOO MANY COLUMNS": ("too_many_columns", "The row has more cells than the header."),
    "MISSING COLUMNS": ("too_few_columns", "The row has fewer cells than the header."),
    "UNQUOTED VALUE": ("broken_quotes", "A quotation mark stands in the wrong place."),
    "LINE SIZE OVER MAXIMUM": ("line_too_long", "The line is too long to be a row."),
    "INVALID ENCODING": ("wrong_encoding", "The row holds bytes of another encoding."),
}

_NOT_READ = {
    "DATE": "invalid_date",
    "TIMESTAMP": "invalid_time",
    "TIMESTAMPTZ": "invalid_time",
}


@dataclass(frozen=True)
class Problem:
    """A check on a file's rows: its bit, and SQL that is true where it fails.

    `shown` is SQL of the value that the finding tells, CPR numbers masked.
    """

    bit: int
    code: str
    column: str | None
    is_error: bool
    message: str
    condition: str
    shown: str = "null"


def is_free_text(column: Column) -> bool:
    """Whether anything may stand in a column, CPR numbers too."""
    return (
        column.duckdb_type == "VARCHAR"
        and column.classification == "none"
        and not column.allowed
        and column.pattern is None
        and not column.is_recurrence
    )


def find_problems(contract: Contract, layout: Layout, notation: Notation) -> list[Problem]:
    """The checks of a contract on one file's rows, errors first as they are found.

    Args:
        contract: of the entity.
        layout: of the file.
        notation: of its numbers and dates.
    """
    delivered = {s.column.name: s for s in layout.resolution.sources}
    headers = {n: layout.header[s.positions[0]] for n, s in delivered.items() if s.positions}
    classified = {
        at
        for s in layout.resolution.sources
        for at in s.positions
        if s.column.classification != "none"
    }
    rows: list[tuple[str, str | None, bool, str, str, str]] = []
    rows.extend(_cell_problems(layout, notation, classified))
    for column in contract.columns:
        name, source = column.name, delivered.get(column.name)
        shown = headers.get(name, name)
        if column.required and not (column.is_numbered and source is None):
            read = (
                (at for at in source.positions if layout.types[at] != "VARCHAR") if source else ()
            )
            condition = f"{name} is null" + "".join(f" and not _unread{at}" for at in read)
            rows.append(("missing_value", name, True, f"{shown} is empty.", condition, "null"))
        if source is None or source.constant is not None:
            continue
        value = f"left(mask_cpr({name}::varchar), {VALUE_LENGTH})"
        if column.classification != "none":
            value = "null"  # it is not stored
        if column.duckdb_type == "VARCHAR":
            place = layout.place(source.positions[0])
            message = (
                f"{shown}{place} holds an error and no value: a spreadsheet's own, a formula never "
                "computed, or a number that lost digits."
            )
            rows.append(("cell_error", name, True, message, is_cell_error_sql(name), value))
            message = f"{shown} holds letters of another encoding than it was read in, as Ã˜ for Ø."
            rows.append(("misread_letters", name, True, message, is_misread_sql(name), value))
        if column.allowed:
            allowed = ", ".join(quoted(v) for v in column.allowed)
            message = f"{shown} has a code that neither the mapping nor the contract knows."
            rows.append(("unknown_code", name, True, message, f"{name} not in ({allowed})", value))
        if column.pattern:
            condition = f"not regexp_full_match({name}, {quoted(column.pattern)})"
            message = f"{shown} is not written as agreed."
            rows.append(("wrong_pattern", name, True, message, condition, value))
        if column.is_recurrence:
            message = (
                f"{shown} is not a recurrence rule by the year, month or week as iCalendar writes "
                "it (RFC 5545), such as FREQ=YEARLY;INTERVAL=2 or FREQ=MONTHLY;UNTIL=20261231."
            )
            condition = f"not is_recurrence({name})"
            rows.append(("invalid_recurrence", name, True, message, condition, value))
        if column.classification != "none":
            message = f"{shown} names nobody, such as 0000000000 or Ukendt, and was left empty"
            rows.append(("nobody", name, False, message, f"_{name}_is_nobody", "null"))
        if column.classification == "cpr":
            message = (
                f"{shown} holds several CPR numbers, a part of one (a birthday, the last four "
                "digits) or one that was rounded; it was left empty"
            )
            rows.append(("unclear_cpr", name, False, message, f"cpr_is_unclear({name})", "null"))
            condition = (
                f"{name} is not null and _{name}_digits is null and not cpr_is_unclear({name})"
            )
            message = f"{shown} is not a CPR number; the citizen is known by it all the same."
            rows.append(("invalid_cpr", name, False, message, condition, "null"))
            message = (
                f"{shown} has nine digits, and with a zero before them the citizen is not born "
                "yet; birth year and sex were left empty"
            )
            condition = f"cpr_is_unborn({name}, _{name}_digits)"
            rows.append(("unclear_birthday", name, False, message, condition, "null"))
        elif is_free_text(column):
            message = f"{shown} holds a CPR number; it was replaced by its pseudonym."
            rows.append(("cpr_in_text", name, False, message, f"{name} != _{name}", "null"))
        if maybe := _may_be_cpr(column):
            message = f"{shown} holds numbers that may be CPR numbers; they were kept as they are"
            rows.append(("maybe_cpr", name, False, message, maybe, "null"))
    rows.extend(
        (check.name, None, check.is_error, check.description, check.condition, "null")
        for check in contract.checks
    )
    return [Problem(bit, *row) for bit, row in enumerate(rows, NOT_OURS + 1)]


def _cell_problems(
    layout: Layout, notation: Notation, classified: Container[int]
) -> Iterator[tuple[str, str | None, bool, str, str, str]]:
    """The checks of the cells that are read as numbers or dates, as `find_problems` has them."""
    for at in typed_cells(layout):
        code = _NOT_READ.get(layout.types[at], "invalid_number")
        message = f"{layout.header[at]} {notation.expected(layout, at)}."
        cell = "'•••'" if at in classified else f"json_extract_string(_cells, '$.c{at}')"
        wrong = f"(_unread{at} and {is_cell_error_sql(f'_lost{at}')})"
        unread = f"_unread{at} and not {wrong}"
        yield (code, layout.header[at], True, message, unread, cell)
        message = (
            f"{layout.header[at]}{layout.place(at)} holds an error of a spreadsheet and no value."
        )
        yield ("cell_error", layout.header[at], True, message, wrong, cell)
        if layout.types[at] in _NOT_READ:
            message = f"{layout.header[at]} holds a date that stands for none, and was left empty"
            condition = f"_lost{at} is not null and not _unread{at}"
            yield ("filler_date", layout.header[at], False, message, condition, cell)


def _may_be_cpr(column: Column) -> str | None:
    """SQL that is true of an amount or a case number that may as well be a CPR number."""
    name = column.name
    if column.duckdb_type.startswith(("BIGINT", "DOUBLE", "DECIMAL")):
        whole = f"try_cast({name} as bigint)"
        return f"{name} = {whole} and may_be_cpr({whole}::varchar)"
    return f"may_be_cpr({name})" if is_free_text(column) and column.is_identifier else None


def note_unreadable(
    connection: duckdb.DuckDBPyConnection, layout: Layout
) -> tuple[array[int], int]:
    """What DuckDB could not read becomes findings, where the row is of this entity.

    Args:
        connection: with DuckDB's table of rejects.
        layout: of the file.

    Returns:
        The lines, as DuckDB counts them, and how many of them are of this entity.
    """
    lines = array("q")
    connection.execute(
        "create or replace table unreadable as "
        "select line, min(error_type::varchar), any_value(csv_line) from reject_errors "
        "group by line order by line"
    )
    connection.execute("drop table reject_errors")
    n_ours = 0
    rows = connection.cursor().execute("from unreadable")
    while batch := rows.fetchmany(ROWS_A_BATCH):
        findings = []
        for line, error, csv_line in batch:
            lines.append(line)
            if _is_of_another(csv_line, layout):
                continue
            n_ours += 1
            code, message = _CSV_ERRORS.get(error, ("unreadable", "The row cannot be read."))
            findings.append((line, None, None, code, "rejected", message, None))
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


def _cells(csv_line: str, layout: Layout) -> list[str]:
    rows = csv.reader(io.StringIO(csv_line), delimiter=layout.delimiter, quotechar=layout.quote)
    return next((cells for cells in rows if cells), [])  # a blank line above comes with the row


def note_problems(
    connection: duckdb.DuckDBPyConnection, staged: Path, problems: Iterable[Problem]
) -> None:
    """Checks that failed become findings, known by the place of the row in the Parquet."""
    seen, more = one_row(
        connection,
        "select coalesce(bit_or(_problems), 0), coalesce(bit_or(_more_problems), 0) "
        f"from {parquet_rows(staged)} where not {failed(1 << NOT_OURS)}",
    )
    bits = seen | more << _BITS
    for p in problems:
        if not bits & (1 << p.bit):
            continue
        if p.code in SUMMED:
            _note_summed(connection, staged, p)
            continue
        connection.execute(
            f"insert into findings select null, file_row_number, ?, ?, ?, ?, {p.shown} "
            f"from {parquet_rows(staged)} "
            f"where {failed(1 << p.bit)} and not {failed(1 << NOT_OURS)}",
            [p.column, p.code, "rejected" if p.is_error else "warning", p.message],
        )
        if p.code == "cell_error":
            _tell_errors(connection, p)


def _tell_errors(connection: duckdb.DuckDBPyConnection, p: Problem) -> None:
    """Say in the findings of a column which error of a spreadsheet its cells hold."""
    where = "reason_code = 'cell_error' and column_name = ?"
    values = connection.execute(
        f"select distinct value from findings where {where} and value is not null", [p.column]
    ).fetchall()
    for (value,) in values:
        message = p.message.replace(
            "an error of a spreadsheet and no value", cell_error(value) or value
        )
        connection.execute(
            f"update findings set message = ? where {where} and value = ?",
            [message, p.column, value],
        )


def _note_summed(connection: duckdb.DuckDBPyConnection, staged: Path, p: Problem) -> None:
    """One finding a column, in the first of its rows: it may be so in every row."""
    rows = f"from {parquet_rows(staged)} where {failed(1 << p.bit)} and not {failed(1 << NOT_OURS)}"
    n, first, value = one_row(
        connection,
        f"select count(*), min(file_row_number), arg_min({p.shown}, file_row_number) {rows}",
    )
    message = f"{p.message} ({n} row{'s' if n > 1 else ''}, this the first)."
    connection.execute(
        "insert into findings values (null, ?, ?, ?, 'warning', ?, ?)",
        [first, p.column, p.code, message, value],
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


def note_sheet(
    connection: duckdb.DuckDBPyConnection, source: TextFile | Workbook, layout: Layout
) -> None:
    """What of a workbook was not read becomes a finding, in the line of the header.

    Args:
        connection: with the table `findings`.
        source: the file.
        layout: of the file.
    """
    notes = []
    if layout.unread:
        unread = ", ".join(layout.unread)
        message = f"Only the sheet '{layout.sheet}' was read; not read: {unread}."
        notes.append(("unread_sheets", message))
    for code, message in notes:
        connection.execute(
            "insert into findings values (?, null, null, ?, 'warning', ?, null)",
            [layout.header_line, code, message],
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


def problem_columns(problems: Iterable[Problem], not_ours: str) -> str:
    """SQL of the columns of the staged rows that tell which checks failed.

    Args:
        problems: the checks.
        not_ours: SQL that is true of rows of another entity, which no check judges.
    """
    words = ["0"], ["0"]
    for p in problems:
        word, bit = divmod(p.bit, _BITS)
        words[word].append(f"case when {p.condition} then {1 << bit} else 0 end")
    first, more = (" | ".join(word) for word in words)
    return (
        f"(case when {not_ours} then {1 << NOT_OURS} else {first} end)::bigint as _problems, "
        f"nullif(case when {not_ours} then 0 else {more} end, 0)::bigint as _more_problems"
    )


def failed(bits: int) -> str:
    """SQL that is true of a staged row where one of some checks failed.

    Args:
        bits: of the checks.
    """
    first, more = bits & ((1 << _BITS) - 1), bits >> _BITS
    condition = f"_problems & {first} != 0"
    return (
        f"({condition} or coalesce(_more_problems, 0) & {more} != 0)" if more else f"({condition})"
    )


def parquet_rows(path: Path) -> str:
    """SQL of a Parquet file with `file_row_number`, the place of a row in it."""
    return f"read_parquet({quoted(str(path))}, file_row_number=true)"


def one_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The one row of a query."""
    row = connection.execute(query).fetchone()
    if row is None:
        raise AssertionError(f"no row from: {query}")
    return row
