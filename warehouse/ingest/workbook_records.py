"""Cells of binary workbooks that the reader gives as blanks: errors, formulas never computed.

`.xls` holds records of a kind and a length each ([MS-XLS] 2.4); `.xlsb` is an archive of parts that
hold records of the same sort, their numbers written in as few bytes as they need ([MS-XLSB] 2.1.4).
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from typing import IO

from warehouse.ingest.cell_errors import NOT_COMPUTED
from warehouse.ingest.compound_file import CompoundFile, CompoundFileDamaged

Cell = tuple[int, int, str]
"""Row and column, from 0, and what is wrong there as text."""

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""Errors by their number in a cell ([MS-XLS] 2.5.10)."""

_BOUND_SHEET, _BOF, _EOF = 0x85, 0x809, 0x0A
_COMPUTED_BY = 0x1C1
"""Names the engine that computed the workbook last; Excel writes it, xlwt does not."""
_BOOL_OR_ERROR = 0x205
_FORMULAS = (0x06, 0x206, 0x406)
_NO_NUMBER, _IS_ERROR, _IS_BLANK = 0xFFFF, 2, 3
_ON_LOAD = 2
"""Written by programs that do not compute (Apache POI, WriteExcel); Excel never sets it."""

_CHUNK = 1 << 20
_ROW, _CELL_ERROR = 0, 3
_TEXT_FORMULA, _NUMBER_FORMULA, _ERROR_FORMULA = 8, 9, 11
_SHEET_OF_BOOK, _CALCULATION = 156, 157


def xls_errors(content: bytes, sheet: int) -> Iterator[Cell]:
    """Cells of an XLS sheet that hold an error or a formula without a result, in order of rows.

    Args:
        content: of the workbook.
        sheet: its number among all sheets, from 0.

    Raises:
        CompoundFileDamaged: the workbook breaks off, or has no such sheet.
    """
    book = CompoundFile(content)
    name = next((n for n in ("Workbook", "Book") if n in book.names), None)
    if name is None:
        raise CompoundFileDamaged("there is no workbook in it")
    stream = book.stream(name)
    records = list(_records(stream, 0))
    places = [struct.unpack_from("<I", data)[0] for kind, data in records if kind == _BOUND_SHEET]
    if sheet >= len(places):
        raise CompoundFileDamaged("a sheet is missing")
    is_computed = any(kind == _COMPUTED_BY for kind, _ in records)
    yield from sorted(_xls_cells(stream, places[sheet], is_computed=is_computed))


def _xls_cells(stream: bytes, place: int, *, is_computed: bool) -> Iterator[Cell]:
    depth = 0
    for kind, data in _records(stream, place):
        depth += (kind == _BOF) - (kind == _EOF)
        if depth != 1:  # within a chart on the sheet
            continue
        if kind == _BOOL_OR_ERROR:
            row, column, _, code, is_error = struct.unpack_from("<HHHBB", data)
            if is_error:
                yield row, column, ERRORS.get(code, "#N/A")
        elif kind in _FORMULAS:
            row, column, _, result, what, flags = struct.unpack_from("<HHH6sHH", data)
            is_value = what != _NO_NUMBER
            is_blank = not is_value and result[0] == _IS_BLANK
            is_zero = is_value and not any(result) and not what
            if not is_value and result[0] == _IS_ERROR:
                yield row, column, ERRORS.get(result[2], "#N/A")
            elif (is_blank and not is_computed) or ((is_blank or is_zero) and flags & _ON_LOAD):
                yield row, column, NOT_COMPUTED


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record from a place to the end of what begins there."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
    raise CompoundFileDamaged("its records break off")


def xlsb_errors(book: zipfile.ZipFile, part: str, *, is_uncomputed: bool) -> Iterator[Cell]:
    """Cells of an XLSB sheet that hold an error or a formula without a result, in order.

    Args:
        book: the workbook, open.
        part: of the archive that holds the sheet.
        is_uncomputed: whether its formulas wait for Excel.
    """
    row = -1
    with book.open(part) as file:
        for kind, data in _short_records(file):
            if kind == _ROW:
                (row,) = struct.unpack_from("<I", data)
                continue
            if kind not in (_CELL_ERROR, _TEXT_FORMULA, _NUMBER_FORMULA, _ERROR_FORMULA):
                continue
            (column,) = struct.unpack_from("<I", data)
            if kind in (_CELL_ERROR, _ERROR_FORMULA):
                yield row, column, ERRORS.get(data[8], "#N/A")
            elif is_uncomputed:
                n_bytes = 8 if kind == _NUMBER_FORMULA else 4  # a number, or the length of a text
                if not any(data[8 : 8 + n_bytes]):
                    yield row, column, NOT_COMPUTED


def xlsb_sheets(book: zipfile.ZipFile, part: str) -> tuple[dict[str, str], bool]:
    """Relation of each sheet by its name, and whether formulas wait for Excel.

    Args:
        book: the workbook, open.
        part: of the archive that tells of its sheets.
    """
    sheets: dict[str, str] = {}
    waits = False
    with book.open(part) as file:
        for kind, data in _short_records(file):
            if kind == _SHEET_OF_BOOK:
                relation, after = _text(data, 8)
                sheets[_text(data, after)[0]] = relation
            elif kind == _CALCULATION:
                waits = bool(data[24] & 1)
    return sheets, waits


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text of a record, and where it ends."""
    (length,) = struct.unpack_from("<I", data, at)
    if length == 0xFFFF_FFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def _short_records(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record of a part."""
    rest, at = b"", 0
    while True:
        try:
            kind, after = _number(rest, at, 2)
            size, start = _number(rest, after, 4)
            is_whole = start + size <= len(rest)
        except IndexError:
            is_whole = False
        if is_whole:
            yield kind, rest[start : start + size]
            at = start + size
            continue
        chunk = file.read(_CHUNK)
        if not chunk:
            if at < len(rest):
                raise zipfile.BadZipFile("its records break off")
            return
        rest, at = rest[at:] + chunk, 0


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of at most so many bytes, 7 bits in each, and where it ends."""
    number = 0
    for i in range(most):
        byte = data[at + i]
        number |= (byte & 0x7F) << (7 * i)
        if byte < 0x80:
            break
    return number, at + i + 1
