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
from warehouse.build.raw_tables import RAW_TABLES
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


def sources_yaml() -> str:
    """The text of `_sources.yml`.

    Raises:
        ConfigurationError: a contract cannot be read.
    """
    tables = [_entity_table(read_contract(entity)) for entity in entities()]
    tables += [
        {
            "name": name,
            "description": table.description,
            "columns": [_column(c, kind, text) for c, (kind, text) in table.columns.items()],
        }
        for name, table in RAW_TABLES.items()
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
