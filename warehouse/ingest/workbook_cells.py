"""Workbook cells that the reader gives as blanks: errors, and formulas that were never computed.

calamine tells neither from an empty cell, so both are looked up in the workbook itself: of XLSX in
the sheet's XML (ECMA-376 part 1, 18.3.1.4: `t="e"` is an error, `f` a formula, `v` its result).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree

from warehouse.ingest.cell_errors import NOT_COMPUTED
from warehouse.ingest.compound_file import SIGNATURE
from warehouse.ingest.workbook_open import CONTENT, ods_errors
from warehouse.ingest.workbook_records import Cell, xls_errors, xlsb_errors, xlsb_sheets

_CHUNK = 1 << 20
_LONGEST_ROW = 1 << 25
_SUSPECT = re.compile(rb"\bt=[\"']e[\"']|<(?:\w+:)?f[\s>/]")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)</")
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
_PLACE = re.compile(rb"\br=[\"']([A-Z]*)(\d+)[\"']")
_TYPE = re.compile(rb"\bt=[\"'](\w+)[\"']")
_XLSX, _XLSB = "xl/workbook.xml", "xl/workbook.bin"


def blank_errors(content: bytes, sheet: str, sheets: Sequence[str]) -> Iterator[Cell]:
    """Cells of a sheet that hold an error or a formula without a result, in order.

    A workbook that asks to be computed when it is opened (`fullCalcOnLoad`) was written by a
    program that does not compute: its formulas hold 0 or nothing until Excel has saved it.

    Args:
        content: of the workbook: XLSX, XLSM, XLSB, XLS or ODS.
        sheet: its sheet's name.
        sheets: the names of all its sheets, in their order.

    Raises:
        BadZipFile, ValueError: the sheet is not where it should be, or breaks off.
    """
    if content.startswith(SIGNATURE):
        yield from xls_errors(content, sheets.index(sheet))
        return
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = {name.lower(): name for name in book.namelist()}
        if CONTENT in names:
            yield from ods_errors(book, sheet)
        elif _XLSB in names:
            relations, waits = xlsb_sheets(book, names[_XLSB])
            part = _find_part(book, names, _XLSB, relations.get(sheet))
            yield from xlsb_errors(book, part, is_uncomputed=waits)
        else:
            yield from _xlsx_errors(book, names, sheet)


def _xlsx_errors(book: zipfile.ZipFile, names: Mapping[str, str], sheet: str) -> Iterator[Cell]:
    relation, is_uncomputed = _find_sheet(book, names, sheet)
    with book.open(_find_part(book, names, _XLSX, relation)) as file:
        rest, row = b"", -1
        while chunk := file.read(_CHUNK):
            rest += chunk
            if len(rest) > _LONGEST_ROW:
                raise zipfile.BadZipFile("a row of the sheet does not end")
            end = max((m.end() for m in _ROW_END.finditer(rest)), default=0)
            whole, rest = rest[:end], rest[end:]
            if not _SUSPECT.search(whole):
                row = _last_row(whole, row)
                continue
            for match in _ROW.finditer(whole):
                place = _PLACE.search(match[1])
                row = int(place[2]) - 1 if place else row + 1
                yield from _in_row(row, match[2] or b"", is_uncomputed)


def _find_sheet(
    book: zipfile.ZipFile, names: Mapping[str, str], sheet: str
) -> tuple[str | None, bool]:
    """The relation of a sheet to its part, and whether its formulas wait for Excel."""
    if _XLSX not in names:
        raise zipfile.BadZipFile("it does not name its sheets")
    # The process that tried the workbook has read it in bounded memory already.
    root = ElementTree.fromstring(book.read(names[_XLSX]))  # noqa: S314
    # Excel has two namespaces for the same, of the transitional and of the strict form.
    relation = next(
        (
            value
            for e in root.iter()
            if _tag(e) == "sheet" and e.get("name") == sheet
            for name, value in e.items()
            if name.endswith("/relationships}id")
        ),
        None,
    )
    waits = any(
        _tag(e) == "calcPr" and e.get("fullCalcOnLoad") in ("1", "true") for e in root.iter()
    )
    return relation, waits


def _find_part(
    book: zipfile.ZipFile, names: Mapping[str, str], workbook: str, relation: str | None
) -> str:
    """The part of the archive with a sheet's cells."""
    path = workbook.replace("xl/", "xl/_rels/") + ".rels"
    links = ElementTree.fromstring(book.read(names[path]))  # noqa: S314
    target = next((e.get("Target") for e in links.iter() if e.get("Id") == relation), None)
    if relation is None or target is None:
        raise zipfile.BadZipFile("a sheet is missing")
    part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return names[part.lower()]


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _last_row(whole: bytes, row: int) -> int:
    """The number of the last row of a piece of a sheet, whether the rows say theirs or not."""
    start = max(whole.rfind(b"<row"), whole.rfind(b":row "))
    place = _PLACE.search(whole, start, whole.find(b">", start)) if start >= 0 else None
    return int(place[2]) - 1 if place else row + sum(1 for _ in _ROW_END.finditer(whole))


def _in_row(row: int, cells: bytes, is_uncomputed: bool) -> Iterator[Cell]:
    at = -1
    for match in _CELL.finditer(cells):
        place, kind = _PLACE.search(match[1]), _TYPE.search(match[1])
        at = _column(place[1]) if place else at + 1
        inner = match[2] or b""
        value = _VALUE.search(inner)
        text = value[1].strip() if value else b""
        if kind and kind[1] == b"e":
            yield row, at, text.decode("utf-8", "replace") or "#N/A"
        elif _FORMULA.search(inner):
            is_text = bool(kind) and kind[1] == b"str"  # type: ignore[index]
            if (not text and (is_uncomputed or not is_text)) or (is_uncomputed and text == b"0"):
                yield row, at, NOT_COMPUTED


def _column(letters: bytes) -> int:
    """A column's number, from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
