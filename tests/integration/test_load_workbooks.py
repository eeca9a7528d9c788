"""Workbooks as people make them: merged cells, serials, hidden sheets, formulas, and bombs."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from warehouse import workbook_process
from warehouse.load import LoadResult, load
from warehouse.settings import Settings

HEADER = ["Kommunekode", "Afgørelsesnr", "Sagsnr", "Afgjort", "Udfald", "Beløb"]


def rows(settings: Settings, result: LoadResult) -> list[tuple]:
    """Number, date and amount of the decisions loaded."""
    path = settings.raw / "decisions" / f"{result.load_id}.parquet"
    return duckdb.sql(
        f"select decision_id, decided_on, amount_dkk::double from '{path}' order by 1"
    ).fetchall()


def test_merged_titles_serials_text_numbers_and_hidden_sheets(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "decisions.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Skjult").hide()
        sheet = book.add_worksheet("Data")
        book.add_worksheet("Noter").write(0, 0, "intet")
        sheet.activate()
        sheet.set_first_sheet()
        sheet.merge_range(0, 0, 1, 5, "Afgørelser 2024")
        sheet.write_row(2, 0, HEADER)
        sheet.write_row(3, 0, ["0999", "1", "S-1", 45352, "granted", "1.234,50"])
        sheet.write_row(4, 0, ["0999", "2", "S-2", "2024-03-02", "granted", 7])
        sheet.merge_range(5, 4, 6, 4, "granted")
        sheet.write_row(5, 0, ["0999", "3", "S-3", "03-03-2024"])
        sheet.write_row(6, 0, ["0999", "4", "S-4", "04-03-2024"])
        sheet.write_formula(7, 3, "=TODAY()", value="")
        sheet.write_row(7, 0, ["0999", "5", "S-5"])
        sheet.write(7, 4, "granted")
        for i in range(10):
            sheet.write_row(8 + i, 0, ["0999", f"9{i}", "S-9", "05-03-2024", "granted"])
    (result,) = load(settings, path)
    assert rows(settings, result)[:3] == [
        ("1", date(2024, 3, 1), 1234.5),
        ("2", date(2024, 3, 2), 7.0),
        ("3", date(2024, 3, 3), None),
    ]
    # Only a merged cell's first cell holds its value; a formula never computed holds none.
    assert [(r["line"], r["column_name"], r["reason_code"]) for r in result.rejects] == [
        (7, "outcome", "missing_value"),
        (8, "decided_on", "missing_value"),
        (7, "outcome", "merged_cells"),
    ]


def test_a_sheet_that_would_fill_the_memory_is_refused(settings: Settings, tmp_path: Path) -> None:
    """Two cells in opposite corners: a few bytes on disk, 500 GB in memory."""
    small, path = tmp_path / "small.xlsx", tmp_path / "decisions.xlsx"
    with xlsxwriter.Workbook(small) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, 1)
        sheet.write(1_048_575, 16_383, 1)
    small.rename(path)
    assert path.stat().st_size < 10_000
    assert zipfile.is_zipfile(path)
    (result,) = load(settings, path)
    assert result.status == "refused"
    assert "too large a workbook" in result.message


def test_a_workbook_that_takes_too_long_is_refused(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_process, "SECONDS", 0.001)
    path = tmp_path / "decisions.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, HEADER)
    (result,) = load(settings, path)
    assert result.status == "refused"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04torn", "is not a workbook"),
        (b"Sagsnr;Modtaget\r\nS-1;01-03-2024\r\n", "is text (CSV), though its name ends in .xlsx"),
        ("Sagsnr\tModtaget\n".encode("utf-16"), "is text (CSV)"),
        (b"%PDF-1.7\n", "is a PDF"),
        (
            b"\r\n<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table>",
            "a web page (HTML)",
        ),
        (b"\xef\xbb\xbf<!DOCTYPE HTML PUBLIC>", "a web page (HTML)"),
        (b"<TABLE border=1><tr><td>Sagsnr", "a web page (HTML)"),
        (b"MIME-Version: 1.0\r\n", "a web page (MHTML)"),
        (
            b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
            b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "an XML spreadsheet (Excel 2003)",
        ),
        (b"{\\rtf1", "a document (RTF)"),
        (b"\0\1\2\3nothing known", "is no workbook"),
    ],
)
def test_what_is_no_workbook_is_told(
    settings: Settings, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "decisions.xlsx"
    path.write_bytes(content)
    (result,) = load(settings, path)
    assert result.status == "refused"
    assert words in result.message
