"""The sample's files: the same bytes for a seed, in suppliers' formats, counted right."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from warehouse.base.errors import ConfigurationError
from warehouse.sample import suppliers
from warehouse.sample.days import cases_per_month
from warehouse.sample.defects import (
    CASE_DAMAGE,
    DECISION_DAMAGE,
    EVENT_DAMAGE,
    QUALITY_DAMAGE,
    WARNINGS,
    Quota,
)
from warehouse.sample.grant_extracts import FILE
from warehouse.sample.registers import registers
from warehouse.sample.write import write_sample

CASES = 10_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample, written once for all tests of this file."""
    out = tmp_path_factory.mktemp("sample")
    write_sample(out, CASES, 7)
    return out


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> dict[str, Any]:
    """The truths, as `write_sample` returns them, of a second sample with the same seed."""
    return write_sample(tmp_path_factory.mktemp("again") / "new folder", CASES, 7)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_sample(tmp_path / "again", CASES, 7)
    assert contents(tmp_path / "again") == contents(folder)


def test_another_seed_gives_other_cases(folder: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, CASES, 8)
    mine, other = contents(folder), contents(tmp_path)
    assert mine.keys() == other.keys()
    # What people wrote, not chance; and grants, whose planted verdicts hold in every sample.
    same = {FILE, *(name for name, _entity, _rows in registers())}
    assert all(mine[name] != other[name] for name in mine if name not in same)


def test_progress_reaches_the_number_of_cases(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    write_sample(tmp_path, 500, 1, lambda *step: told.append(step))
    done = [step[1] for step in told]
    assert done == sorted(done)
    assert told[-1] == ("writing cases", 500, 500)


def test_cases_are_windows_1252_below_two_title_lines(folder: Path) -> None:
    content = (folder / "sager_202403.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    lines = content.decode("cp1252").splitlines()
    assert lines[0] == "Sager modtaget 03-2024 - Eksempel Kommune"
    assert lines[1] == "Udtræk dannet 31-03-2025"
    assert tuple(lines[2].split(";")) == suppliers.CASE_HEADER
    assert all(re.fullmatch(r"\d\d-03-2024", line.split(";")[8]) for line in lines[3:5])


def test_events_are_utf_8_with_a_byte_order_mark_and_in_order(folder: Path) -> None:
    content = (folder / "haendelser_202403.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert tuple(lines[0].split(";")) == suppliers.EVENT_HEADER
    times = [line.split(";")[2] for line in lines[1:]]
    good = [time for time in times if re.fullmatch(r"\d\d-03-2024 \d\d:\d\d", time)]
    assert len(good) > 0.98 * len(times)
    assert good == sorted(good)


def test_amounts_have_decimal_comma_and_thousand_dot(folder: Path) -> None:
    lines = (folder / "afgoerelser_2022.csv").read_text(encoding="cp1252").splitlines()[2:]
    amounts = [line.split(";")[8] for line in lines if line.count(";") == 8]
    written = [a for a in amounts if a and not a.startswith("ca.")]
    assert all(re.fullmatch(r"\d{1,3}(\.\d{3})*,\d\d", a) for a in written)
    assert any("." in a for a in written)


def test_the_workbook_has_its_header_in_row_3_and_real_dates(folder: Path) -> None:
    rows = CalamineWorkbook.from_path(folder / "afgoerelser.xlsx").get_sheet_by_name("Afgørelser")
    table = rows.to_python()
    assert [cell for cell in table[0] if cell] == ["Afgørelser - Eksempel Kommune"]
    assert not any(table[1])
    assert tuple(table[2]) == suppliers.DECISION_HEADER
    dates = [row[2] for row in table[3:]]
    wrong = [value for value in dates if not isinstance(value, date)]
    assert set(wrong) == {"31-02-2024", ""}
    assert all(day >= date(2024, 1, 1) for day in dates if isinstance(day, date))
    assert any(isinstance(row[8], float) for row in table[3:])


def test_many_decisions_are_split_over_workbooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suppliers, "XLSX_ROWS", 900)
    truth: dict[str, Any] = write_sample(tmp_path, CASES, 7)
    books = sorted(tmp_path.glob("afgoerelser*.xlsx"))
    assert [book.name for book in books] == [
        "afgoerelser.xlsx",
        "afgoerelser_2.xlsx",
        "afgoerelser_3.xlsx",
    ]
    written = {file["file"]: file["rows"] for file in truth["files"]}
    for book in books:
        rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
        assert len(rows) - 3 == written[book.name] < 950


def test_rows_are_counted_as_written(folder: Path, truth: dict[str, Any]) -> None:
    titles = {"cases": 3, "case_events": 1, "decisions": 2, "quality_flags": 2}
    titles |= {"complaints": 1, "complaint_points": 1, "grants": 1}
    for file in truth["files"]:
        assert file["rows"] == file["loaded"] + file["rejected"] + file["repeated"]
        if file["file"].endswith(".csv"):
            lines = (folder / file["file"]).read_bytes().count(b"\r\n")
            assert lines - titles[file["entity"]] == file["rows"], file["file"]
    for entity, total in (
        ("cases", truth["n_cases"]),
        ("case_events", truth["n_events"]),
        ("decisions", truth["n_decisions"]),
    ):
        assert total == sum(f["loaded"] for f in truth["files"] if f["entity"] == entity)
    assert truth["n_cases"] == CASES
    assert 9 < truth["n_events"] / CASES < 11.5


def test_every_kind_of_bad_row_is_there_and_few_are_bad(truth: dict[str, Any]) -> None:
    kinds = {
        "cases": {*CASE_DAMAGE.kinds, *WARNINGS},
        "case_events": set(EVENT_DAMAGE.kinds),
        "decisions": set(DECISION_DAMAGE.kinds),
        "quality_flags": set(QUALITY_DAMAGE.kinds),
    }
    for entity, expected in kinds.items():
        found = truth["bad_rows"][entity]
        assert set(found) == expected
        rows = sum(file["rows"] for file in truth["files"] if file["entity"] == entity)
        assert 0.003 < sum(found.values()) / rows < 0.008


@pytest.mark.parametrize("rows", [1, 5, 12, 400, 20_000])
def test_no_file_gets_more_bad_rows_than_it_can_bear(rows: int) -> None:
    quota = Quota(EVENT_DAMAGE.kinds)
    dealt = [sum(quota.take(rows).values()) for _ in range(60)]
    assert max(dealt) <= rows / 8
    assert sum(dealt) <= 60 * rows * 0.005 + len(EVENT_DAMAGE.kinds)


def test_months_share_all_cases_and_july_is_quiet() -> None:
    for cases in (1, 62, 63, 1000, 54_321):
        assert sum(cases_per_month(cases)) == cases
    months = cases_per_month(100_000)
    for year in range(5):
        assert min(months[12 * year : 12 * year + 12]) == months[12 * year + 6]
    assert sum(months[48:60]) > sum(months[:12]) * 1.1


def test_one_case_is_a_sample(tmp_path: Path) -> None:
    truth: dict[str, Any] = write_sample(tmp_path, 1, 0)
    assert (truth["n_cases"], truth["n_open"]) == (1, 1)


@pytest.mark.parametrize(("cases", "seed"), [(0, 1), (-5, 1), (10, -1)])
def test_impossible_samples_are_refused(tmp_path: Path, cases: int, seed: int) -> None:
    with pytest.raises(ConfigurationError, match="cannot be made"):
        write_sample(tmp_path, cases, seed)


def test_a_new_sample_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    write_sample(tmp_path, 2000, 1)
    (tmp_path / "notes.txt").write_text("mine")
    write_sample(tmp_path, 40, 2)
    write_sample(tmp_path / "direct", 40, 2)
    there = contents_without(tmp_path, "notes.txt", "direct")
    assert there == contents(tmp_path / "direct")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def contents_without(folder: Path, *names: str) -> dict[str, bytes]:
    """Every file of a folder but these."""
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.name not in names}


def test_extracts_of_somebody_else_are_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "sager_202403.csv"
    theirs.write_text("Sagsnr;Modtaget\n1;01-03-2024\n")
    with pytest.raises(ConfigurationError, match=r"sager_202403\.csv"):
        write_sample(tmp_path, 40, 1)
    assert theirs.read_text() == "Sagsnr;Modtaget\n1;01-03-2024\n"
    assert [path.name for path in tmp_path.iterdir()] == [theirs.name]


def test_a_run_that_was_cut_off_is_done_again(tmp_path: Path) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_sample(tmp_path, 500, 1, stop)
    assert not list(tmp_path.glob("*.csv"))
    write_sample(tmp_path, 500, 1)
    write_sample(tmp_path / "direct", 500, 1)
    assert contents_without(tmp_path, "direct") == contents(tmp_path / "direct")
