"""The audit sample: the same with its seed, whatever the order; and the form checked by cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_cell_to_rowcol

from warehouse.base.errors import FileRefused
from warehouse.contracts.audit_layout import HEADERS, read_items
from warehouse.forms.audit_form import Drawn, Round, write_form
from warehouse.forms.audit_sample import Candidate, allocate, draw
from warehouse.ingest.audit_check import check_form
from warehouse.ingest.extracts import Extract, find_extracts

CASES = [Candidate(f"0999|s|{i}", "REHAB", "a" if i % 4 else "b") for i in range(400)]
DRAWN = (Drawn("0999|s|1", "REHAB", "all", 400), Drawn("0999|s|2", "REHAB", "all", 400))
ROUND = Round("0999", "r", "R", "REHAB", "f", 400, "", 7, "run", date(2025, 1, 6))


def test_the_seed_gives_the_same_cases_whatever_their_order() -> None:
    drawn = draw(CASES, 80, 7)
    assert drawn == draw(reversed(CASES), 80, 7)
    assert len({case.case_key for case in drawn}) == 80
    assert {case.case_key for case in drawn} != {case.case_key for case in draw(CASES, 80, 8)}
    assert {(case.stratum, case.stratum_size) for case in drawn} == {("a", 300), ("b", 100)}
    assert sum(case.stratum == "b" for case in drawn) == 20


def test_strata_get_their_share_and_two_at_least() -> None:
    assert allocate({"a": 390, "b": 10}, 20) == {"a": 18, "b": 2}
    assert allocate({"a": 5, "b": 3}, 80) == {"a": 5, "b": 3}
    assert allocate({"a": 1, "b": 300}, 80) == {"a": 1, "b": 79}


def test_every_case_is_drawn_as_often_as_another() -> None:
    times = [0] * 400
    for seed in range(500):
        for case in draw([Candidate(c.case_key, "REHAB", "all") for c in CASES], 80, seed):
            times[int(case.case_key.split("|")[2])] += 1
    # Each is drawn 100 times of 500 on average, with a spread of 9.
    assert min(times) > 60
    assert max(times) < 140


def _form(tmp_path: Path, **changed: str) -> Extract:
    """A filled form, with cells of the first sheet changed by their name."""
    path = tmp_path / "audit.xlsx"
    answers = {(DRAWN[0].case_key, item.code): "Opfyldt" for item in read_items()}
    write_form(path, ROUND, DRAWN, read_items(), answers)
    sheets = {n: CalamineWorkbook.from_path(path).get_sheet_by_name(n).to_python() for n in HEADERS}
    for cell, value in changed.items():
        row, column = xl_cell_to_rowcol(cell)
        sheets["Fund"][row][column] = value
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, cells in enumerate(rows):
                sheet.write_row(i, 0, [str(cell) for cell in cells])
    return find_extracts(path)[0]


def test_a_form_as_it_was_written_passes(tmp_path: Path) -> None:
    check_form(_form(tmp_path), "audit.xlsx")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"F1": "Svar"}, "sheet Fund, cell F1 (row 1, column 6): the header is 'Svar'"),
        ({"D3": "A1"}, "cell D3 (row 3, column Punkt): item A1 of case 0999|s|1 has an answer in"),
        ({"C5": "0999|s|9"}, "cell C5 (row 5, column Sagsnøgle): the case '0999|s|9' is not in"),
        ({"D4": "Z9"}, "cell D4 (row 4, column Punkt): the form has no item 'Z9'"),
        ({"F2": "måske"}, "cell F2 (row 2, column Fund): 'måske' is none of the findings"),
        ({"B6": "r0"}, "sheet Fund, cell B6 (row 6, column Runde): 'r0' is not the form's 'r'"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    with pytest.raises(FileRefused) as refused:
        check_form(_form(tmp_path, **changed), "audit.xlsx")
    assert said in refused.value.message


def test_a_form_without_a_row_is_not_loaded_in_part(tmp_path: Path) -> None:
    path = tmp_path / "audit.xlsx"
    write_form(path, ROUND, DRAWN, ())
    with pytest.raises(FileRefused, match="sheet Fund, row 2: there are no rows"):
        check_form(find_extracts(path)[0], "audit.xlsx")


def test_the_same_form_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_form(tmp_path / f"{name}.xlsx", ROUND, DRAWN, read_items())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
