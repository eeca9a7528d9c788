"""Typed read: one file into one entity's Parquet, with a finding for all that is wrong in it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
from duckdb.func import PythonUDFType
from duckdb.sqltypes import BOOLEAN, VARCHAR

from warehouse.base.errors import FileRefused
from warehouse.base.sql_text import quoted
from warehouse.contracts.contract import LEDGER_COLUMNS_OF_ROWS, Column, Contract
from warehouse.contracts.mapping import ColumnSource, FileMap
from warehouse.contracts.pseudonym import pseudonym_of_caseworker
from warehouse.contracts.recurrence import is_recurrence
from warehouse.ingest import dates, numbers, totals
from warehouse.ingest.cell_errors import is_cell_error_sql
from warehouse.ingest.data_date import find_data_date
from warehouse.ingest.feed import fed
from warehouse.ingest.findings import (
    NOT_OURS,
    VALUE_LENGTH,
    Problem,
    failed,
    find_problems,
    is_free_text,
    note_problems,
    note_unreadable,
    number_lines,
    one_row,
    parquet_rows,
    problem_columns,
)
from warehouse.ingest.layout import DAY_TYPES, Layout, workbook_writer
from warehouse.ingest.memory import bounded
from warehouse.ingest.notation import (
    Look,
    Notation,
    cell_text,
    note_assumed_order,
    note_open_end,
    typed_cells,
    whole_pattern,
)
from warehouse.ingest.repeated_keys import numbered_column, settle_keys
from warehouse.ingest.text_file import TextFile
from warehouse.ingest.unknown_people import create_nobody_macros, nobody_test
from warehouse.ingest.workbook import Workbook

ROWS_A_GROUP = 122_880
BYTES_A_GROUP = 1 << 26


@dataclass(frozen=True)
class ReadResult:
    """What was read: counts with rows_read = rows_loaded + rows_rejected + rows_repeated."""

    parquet: Path
    rows_read: int
    rows_loaded: int
    rows_rejected: int
    rows_repeated: int
    n_cpr_masked: int
    newest_on: date | None
    """The date of the data as the rows tell it; none where it was given."""


def read_typed(
    connection: duckdb.DuckDBPyConnection,
    source: TextFile | Workbook,
    layout: Layout,
    contract: Contract,
    file: FileMap,
    *,
    source_system: str,
    load_id: str,
    key: bytes,
    folder: Path,
    is_dated: bool = False,
    known: date | None = None,
) -> ReadResult:
    """Read a file into Parquet and its findings into the connection's table `findings`.

    Args:
        connection: with the macros of `warehouse.contracts.pseudonym`.
        source: the file.
        layout: how it is read.
        contract: of the entity.
        file: what the mapping says of it.
        source_system: written to every row.
        load_id: written to every row.
        key: of the pseudonyms, to mask values that are shown.
        folder: for the Parquet, on the disk of the raw folder.
        is_dated: whether the date of the extract is given, and not looked for in its rows.
        known: up to which day earlier deliveries of it tell.

    Raises:
        FileRefused: the file cannot be read as a table.
    """
    staged = folder / "staged.parquet"
    _make_functions(connection, contract, key)
    look, notation, problems = _stage(
        connection, source, layout, contract, file, staged, source_system, load_id
    )
    connection.execute(
        "create or replace table findings (line bigint, accepted_row bigint, column_name varchar, "
        "reason_code varchar, severity varchar, message varchar, value varchar)"
    )
    rejected_lines, n_unreadable = note_unreadable(connection, layout)
    if notation.days.is_slash_assumed:
        note_assumed_order(connection, layout)
    if look.open_at is not None and notation.whole_at is None:
        note_open_end(connection, source, layout)
    n_staged = one_row(connection, f"select count(*) from {parquet_rows(staged)}")[0]
    _refuse_open_quote(connection, source, layout, n_staged + len(rejected_lines))
    # From here on all is pseudonymous, and what does not fit in memory may go to disk.
    connection.execute(f"set temp_directory = {quoted(str(folder / 'spill'))}")
    note_problems(connection, staged, problems)
    error_bits = sum(1 << p.bit for p in problems if p.is_error) | (1 << NOT_OURS)
    ours = f"not {failed(1 << NOT_OURS)}"
    n_ours, n_bad = one_row(
        connection,
        f"select count(*) filter (where {ours}), "
        f"count(*) filter (where {ours} and {failed(error_bits)}) "
        f"from {parquet_rows(staged)}",
    )
    n_repeated, n_conflicts = settle_keys(connection, staged, contract, layout, error_bits)
    totals.note_sums(connection, staged, contract, error_bits)
    numbered = numbered_column(contract, layout)
    newest_on = (
        None
        if is_dated
        else find_data_date(connection, staged, contract, layout, error_bits, known)
    )
    parquet = staged
    n_numbered = one_row(connection, "select count(*) from numbers where number > 1")[0]
    if n_ours < n_staged or n_bad or n_repeated or n_conflicts or n_numbered:
        parquet = folder / "rows.parquet"
        _rewrite(connection, staged, parquet, contract, error_bits, numbered)
        staged.unlink()
    number_lines(connection, source, layout, rejected_lines, n_staged)
    n_cpr = one_row(connection, "select count(*) from findings where reason_code = 'cpr_in_text'")[
        0
    ]
    return ReadResult(
        parquet=parquet,
        rows_read=n_ours + n_unreadable,
        rows_loaded=n_ours - n_bad - n_repeated - n_conflicts,
        rows_rejected=n_unreadable + n_bad + n_conflicts,
        rows_repeated=n_repeated,
        n_cpr_masked=n_cpr,
        newest_on=newest_on,
    )


def _make_functions(connection: duckdb.DuckDBPyConnection, contract: Contract, key: bytes) -> None:
    """Make the SQL functions that a typed read uses."""
    _create_lookup(connection, key)
    create_nobody_macros(connection)
    if any(column.is_recurrence for column in contract.columns):
        connection.create_function("is_recurrence", is_recurrence, [VARCHAR], BOOLEAN)
    numbers.create_macros(connection)
    dates.create_macros(connection)
    totals.create_macros(connection)


def _stage(
    connection: duckdb.DuckDBPyConnection,
    source: TextFile | Workbook,
    layout: Layout,
    contract: Contract,
    file: FileMap,
    staged: Path,
    source_system: str,
    load_id: str,
) -> tuple[Look, Notation, list[Problem]]:
    """Write all rows to Parquet, right or wrong, with what was looked for and what was judged."""
    write = None
    if isinstance(source, Workbook):
        write = workbook_writer(layout, source.date_system)
    is_workbook = write is not None
    feed = functools.partial(
        fed, source, write, staged.parent, delimiter=layout.delimiter, quote=layout.quote
    )
    is_open = isinstance(source, TextFile) and source.is_open
    look = Look(layout, file.dialect, is_workbook=is_workbook, is_open=is_open)
    with bounded(connection):
        counts: tuple[int, ...] = ()
        if look.conditions:
            with feed() as path:
                cells = _cells(path, layout, "ignore_errors=true")
                counts = one_row(connection, f"select {look.sums} from ({cells})")
        notation = look.notation(counts)
        if notation.whole_at is not None and _ends_whole(source, layout, notation.whole_at):
            notation = replace(notation, whole_at=None)
        problems = find_problems(contract, layout, notation)
        with feed() as path:
            read = _cells(path, layout, "store_rejects=true, rejects_limit=0")
            select = _select(contract, layout, notation, problems, read, source_system, load_id)
            connection.execute(
                f"copy ({select}) to {quoted(str(staged))} "
                f"(format parquet, row_group_size {_rows_a_group(source)})"
            )
    return look, notation, problems


def _ends_whole(source: TextFile | Workbook, layout: Layout, at: int) -> bool:
    """Whether the cell at the end of a file is written as those above it."""
    last: list[str] = []
    if isinstance(source, TextFile):
        for _, cells in source.records(layout.delimiter, layout.quote):
            last = cells or last
    return at < len(last) and bool(re.fullmatch(whole_pattern(layout.types[at]), last[at].strip()))


def _refuse_open_quote(
    connection: duckdb.DuckDBPyConnection,
    source: TextFile | Workbook,
    layout: Layout,
    n_records: int,
) -> None:
    """A quote that takes good rows with it: then nothing is loaded."""
    if not isinstance(source, TextFile) or source.n_lines == layout.header_line + n_records:
        return  # every line is a record
    misread = (
        "select count(*) from findings "
        "where reason_code in ('broken_quotes', 'too_many_columns', 'too_few_columns')"
    )
    if not one_row(connection, misread)[0]:
        return
    line = source.open_quote(layout.delimiter, layout.quote, layout.header_line, len(layout.header))
    if line:
        raise FileRefused(
            f"{source.extract.shown} line {line}: a quotation mark is opened and not closed on "
            "its line, so it is not clear where the rows below it end.",
            "Mend the line, or ask the supplier whether the extract was cut off.",
        )


def _rows_a_group(source: TextFile | Workbook) -> int:
    """Rows that are held until they are written: fewer where they are long."""
    width = source.n_bytes // source.n_lines if isinstance(source, TextFile) else 0
    return max(16, min(ROWS_A_GROUP, BYTES_A_GROUP // max(width, 1)))


def _create_lookup(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Make `pseudonym_of_few(text)`, for columns of few values on many rows, such as caseworkers.

    Two SHA-256 a row cost more than all else; here a value is worked out once.
    """
    known = functools.lru_cache(maxsize=100_000)(functools.partial(pseudonym_of_caseworker, key))

    def look_up(values: pa.ChunkedArray) -> pa.Array:
        encoded = pa.concat_arrays(values.chunks).dictionary_encode()
        plain = encoded.dictionary.to_pylist()
        return pa.array([known(v) for v in plain], pa.string()).take(encoded.indices)

    connection.create_function(
        "pseudonym_of_few", look_up, [VARCHAR], VARCHAR, type=PythonUDFType.ARROW
    )


def _cells(path: Path, layout: Layout, on_error: str) -> str:
    """SQL of the file's cells as text, those of numbers and dates without blanks around them."""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(layout.types)))
    options = [
        quoted(str(path)),
        "auto_detect=false",
        "header=false",
        f"skip={layout.header_line}",
        f"delim={quoted(layout.delimiter)}",
        f"quote={quoted(layout.quote)}",
        f"escape={quoted(layout.quote)}",
        f"columns={{{columns}}}",
        f"nullstr=[{', '.join(quoted(v) for v in layout.null_values)}]",
        on_error,
        f"compression={quoted('gzip' if path.suffix == '.gz' else 'none')}",
    ]
    typed = ", ".join(f"{cell_text(layout, at)} as c{at}" for at in typed_cells(layout))
    replaced = f" replace ({typed})" if typed else ""
    return f"select *{replaced} from read_csv({', '.join(options)})"


def _select(
    contract: Contract,
    layout: Layout,
    notation: Notation,
    problems: Iterable[Problem],
    cells: str,
    source_system: str,
    load_id: str,
) -> str:
    """Four steps: typed cells, the contract's columns, CPR numbers made out, and the rest."""
    typed = typed_cells(layout)
    read = ", ".join(["*", *(f"{notation.value(layout, at)} as v{at}" for at in typed)])
    sources = {s.column.name: s for s in layout.resolution.sources}
    # Equal rows are rare: all get number 1, and the file is written again only where some are.
    first = numbered_column(contract, layout)
    mapped = [
        f"1::{c.duckdb_type} as {c.name}"
        if c.name == first
        else _mapped(c, sources.get(c.name), layout)
        for c in contract.columns
    ]
    masked = [
        f"{'mask_cpr_id' if c.is_identifier else 'mask_cpr'}({c.name}) as {c.name}, "
        f"{c.name} as _{c.name}"
        if is_free_text(c) and c.name in sources
        else f"cpr_digits({c.name}) as _{c.name}_digits, {c.name}"
        if c.classification == "cpr"
        else c.name
        for c in contract.columns
    ]
    masked += [f"_{c.name}_is_nobody" for c in contract.columns if c.classification != "none"]
    final = [e for c in contract.columns for e in _raw(c, c.name in sources)]
    for at in typed:
        mapped += [f"{_lost(layout, at)} as _lost{at}", f"{_is_unread(layout, at)} as _unread{at}"]
        masked += [f"_lost{at}", f"_unread{at}"]
    if typed:
        # The texts of cells that are empty in the table, for the findings.
        lost = ", ".join(f"c{at} := mask_cpr(_lost{at})" for at in typed)
        is_any = f"coalesce({', '.join(f'_lost{at}' for at in typed)}) is not null"
        final.append(f"case when {is_any} then to_json(struct_pack({lost}))::varchar end as _cells")
    # A row of delimiters alone is nobody's.
    blank = " and ".join(
        f"nullif(trim(c{at}), '') is null" if t == "VARCHAR" else f"c{at} is null"
        for at, t in enumerate(layout.types)
    )
    theirs = f"({blank})"
    if layout.only:
        theirs += " or " + " or ".join(
            f"c{at} is null or trim(c{at}::varchar) not in ({', '.join(quoted(v) for v in values)})"
            for at, values in layout.only
        )
    mapped.append(f"({theirs}) as _not_ours")
    masked.append("_not_ours")
    return (
        f"select {', '.join(final)}, {quoted(source_system)} as source_system, "
        f"{quoted(load_id)} as _load_id, {problem_columns(problems, '_not_ours')} "
        f"from (select {', '.join(masked)} from (select {', '.join(mapped)} "
        f"from (select {read} from ({cells}))))"
    )


def _mapped(column: Column, source: ColumnSource | None, layout: Layout) -> str:
    """SQL of a contract column as the mapping gives it; who is nobody is empty."""
    value = _value(column, source, layout)
    if column.classification == "none":
        return f"{value} as {column.name}"
    number = f"coalesce(cpr_digits({value}), {value})" if column.classification == "cpr" else value
    is_nobody = f"({nobody_test(column)}({number}) and not {is_cell_error_sql(value)})"
    return (
        f"case when not {is_nobody} then {value} end as {column.name}, "
        f"{is_nobody} as _{column.name}_is_nobody"
    )


def _value(column: Column, source: ColumnSource | None, layout: Layout) -> str:
    """SQL of a contract column's value, typed, from the file's cells."""
    if source is None:
        return f"null::{column.duckdb_type}"
    if source.constant is not None:
        return f"{quoted(source.constant)}::{column.duckdb_type}"
    cells = []
    for at in source.positions:
        is_text = layout.types[at] == "VARCHAR"
        cells.append(_trimmed(f"c{at}") if is_text else _typed(layout, at))
    value = cells[0] if len(cells) == 1 else f"coalesce({', '.join(cells)})"
    if source.map and source.map.values:
        cases = " ".join(
            f"when {quoted(code)} then {quoted(meaning) if meaning is not None else 'null'}"
            for code, meaning in source.map.values.items()
        )
        rest = (
            value
            if source.map.otherwise is None
            else (f"case when {value} is not null then {quoted(source.map.otherwise)} end")
        )
        value = f"case {value} {cases} else {rest} end"
    elif column.words:
        cases = " ".join(
            f"when {quoted(word.casefold())} then {quoted(code)}"
            for code, word in column.words.items()
        )
        value = f"case lower({value}) {cases} else {value} end"
    return f"({value})::{column.duckdb_type}"


def _typed(layout: Layout, at: int) -> str:
    """SQL of a typed cell's value; a day that stands for none, or that no case had, is null."""
    kind = layout.types[at]
    if kind not in DAY_TYPES:
        return f"v{at}"
    stored = "date" if kind == "DATE" else "timestamp"
    return f"case when is_likely_day(v{at}) and not is_filler(v{at}) then v{at}::{stored} end"


def _is_unread(layout: Layout, at: int) -> str:
    """SQL that is true where something stands in a typed cell that cannot be read."""
    condition = f"v{at} is null"
    if layout.types[at] in DAY_TYPES:
        condition += f" or not (is_likely_day(v{at}) or is_filler(v{at}))"
    return f"(c{at} is not null and ({condition}))"


def _lost(layout: Layout, at: int) -> str:
    """SQL of the text of a typed cell that has no value, null where it has one or is empty."""
    mark = f"chr({ord(numbers.NUMBER_CELL)})"
    return (
        f"case when c{at} is not null and ({_typed(layout, at)}) is null "
        f"then left(ltrim(c{at}, {mark}), {VALUE_LENGTH}) end"
    )


def _trimmed(cell: str) -> str:
    """SQL of a cell without blanks around it, null where nothing is left.

    trim() reads every letter, a fifth of the load; most cells show by their ends that it need not.
    """
    return (
        f"case when ascii({cell}) between 33 and 127 "
        f"and not suffix({cell}, ' ') and not suffix({cell}, chr(160)) "
        f"then {cell} else nullif(trim({cell}), '') end"
    )


def _raw(column: Column, is_delivered: bool) -> list[str]:
    """SQL of the columns a contract column becomes in raw Parquet."""
    name = column.name
    if column.classification == "none":
        return [name]
    target = next(iter(column.raw_columns))
    if not is_delivered:
        return [f"null::{t} as {n}" for n, t in column.raw_columns.items()]
    if column.classification == "pseudonym":
        return [f"pseudonym_of_few({name}) as {target}"]
    digits = f"_{name}_digits"
    stem = target.removesuffix("_key")
    born = f"case when not cpr_is_unborn({name}, {digits}) then {digits} end"
    return [
        f"case when not cpr_is_unclear({name}) then pseudonym(coalesce({digits}, {name})) end "
        f"as {target}",
        f"cpr_birth_year({born}) as {stem}_birth_year",
        f"cpr_sex({born}) as {stem}_sex",
    ]


def _rewrite(
    connection: duckdb.DuckDBPyConnection,
    staged: Path,
    parquet: Path,
    contract: Contract,
    error_bits: int,
    numbered: str | None,
) -> None:
    """Write the good rows without those that stand further up."""
    columns = ", ".join(
        f"coalesce(number, 1)::bigint as {name}" if name == numbered else name
        for name in _stored(contract)
    )
    connection.execute(
        f"""
        copy (
            select {columns}, _problems, _more_problems
            from {parquet_rows(staged)} as staged
            left join numbers on staged.file_row_number = numbers.accepted_row
            where not {failed(error_bits)}
                and staged.file_row_number not in (select accepted_row from dropped)
        ) to {quoted(str(parquet))} (format parquet)
        """
    )


def _stored(contract: Contract) -> list[str]:
    return [c for c in contract.raw_columns if c not in LEDGER_COLUMNS_OF_ROWS]
