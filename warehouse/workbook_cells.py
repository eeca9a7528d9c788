"""Workbook cells that the reader gives as blanks: errors, and formulas that were never computed.

calamine tells neither from an empty cell, so both are looked up in the sheet's own XML (ECMA-376
part 1, 18.3.1.4: `t="e"` is an error, `f` a formula, `v` its result).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from warehouse.cell_errors import NOT_COMPUTED

Cell = tuple[int, int, str]
"""Row and column, from 0, and what is wrong there as text."""

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
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def blank_errors(content: bytes, sheet: str) -> Iterator[Cell]:
    """Cells of an XLSX or XLSM sheet that hold an error or a formula without a result, in order.

    A workbook that asks to be computed when it is opened (`fullCalcOnLoad`) was written by a
    program that does not compute: its formulas hold 0 or nothing until Excel has saved it.

    Args:
        content: of the workbook; of another kind it gives nothing.
        sheet: its sheet's name.
    """
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        part, is_uncomputed = _find_part(book, sheet)
        if part is None:
            return
        with book.open(part) as file:
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


def _find_part(book: zipfile.ZipFile, sheet: str) -> tuple[str | None, bool]:
    """The part of the archive with a sheet's cells, and whether its formulas wait for Excel."""
    names = {name.lower(): name for name in book.namelist()}
    if "xl/workbook.xml" not in names:
        return None, False
    # The process that tried the workbook has read both in bounded memory already.
    root = ElementTree.fromstring(book.read(names["xl/workbook.xml"]))  # noqa: S314
    found = (
        e.get(_RELATIONS) for e in root.iter() if _tag(e) == "sheet" and e.get("name") == sheet
    )
    relation = next(found, None)
    waits = any(
        _tag(e) == "calcPr" and e.get("fullCalcOnLoad") in ("1", "true") for e in root.iter()
    )
    links = ElementTree.fromstring(book.read(names["xl/_rels/workbook.xml.rels"]))  # noqa: S314
    target = next((e.get("Target") for e in links.iter() if e.get("Id") == relation), None)
    if target is None:
        return None, waits
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return names.get(path.lower()), waits


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
