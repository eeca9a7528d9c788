"""Cells of an ODS sheet that the reader gives as blanks: errors, formulas never computed.

OpenDocument knows no errors. LibreOffice writes an empty text and marks it in a namespace of its
own (`calcext:value-type="error"`), Excel writes the number 0; both show the error as the cell's
text.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from warehouse.ingest.cell_errors import NOT_COMPUTED, cell_error

Cell = tuple[int, int, str]
"""Row and column, from 0, and what is wrong there as text."""

CONTENT = "content.xml"
MOST_ERRORS = 1_000_000
"""A few bytes may say that all cells of a sheet hold one."""

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT = (f"{{{_URN}{name}:1.0}}" for name in ("table", "office", "text"))
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_VALUES = {
    "float": "value",
    "percentage": "value",
    "currency": "value",
    "date": "date-value",
    "time": "time-value",
    "boolean": "boolean-value",
}
"""By type of a cell: the attribute with its value."""


def ods_errors(book: zipfile.ZipFile, sheet: str) -> Iterator[Cell]:
    """Cells that hold an error or a formula without a result, in order.

    Args:
        book: the workbook, open.
        sheet: its sheet's name.

    Raises:
        BadZipFile: it has no such sheet.
    """
    row, n_errors, depth, is_found = 0, 0, 0, False
    within: list[Element] = []
    with book.open(CONTENT) as file:
        for event, element in ElementTree.iterparse(file, ("start", "end")):  # noqa: S314
            is_table = element.tag == f"{_TABLE}table"
            if event == "start":
                within.append(element)
                # A table may stand within a cell.
                if is_table and (depth or element.get(f"{_TABLE}name") == sheet):
                    depth, is_found = depth + 1, True
                continue
            within.pop()
            if is_table and depth:
                depth -= 1
                if not depth:
                    return
            elif element.tag == f"{_TABLE}table-row" and depth <= 1:
                if depth:
                    # An empty row may be repeated a million times; one with an error hardly ever.
                    times = _times(element, "rows")
                    found = list(_in_row(element))
                    n_errors += times * len(found)
                    if n_errors > MOST_ERRORS:
                        raise zipfile.BadZipFile(f"more than {MOST_ERRORS} of its cells are errors")
                    for i in range(times if found else 0):
                        yield from ((row + i, column, text) for column, text in found)
                    row += times
                within[-1].remove(element)  # read, and not to be kept
    if not is_found:
        raise zipfile.BadZipFile("a sheet is missing")


def _in_row(row: Element) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        times = _times(cell, "columns")
        text = _error(cell)
        if text:
            yield from ((column + i, text) for i in range(times))
        column += times


def _error(cell: Element) -> str | None:
    paragraphs = cell.findall(f"{_TEXT}p")  # not those of a comment on it
    shown = " ".join("".join(p.itertext()) for p in paragraphs).strip()
    # A number shown with an exponent, or as #### for want of room, is told by its value.
    is_error = bool(shown.strip("#")) and not shown[0].isdigit() and cell_error(shown)
    if is_error:
        return shown
    if any(name.endswith("}value-type") and value == "error" for name, value in cell.items()):
        return "#N/A"
    if f"{_TABLE}formula" not in cell.keys():  # noqa: SIM118
        return None
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "string":
        return None
    value = cell.get(f"{_OFFICE}{_VALUES.get(kind or '', '')}")
    return None if value and (paragraphs or value.strip("0.") != "") else NOT_COMPUTED


def _times(element: Element, what: str) -> int:
    return int(element.get(f"{_TABLE}number-{what}-repeated") or 1)
