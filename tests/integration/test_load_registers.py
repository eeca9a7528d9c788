"""Registers: a template that is filled in loads as it is, and each wrong row says why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from warehouse.base.errors import ConfigurationError
from warehouse.base.settings import Settings, read_settings
from warehouse.contracts.contract import entities, read_contract
from warehouse.forms.template import SHEET, choices, heading, write_template
from warehouse.ingest.load import LoadResult, load
from warehouse.ingest.sheets import EXPLANATIONS
from warehouse.sample.registers import registers

FILLED = {entity: rows for _file, entity, rows in registers()}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(
        data=tmp_path / "data", key_file=tmp_path / "key", municipality_code="0999"
    )


def loaded(settings: Settings, path: Path) -> LoadResult:
    """What the standard mapping makes of one file."""
    (result,) = load(settings, path)
    return result


def raw(settings: Settings, result: LoadResult) -> list[dict[str, Any]]:
    """The rows a load brought."""
    file = settings.raw / result.entity / f"{result.load_id}.parquet"
    found = duckdb.sql(f"from '{file}'")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def reasons(settings: Settings, result: LoadResult) -> list[tuple[Any, ...]]:
    """Line and reason of what was wrong."""
    file = settings.rejects / f"{result.load_id}.parquet"
    return duckdb.sql(f"select line, reason_code, severity from '{file}' order by 1").fetchall()


@pytest.mark.parametrize("entity", FILLED)
def test_a_filled_template_comes_back_as_it_was_written(
    settings: Settings, tmp_path: Path, entity: str
) -> None:
    rows = [row for row in FILLED[entity] if row.get("started_on") != date(2024, 10, 15)]
    file = write_template(entity, tmp_path, municipality_code="0999", rows=rows)
    result = loaded(settings, file)
    assert (result.status, result.rows_loaded, result.rows_rejected) == ("loaded", len(rows), 0)
    key = [name for name in read_contract(entity).key if name != "municipality_code"]

    def place(row: Mapping[str, Any]) -> list[str]:
        return [str(row[name]) for name in key]

    found = sorted(raw(settings, result), key=place)
    for row, written in zip(found, sorted(rows, key=place), strict=True):
        for name, value in written.items():
            same = float(row[name]) if isinstance(value, int | float) else row[name]
            assert same == value, name
        assert all(row[name] is None for name in row.keys() - written.keys() - NOT_WRITTEN)


NOT_WRITTEN = {"municipality_code", "source_system", "_load_id", "_problems"}


@pytest.mark.parametrize("entity", entities())
def test_every_contract_has_a_template_with_lists_and_explanations(
    tmp_path: Path, entity: str
) -> None:
    book = CalamineWorkbook.from_path(write_template(entity, tmp_path))
    assert book.sheet_names == [SHEET, EXPLANATIONS]
    columns = [column for column in read_contract(entity).columns if not column.is_numbered]
    header = book.get_sheet_by_name(SHEET).to_python()[0]
    assert header == [heading(column) for column in columns]
    told = book.get_sheet_by_name(EXPLANATIONS).to_python()[3:]
    assert [row[0] for row in told] == header
    assert [row[4] for row in told] == [", ".join(choices(column)) for column in columns]


def test_a_template_never_overwrites_what_was_filled_in(tmp_path: Path) -> None:
    write_template("training", tmp_path)
    with pytest.raises(ConfigurationError, match="is there already"):
        write_template("training", tmp_path)


def test_each_wrong_row_says_why_and_the_others_are_loaded(
    settings: Settings, tmp_path: Path
) -> None:
    good = [
        ("x", str(i), "Milepæl", datetime(2024, 1, 1), datetime(2024, 2, 1), None)
        for i in range(12)
    ]
    bad = [
        ("x", "20", "Nået før start", datetime(2024, 3, 1), datetime(2024, 4, 1),
         datetime(2024, 2, 1)),
        ("x", "21", "Dato i ord", "medio marts", datetime(2024, 4, 1), None),
        ("x", "22", "", None, datetime(2024, 4, 1), None),
        ("x", "1", "Samme nummer", None, datetime(2024, 4, 1), None),
    ]  # fmt: skip
    typed = ("x", "23", "Dato som tekst", "01-03-2024", "1.4.2024", None)
    names = ("Initiativ nr", "Milepæl nr", "Milepæl", "Påbegyndt den", "Planlagt den", "Nået den")
    file = tmp_path / "milepæle.xlsx"
    write(
        file, (*names, "Ajourført"), [(*row, datetime(2024, 6, 1)) for row in (*good, *bad, typed)]
    )
    result = loaded(settings, file)
    assert (result.status, result.rows_loaded, result.rows_rejected) == ("loaded", 13, 4)
    assert reasons(settings, result) == [
        (14, "reached_before_started", "rejected"),
        (15, "invalid_date", "rejected"),
        (16, "missing_value", "rejected"),
        (17, "key_conflict", "rejected"),
    ]
    assert raw(settings, result)[-1]["planned_on"] == date(2024, 4, 1)


def test_an_unknown_status_is_named(settings: Settings, tmp_path: Path) -> None:
    rows = [
        {**row, "status": "på pause" if i == 1 else row["status"]}
        for i, row in enumerate(FILLED["focus_points"])
    ]
    result = loaded(settings, write_template("focus_points", tmp_path, rows=rows_of_0999(rows)))
    assert reasons(settings, result) == [(3, "unknown_code", "rejected")]
    assert result.rejects[0]["value"] == "på pause"
    assert result.rows_loaded == len(rows) - 1


def rows_of_0999(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Rows with the municipality in them, as a template without a setting asks for it."""
    return [{"municipality_code": "0999", **row} for row in rows]


def write(file: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """A workbook with a title above the header, as people make them."""
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        sheet.write_row(0, 0, header)
        for line, row in enumerate(rows, 1):
            for at, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(line, at, value, day)
                elif value is not None:
                    sheet.write(line, at, value)


def test_a_merged_cell_that_may_be_empty_is_said(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "training.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Kursus nr", "Emne", "Planlagt den", "Forvaltning", "Ajourført"))
        for line in range(1, 5):
            sheet.write_row(line, 0, (f"K-{line}", "Notatpligt", "2024-05-01"))
            sheet.write(line, 4, "2024-04-01")
        sheet.merge_range(1, 3, 2, 3, "SUF")
    result = loaded(settings, file)
    assert [row["department_code"] for row in raw(settings, result)] == ["SUF", None, None, None]
    assert reasons(settings, result) == [(3, "merged_cells", "warning")]
    assert result.rows_loaded == 4
