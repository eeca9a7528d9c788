"""The audit form: a workbook of three sheets that auditors fill in, drawn cases times items."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import xlsxwriter

from warehouse.base.out_file import whole
from warehouse.contracts.audit_layout import FINDING, FINDINGS, FOUND, HEADERS, ROUND, SAMPLE, Item

_WIDTHS = {"Sagsnøgle": 28, "Spørgsmål": 62, "Fund": 18, "Bemærkning": 44, "Ramme": 60, "Navn": 30}
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""A name from data that looks like a formula or an address stays a text."""


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
                    1, FINDING, len(by_sheet[name]), FINDING,
                    {"validate": "list", "source": list(FINDINGS), "error_title": "Fund",
                     "error_message": "Vælg et fund fra listen, eller lad cellen stå tom."},
                )  # fmt: skip
    with whole(path) as temporary:
        temporary.write_bytes(content.getvalue())
