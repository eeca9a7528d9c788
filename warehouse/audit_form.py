"""The audit form: a workbook of three sheets that auditors fill in, and its check cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from warehouse.errors import FileRefused
from warehouse.extracts import Extract
from warehouse.out_file import whole
from warehouse.workbook import Workbook

ITEMS = Path(__file__).resolve().parent.parent / "seeds" / "audit_items.csv"

FINDINGS = ("Opfyldt", "Ikke opfyldt", "Ikke relevant", "Kan ikke vurderes")
"""What an auditor can choose; an item not answered yet is left empty."""

ROUND, SAMPLE, FOUND = "Runde", "Stikprøve", "Fund"

HEADERS: Mapping[str, tuple[str, ...]] = {
    FOUND: (
        "Kommunekode", "Runde", "Sagsnøgle", "Punkt", "Spørgsmål", "Fund", "Bemærkning",
        "Udtrukket",
    ),
    ROUND: (
        "Kommunekode", "Runde", "Navn", "Område", "Ramme", "Population", "Stikprøve", "Metode",
        "Strata", "Frø", "Kørsel", "Udtrukket",
    ),
    SAMPLE: (
        "Kommunekode", "Runde", "Nr", "Sagsnøgle", "Sagstype", "Stratum", "Stratumstørrelse",
        "Udtrukket",
    ),
}  # fmt: skip
"""Header of each sheet, in row 1; the sheet auditors fill in comes first."""

_WIDTHS = {"Sagsnøgle": 28, "Spørgsmål": 62, "Fund": 18, "Bemærkning": 44, "Ramme": 60, "Navn": 30}
_CASE, _ITEM, _FINDING = 2, 3, 5

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""A name from data that looks like a formula or an address stays a text."""


@dataclass(frozen=True)
class Item:
    """A question of the form."""

    code: str
    text: str


@dataclass(frozen=True)
class Drawn:
    """A case drawn, with the stratum it was drawn in."""

    case_key: str
    case_type: str
    stratum: str
    stratum_size: int


@dataclass(frozen=True)
class Round:
    """An audit round: which cases could be drawn, and how they were."""

    municipality_code: str
    round_id: str
    name: str
    area: str
    frame: str
    population_size: int
    stratum_by: str
    seed: int
    run_id: str
    drawn_on: date


def read_items(path: Path = ITEMS) -> tuple[Item, ...]:
    """The items of the form, in their order."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["item_no"]))
    return tuple(Item(row["item_code"], row["text_da"]) for row in rows)


def write_form(
    path: Path,
    audited: Round,
    drawn: Sequence[Drawn],
    items: Sequence[Item],
    answers: Mapping[tuple[str, str], str] | None = None,
) -> None:
    """Write the form: a row per case and item, with a list of the findings to choose from.

    The same arguments give the same bytes.

    Args:
        path: the workbook; one that is there is written over.
        audited: the round.
        drawn: its cases, in the order drawn.
        items: its questions.
        answers: findings by case and item, where they are known already.

    Raises:
        ConfigurationError: it cannot be written.
        DiskFull: there is no room for it.
    """
    answers = answers or {}
    day = audited.drawn_on
    head = (audited.municipality_code, audited.round_id)
    by_sheet: dict[str, list[tuple[object, ...]]] = {
        FOUND: [
            (*head, case.case_key, item.code, item.text,
             answers.get((case.case_key, item.code), ""), "", day)
            for case in drawn
            for item in items
        ],
        ROUND: [
            (*head, audited.name, audited.area, audited.frame, audited.population_size, len(drawn),
             "Stratificeret" if audited.stratum_by else "Simpel", audited.stratum_by, audited.seed,
             audited.run_id, day)
        ],
        SAMPLE: [
            (*head, i + 1, case.case_key, case.case_type, case.stratum, case.stratum_size, day)
            for i, case in enumerate(drawn)
        ],
    }  # fmt: skip
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        book.set_properties({"created": datetime.combine(day, time(), UTC)})
        bold = book.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1})
        date_format = book.add_format({"num_format": "dd-mm-yyyy"})
        open_cell = book.add_format({"locked": False, "bg_color": "#FFF8DC", "text_wrap": True})
        for name, header in HEADERS.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(header):
                sheet.write_string(0, column, title, bold)
                sheet.set_column(column, column, _WIDTHS.get(title, 13))
            for row, cells in enumerate(by_sheet[name], start=1):
                for column, cell in enumerate(cells):
                    is_open = name == FOUND and header[column] in ("Fund", "Bemærkning")
                    style = open_cell if is_open else None
                    if isinstance(cell, date):
                        sheet.write_datetime(
                            row, column, datetime.combine(cell, time()), date_format
                        )
                    elif isinstance(cell, int):
                        sheet.write_number(row, column, cell, style)
                    elif cell or is_open:
                        sheet.write(row, column, cell or None, style)
            sheet.autofilter(0, 0, len(by_sheet[name]), len(header) - 1)
            sheet.protect(options={"autofilter": True, "sort": True, "format_columns": True})
            if name == FOUND and by_sheet[name]:
                sheet.data_validation(
                    1, _FINDING, len(by_sheet[name]), _FINDING,
                    {"validate": "list", "source": list(FINDINGS), "error_title": "Fund",
                     "error_message": "Vælg et fund fra listen, eller lad cellen stå tom."},
                )  # fmt: skip
    with whole(path) as temporary:
        temporary.write_bytes(content.getvalue())


def check_form(extract: Extract, shown: str) -> None:
    """Refuse a filled form that is not as it was written.

    Args:
        extract: the workbook.
        shown: its name in messages.

    Raises:
        FileRefused: a sheet or a header is changed, a sheet is empty, a row is of another round,
            a case is not in the sample, an item is unknown or answered twice, or a finding is none
            of the four; with sheet, row and column.
    """
    cells = {name: _records(extract, shown, name) for name in HEADERS}
    audited = cells[ROUND][0][1][:2]
    for name, rows in cells.items():
        for line, row in rows:
            for column, (there, own) in enumerate(zip(row, audited, strict=False)):
                if there != own:
                    raise _wrong(
                        shown, line, column, f"'{there[:40]}' is not the form's '{own[:40]}'", name
                    )
    sampled = {row[3] for _, row in cells[SAMPLE]}
    items = {item.code for item in read_items()}
    seen: dict[tuple[str, str], int] = {}
    for line, row in cells[FOUND]:
        case, item, finding = row[_CASE], row[_ITEM], row[_FINDING]
        if case not in sampled:
            raise _wrong(shown, line, _CASE, f"the case '{case}' is not in the sample")
        if item not in items:
            raise _wrong(shown, line, _ITEM, f"the form has no item '{item}'")
        if (case, item) in seen:
            raise _wrong(
                shown,
                line,
                _ITEM,
                f"item {item} of case {case} has an answer in row {seen[case, item]} already",
            )
        if finding and finding not in FINDINGS:
            raise _wrong(shown, line, _FINDING, f"'{finding[:40]}' is none of the findings")
        seen[case, item] = line


def _records(extract: Extract, shown: str, name: str) -> list[tuple[int, list[str]]]:
    header = HEADERS[name]
    try:
        records = list(Workbook(extract, name).records())
    except FileRefused as error:
        raise FileRefused(
            error.message,
            "Fill in the form as `sagspuls audit-sample` wrote it, with all its sheets.",
        ) from None
    found = records[0][1] if records else []
    for column, title in enumerate(header):
        there = found[column].strip() if column < len(found) else ""
        if there != title:
            raise FileRefused(
                f"{shown}, sheet {name}, cell {xl_col_to_name(column)}1 (row 1, column "
                f"{column + 1}): the header is '{there[:40]}', it should be '{title}'.",
                "Write the header as it was, and load the form again.",
            )
    rows = [
        (line, [cell.strip() for cell in cells] + [""] * (len(header) - len(cells)))
        for line, cells in records[1:]
        if cells
    ]
    if not rows:
        raise FileRefused(
            f"{shown}, sheet {name}, row 2: there are no rows below the header.",
            "Fill in the form as `sagspuls audit-sample` wrote it.",
        )
    return rows


def _wrong(shown: str, line: int, column: int, what: str, sheet: str = FOUND) -> FileRefused:
    cell = f"{xl_col_to_name(column)}{line}"
    return FileRefused(
        f"{shown}, sheet {sheet}, cell {cell} (row {line}, column "
        f"{HEADERS[sheet][column]}): {what}.",
        "Mend the cell in the form, and load it again. Nothing of it was loaded. "
        f"Findings: {', '.join(FINDINGS)}.",
    )
