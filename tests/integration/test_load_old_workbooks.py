"""XLS, XLSB and ODS: errors are errors, as in XLSX, and a password is told as one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from old_workbooks import Cell, Error, Formula, Rows, compound, ods, ods_row, xls, xlsb
from python_calamine import CalamineWorkbook

from warehouse.base.settings import Settings
from warehouse.ingest.load import LoadResult, load
from warehouse.ingest.workbook_cells import blank_errors

HEADER = ("Kommunekode", "Afgørelsesnr", "Sagsnr", "Afgjort", "Udfald", "Beløb")
DIVISION, REFERENCE, MISSING = 0x07, 0x17, 0x2A


def decision(number: int, day: Cell = "2024-03-01", amount: Cell = 7.0) -> tuple[Cell, ...]:
    """A decision with a date and an amount."""
    return ("0999", str(number), f"S-{number}", day, "granted", amount)


SHEET: Rows = (
    (),  # a sheet does not begin in its first row
    HEADER,
    decision(1),
    decision(2, day=Error(MISSING)),
    decision(3, day=Error(REFERENCE, of_formula=True)),
    decision(4, amount=Error(DIVISION)),
    decision(5, amount=None),
    decision(6, amount=Formula(12.5)),
    decision(7, amount=Formula("")),
    *(decision(n) for n in range(8, 20)),
)
NOTES: Rows = (("Noter", Error(MISSING)),)


def told(result: LoadResult) -> list[tuple[object, object, object]]:
    """Line, column and reason of what was set aside."""
    return [(r["line"], r["column_name"], r["reason_code"]) for r in result.rejects]


@pytest.mark.parametrize(
    ("suffix", "written"),
    [("xls", xls), ("xlsb", xlsb)],
)
def test_errors_of_binary_workbooks_are_no_blanks(
    settings: Settings, tmp_path: Path, suffix: str, written: Callable[[dict[str, Rows]], bytes]
) -> None:
    path = tmp_path / f"decisions.{suffix}"
    path.write_bytes(written({"Noter": NOTES, "Data æ": SHEET}))
    (result,) = load(settings, path)
    assert (result.status, result.rows_loaded) == ("loaded", 16), result.message
    assert told(result) == [
        (4, "Afgjort", "cell_error"),
        (5, "Afgjort", "cell_error"),
        (6, "Beløb", "cell_error"),
        (2, None, "unread_sheets"),
    ]
    for reject, error in zip(result.rejects[:3], ("#N/A", "#REF!", "#DIV/0!"), strict=True):
        assert f"the error {error}" in str(reject["message"])


@pytest.mark.parametrize(
    ("written", "row", "is_computed"),
    [
        (xls, (1.0, Formula(0.0, waits=True)), True),
        (xls, (Formula(""), Formula("", waits=True)), True),
        (xls, (1.0, Formula("")), False),
        (xlsb, (1.0, Formula(0.0)), False),
        (xlsb, (1.0, Formula("")), False),
    ],
)
def test_formulas_that_wait_for_excel_are_errors(
    written: Callable[..., bytes], row: tuple[Cell, ...], is_computed: bool
) -> None:
    book = written({"Data": (row,)}, computed=is_computed)
    assert list(blank_errors(book, "Data", ["Data"])) == [(0, 1, "#NOT COMPUTED!")]


def test_results_of_formulas_are_no_errors() -> None:
    row = (Formula(0.0), Formula(""), Formula(3.0, waits=True), 0.0)
    assert list(blank_errors(xls({"Data": (row,)}), "Data", ["Data"])) == []
    assert list(blank_errors(xlsb({"Data": (row,)}), "Data", ["Data"])) == []
    waiting = xlsb({"Data": ((Formula(3.0), 0.0),)}, computed=False)
    assert list(blank_errors(waiting, "Data", ["Data"])) == []


def cell(attributes: str, shown: str | None = None, more: str = "") -> str:
    """A cell of an ODS sheet, with what it shows."""
    text = "" if shown is None else f"<text:p>{shown}</text:p>"
    return f"<table:table-cell {attributes}>{more}{text}</table:table-cell>"


FORMULA = 'table:formula="of:=[.A1]"'
NOTHING = 'office:value-type="string" office:string-value=""'
COMMENT = "<office:annotation><text:p>#N/A</text:p></office:annotation>"


@pytest.mark.parametrize(
    ("written", "error"),
    [
        (cell(f'{FORMULA} {NOTHING} calcext:value-type="error"', "#DIV/0!"), "#DIV/0!"),
        (cell(f'{FORMULA} {NOTHING} calcext:value-type="error"', "Fejl:502"), "Fejl:502"),
        (cell(f'{FORMULA} {NOTHING} calcext:value-type="error"'), "#N/A"),
        (cell(f'{FORMULA} office:value-type="float" office:value="0"', "#DIV/0!"), "#DIV/0!"),
        (cell(FORMULA), "#NOT COMPUTED!"),
        (cell(f'{FORMULA} office:value-type="float"'), "#NOT COMPUTED!"),
        (cell(f'{FORMULA} office:value-type="float" office:value="0"'), "#NOT COMPUTED!"),
        (cell(f'{FORMULA} office:value-type="float" office:value="0"', "0"), None),
        (cell(f"{FORMULA} {NOTHING}", ""), None),
        (cell('office:value-type="float" office:value="2024000000"', "2,02E+09"), None),
        (cell('office:value-type="float" office:value="12"', "###"), None),
        (cell('office:value-type="float" office:value="12"', "12", COMMENT), None),
        (cell(""), None),
    ],
)
def test_errors_of_an_ods_are_told_by_their_cell(written: str, error: str | None) -> None:
    book = ods({"Andet": [ods_row(written)], "Data": [ods_row("x", written)]})
    assert list(blank_errors(book, "Data", ["Andet", "Data"])) == ([(0, 1, error)] if error else [])


def test_repeated_cells_and_rows_of_an_ods_keep_their_places() -> None:
    error = cell(f'{FORMULA} {NOTHING} calcext:value-type="error"', "#N/A")
    twice = error.replace(
        "<table:table-cell", '<table:table-cell table:number-columns-repeated="2"'
    )
    rows = [
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>',
        ods_row('<table:covered-table-cell table:number-columns-repeated="4"/>', twice),
        f"<table:table-row-group>{ods_row(error)}</table:table-row-group>",
        '<table:table-row table:number-rows-repeated="1000000"/>',
    ]
    found = list(blank_errors(ods({"Data": rows}), "Data", ["Data"]))
    assert found == [(3, 4, "#N/A"), (3, 5, "#N/A"), (4, 0, "#N/A")]
    many = '<table:table-row table:number-rows-repeated="1000001">' + error + "</table:table-row>"
    with pytest.raises(zipfile.BadZipFile, match="more than 1000000"):
        list(blank_errors(ods({"Data": [many]}), "Data", ["Data"]))


def test_an_ods_with_errors_is_loaded_without_their_rows(
    settings: Settings, tmp_path: Path
) -> None:
    error = cell(f'{FORMULA} {NOTHING} calcext:value-type="error"', "#I/T")
    zero = cell(f'{FORMULA} office:value-type="float" office:value="0"', "#DIVISION/0!")
    amount = cell('office:value-type="float" office:value="7"', "7")
    rows = [
        "<table:table-row/>",
        ods_row(*HEADER),
        ods_row("0999", "1", "S-1", error, "granted", amount),
        ods_row("0999", "2", "S-2", "2024-03-01", "granted", zero),
        ods_row("0999", "3", "S-3", "2024-03-01", "granted", None),
        *(ods_row("0999", f"{n}", "S-4", "2024-03-01", "granted", amount) for n in range(4, 12)),
    ]
    path = tmp_path / "decisions.ods"
    path.write_bytes(ods({"Ark1": rows}))
    (result,) = load(settings, path)
    assert (result.status, result.rows_loaded) == ("loaded", 9), result.message
    assert told(result) == [(3, "Afgjort", "cell_error"), (4, "Beløb", "cell_error")]


def test_a_sheet_that_is_not_where_the_workbook_says_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    whole = xls({"Data": SHEET})
    at = whole.index("Data".encode("utf-16-le")) - 8
    path = tmp_path / "decisions.xls"
    for place in (b"\xff\xff\xff\x00", b"\x03\x00\x00\x00"):
        path.write_bytes(whole[:at] + place + whole[at + 4 :])
        (result,) = load(settings, path)
        assert result.status == "refused"


def encrypted(of: str) -> Callable[[Path], None]:
    """A workbook with a password, as it lies on disk."""

    def write(path: Path) -> None:
        match of:
            case "package":
                parts = {
                    "EncryptionInfo": b"\4\0\4\0" + bytes(200),
                    "EncryptedPackage": bytes(9000),
                }
                path.write_bytes(compound(parts))
            case "xls":
                path.write_bytes(xls({"Data": SHEET}, password=True))
            case "ods":
                manifest = '<manifest:encryption-data xmlns:manifest="urn:x"/>'
                path.write_bytes(ods({"Data": []}, manifest=manifest))

    return write


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("decisions_1.xlsx", "package"),
        ("decisions_1.xlsm", "package"),
        ("decisions_1.xlsb", "package"),
        ("decisions_1.xls", "package"),
        ("decisions_1.xls", "xls"),
        ("decisions_1.ods", "ods"),
    ],
)
def test_a_workbook_with_a_password_is_told_as_one_and_the_others_load(
    settings: Settings, tmp_path: Path, name: str, of: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    encrypted(of)(folder / name)
    with xlsxwriter.Workbook(folder / "decisions_2.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["0999", "1", "S-1", "2024-03-01", "granted", 7])
    locked, after = load(settings, folder)
    assert (locked.status, after.status) == ("refused", "loaded")
    assert f"{name} is protected by a password" in locked.message
    assert "Encrypt with Password" in (locked.hint or "")
    assert locked.rows_read == 0


def test_compound_files_that_do_not_hold_together_are_refused(
    settings: Settings, tmp_path: Path
) -> None:
    whole = xls({"Data": SHEET})
    path = tmp_path / "decisions.xls"
    for cut in (8, 100, 600, len(whole) // 2):
        path.write_bytes(whole[:cut])
        (result,) = load(settings, path)
        assert result.status == "refused", cut


def test_the_made_workbooks_are_read_as_they_were_meant() -> None:
    """What the tests rest on: the reader sees the same cells in all of them."""
    for written in (xls({"Data": SHEET}), xlsb({"Data": SHEET})):
        book = CalamineWorkbook.from_filelike(io.BytesIO(written))
        cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        assert tuple(cells[1]) == HEADER
        assert cells[2][:5] == list(decision(1))[:5]
        assert cells[3][3] == ""
        assert cells[7][5] == 12.5
