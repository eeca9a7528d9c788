"""Layouts: where a file's header is, and which of its cells a contract gets, of which type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

from xlsxwriter.utility import xl_col_to_name

from warehouse.base.errors import FileRefused
from warehouse.contracts.contract import Contract
from warehouse.contracts.mapping import (
    TYPE_READ_AS,
    ColumnSource,
    Dialect,
    FileMap,
    Resolution,
    plain,
    position,
    renamed,
    resolve,
)
from warehouse.ingest.dates import EPOCHS, from_serial
from warehouse.ingest.letters import is_misread
from warehouse.ingest.numbers import NUMBER_CELL
from warehouse.ingest.sheets import show_sheet
from warehouse.ingest.text_file import Record, TextFile
from warehouse.ingest.workbook import Number, Workbook

DELIMITERS = (";", ",", "\t", "|")
HEADER_WITHIN = 20

DAY_TYPES = ("DATE", "TIMESTAMP", "TIMESTAMPTZ")
_PRIORITY = ("TIMESTAMPTZ", "TIMESTAMP", "DATE", "DOUBLE", "BIGINT")


@dataclass(frozen=True)
class Layout:
    """How one file is to be read for one entity.

    `types` holds the DuckDB type each of the header's cells is read as. `accounting` tells the
    cells with amounts as accountants write them. `sheet` is that of a workbook, `unread` its
    other sheets that hold anything.
    """

    header: tuple[str, ...]
    header_line: int
    delimiter: str
    quote: str
    resolution: Resolution
    types: tuple[str, ...]
    null_values: tuple[str, ...]
    only: tuple[tuple[int, tuple[str, ...]], ...]
    accounting: tuple[int, ...]
    sheet: str = ""
    unread: tuple[str, ...] = ()

    def place(self, at: int) -> str:
        """Where in a workbook a column is, in words; nothing of a text file."""
        return f" (sheet {self.sheet}, column {xl_col_to_name(at)})" if self.sheet else ""


def find_layout(
    source: TextFile | Workbook,
    shown: str,
    contract: Contract,
    file: FileMap,
    municipality_code: str | None,
    place: str,
) -> Layout:
    """Find the header row of a file and settle how its cells are read.

    Args:
        source: the file's records.
        shown: the file's name in messages.
        contract: of the entity it is read for.
        file: what the mapping says of it.
        municipality_code: of files that have no column for it.
        place: file and line of the mapping, for messages.

    Raises:
        FileRefused: no row has every column the contract requires.
    """
    dialect = file.dialect
    unread: tuple[str, ...] = ()
    if isinstance(source, Workbook):
        unread = show_sheet(source, contract, file, municipality_code, HEADER_WITHIN)
        candidates = {",": list(islice(source.records(), HEADER_WITHIN))}
    else:
        delimiters = dict.fromkeys(
            [dialect.delimiter, *DELIMITERS] if dialect.delimiter else DELIMITERS
        )
        candidates = {
            d: list(islice(source.head(d, dialect.quote), HEADER_WITHIN)) for d in delimiters
        }
    best: tuple[int, int, str, Resolution] | None = None
    for delimiter, records in candidates.items():
        for i, (_, cells) in enumerate(records[:HEADER_WITHIN]):
            found = resolve(contract, file, cells, municipality_code)
            if not found.missing:
                _check_delimiter(shown, dialect, delimiter)
                _check_headings(shown, contract, file, records[i])
                layout = _layout(file, delimiter, records[i], found)
                sheet = source.sheet if isinstance(source, Workbook) else ""
                return replace(layout, sheet=sheet, unread=unread)
            if found.n_found and (best is None or found.n_found > best[0]):
                best = (found.n_found, i, delimiter, found)
    raise _no_header(shown, contract, candidates, best, place)


def _check_delimiter(shown: str, dialect: Dialect, delimiter: str) -> None:
    if dialect.delimiter and delimiter != dialect.delimiter:
        raise FileRefused(
            f"{shown}: the columns are separated by '{delimiter}', "
            f"but the mapping declares '{dialect.delimiter}'.",
            "Mend dialect: {delimiter: …} in the mapping, or ask for the agreed format.",
        )


def _check_headings(shown: str, contract: Contract, file: FileMap, record: Record) -> None:
    """Refuse a header in which one column of the contract has several headings to be read from."""
    line, header = record
    for cell in header:
        if is_misread(cell):
            raise FileRefused(
                f"{shown} line {line}: the heading '{cell}' holds letters of another encoding than "
                "it was read in.",
                "Ask the supplier for the file in one encoding, UTF-8 throughout.",
            )
    headings = [plain(cell) for cell in header]
    for column in contract.columns:
        mapped = file.columns.get(column.name)
        names = mapped.headers if mapped else [column.name, *column.synonyms]
        at = [i for i, heading in enumerate(headings) if heading in {plain(n) for n in names}]
        if len(at) > 1 and (not mapped or len({headings[i] for i in at}) < len(at)):
            _refuse_twice(shown, line, header, at, column.name)
    for name in file.only:
        at = [i for i, heading in enumerate(headings) if heading == plain(name)]
        if len(at) > 1:
            _refuse_twice(shown, line, header, at, name)


def _refuse_twice(shown: str, line: int, header: list[str], at: list[int], name: str) -> None:
    places = " and ".join(f"'{header[i].strip()}' in column {i + 1}" for i in at)
    raise FileRefused(
        f"{shown} line {line}: {name} has {len(at)} headings: {places}. It is not clear "
        "which of them is meant.",
        "Ask the supplier for each column once, or rename the one that is not meant.",
    )


def _no_header(
    shown: str,
    contract: Contract,
    candidates: dict[str, list[Record]],
    best: tuple[int, int, str, Resolution] | None,
    place: str,
) -> FileRefused:
    if best is None:
        return FileRefused(
            f"{shown}: none of the first {HEADER_WITHIN} lines is a header of {contract.entity}: "
            "not one column of the contract was found.",
            "Is it the right file, and a CSV or XLSX? The columns are listed by "
            f"the contract warehouse/contracts/{contract.entity}.odcs.yaml.",
        )
    _, i, delimiter, resolution = best
    line, header = candidates[delimiter][i]
    parts = []
    synonyms = {column.name: column.synonyms for column in contract.columns}
    for name in resolution.missing:
        close = renamed([name, *synonyms.get(name, ())], header)
        parts.append(f"'{name}'" + (f" (renamed to '{close}'?)" if close else ""))
    hint = "Ask the supplier for the agreed columns, or tell the mapping the new names."
    if "municipality_code" in resolution.missing:
        hint = (
            f"Write municipality_code: '0999', with your own code, in the mapping {place}, or set "
            "SAGSPULS_MUNICIPALITY_CODE."
        )
    return FileRefused(
        f"{shown} line {line}: the header lacks {len(parts)} required "
        f"column{'s' if len(parts) > 1 else ''}: {', '.join(parts)}.",
        hint,
    )


def _layout(file: FileMap, delimiter: str, header_record: Record, resolution: Resolution) -> Layout:
    header_line, header = header_record
    types = ["VARCHAR"] * len(header)
    for at in sorted({at for source_ in resolution.sources for at in source_.positions}):
        wanted = {_read_type(s) for s in resolution.sources if at in s.positions}
        types[at] = next((t for t in _PRIORITY if t in wanted), min(wanted))
    accounting = {at for s in resolution.sources if s.column.is_accounting for at in s.positions}
    return Layout(
        header=tuple(header),
        header_line=header_line,
        delimiter=delimiter,
        quote=file.dialect.quote,
        resolution=resolution,
        types=tuple(types),
        null_values=tuple(dict.fromkeys(["", *file.dialect.null_values])),
        only=tuple((position(header, name), tuple(v)) for name, v in file.only.items()),
        accounting=tuple(sorted(accounting)),
    )


def _read_type(source: ColumnSource) -> str:
    """The DuckDB type a column's cells are read as, before they become the contract's."""
    own = source.column.duckdb_type
    if source.map and source.map.read_as:
        declared = TYPE_READ_AS[source.map.read_as]
        is_number = own.startswith(("DECIMAL", "DOUBLE", "BIGINT"))
        return own if declared == "DOUBLE" and is_number else declared
    return "VARCHAR" if source.map and source.map.values else own


def workbook_writer(layout: Layout, date_system: int | None) -> Callable[[list[str]], list[str]]:
    """A function that writes a workbook's row as DuckDB reads it: numbers marked, serials as ISO.

    A plain number is a date only where the workbook says from which day it counts, and has five
    digits before its point (1927 to 2173): 2024 or 240412 may be a year or a date typed in digits.

    Args:
        layout: of the sheet.
        date_system: of the workbook, 1900 or 1904, where it is known.
    """
    width = len(layout.header)
    days = [at for at, kind in enumerate(layout.types) if kind in DAY_TYPES]
    numbers = [at for at, kind in enumerate(layout.types) if kind not in (*DAY_TYPES, "VARCHAR")]

    def write(cells: list[str]) -> list[str]:
        row = cells[:width] + [""] * (width - len(cells))
        for at in days:
            if isinstance(row[at], Number) and date_system and 10_000 <= float(row[at]) < 100_000:
                row[at] = from_serial(float(row[at]), EPOCHS[date_system])
        for at in numbers:
            if isinstance(row[at], Number):
                row[at] = NUMBER_CELL + row[at]
        return row

    return write
