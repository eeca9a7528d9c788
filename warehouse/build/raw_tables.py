"""Tables of the raw schema beside the entities: ledger, rejects, recurrences, dates of extracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args, get_origin, get_type_hints

from warehouse.base.ledger import LedgerEntry

Columns = Mapping[str, tuple[str, str]]
"""DuckDB type and meaning of each column."""

_KINDS = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", date: "DATE", datetime: "TIMESTAMP"}


@dataclass(frozen=True)
class RawTable:
    """A table and what stands in it."""

    description: str
    columns: Columns

    @property
    def kinds(self) -> dict[str, str]:
        """The DuckDB type of each column."""
        return {name: kind for name, (kind, _) in self.columns.items()}

    @property
    def definition(self) -> str:
        """Its columns as `create table` takes them."""
        return ", ".join(f"{name} {kind}" for name, kind in self.kinds.items())


def _of_the_ledger() -> Columns:
    """The described fields of a ledger entry."""
    columns = {}
    for name, hint in get_type_hints(LedgerEntry, include_extras=True).items():
        if described := getattr(hint, "__metadata__", ()):
            columns[name] = (_kind(get_args(hint)[0]), described[0])
    return columns


def _kind(hint: object) -> str:
    """The DuckDB type of a field, None of it left aside."""
    if get_origin(hint) is Literal:
        return "VARCHAR"
    kinds = [kind for kind in (hint, *get_args(hint)) if kind in _KINDS]
    return _KINDS[kinds[0]]


RAW_TABLES: Mapping[str, RawTable] = {
    "load_ledger": RawTable(
        "Every load, refused ones included. One row per load and entity.",
        {
            **_of_the_ledger(),
            "is_active": ("BOOLEAN", "Whether its rows count in the warehouse."),
            "delivery_no": (
                "BIGINT",
                "Place in the order of deliveries: of two rows with one key the later counts.",
            ),
            "first_delivery_no": ("BIGINT", "That place of the first file of its delivery."),
        },
    ),
    "load_rejects": RawTable(
        "What was found wrong. One row per thing found in a row, a column or a file.",
        {
            "load_id": ("VARCHAR", "The load."),
            "entity": ("VARCHAR", "Entity the file was read as."),
            "source_file": ("VARCHAR", "Name of the file."),
            "line": ("BIGINT", "Line of the file, from 1."),
            "column_name": ("VARCHAR", "Column of the contract."),
            "reason_code": ("VARCHAR", "What is wrong, as a code."),
            "severity": (
                "VARCHAR",
                "What followed: rejected (the row), warning (nothing) or refused (the file).",
            ),
            "message": ("VARCHAR", "What is wrong, in words."),
            "value": ("VARCHAR", "The value as delivered; masked where it is personal."),
        },
    ),
    "recurrences": RawTable(
        "Dates a recurrence rule falls on, followed by Python before the models are built. "
        "One row per rule, first date and date.",
        {
            "first_on": ("DATE", "Where the rule begins."),
            "recurrence_rule": ("VARCHAR", "The rule, as iCalendar writes it (RFC 5545)."),
            "occurs_on": ("DATE", "A date it falls on."),
        },
    ),
    "whole_case_loads": RawTable(
        "Loads of events that replace those of their cases from before. One row per load.",
        {
            "load_id": ("VARCHAR", "The load."),
            "first_delivery_no": (
                "BIGINT",
                "From which delivery on the events of its cases count.",
            ),
        },
    ),
    "case_extracts": RawTable(
        "Up to which day cases are known. One row per system and municipality.",
        {
            "source_system": ("VARCHAR", "System the cases are in: the name of its mapping."),
            "municipality_code": (
                "VARCHAR",
                "Municipality of all rows of its extracts; empty where they are of several.",
            ),
            "data_date": (
                "DATE",
                "Newest date of an active extract of cases, events, decisions or flags.",
            ),
        },
    ),
}
