"""How a file writes its numbers and dates is decided by all of its cells, and never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
import yaml

from warehouse.base.settings import Settings, read_settings
from warehouse.ingest.load import LoadResult, load

ROWS = 700
"""More than any sample of a file's first rows."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(
        data=tmp_path / "data", key_file=tmp_path / "key", municipality_code="0999"
    )


def write(path: Path, header: str, rows: Sequence[str], end: str = "\n") -> Path:
    """A file of lines."""
    path.write_text("\n".join([header, *rows]) + end, encoding="utf-8")
    return path


def loaded(settings: Settings, path: Path, mapping: Path | str = "standard") -> LoadResult:
    (result,) = load(settings, path, str(mapping))
    return result


def raw(settings: Settings, result: LoadResult, columns: str) -> list[tuple]:
    """Columns of the rows loaded, in order."""
    file = settings.raw / result.entity / f"{result.load_id}.parquet"
    return duckdb.sql(f"select {columns} from '{file}' order by 1").fetchall()


def findings(settings: Settings, result: LoadResult) -> list[tuple]:
    """Line, column, reason, severity and value of what was wrong."""
    file = settings.rejects / f"{result.load_id}.parquet"
    return duckdb.sql(
        f"select line, column_name, reason_code, severity, value from '{file}' order by 1, 2"
    ).fetchall()


def decisions(tmp_path: Path, amounts: Sequence[str], delimiter: str = ";") -> Path:
    header = delimiter.join(("Afgørelsesnr", "Sagsnr", "Afgjort", "Udfald", "Beløb"))
    rows = [
        delimiter.join((f"{i:04}", "S-1", "2024-04-10", "granted", f'"{amount}"'))
        for i, amount in enumerate(amounts)
    ]
    return write(tmp_path / "decisions.csv", header, rows)


def test_one_cell_far_down_shows_how_all_numbers_are_written(
    settings: Settings, tmp_path: Path
) -> None:
    result = loaded(settings, decisions(tmp_path, ["1.250"] * ROWS + ["7.50"]))
    assert result.rows_loaded == ROWS + 1
    assert {a for _, a in raw(settings, result, "decision_id, amount_dkk")} == {
        Decimal("1.25"),
        Decimal("7.50"),
    }
    result = loaded(settings, decisions(tmp_path, ["1.250"] * ROWS + ["7,50"]))
    assert {a for _, a in raw(settings, result, "decision_id, amount_dkk")} == {
        Decimal(1250),
        Decimal("7.50"),
    }


def test_a_number_that_can_be_read_in_two_ways_is_set_aside(
    settings: Settings, tmp_path: Path
) -> None:
    amounts = ["250"] * 20 + ["1.234", "1,234", "1.2.3", "12.34,5"]
    result = loaded(settings, decisions(tmp_path, amounts))
    assert (result.rows_loaded, result.rows_rejected) == (21, 3)
    assert raw(settings, result, "decision_id, amount_dkk")[-1] == ("0020", Decimal(1234))
    assert findings(settings, result) == [
        (23, "Beløb", "invalid_number", "rejected", "1,234"),
        (24, "Beløb", "invalid_number", "rejected", "1.2.3"),
        (25, "Beløb", "invalid_number", "rejected", "12.34,5"),
    ]


def test_english_amounts(settings: Settings, tmp_path: Path) -> None:
    amounts = ["1,234.50", "2,500.00", "999.00", "12,345"]
    result = loaded(settings, decisions(tmp_path, amounts, ","))
    assert raw(settings, result, "decision_id, amount_dkk") == [
        ("0000", Decimal("1234.50")),
        ("0001", Decimal(2500)),
        ("0002", Decimal(999)),
        ("0003", Decimal(12345)),
    ]


def test_the_style_is_of_the_file_and_not_of_a_column(settings: Settings, tmp_path: Path) -> None:
    """A percentage with a decimal point shows that the other columns have one too."""
    header = "Tilbud;Ydelsesområde;År;Grundlag;Kapacitet;Aktivitet;Budgetteret belægning;Ajourført"
    rows = ["p;A;2024;realiseret;2.125;1.875;94.5;2025-03-31"]
    result = loaded(settings, write(tmp_path / "aktivitet.csv", header, rows))
    assert raw(
        settings, result, "capacity_places, activity_places, budgeted_occupancy_percent"
    ) == [(Decimal("2.13"), Decimal("1.88"), Decimal("94.50"))]


@pytest.mark.parametrize(
    ("count", "n_answers"),
    [("41.0", 41), ("41,0", 41), ("1.234", 1234), ("41.5", None), ("4e1", None), ("4 1", None)],
)
def test_whole_numbers(
    settings: Settings, tmp_path: Path, count: str, n_answers: int | None
) -> None:
    header = "Runde;Svargruppe;Målgruppe;Spørgsmål;Svar;Antal"
    rows = [f"BU;borgere;HANDICAP;{i};2;5" for i in range(9)]
    rows.append(f"BU;borgere;HANDICAP;I1;2;{count}")
    result = loaded(settings, write(tmp_path / "undersoegelse_svar.csv", header, rows))
    answers = dict(raw(settings, result, "question_code, n_answers"))
    assert answers.get("I1") == n_answers
    assert result.rows_rejected == (n_answers is None)


def test_number_cells_and_text_cells_of_a_workbook(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "budget.xlsx"
    cells = [1.234, 0.125, 12_345.678, 41, "1.234", "1.234,5", "12.5", 1e-05]
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Tilbud", "År", "Slags", "Konto", "Beløb", "Ajourført"))
        for line, cell in enumerate(cells, 1):
            sheet.write_row(line, 0, ("bo", 2025, "budget", f"r{line}", cell, "2025-02-01"))
    result = loaded(settings, path)
    assert raw(settings, result, "line_text, amount_dkk") == [
        ("r1", Decimal("1.23")),
        ("r2", Decimal("0.13")),
        ("r3", Decimal("12345.68")),
        ("r4", Decimal(41)),
        ("r5", Decimal(1234)),
        ("r6", Decimal("1234.50")),
        ("r8", Decimal(0)),
    ]
    assert findings(settings, result) == [(8, "Beløb", "invalid_number", "rejected", "12.5")]


CASES = "Sagsnr;Sagstype;Modtaget;Frist;Afgjort;Lukket"
GOOD = [f"G-{i:03};X;01-03-2024;01-05-2024;11-04-2024;12-04-2024" for i in range(60)]


def test_dates_that_cannot_be_read_with_certainty_are_set_aside(
    settings: Settings, tmp_path: Path
) -> None:
    wrong = [
        "05-03-24",
        "9-3-024",
        "09-03-20245",
        "2024",
        "240305",
        "45356",
        "2024-W10",
        "1024-03-05",
    ]
    rows = [*GOOD, *(f"W-{i};X;{cell};;;" for i, cell in enumerate(wrong))]
    result = loaded(settings, write(tmp_path / "cases.csv", CASES, rows))
    assert result.rows_loaded == len(GOOD)
    assert findings(settings, result) == [
        (62 + i, "Modtaget", "invalid_date", "rejected", cell) for i, cell in enumerate(wrong)
    ]


def test_two_digit_years_are_read_where_the_mapping_declares_them(
    settings: Settings, tmp_path: Path
) -> None:
    mapping = tmp_path / "own.yaml"
    file = {"match": "*.csv", "entity": "cases", "dialect": {"date_format": "%d-%m-%y"}}
    mapping.write_text(yaml.safe_dump({"system": "own", "files": [file]}))
    path = write(tmp_path / "cases.csv", CASES, ["S-1;X;05-03-24;;;"])
    assert raw(settings, loaded(settings, path, mapping), "received_on") == [(date(2024, 3, 5),)]


def test_days_that_stand_for_none_are_empty_and_counted(settings: Settings, tmp_path: Path) -> None:
    rows = [
        *GOOD,
        "S-1;X;01-03-2024;01-05-2024;31-12-9999;31-12-9999",
        "S-2;X;01-03-2024;01-05-2024;01-01-1900;9999-12-31 23:59:59",
        "S-3;X;01-01-1900;;;",
    ]
    result = loaded(settings, write(tmp_path / "cases.csv", CASES, rows))
    assert raw(settings, result, "case_id, decided_on, closed_on")[-2:] == [
        ("S-1", None, None),
        ("S-2", None, None),
    ]
    assert findings(settings, result) == [
        (62, "Afgjort", "filler_date", "warning", "31-12-9999"),
        (62, "Lukket", "filler_date", "warning", "31-12-9999"),
        (64, "Modtaget", "filler_date", "warning", "01-01-1900"),
        (64, "received_on", "missing_value", "rejected", None),
    ]
    message = next(r["message"] for r in result.rejects if r["column_name"] == "Lukket")
    assert "(2 rows, this the first)" in str(message)


def test_one_date_shows_the_order_of_all(settings: Settings, tmp_path: Path) -> None:
    header = CASES.replace(";", ",")
    rows = [f"S-{i:03},X,03/04/2024,,," for i in range(ROWS)] + ["T-1,X,03/25/2024,,,"]
    result = loaded(settings, write(tmp_path / "cases.csv", header, rows))
    assert {day for _, day in raw(settings, result, "case_id, received_on")} == {
        date(2024, 3, 4),
        date(2024, 3, 25),
    }


def test_dates_of_two_orders_are_not_guessed(settings: Settings, tmp_path: Path) -> None:
    rows = [*GOOD[:20], "S-1;X;25/03/2024;;;", "S-2;X;03/25/2024;;;", "S-3;X;03/04/2024;;;"]
    result = loaded(settings, write(tmp_path / "cases.csv", CASES, rows))
    assert [row[:1] + row[4:] for row in findings(settings, result)] == [
        (23, "03/25/2024"),
        (24, "03/04/2024"),
    ]


def test_dates_of_an_order_that_nothing_shows(settings: Settings, tmp_path: Path) -> None:
    """A file of semicolons comes from where the day stands first, and a warning says so."""
    rows = ["S-1;X;03/04/2024;;;"]
    result = loaded(settings, write(tmp_path / "cases.csv", CASES, rows))
    assert raw(settings, result, "received_on") == [(date(2024, 4, 3),)]
    assert findings(settings, result) == [(1, None, "assumed_date_order", "warning", None)]
    commas = write(
        tmp_path / "cases.csv", CASES.replace(";", ","), [r.replace(";", ",") for r in rows]
    )
    result = loaded(settings, commas)
    assert result.status == "refused"
    assert "whether 03/04/2024 is in March or in April" in result.message


def test_instants_in_any_column_are_danish_time(settings: Settings, tmp_path: Path) -> None:
    header = "Sagsnr;Tidspunkt;Hændelse;Hændelsestype"
    cells = {
        "2024-07-01T23:30:00Z": datetime(2024, 7, 2, 1, 30),
        "2024-07-01T23:30:00+02:00": datetime(2024, 7, 1, 23, 30),
        "2024-07-01 23:30:00.125": datetime(2024, 7, 1, 23, 30, 0, 125_000),
        "01-07-2024 23:30": datetime(2024, 7, 1, 23, 30),
        "01-07-2024": datetime(2024, 7, 1),
        "2024-07-01": datetime(2024, 7, 1),
    }
    rows = [f"S-{i};{cell};Note;note_made" for i, cell in enumerate(cells)]
    result = loaded(settings, write(tmp_path / "case_events.csv", header, rows))
    assert [at for _, at in raw(settings, result, "case_id, event_at")] == list(cells.values())
    rows = ["S-1;X;2024-07-01T23:30:00Z;;;2024-07-02"]
    result = loaded(settings, write(tmp_path / "cases.csv", CASES, rows))
    assert raw(settings, result, "received_on, closed_on") == [(date(2024, 7, 2), date(2024, 7, 2))]


@pytest.mark.parametrize("system", [1900, 1904])
def test_a_plain_number_counts_from_the_first_day_of_its_workbook(
    settings: Settings, tmp_path: Path, system: int
) -> None:
    path = tmp_path / "cases.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": system == 1904}) as book:
        shown = book.add_format({"num_format": "dd-mm-yyyy"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Sagsnr", "Sagstype", "Modtaget", "Afgjort"])
        for i in range(20):
            sheet.write_row(1 + i, 0, [f"S-{i:02}", "X"])
            sheet.write_datetime(1 + i, 2, datetime(2024, 3, 1), shown)
            sheet.write(1 + i, 3, 45394 if system == 1900 else 43932)
        for i, number in enumerate((2024, 240412, 20240412, "45394")):
            sheet.write_row(21 + i, 0, [f"T-{i}", "X", number])
    result = loaded(settings, path)
    rows = raw(settings, result, "case_id, received_on, decided_on")
    assert rows[0] == ("S-00", date(2024, 3, 1), date(2024, 4, 12))
    assert rows[20:] == [("T-2", date(2024, 4, 12), None)]
    assert [row[-1] for row in findings(settings, result)] == ["2024", "240412", "45394"]


@pytest.mark.parametrize("cut", range(1, 11))
def test_a_last_line_that_is_cut_off_holds_no_shorter_date(
    settings: Settings, tmp_path: Path, cut: int
) -> None:
    last = "S-1;X;01-03-2024;;;11-04-2024"
    result = loaded(settings, write(tmp_path / "cases.csv", CASES, [*GOOD, last[:-cut]], ""))
    closed = {
        closed for case, closed in raw(settings, result, "case_id, closed_on") if case == "S-1"
    }
    assert closed <= {None}


@pytest.mark.parametrize(
    ("last", "amount"), [("1250,50", "1250.50"), ("1250,5", None), ("12", None)]
)
def test_a_last_line_that_is_cut_off_holds_no_smaller_amount(
    settings: Settings, tmp_path: Path, last: str, amount: str | None
) -> None:
    """All other amounts have two decimals, so one with fewer at the end of the file is cut off."""
    header = "Afgørelsesnr;Sagsnr;Afgjort;Udfald;Beløb"
    rows = [f"{i:02};S-1;2024-04-10;granted;100,00" for i in range(20)]
    rows.append(f"99;S-1;2024-04-10;granted;{last}")
    result = loaded(settings, write(tmp_path / "decisions.csv", header, rows, ""))
    amounts = dict(raw(settings, result, "decision_id, amount_dkk"))
    assert amounts.get("99") == (Decimal(amount) if amount else None)
    assert result.rows_rejected == (amount is None)
    assert amounts["00"] == 100


def test_a_last_number_that_may_be_cut_off_is_told(settings: Settings, tmp_path: Path) -> None:
    header = "Afgørelsesnr;Sagsnr;Afgjort;Udfald;Beløb"
    rows = [f"{i:02};S-1;2024-04-10;granted;{i}00" for i in range(20)]
    result = loaded(settings, write(tmp_path / "decisions.csv", header, rows, ""))
    assert result.rows_loaded == 20
    assert findings(settings, result) == [(21, "Beløb", "open_end", "warning", None)]
