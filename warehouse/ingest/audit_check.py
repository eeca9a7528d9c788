"""The check of a filled audit form, cell by cell."""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name

from warehouse.base.errors import FileRefused
from warehouse.contracts.audit_layout import (
    CASE,
    FINDING,
    FINDINGS,
    FOUND,
    HEADERS,
    ITEM,
    ROUND,
    SAMPLE,
    read_items,
)
from warehouse.ingest.extracts import Extract
from warehouse.ingest.workbook import Workbook


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
        case, item, finding = row[CASE], row[ITEM], row[FINDING]
        if case not in sampled:
            raise _wrong(shown, line, CASE, f"the case '{case}' is not in the sample")
        if item not in items:
            raise _wrong(shown, line, ITEM, f"the form has no item '{item}'")
        if (case, item) in seen:
            raise _wrong(
                shown,
                line,
                ITEM,
                f"item {item} of case {case} has an answer in row {seen[case, item]} already",
            )
        if finding and finding not in FINDINGS:
            raise _wrong(shown, line, FINDING, f"'{finding[:40]}' is none of the findings")
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
