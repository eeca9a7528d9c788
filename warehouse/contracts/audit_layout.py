"""The layout of the audit form: its sheets and headers, its items, and what can be answered."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.base.settings import PROJECT_ROOT
from warehouse.contracts.codes import form_words

ITEMS = PROJECT_ROOT / "seeds" / "audit_items.csv"

FINDINGS = tuple(form_words("audit_finding").values())
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

CASE, ITEM, FINDING = 2, 3, 5
"""Columns of the sheet that auditors fill in, counted from 0."""


@dataclass(frozen=True)
class Item:
    """A question of the form."""

    code: str
    text: str


def read_items(path: Path = ITEMS) -> tuple[Item, ...]:
    """The items of the form, in their order."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["item_no"]))
    return tuple(Item(row["item_code"], row["text_da"]) for row in rows)
