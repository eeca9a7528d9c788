"""Template: the workbook people fill in, written from a contract; the loader reads it as it is."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import MappingProxyType
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from warehouse.base.errors import ConfigurationError
from warehouse.base.out_file import plain_file, whole
from warehouse.contracts.contract import Column, Contract, read_contract
from warehouse.ingest.sheets import EXPLANATIONS

SHEET = "Register"
ROWS = 1000
"""Rows that have drop-down lists and checks of dates."""

LONGEST_LIST = 255
"""Letters Excel takes in a drop-down list."""

Row = Mapping[str, object]

_FORMATS = {"DATE": "dd-mm-yyyy", "TIMESTAMP": "dd-mm-yyyy hh:mm", "BIGINT": "0"}
_KINDS = {
    "VARCHAR": "tekst",
    "DATE": "dato (dd-mm-åååå)",
    "TIMESTAMP": "dato og klokkeslæt",
    "BIGINT": "helt tal",
    "BOOLEAN": "true eller false",
}
_FIRST_DAY = date(1990, 1, 1)
_TITLES = ("Kolonne", "Skal udfyldes", "Indhold", "Forklaring", "Mulige værdier", "Eksempel")
_CHECKED: Mapping[str, str] = MappingProxyType({"DATE": "date", "TIMESTAMP": "date"})


def write_template(
    entity: str,
    out: Path,
    *,
    municipality_code: str | None = None,
    rows: Sequence[Row] = (),
    created: date | None = None,
) -> Path:
    """Write the workbook of an entity: a sheet to fill in, and one that explains it.

    Args:
        entity: a contract, such as `focus_points`.
        out: the file, or a folder in which it gets the entity's name.
        municipality_code: where the settings name it, there is no column for it.
        rows: what stands in it already, by the contract's column names.
        created: the date it says it was made on; today where none is given.

    Returns:
        The file written.

    Raises:
        ConfigurationError: there is no such contract, or the file is there already or cannot be
            written.
        DiskFull: there is no room for it.
    """
    contract = read_contract(entity)
    file = out / f"{entity}.xlsx" if out.is_dir() else out
    plain_file(file)
    if file.exists():
        raise ConfigurationError(
            f"{file} is there already, and may hold what people have filled in.",
            "Give another name with --out, or move it away.",
        )
    columns = [
        c
        for c in contract.columns
        if not (c.name == "municipality_code" and municipality_code) and not c.is_numbered
    ]
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties(
            {"title": entity, "created": datetime.combine(created or date.today(), time(), UTC)}
        )
        _write_register(book, columns, rows)
        _write_explanations(book, contract, columns)
    with whole(file) as temporary:
        temporary.write_bytes(content.getvalue())
    return file


def heading(column: Column) -> str:
    """What a column is called in the template: the first of the contract's synonyms."""
    name = column.synonyms[0] if column.synonyms else column.name
    return name[0].upper() + name[1:]


def choices(column: Column) -> tuple[str, ...]:
    """What may be written in a column with codes: the words for them, else the codes."""
    return tuple(column.words.get(code, code) for code in column.allowed)


def _write_register(book: Any, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    sheet = book.add_worksheet(SHEET)
    bold = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
    required = book.add_format({**bold, "bg_color": "#DCE6F1"})
    free = book.add_format(bold)
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        kind = column.duckdb_type.split("(")[0]
        number = _FORMATS.get(kind) or ("#,##0.00" if kind in ("DOUBLE", "DECIMAL") else "@")
        cells = book.add_format(
            {"num_format": number, "text_wrap": kind == "VARCHAR", "valign": "top"}
        )
        sheet.write_string(0, at, heading(column), required if column.required else free)
        sheet.set_column(at, at, 28 if kind == "VARCHAR" else 14, cells)
        _check(sheet, at, column, kind)
        for line, row in enumerate(rows, 1):
            _write_cell(sheet, line, at, row.get(column.name), column, cells)


def _check(sheet: Worksheet, at: int, column: Column, kind: str) -> None:
    """A drop-down list of codes, and a word where what is typed is no date."""
    listed = choices(column)
    if listed and len(",".join(listed)) <= LONGEST_LIST:
        rule: dict[str, Any] = {
            "validate": "list",
            "source": list(listed),
            "error_message": "Vælg en værdi fra listen.",
        }
    elif kind in _CHECKED:
        rule = {
            "validate": _CHECKED[kind],
            "criteria": ">=",
            "value": _FIRST_DAY,
            "error_message": "Skriv en dato som dd-mm-åååå.",
        }
    elif kind == "BIGINT":
        rule = {
            "validate": "integer",
            "criteria": ">=",
            "value": 0,
            "error_message": "Skriv et helt tal.",
        }
    else:
        return
    sheet.data_validation(1, at, ROWS, at, rule)


def _write_cell(
    sheet: Worksheet, line: int, at: int, value: object, column: Column, cells: Format
) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(line, at, value, cells)
    elif isinstance(value, int | float):
        sheet.write_number(line, at, value, cells)
    else:
        sheet.write_string(line, at, column.words.get(str(value), str(value)), cells)


def _write_explanations(book: Any, contract: Contract, columns: Sequence[Column]) -> None:
    sheet = book.add_worksheet(EXPLANATIONS)
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(
        0,
        0,
        f"{contract.description} Fyld arket {SHEET} ud: en række for hver, ingen flettede celler. "
        "Kolonner med farve skal udfyldes.",
    )
    for at, (title, width) in enumerate(zip(_TITLES, (26, 14, 22, 70, 44, 26), strict=True)):
        sheet.write_string(2, at, title, bold)
        sheet.set_column(at, at, width, wrapped)
    for line, column in enumerate(columns, 3):
        kind = column.duckdb_type.split("(")[0]
        told = (
            heading(column),
            "ja" if column.required else "",
            _KINDS.get(kind, "tal"),
            column.description,
            ", ".join(choices(column)),
            column.examples[0] if column.examples else "",
        )
        for at, text in enumerate(told):
            sheet.write_string(line, at, text)
