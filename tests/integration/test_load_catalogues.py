"""Catalogues that are wrong: each row says why, and a heading that is not ours is named."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from warehouse.base.settings import Settings, read_settings
from warehouse.forms.template import write_template
from warehouse.ingest.load import LoadResult, load
from warehouse.sample.service_catalogues import catalogues, differences

ROWS = next(list(rows) for file, _, rows in catalogues() if file == "indsatskatalog_suf_2025.xlsx")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(
        data=tmp_path / "data", key_file=tmp_path / "key", municipality_code="0999"
    )


def loaded(settings: Settings, path: Path) -> LoadResult:
    (result,) = load(settings, path)
    return result


def with_heading(path: Path, was: str, is_now: str) -> Path:
    """The catalogue with one heading changed, as a person saves it."""
    headings = {
        "Forvaltning": "department_code", "Ydelseskode": "service_code", "Version": "version",
        "Gælder fra": "valid_from", "Ydelse": "service_name", "Omfang": "extent",
        "Ajourført": "updated_on",
    }  # fmt: skip
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Register")
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        for column, (heading, name) in enumerate(headings.items()):
            sheet.write_string(0, column, is_now if heading == was else heading)
            for line, row in enumerate(ROWS, 1):
                value = row[name]
                if isinstance(value, date):
                    midnight = datetime.combine(value, datetime.min.time())
                    sheet.write_datetime(line, column, midnight, day)
                else:
                    sheet.write_string(line, column, str(value))
    return path


def test_each_wrong_row_of_a_catalogue_says_why(settings: Settings, tmp_path: Path) -> None:
    good = [dict(row, service_code=f"S{i}") for i, row in enumerate(ROWS * 3)]
    wrong = [
        dict(ROWS[0], service_code="X1", valid_to=date(2024, 12, 31)),
        dict(ROWS[0], service_code="X2", price_dkk=-1),
        dict(ROWS[0], service_code="X3", service_group="hjemløse"),
    ]
    file = write_template(
        "service_standards", tmp_path, municipality_code="0999", rows=[*good, *wrong]
    )
    result = loaded(settings, file)
    first = len(good) + 2
    assert (result.status, result.rows_loaded, result.rows_rejected) == ("loaded", len(good), 3)
    assert [(r["line"], r["reason_code"]) for r in result.rejects] == [
        (first, "ends_before_start"),
        (first + 1, "negative_number"),
        (first + 2, "unknown_code"),
    ]


def test_a_catalogue_without_a_heading_that_must_be_there_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    file = with_heading(tmp_path / "indsatskatalog.xlsx", "Gælder fra", "Fra")
    result = loaded(settings, file)
    assert result.status == "refused"
    assert "valid_from" in result.message


def test_a_heading_that_is_not_ours_is_named(settings: Settings, tmp_path: Path) -> None:
    """What an attribute's column is called by mistake is told: its texts are in no comparison."""
    file = with_heading(tmp_path / "indsatskatalog.xlsx", "Omfang", "Omfnag")
    result = loaded(settings, file)
    assert (result.status, result.rows_loaded) == ("loaded", len(ROWS))
    told = [(r["reason_code"], r["message"]) for r in result.rejects]
    assert [code for code, _ in told] == ["unused_columns"]
    assert "Omfnag" in str(told[0][1])


def test_a_decision_nobody_names_is_loaded_with_a_warning(
    settings: Settings, tmp_path: Path
) -> None:
    rows = list(differences())
    file = write_template("catalogue_differences", tmp_path, municipality_code="0999", rows=rows)
    result = loaded(settings, file)
    assert (result.rows_loaded, result.rows_rejected) == (len(rows), 0)
    rejects = settings.rejects / f"{result.load_id}.parquet"
    found = duckdb.sql(f"select line, reason_code, severity from '{rejects}'").fetchall()
    assert found == [(3, "decision_without_reference", "warning")]
