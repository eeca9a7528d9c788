"""Extract contracts: what each entity's columns are, read from ODCS files beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

import yaml
from open_data_contract_standard.model import (
    CustomProperty,
    OpenDataContractStandard,
    SchemaProperty,
)

from warehouse.base.errors import ConfigurationError
from warehouse.contracts.codes import form_words

CONTRACTS = Path(__file__).resolve().parent

Delivery = Literal["snapshot", "append", "upsert", "whole_cases"]
Classification = Literal["none", "cpr", "pseudonym"]

_DUCKDB_TYPES = {
    "string": "VARCHAR",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
}

LOAD_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "source_system": "VARCHAR",
        "_load_id": "VARCHAR",
        "_data_date": "DATE",
        "_loaded_at": "TIMESTAMP",
        "_delivery_no": "BIGINT",
    }
)
"""What the loader adds to every row.

Source system, load, date of the extract, time of the load, and the load's place in the order of
deliveries: of two rows with one key the one of the higher number counts.
"""

LEDGER_COLUMNS_OF_ROWS = ("_data_date", "_loaded_at", "_delivery_no")
"""Those that stand in the ledger and not in the Parquet: they hold for a load as a whole."""

CASE_KEY = ("municipality_code", "source_system", "case_id")
"""What names a case across systems; an incremental build reads all rows of the cases it touches."""

CASE_KEY_SQL = " || '|' || ".join(CASE_KEY)
"""The models' `case_key` of it (macros/case_key.sql)."""


@dataclass(frozen=True)
class Column:
    """A column of an extract, as its contract describes it.

    `tells_data_date`: the newest of its dates is the date of the extract where none is given.
    `is_numbered`: the last part of a key, which the loader numbers where a file does not have it.
    `numbered_by`: the column a numbered one follows; it is then never delivered, as a position in
    a file or a case is another one in the next delivery.
    `code_list`: the list of seeds/codes.csv that has the words of its codes.
    `words`: what people write for an allowed code, by that list; the loader takes either.
    `is_accounting`: amounts as accountants write them, with parentheses or a minus at the end.
    `is_recurrence`: a recurrence rule as iCalendar writes it (RFC 5545).
    """

    name: str
    description: str
    duckdb_type: str
    required: bool
    is_key: bool
    classification: Classification
    allowed: tuple[str, ...]
    pattern: str | None
    synonyms: tuple[str, ...]
    tells_data_date: bool
    is_numbered: bool
    numbered_by: str | None
    code_list: str | None
    words: Mapping[str, str]
    examples: tuple[str, ...]
    is_accounting: bool
    is_recurrence: bool

    @property
    def is_identifier(self) -> bool:
        """Whether it holds numbers or codes of a system, and no free text."""
        return self.name.endswith(("_id", "_code", "_key", "_number", "_account", "_function"))

    @property
    def raw_columns(self) -> Mapping[str, str]:
        """The columns it becomes in raw Parquet, with their DuckDB types."""
        if self.classification == "cpr":
            stem = self.name.removesuffix("_cpr")
            return {
                f"{stem}_key": "VARCHAR",
                f"{stem}_birth_year": "INTEGER",
                f"{stem}_sex": "VARCHAR",
            }
        if self.classification == "pseudonym":
            return {self.name.removesuffix("_id") + "_key": "VARCHAR"}
        return {self.name: self.duckdb_type}


@dataclass(frozen=True)
class RowCheck:
    """A check on one row: `condition` is SQL over its columns, true where it fails."""

    name: str
    description: str
    condition: str
    is_error: bool


@dataclass(frozen=True)
class AddedUp:
    """Which of an entity's amounts are added up, and what their rows are called.

    `within`: the columns among whose rows they are added, in one way or several. `told_by`: the
    column that says `total` or `line` of a row, if there is one.
    """

    amounts: tuple[str, ...]
    within: tuple[tuple[str, ...], ...]
    name: str
    told_by: str | None


@dataclass(frozen=True)
class Contract:
    """What one entity's extract has to look like.

    `is_built_whole`: its rows may name a case, but its models read all of them in every build.
    """

    entity: str
    description: str
    grain: str
    delivery: Delivery
    columns: tuple[Column, ...]
    checks: tuple[RowCheck, ...]
    is_built_whole: bool
    added_up: AddedUp | None

    @property
    def key(self) -> tuple[str, ...]:
        """Names of the columns that identify a row, the source system aside."""
        return tuple(column.name for column in self.columns if column.is_key)

    @property
    def raw_columns(self) -> Mapping[str, str]:
        """Columns of the raw Parquet with their DuckDB types, the loader's own last."""
        raw: dict[str, str] = {}
        for column in self.columns:
            raw.update(column.raw_columns)
        return raw | dict(LOAD_COLUMNS)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        return {column.name: column for column in self.columns}[name]


def entities() -> tuple[str, ...]:
    """Names of the entities that have a contract, sorted."""
    return tuple(
        sorted(path.name.removesuffix(".odcs.yaml") for path in CONTRACTS.glob("*.odcs.yaml"))
    )


@cache
def read_contract(entity: str) -> Contract:
    """Read the contract of an entity.

    Args:
        entity: its name, such as `cases`.

    Raises:
        ConfigurationError: there is no such contract.
    """
    path = CONTRACTS / f"{entity}.odcs.yaml"
    if not path.is_file():
        raise ConfigurationError(
            f"There is no contract for '{entity}'.", f"Entities: {', '.join(entities())}."
        )
    # The parser in C: every command reads all contracts, half a second with the one in Python.
    content = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    document = OpenDataContractStandard.model_validate(content)
    schema = (document.schema_ or [])[0]
    return Contract(
        entity=entity,
        description=schema.description or "",
        grain=schema.dataGranularityDescription or "",
        delivery=cast(Delivery, _custom(document.customProperties)["deliveryMode"]),
        columns=tuple(_column(p) for p in schema.properties or []),
        checks=tuple(
            RowCheck(
                name=quality.name or "",
                description=quality.description or "",
                condition=quality.query or "",
                is_error=quality.severity == "error",
            )
            for quality in schema.quality or []
        ),
        is_built_whole=bool(_custom(document.customProperties).get("builtWhole")),
        added_up=_added_up(_custom(document.customProperties).get("addedUp")),
    )


def _added_up(value: object) -> AddedUp | None:
    if not isinstance(value, dict):
        return None
    return AddedUp(
        amounts=tuple(value["amounts"]),
        within=tuple(tuple(columns) for columns in value["within"]),
        name=str(value["name"]),
        told_by=value.get("toldBy"),
    )


def _column(p: SchemaProperty) -> Column:
    logical = p.logicalType or "string"
    return Column(
        name=p.name or "",
        description=p.description or "",
        duckdb_type=p.physicalType or _DUCKDB_TYPES[logical],
        required=bool(p.required),
        is_key=bool(p.primaryKey),
        classification=cast(Classification, p.classification or "none"),
        allowed=tuple(str(value.value) for value in p.enum or []),
        pattern=(p.logicalTypeOptions or {}).get("pattern"),
        synonyms=tuple(s.synonym for s in p.synonyms or [] if s.synonym),
        tells_data_date=bool(_custom(p.customProperties).get("dataDate")),
        is_numbered=bool(_custom(p.customProperties).get("numberedAmongEquals")),
        numbered_by=cast("str | None", _custom(p.customProperties).get("numberedBy")),
        code_list=cast("str | None", _custom(p.customProperties).get("codeList")),
        words=_words(p),
        examples=tuple(str(example) for example in p.examples or []),
        is_accounting=_custom(p.customProperties).get("writtenAs") == "accounts",
        is_recurrence=(p.logicalTypeOptions or {}).get("format") == "recurrence",
    )


def _words(p: SchemaProperty) -> Mapping[str, str]:
    code_list = _custom(p.customProperties).get("codeList")
    words = form_words(str(code_list)) if code_list else {}
    allowed = (str(value.value) for value in p.enum or [])
    return MappingProxyType({code: words[code] for code in allowed if code in words})


def _custom(properties: list[CustomProperty] | None) -> dict[str, object]:
    return {str(p.property): p.value for p in properties or []}


def is_case_family(contract: Contract) -> bool:
    """Whether its rows belong to cases, and are read for the touched ones only."""
    return not contract.is_built_whole and set(CASE_KEY) <= contract.raw_columns.keys()
