"""Workbooks as people make them: merged cells, serials, hidden sheets, formulas, and bombs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from warehouse.base.settings import Settings
from warehouse.ingest import workbook, workbook_process
from warehouse.ingest.load import LoadResult, load

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
    # Only a merged cell's first cell holds its value; a formula never computed is an error.
    assert [(r["line"], r["column_name"], r["reason_code"]) for r in result.rejects] == [
        (7, "outcome", "missing_value"),
        (8, "Afgjort", "cell_error"),
        (3, None, "unread_sheets"),
        (7, "outcome", "merged_cells"),
    ]


GOOD = ["0999", "1", "S-1", "2024-03-01", "granted"]


def findings(settings: Settings, result: LoadResult) -> list[tuple]:
    """Row, column, reason and value of what was wrong."""
    path = settings.rejects / f"{result.load_id}.parquet"
    return duckdb.sql(
        f"select line, column_name, reason_code, value from '{path}' order by all"
    ).fetchall()


def test_errors_and_formulas_never_computed_are_no_blanks(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "decisions.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Ark & Co")
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        sheet.write_row(2, 1, [*HEADER, "Enhed"])
        for i in range(30):
            sheet.write_row(3 + i, 1, ["0999", f"9{i}", "S-9", "2024-03-05", "granted"])
            sheet.write_formula(3 + i, 6, "=1+1", value=2)
        for row, error in ((33, "#N/A"), (34, "#DIV/0!"), (35, "#REF!")):
            sheet.write_row(row, 1, ["0999", str(row), "S-1", "2024-03-01", "granted"])
            sheet.write_formula(row, 7, "=X", value=error)
        sheet.write_row(36, 1, ["0999", "36", "S-1", "", "granted"])
        sheet.write_formula(36, 4, "=TODAY()", day)
        sheet.write_row(37, 1, ["0999", "37", "S-1", "2024-03-01", "granted"])
        sheet.write_formula(37, 6, "=SUM(A1:A2)")
        sheet.write_row(38, 1, ["0999", "38", "S-1", "2024-03-01", "granted"])
        sheet.write_formula(38, 20, "=NA()", value="#N/A")  # in a column nobody reads
    (result,) = load(settings, path)
    assert (result.status, result.rows_loaded, result.rows_rejected) == ("loaded", 31, 5)
    assert [f for f in findings(settings, result) if f[2] != "unused_columns"] == [
        (34, "unit_code", "cell_error", "#N/A"),
        (35, "unit_code", "cell_error", "#DIV/0!"),
        (36, "unit_code", "cell_error", "#REF!"),
        (37, "Afgjort", "cell_error", "#NOT COMPUTED!"),
        (38, "Beløb", "cell_error", "#NOT COMPUTED!"),
    ]
    messages = {str(r["message"]) for r in result.rejects}
    assert any("(sheet Ark & Co, column H)" in message for message in messages)


def test_a_formula_without_a_result_is_an_error(settings: Settings, tmp_path: Path) -> None:
    """As openpyxl writes it: no result, and nothing that says so; rows and cells unnumbered."""
    written, path = tmp_path / "written.xlsx", tmp_path / "decisions.xlsx"
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for i in range(1, 10):
            sheet.write_row(i, 0, ["0999", str(i), "S-1", "2024-03-01", "granted"])
            sheet.write_formula(i, 5, "=B1", value=7 if i < 9 else 12345)
    for number in (True, False):
        with zipfile.ZipFile(written) as source, zipfile.ZipFile(path, "w") as target:
            for name in source.namelist():
                content = source.read(name).replace(b"<v>12345</v>", b"<v></v>")
                content = content.replace(b' fullCalcOnLoad="1"', b"")
                if name.endswith("sheet1.xml") and not number:
                    content = re.sub(rb'(<c|<row) r="\w+"', rb"\1", content)
                target.writestr(name, content)
        (result,) = load(settings, path)
        assert (result.status, result.rows_loaded) == ("loaded", 8)
        assert findings(settings, result) == [(10, "Beløb", "cell_error", "#NOT COMPUTED!")]


def test_long_numbers_keep_their_digits_or_are_set_aside(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "decisions.xlsx"
    numbers = [
        2024000000000001,
        2.024000000000002e16,
        2024000000000010,
        202400000003,
        "0202400000004",
    ]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for i, number in enumerate([*numbers, *range(10)]):
            sheet.write_row(1 + i, 0, ["0999", number, "S-1", "2024-03-01", "granted"])
    (result,) = load(settings, path)
    assert {number for number, _, _ in rows(settings, result)} == {
        "2024000000000001", "202400000003", "0202400000004", *map(str, range(10)),
    }  # fmt: skip
    assert findings(settings, result) == [
        (3, "decision_id", "cell_error", "#DIGITS LOST!"),
        (4, "decision_id", "cell_error", "#DIGITS LOST!"),
    ]


def of_sheets(path: Path, sheets: dict[str, list[list[object]]], hidden: str = "") -> Path:
    """A workbook of these sheets."""
    with xlsxwriter.Workbook(path) as book:
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(cells):
                sheet.write_row(i, 0, row)
            if name == hidden:
                sheet.hide()
    return path


def test_the_sheet_with_the_header_is_read_and_named(settings: Settings, tmp_path: Path) -> None:
    cover = [["Udtræk af afgørelser"], ["Afdeling", "Antal"], ["Nord", 12]]
    path = of_sheets(
        tmp_path / "decisions.xlsx",
        {"Forside": cover, "Pivot": [["Udfald", "Antal"], ["granted", 1]], "Data": [HEADER, GOOD]},
    )
    (result,) = load(settings, path)
    assert rows(settings, result) == [("1", date(2024, 3, 1), None)]
    (warning,) = result.rejects
    assert (warning["reason_code"], warning["severity"]) == ("unread_sheets", "warning")
    assert warning["message"] == "Only the sheet 'Data' was read; not read: Forside, Pivot."


@pytest.mark.parametrize(
    ("second", "hidden"),
    [
        ([HEADER, GOOD], ""),
        ([HEADER, GOOD], "2024"),
        ([[*HEADER[:3], "Dato", *HEADER[4:]], GOOD], ""),
    ],
)
def test_several_sheets_that_may_be_meant_are_refused_and_named(
    settings: Settings, tmp_path: Path, second: list[list[object]], hidden: str
) -> None:
    sheets = {"2023": [HEADER, GOOD], "2024": second}
    (result,) = load(settings, of_sheets(tmp_path / "decisions.xlsx", sheets, hidden))
    assert result.status == "refused"
    assert "several sheets have the columns of decisions: '2023', '2024'" in result.message


def test_a_workbook_that_breaks_off_while_it_is_read_is_refused(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(content: bytes, sheet: str, sheets: list[str]) -> Iterator[tuple[int, int, str]]:
        yield 2000, 0, "#N/A"
        raise zipfile.BadZipFile("torn")

    sheet = [HEADER, *(["0999", str(i), "S-1", "2024-03-01", "granted"] for i in range(3000))]
    path = of_sheets(tmp_path / "decisions.xlsx", {"Data": sheet})
    monkeypatch.setattr(workbook, "blank_errors", torn)
    (result,) = load(settings, path)
    assert (result.status, result.rows_loaded) == ("refused", 0)
    assert "is damaged: torn" in result.message


def test_one_damaged_workbook_takes_no_other_with_it(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    whole = of_sheets(folder / "decisions_9.xlsx", {"Data": [HEADER, GOOD]}).read_bytes()
    for i, cut in enumerate((40, len(whole) // 2, len(whole) - 30)):
        (folder / f"decisions_{i}.xlsx").write_bytes(whole[:cut])
    torn = bytearray(whole)
    torn[len(torn) // 3 : len(torn) // 2] = b"x" * (len(torn) // 2 - len(torn) // 3)
    (folder / "decisions_5.xlsx").write_bytes(torn)
    with zipfile.ZipFile(folder / "decisions_6.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook")
    results = {r.source_file: r.status for r in load(settings, folder)}
    assert results.pop("decisions_9.xlsx") == "loaded"
    assert set(results.values()) == {"refused"}


def test_signs_nobody_sees_are_taken_out_of_a_workbook_too(
    settings: Settings, tmp_path: Path
) -> None:
    row = ["0999", "1\u200b", "\u00a0S-1", "2024-03-01", "granted", 7]
    (result,) = load(
        settings,
        of_sheets(
            tmp_path / "decisions.xlsx", {"Data": [["\ufeff" + HEADER[0], *HEADER[1:]], row]}
        ),
    )
    assert rows(settings, result)[0][0] == "1"


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
