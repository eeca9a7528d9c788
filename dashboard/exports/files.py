"""A chart's numbers as files: CSV as the reader's spreadsheet opens it, and XLSX with formats."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import xlsxwriter

from dashboard.words.language import Language
from dashboard.words.tables import Column, Table

FORMATS = {
    "share": "0.0%",
    "days": "#,##0.0",
    "score": "0.0#",
    "count": "#,##0",
    "kroner": "#,##0",
    "change": "#,##0",
    "date": "dd-mm-yyyy",
}
"""Number formats of XLSX; Excel shows them with the marks of its own language."""

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BLANKS = ("\t", "\r", "\n")


def csv_bytes(table: Table, language: Language, *, about: dict[str, str]) -> bytes:
    """The table as CSV: semicolon and decimal comma in Danish, comma and point in English.

    Shares stand as numbers from 0 to 100 under a heading that says so; a byte order mark lets
    Excel read the letters æ, ø and å. What `about` says stands in columns of its own at the end.
    """
    stream = io.StringIO()
    danish = language.code == "da"
    writer = csv.writer(stream, delimiter=";" if danish else ",", lineterminator="\r\n")
    said = [_harmless(text) for text in about.values()]
    writer.writerow([*(_harmless(_heading(column)) for column in table.columns), *about])
    # Without a row there would be no place for what is said of the file.
    for row in table.rows or ((None,) * len(table.columns),):
        cells = [
            _cell(value, column, danish=danish)
            for value, column in zip(row, table.columns, strict=True)
        ]
        writer.writerow([*cells, *said])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def xlsx_bytes(table: Table, language: Language, *, title: str, about: dict[str, str]) -> bytes:
    """The table as XLSX: numbers as numbers with formats, and a sheet that says where from."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": title, "company": "Sagspuls"})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
    sheet = book.add_worksheet(language.text("Numbers"))
    for number, column in enumerate(table.columns):
        longest = max([len(str(row[number] or "")) for row in table.rows], default=0)
        width = 12 if column.is_number else min(max(longest, len(column.label), 10) + 2, 48)
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, column.label, head)
        for line, row in enumerate(table.rows, start=1):
            _write(sheet, line, number, row[number], column, formats)
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    note = book.add_worksheet(language.text("About"))
    note.set_column(0, 0, 22)
    note.set_column(1, 1, 70)
    bold = book.add_format({"bold": True})
    for line, (name, value) in enumerate({language.text("Title"): title, **about}.items()):
        note.write_string(line, 0, name, bold)
        note.write_string(line, 1, value)
    book.close()
    return stream.getvalue()


def _write(
    sheet: Any, line: int, number: int, value: object, column: Column, formats: dict[str, Any]
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(line, number, value, formats["date"])
    elif column.is_number and isinstance(value, int | float):
        sheet.write_number(line, number, value, formats[column.kind])
    else:
        sheet.write_string(line, number, str(value))


def _heading(column: Column) -> str:
    return f"{column.label} (%)" if column.kind == "share" else column.label


def _cell(value: object, column: Column, *, danish: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and column.is_number:
        number = round(float(value) * 100, 4) if column.kind == "share" else float(value)
        text = f"{number:.4f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if danish else text
    return _harmless(str(value))


def _harmless(text: str) -> str:
    """A text that is no formula to Excel: an apostrophe keeps one that begins like it a text."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text[:1] in _BLANKS else text
