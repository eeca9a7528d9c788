"""Workbooks: the sheets of one, and their rows as text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from warehouse.errors import FileRefused
from warehouse.extracts import CHUNK, Extract
from warehouse.text_file import Record
from warehouse.workbook_process import fits_in_memory

LARGEST_WORKBOOK = 1 << 26
_ABOUT_THE_WORKBOOK = "xl/workbook.xml"


class Number(str):
    """A cell that holds a number, written with a decimal point."""

    __slots__ = ()


class Workbook:
    """A sheet of a workbook, its cells as the text a Danish-neutral CSV would have.

    `date_system`: the year its plain numbers count days from, 1900 or 1904, where it says so.

    Args:
        extract: the file.
        sheet: the sheet's name; the first visible one where none is given.

    Raises:
        FileRefused: it is no workbook, or has no such sheet.
    """

    def __init__(self, extract: Extract, sheet: str | None) -> None:
        try:
            with extract.opened() as file:
                content = file.read(LARGEST_WORKBOOK + 1)
            if len(content) > LARGEST_WORKBOOK or not fits_in_memory(content, sheet):
                raise FileRefused(
                    f"{extract.shown} is too large a workbook to be read in bounded memory "
                    "(about 1 million rows of 7 columns go).",
                    "Deliver the sheet as CSV, or in several workbooks.",
                )
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        except (CalamineError, zipfile.BadZipFile, OSError) as error:
            raise FileRefused(f"{extract.shown} is not a workbook: {error}.") from None
        visible = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        names = visible or book.sheet_names
        if not names or (sheet is not None and sheet not in book.sheet_names):
            raise FileRefused(
                f"{extract.shown} has no sheet '{sheet}'; its sheets are: {', '.join(names)}.",
                "Name the sheet in the mapping: dialect: {sheet: …}.",
            )
        self.date_system = _date_system(content)
        self._sheet = book.get_sheet_by_name(sheet or names[0])

    def merged(self) -> Iterator[tuple[int, int, int, int]]:
        """First and last row, from 1, and first and last column, from 0, of each merged range."""
        for (top, left), (bottom, right) in self._sheet.merged_cell_ranges or []:
            yield top + 1, bottom + 1, left, right

    def records(self) -> Iterator[Record]:
        """Every row with its number in the sheet; an empty row has no cells."""
        for i, row in enumerate(self._sheet.iter_rows()):
            cells = [_cell(value) for value in row]
            yield i + 1, cells if any(cells) else []


def _date_system(content: bytes) -> int | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book, book.open(_ABOUT_THE_WORKBOOK) as file:
            start = file.read(CHUNK)  # its first elements tell
    except (zipfile.BadZipFile, KeyError):
        return None  # of the older and the open formats, which say it elsewhere
    counts_from_1904 = rb"<(\w+:)?workbookPr\b[^>]*\sdate1904=.(1|true|on)\b"
    return 1904 if re.search(counts_from_1904, start) else 1900


def _cell(value: object) -> str:
    """A cell as text: dates as ISO, whole numbers without a point."""
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case float() if value.is_integer() and abs(value) < 1e15:
            return Number(int(value))
        case float():
            return Number(repr(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case None:
            return ""
        case _:
            return str(value)
