"""Sheets: which sheet of a workbook is an entity's."""

from __future__ import annotations

from itertools import islice

from warehouse.base.errors import FileRefused
from warehouse.contracts.contract import Contract
from warehouse.contracts.mapping import FileMap, Resolution, resolve
from warehouse.ingest.workbook import Workbook

EXPLANATIONS = "Forklaring"
"""The sheet of a template that explains its columns; it holds no rows."""

MUCH_THE_SAME = 0.75
"""A sheet with this share of the columns read from another is taken for more of its rows."""


def show_sheet(
    book: Workbook,
    contract: Contract,
    file: FileMap,
    municipality_code: str | None,
    within: int,
) -> tuple[str, ...]:
    """Open a workbook on the one sheet that has an entity's header.

    Where none has it, the sheet with the most of it is open.

    Args:
        book: the workbook.
        contract: of the entity.
        file: what the mapping says of the file.
        municipality_code: of files that have no column for it.
        within: rows at the top of a sheet among which the header is looked for.

    Returns:
        The sheets that are not read and not empty.

    Raises:
        FileRefused: several sheets have the header, or one that is hidden.
    """
    if len(book.sheets) == 1:
        return ()
    headers: dict[str, Resolution] = {}
    for sheet in book.sheets:
        book.show(sheet)
        rows = [cells for _, cells in islice(book.records(), within) if cells]
        found = [resolve(contract, file, cells, municipality_code) for cells in rows]
        if found:
            headers[sheet] = max(found, key=lambda r: (not r.missing, r.n_found))
    if not headers:
        return ()
    best = max(headers, key=lambda s: (not headers[s].missing, headers[s].n_found))
    n_best = headers[best].n_found
    alike = [s for s, r in headers.items() if not r.missing or r.n_found >= MUCH_THE_SAME * n_best]
    if not headers[best].missing and len(alike) > 1:
        raise FileRefused(
            f"{book.shown}: several sheets have the columns of {contract.entity}: "
            f"{', '.join(_named(book, sheet) for sheet in alike)}. Nothing was loaded, so that no "
            "row is left out or counted twice.",
            "Deliver them as one sheet or as a workbook each, or name one in the mapping: "
            "dialect: {sheet: …}.",
        )
    if not headers[best].missing and best in book.hidden:
        raise FileRefused(
            f"{book.shown}: the columns of {contract.entity} are on {_named(book, best)} alone.",
            "Show the sheet, or name it in the mapping: dialect: {sheet: …}.",
        )
    book.show(best)
    return tuple(s for s in headers if s != best and s not in book.hidden and s != EXPLANATIONS)


def _named(book: Workbook, sheet: str) -> str:
    return f"'{sheet}'" + (" (hidden)" if sheet in book.hidden else "")
