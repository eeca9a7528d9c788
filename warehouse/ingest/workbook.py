"""Workbooks: the sheets of one, and their rows as text."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from xml.etree.ElementTree import ParseError

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from warehouse.base.errors import FileRefused
from warehouse.ingest.cell_errors import NOT_EXACT
from warehouse.ingest.extracts import CHUNK, Extract
from warehouse.ingest.letters import clean
from warehouse.ingest.text_file import Record
from warehouse.ingest.workbook_cells import blank_errors
from warehouse.ingest.workbook_password import has_password
from warehouse.ingest.workbook_process import fits_in_memory
from warehouse.ingest.workbook_records import Cell

LARGEST_WORKBOOK = 1 << 26
EXCEL_KEEPS = 10**15
"""Whole numbers up to this one keep all their digits in Excel."""
EXACT = 2**53
DAMAGES = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError, RuntimeError,
)  # fmt: skip
"""What reading an archive raises where its bytes are not what they were."""

_ABOUT_THE_WORKBOOK = "xl/workbook.xml"


class Number(str):
    """A cell that holds a number, written with a decimal point."""

    __slots__ = ()


class Workbook:
    """A workbook, open on one of its sheets; cells are the text a Danish-neutral CSV would have.

    `date_system`: the year its plain numbers count days from, 1900 or 1904, where it says so.

    Args:
        extract: the file.
        sheet: the sheet's name; where none is given, the first visible one is open, and `show`
            opens another.

    Raises:
        FileRefused: it is no workbook, is protected by a password, or has no such sheet.
    """

    def __init__(self, extract: Extract, sheet: str | None) -> None:
        self.shown = extract.shown
        try:
            with extract.opened() as file:
                self._content = file.read(LARGEST_WORKBOOK + 1)
            if has_password(self._content):
                raise self._locked()
            if len(self._content) > LARGEST_WORKBOOK or not fits_in_memory(self._content, sheet):
                raise FileRefused(
                    f"{extract.shown} is too large a workbook to be read in bounded memory "
                    "(about 1 million rows of 7 columns go).",
                    "Deliver the sheet as CSV, or in several workbooks.",
                )
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(self._content))
        except PasswordError:
            raise self._locked() from None
        except (CalamineError, *DAMAGES) as error:
            raise self._broken(error) from None
        sheets = [s for s in self._book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        self.hidden = {s.name for s in sheets if s.visible != SheetVisibleEnum.Visible}
        self.sheets = tuple(s.name for s in sheets if sheet is None or s.name == sheet)
        if not self.sheets:
            names = ", ".join(self._book.sheet_names)
            raise FileRefused(
                f"{extract.shown} has no sheet '{sheet}'; its sheets are: {names}.",
                "Name the sheet in the mapping: dialect: {sheet: …}.",
            )
        self.date_system = _date_system(self._content)
        self.show(next((s for s in self.sheets if s not in self.hidden), self.sheets[0]))

    def _locked(self) -> FileRefused:
        return FileRefused(
            f"{self.shown} is protected by a password, or encrypted: nothing in it can be read.",
            "Save it without: in Excel under File, Info, Protect Workbook, Encrypt with Password; "
            "in LibreOffice under Save As, without a tick at Save with password.",
        )

    def _broken(self, error: Exception) -> FileRefused:
        return FileRefused(
            f"{self.shown} is not a workbook, or is damaged: {error}.",
            "Open it in Excel and save it anew, or ask the supplier for it again.",
        )

    def show(self, sheet: str) -> None:
        """Open another sheet.

        Args:
            sheet: one of `sheets`.
        """
        self.sheet = sheet
        try:
            self._sheet = self._book.get_sheet_by_name(sheet)
        except (CalamineError, zipfile.BadZipFile, OSError) as error:
            raise self._broken(error) from None

    def merged(self) -> Iterator[tuple[int, int, int, int]]:
        """First and last row, from 1, and first and last column, from 0, of each merged range."""
        for (top, left), (bottom, right) in self._sheet.merged_cell_ranges or []:
            yield top + 1, bottom + 1, left, right

    def records(self) -> Iterator[Record]:
        """Every row with its number in the sheet; an empty row has no cells."""
        errors = self._errors()
        error = next(errors, None)
        # The reader begins with the first row, but with the first column that holds anything.
        left = [""] * (self._sheet.start[1] if self._sheet.start else 0)
        for i, row in enumerate(self._sheet.iter_rows()):
            cells = left + [_cell(value) for value in row]
            while error and error[0] <= i:
                if error[0] == i:
                    cells += [""] * (error[1] + 1 - len(cells))
                    cells[error[1]] = error[2]
                error = next(errors, None)
            yield i + 1, cells if any(cell.strip() for cell in cells) else []

    def _errors(self) -> Iterator[Cell]:
        try:
            yield from blank_errors(self._content, self.sheet, self._book.sheet_names)
        except (ParseError, struct.error, IndexError, *DAMAGES) as error:
            raise self._broken(error) from None


def _date_system(content: bytes) -> int | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book, book.open(_ABOUT_THE_WORKBOOK) as file:
            start = file.read(CHUNK)  # its first elements tell
    except DAMAGES:
        return None  # of the older and the open formats, which say it elsewhere
    counts_from_1904 = rb"<(\w+:)?workbookPr\b[^>]*\sdate1904=.(1|true|on)\b"
    return 1904 if re.search(counts_from_1904, start) else 1900


def _cell(value: object) -> str:
    """A cell as text: dates as ISO, whole numbers without a point."""
    match value:
        case str():
            return clean(value.replace("\t", " "))
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return _whole(int(value))
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


def _whole(number: int) -> str:
    """A whole number, where all its digits are known.

    Excel keeps 15 and writes 0 for the rest; other programs write up to 2 to the power of 53.
    """
    is_known = abs(number) < EXCEL_KEEPS or (abs(number) < EXACT and number % 10)
    return Number(number) if is_known else NOT_EXACT
