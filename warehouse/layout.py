"""Layouts: where a file's header is, how its cells are written, and which a contract gets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from xlsxwriter.utility import xl_col_to_name

from warehouse.amounts import in_workbook, signed
from warehouse.contracts import Contract
from warehouse.errors import FileRefused
from warehouse.letters import is_misread
from warehouse.mapping import (
    TYPE_READ_AS,
    Dialect,
    FileMap,
    Resolution,
    plain,
    position,
    renamed,
    resolve,
)
from warehouse.text_file import Record, TextFile
from warehouse.workbook import Workbook

DELIMITERS = (";", ",", "\t", "|")
HEADER_WITHIN = 20
SAMPLE = 500

DATE_FORMATS = ("%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%y", "%d.%m.%y", "%Y%m%d")
TIMES = (" %H:%M", " %H:%M:%S", "T%H:%M:%S", " %H.%M")
EXCEL_EPOCH = datetime(1899, 12, 30)

_PRIORITY = ("TIMESTAMPTZ", "TIMESTAMP", "DATE", "DOUBLE", "BIGINT")


@dataclass(frozen=True)
class Layout:
    """How one file is to be read for one entity.

    `types` holds the DuckDB type each of the header's cells is read as. Formats are strptime
    formats; none means ISO. `accounting` tells the cells with amounts as accountants write them.
    `sheet` is that of a workbook.
    """

    header: tuple[str, ...]
    header_line: int
    delimiter: str
    quote: str
    resolution: Resolution
    types: tuple[str, ...]
    date_format: str | None
    timestamp_format: str | None
    decimal: str
    thousands: str | None
    null_values: tuple[str, ...]
    only: tuple[tuple[int, tuple[str, ...]], ...]
    accounting: tuple[int, ...]
    sheet: str = ""

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
    if isinstance(source, Workbook):
        candidates = {",": list(islice(source.records(), HEADER_WITHIN + SAMPLE))}
    else:
        delimiters = dict.fromkeys(
            [dialect.delimiter, *DELIMITERS] if dialect.delimiter else DELIMITERS
        )
        candidates = {
            d: list(islice(source.head(d, dialect.quote), HEADER_WITHIN + SAMPLE))
            for d in delimiters
        }
    best: tuple[int, int, str, Resolution] | None = None
    for delimiter, records in candidates.items():
        for i, (_, cells) in enumerate(records[:HEADER_WITHIN]):
            found = resolve(contract, file, cells, municipality_code)
            if not found.missing:
                _check_delimiter(shown, dialect, delimiter)
                _check_headings(shown, contract, file, records[i])
                return _layout(source, file, delimiter, records, i, found)
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
        f"{shown} line {line}: {name} has {len(at)} headings: {places}. Which of them is meant "
        "cannot be told.",
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


def _layout(
    source: TextFile | Workbook,
    file: FileMap,
    delimiter: str,
    records: list[Record],
    i: int,
    resolution: Resolution,
) -> Layout:
    header_line, header = records[i]
    sample = [cells for _, cells in records[i + 1 :] if cells][:SAMPLE]
    types = ["VARCHAR"] * len(header)
    for at in sorted({at for source_ in resolution.sources for at in source_.positions}):
        wanted = {
            TYPE_READ_AS[s.map.read_as]
            if s.map and s.map.read_as
            else ("VARCHAR" if s.map and s.map.values else s.column.duckdb_type)
            for s in resolution.sources
            if at in s.positions
        }
        types[at] = next((t for t in _PRIORITY if t in wanted), min(wanted))
    accounting = {at for s in resolution.sources if s.column.is_accounting for at in s.positions}
    sample = [
        [signed(cell) if at in accounting else cell for at, cell in enumerate(cells)]
        for cells in sample
    ]
    dialect = file.dialect
    if isinstance(source, Workbook):
        date_format = timestamp_format = None
        decimal, thousands = ".", None
    else:
        date_format, timestamp_format = _formats(dialect, types, sample)
        decimal = dialect.decimal or _decimal(types, sample)
        thousands = dialect.thousands or ("." if decimal == "," else None)
    return Layout(
        header=tuple(header),
        header_line=header_line,
        delimiter=delimiter,
        quote=dialect.quote,
        resolution=resolution,
        types=tuple(types),
        date_format=date_format,
        timestamp_format=timestamp_format,
        decimal=decimal,
        thousands=thousands,
        null_values=tuple(dict.fromkeys(["", *dialect.null_values])),
        only=tuple((position(header, name), tuple(v)) for name, v in file.only.items()),
        accounting=tuple(sorted(accounting)),
    )


def _formats(
    dialect: Dialect, types: list[str], sample: list[list[str]]
) -> tuple[str | None, str | None]:
    """The formats of dates and times: as declared, else those that fit most of the first rows.

    A column of dates that is written with a time of day is read as one; `types` is changed so.
    """
    dates = _cells(types, sample, "DATE")
    date_format = dialect.date_format or _best(dates, DATE_FORMATS)
    times = [d + t for d in DATE_FORMATS for t in TIMES]
    instants = _cells(types, sample, "TIMESTAMP")
    for at, read_type in enumerate(types):
        if read_type == "DATE":
            own = [cells[at] for cells in sample if at < len(cells) and cells[at].strip()]
            if own and not any(_fits(c, _iso(date_format, "%Y-%m-%d")) for c in own):
                as_time = _best(own, times)
                if as_time and any(_fits(c, as_time) for c in own):
                    types[at] = "TIMESTAMP"
                    instants += own
    timestamp_format = dialect.timestamp_format or _best(instants, times)
    return (
        None if date_format == "iso" else date_format or DATE_FORMATS[0],
        None if timestamp_format == "iso" else timestamp_format or DATE_FORMATS[0] + TIMES[0],
    )


def _iso(given: str | None, iso: str) -> str:
    return iso if given == "iso" else given or DATE_FORMATS[0]


def _cells(types: Sequence[str], sample: list[list[str]], read_type: str) -> list[str]:
    return [
        cells[at]
        for cells in sample
        for at, t in enumerate(types)
        if t == read_type and at < len(cells) and cells[at].strip()
    ]


def _best(cells: list[str], formats: Iterable[str]) -> str | None:
    counted = [(sum(_fits(cell, f) for cell in cells), f) for f in formats]
    n, best = max(counted, key=lambda pair: pair[0])
    return best if n else None


def _fits(cell: str, written: str) -> bool:
    try:
        datetime.strptime(cell.strip(), written)
    except ValueError:
        return False
    return True


def _decimal(types: Sequence[str], sample: list[list[str]]) -> str:
    """Danish comma, unless the first rows show a point with one or two decimals and no comma."""
    numbers = [
        cells[at].strip()
        for cells in sample
        for at, t in enumerate(types)
        if t.startswith(("DOUBLE", "DECIMAL")) and at < len(cells)
    ]
    points = any(re.fullmatch(r"-?\d+\.\d{1,2}", n) for n in numbers)
    return "." if points and not any("," in n for n in numbers) else ","


def workbook_writer(layout: Layout, file: FileMap) -> Callable[[list[str]], list[str]]:
    """A function that writes a workbook's row as DuckDB reads it: text dates and serials as ISO.

    Args:
        layout: of the sheet.
        file: what the mapping says of it, formats of dates that were typed as text among it.
    """
    width = len(layout.header)
    declared = [
        f for f in (file.dialect.date_format, file.dialect.timestamp_format) if f and f != "iso"
    ]
    formats = [*declared, *DATE_FORMATS, *(d + t for d in DATE_FORMATS for t in TIMES)]
    dates = [at for at, t in enumerate(layout.types) if t in ("DATE", "TIMESTAMP", "TIMESTAMPTZ")]
    numbers = [at for at, t in enumerate(layout.types) if t.startswith(("DOUBLE", "DECIMAL"))]

    def write(cells: list[str]) -> list[str]:
        row = cells[:width] + [""] * (width - len(cells))
        for at in layout.accounting:
            row[at] = in_workbook(row[at])
        for at in dates:
            row[at] = _iso_cell(row[at].strip(), formats, layout.types[at] == "DATE")
        for at in numbers:
            if "," in row[at]:
                row[at] = row[at].replace(".", "").replace(",", ".")
        return row

    return write


def amounts_writer(layout: Layout) -> Callable[[list[str]], list[str]] | None:
    """A function that writes a text file's row with amounts as DuckDB reads them, if it has any.

    Args:
        layout: of the file.
    """

    def write(cells: list[str]) -> list[str]:
        return [signed(c) if at in layout.accounting else c for at, c in enumerate(cells)]

    return write if layout.accounting else None


def _iso_cell(cell: str, formats: list[str], is_date: bool) -> str:
    if not cell or re.match(r"\d{4}-\d\d-\d\d", cell):
        return cell[:10] if is_date and cell.endswith("00:00:00") else cell
    if re.fullmatch(r"\d{4,5}(\.\d+)?", cell):
        instant = EXCEL_EPOCH + timedelta(days=float(cell))
        return instant.date().isoformat() if is_date else instant.isoformat(" ", "seconds")
    for written in formats:
        if _fits(cell, written):
            instant = datetime.strptime(cell, written)
            return instant.date().isoformat() if is_date else instant.isoformat(" ", "seconds")
    return cell
