"""Budgets as accountants write them: amounts, equal lines, totals among the rows."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from warehouse.base.settings import Settings, read_settings
from warehouse.ingest.load import LoadResult, load

HEADER = ("Tilbud", "År", "Slags", "Konto", "Beløb", "Ajourført")

AMOUNTS = {
    "1.234,50": "1234.50",
    "(1.234,50)": "-1234.50",
    "1.234,50-": "-1234.50",
    "- 12": "-12",
    "\u22127,5": "-7.5",
    "1.000,-": "1000",
    "2.000 kr.": "2000",
    "(3.000)": "-3000",
    "1 250": "1250",
}
"""As delivered, and what it is."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(
        data=tmp_path / "data", key_file=tmp_path / "key", municipality_code="0999"
    )


def loaded(settings: Settings, path: Path) -> LoadResult:
    (result,) = load(settings, path)
    return result


def amounts(settings: Settings, result: LoadResult) -> dict[str, Decimal]:
    file = settings.raw / "budget_lines" / f"{result.load_id}.parquet"
    return dict(duckdb.sql(f"select line_text, amount_dkk from '{file}'").fetchall())


def csv_of(file: Path, rows: list[tuple[str, str]], encoding: str = "utf-8") -> Path:
    lines = [";".join(HEADER)]
    lines += [f"bo;2025;budget;{text};{amount};01-02-2025" for text, amount in rows]
    file.write_text("\n".join(lines) + "\n", encoding=encoding)
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_amounts_of_a_csv(settings: Settings, tmp_path: Path, encoding: str) -> None:
    file = csv_of(tmp_path / "budget.csv", [(f"r{i}", a) for i, a in enumerate(AMOUNTS)], encoding)
    result = loaded(settings, file)
    assert (result.status, result.rows_rejected) == ("loaded", 0)
    found = amounts(settings, result)
    assert [found[f"r{i}"] for i in range(len(AMOUNTS))] == [Decimal(a) for a in AMOUNTS.values()]


def test_amounts_of_a_workbook_typed_as_text_or_as_numbers(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "budget.xlsx"
    typed: list[tuple[object, str]] = [*AMOUNTS.items(), (-450.25, "-450.25"), (1000, "1000")]
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for line, (amount, _) in enumerate(typed, 1):
            sheet.write_row(line, 0, ("bo", 2025, "budget", f"r{line}", amount, "2025-02-01"))
    result = loaded(settings, file)
    assert (result.status, result.rows_rejected) == ("loaded", 0)
    found = amounts(settings, result)
    assert [found[f"r{i}"] for i in range(1, len(typed) + 1)] == [Decimal(a) for _, a in typed]


def test_what_is_no_amount_is_told_by_line_and_value(settings: Settings, tmp_path: Path) -> None:
    rows = [(f"r{i}", "1") for i in range(60)] + [("Fejl", "12a"), ("Tom", "-")]
    result = loaded(settings, csv_of(tmp_path / "budget.csv", rows))
    assert (result.rows_loaded, result.rows_rejected) == (60, 2)
    told = [(r["line"], r["reason_code"], r["value"]) for r in result.rejects]
    assert told == [(62, "invalid_number", "12a"), (63, "missing_value", None)]


def test_equal_lines_are_both_kept_and_numbered(settings: Settings, tmp_path: Path) -> None:
    result = loaded(settings, csv_of(tmp_path / "budget.csv", [("Pædagog", "450.000")] * 2))
    assert (result.rows_loaded, result.rows_repeated) == (2, 0)
    file = settings.raw / "budget_lines" / f"{result.load_id}.parquet"
    assert duckdb.sql(f"select line_no from '{file}' order by 1").fetchall() == [(1,), (2,)]


def test_a_file_without_amounts_is_refused_in_words(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "budget.csv"
    file.write_text("Tilbud;År;Slags;Konto;Ajourført\nbo;2025;budget;Leder;01-02-2025\n", "utf-8")
    result = loaded(settings, file)
    assert result.status == "refused"
    assert "lacks 1 required column: 'amount_dkk'" in result.message
