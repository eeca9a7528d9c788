"""Write `models/staging/_sources.yml`: dbt's view of the raw tables, from the extract contracts.

Run `python -m tools.dbt_sources` after a change of a contract; a test proves the file and the
contracts agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import yaml

from warehouse.base.settings import PROJECT_ROOT
from warehouse.contracts.contract import (
    LOAD_COLUMNS,
    Contract,
    entities,
    is_case_family,
    read_contract,
)

SOURCES = PROJECT_ROOT / "models" / "staging" / "_sources.yml"

HEADER = """\
# Generated from warehouse/contracts/*.odcs.yaml by `python -m tools.dbt_sources`: change the
# contract and run it again.
"""

LOAD_COLUMN_DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "source_system": "System the row was delivered from: the name of its mapping.",
        "_load_id": "Load that brought the row.",
        "_data_date": "Date of the extract the row is from.",
        "_loaded_at": "When the row was loaded, UTC.",
        "_delivery_no": "Place of its load in the order of deliveries; the highest counts.",
    }
)

PERSON_COLUMN_DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "_key": "Pseudonym (keyed HMAC-SHA256); the number it stands for is never stored.",
        "_birth_year": "Year of birth, from the CPR number.",
        "_sex": "Sex, from the CPR number.",
    }
)

LedgerTable = tuple[str, Mapping[str, tuple[str, str]]]

LEDGER: Mapping[str, LedgerTable] = MappingProxyType(
    {
        "load_ledger": (
            "Every load, refused ones included. One row per load and entity.",
            {
                "load_id": ("VARCHAR", "The load."),
                "entity": ("VARCHAR", "Entity the file was read as, such as cases."),
                "source_file": ("VARCHAR", "Name of the file."),
                "sha256": ("VARCHAR", "SHA-256 of the file, in hexadecimal."),
                "source_system": ("VARCHAR", "System the file is from: the name of its mapping."),
                "municipality_code": (
                    "VARCHAR",
                    "Municipality all its rows belong to; empty where they are of several.",
                ),
                "delivery": (
                    "VARCHAR",
                    "How a delivery counts: snapshot, append, upsert or whole_cases.",
                ),
                "status": ("VARCHAR", "What became of it: loaded, refused or replaced."),
                "message": ("VARCHAR", "Why it was refused, in words."),
                "rows_read": ("BIGINT", "Rows in the file."),
                "rows_loaded": ("BIGINT", "Rows that were loaded."),
                "rows_rejected": ("BIGINT", "Rows in quarantine."),
                "rows_repeated": ("BIGINT", "Rows that stood in the file more than once."),
                "n_cpr_masked": ("BIGINT", "CPR numbers found in free text and replaced."),
                "data_date": ("DATE", "Date of the extract."),
                "loaded_at": ("TIMESTAMP", "When it was loaded, UTC."),
                "seconds": ("DOUBLE", "Seconds the load took."),
                "mapping": ("VARCHAR", "Mapping that read it."),
                "is_active": ("BOOLEAN", "Whether its rows count in the warehouse."),
                "delivery_no": (
                    "BIGINT",
                    "Place in the order of deliveries: of two rows with one key the later counts.",
                ),
                "first_delivery_no": ("BIGINT", "That place of the first file of its delivery."),
            },
        ),
        "load_rejects": (
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
        "recurrences": (
            "Dates a recurrence rule falls on, followed by Python before the models are built. "
            "One row per rule, first date and date.",
            {
                "first_on": ("DATE", "Where the rule begins."),
                "recurrence_rule": ("VARCHAR", "The rule, as iCalendar writes it (RFC 5545)."),
                "occurs_on": ("DATE", "A date it falls on."),
            },
        ),
        "case_extracts": (
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
)
"""Tables of raw that are no entity (`raw.WRITTEN_TABLES`): each column's meaning."""


def sources_yaml() -> str:
    """The text of `_sources.yml`.

    Raises:
        ConfigurationError: a contract cannot be read.
    """
    tables = [_entity_table(read_contract(entity)) for entity in entities()]
    tables += [
        {
            "name": name,
            "description": description,
            "columns": [_column(c, kind, text) for c, (kind, text) in columns.items()],
        }
        for name, (description, columns) in LEDGER.items()
    ]
    document = {
        "version": 2,
        "sources": [
            {
                "name": "raw",
                "schema": "raw",
                "description": "What the loader took in, by entity, and its ledger.",
                "tables": tables,
            }
        ],
    }
    return HEADER + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def write_sources(path: Path = SOURCES) -> None:
    """Write the file to `path`.

    Raises:
        ConfigurationError: a contract cannot be read.
    """
    path.write_text(sources_yaml(), encoding="utf-8")


def _entity_table(contract: Contract) -> dict[str, object]:
    columns = []
    for column in contract.columns:
        for name, kind in column.raw_columns.items():
            columns.append(_column(name, kind, _describe(name, column.name, column.description)))
    for name, kind in LOAD_COLUMNS.items():
        columns.append(_column(name, kind, LOAD_COLUMN_DESCRIPTIONS[name]))
    table: dict[str, object] = {
        "name": contract.entity,
        "description": f"{contract.description} {contract.grain.capitalize()} and delivery.",
    }
    if not is_case_family(contract):
        table["config"] = {"meta": {"is_whole": True}}
    return table | {"columns": columns}


def _describe(raw_name: str, name: str, description: str) -> str:
    if raw_name == name:
        return description
    for suffix, text in PERSON_COLUMN_DESCRIPTIONS.items():
        if raw_name.endswith(suffix):
            return text
    return description


def _column(name: str, kind: str, description: str) -> dict[str, str]:
    return {"name": name, "data_type": kind, "description": description}


if __name__ == "__main__":
    write_sources()
