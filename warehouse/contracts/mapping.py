"""Mappings: how a source system's files, headers and codes become an entity's columns."""

from __future__ import annotations

import difflib
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatch
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from warehouse.base.errors import FileRefused
from warehouse.contracts.contract import Column, Contract, Delivery

ReadAs = Literal["date", "timestamp", "timestamptz", "integer", "number", "text"]

TYPE_READ_AS: dict[ReadAs, str] = {
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "text": "VARCHAR",
}


def _texts(value: object) -> object:
    return [value] if isinstance(value, str) else value


Texts = Annotated[list[str], BeforeValidator(_texts)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dialect(_Strict):
    """How a file is written. What is not given is detected; what cannot be detected is Danish."""

    delimiter: str | None = None
    quote: str = '"'
    encoding: str | None = None
    decimal: Literal[",", "."] | None = None
    thousands: str | None = None
    date_format: str | None = Field(None, description="strptime format, or 'iso'")
    timestamp_format: str | None = Field(None, description="strptime format, or 'iso'")
    null_values: list[str] = [""]
    sheet: str | None = Field(
        None, description="sheet of a workbook; the first visible one if not given"
    )


class ColumnMap(_Strict):
    """Where one contract column comes from: headers of the file, or a constant."""

    headers: Texts = Field([], alias="from")
    read_as: ReadAs | None = None
    values: dict[str, str | None] = {}
    otherwise: str | None = None
    value: str | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> ColumnMap:
        if bool(self.headers) == (self.value is not None):
            raise ValueError("give either 'from' (headers of the file) or 'value' (a constant)")
        return self


def _column_map(value: object) -> object:
    return {"from": value} if isinstance(value, str | list) else value


def _matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatch(name.lower(), pattern.lower()) for pattern in patterns)


class FileMap(_Strict):
    """The files of one entity: which they are, how they are written, what their columns mean."""

    match: Texts
    entity: str
    delivery: Delivery | None = None
    form: Literal["audit"] | None = Field(
        None, description="a form of ours, checked cell by cell before it is read"
    )
    dialect: Dialect = Dialect()
    date_in_name: str | None = Field(
        None, description="the date of the extract in the file's name, such as %Y-%m-%d"
    )
    only: dict[str, Texts] = Field({}, description="header: values; the rows of this entity")
    columns: dict[str, Annotated[ColumnMap, BeforeValidator(_column_map)]] = {}

    @property
    def headers(self) -> list[str]:
        """The headers it names."""
        return [name for column in self.columns.values() for name in column.headers]

    def takes(self, name: str) -> bool:
        """Whether a file of that name is one of these."""
        return _matches(name, self.match)

    def date_of(self, name: str) -> date | None:
        """The date of the extract in a file's name; None where the mapping takes none from it.

        Args:
            name: of the file.

        Raises:
            FileRefused: the name has no such date, or two.
        """
        if self.date_in_name is None:
            return None
        written = re.escape(self.date_in_name).replace("%Y", r"\d{4}")
        written = re.sub("%[dmy]", r"\\d{2}", written)
        days = set()
        for text in re.findall(rf"(?<!\d){written}(?!\d)", name):
            with suppress(ValueError):
                days.add(datetime.strptime(text, self.date_in_name).date())
        if len(days) != 1:
            raise FileRefused(
                f"{name}: the mapping takes the date of the extract from the name, "
                f"written {self.date_in_name}, and the name has {len(days) or 'no'} such dates.",
                "Name the file as agreed, or take date_in_name out of the mapping.",
            )
        return days.pop()


class Mapping(_Strict):
    """A source system: its name in every key, and its files.

    `ignore` names what lies beside them in a delivery and holds no rows, such as a receipt.
    """

    system: Annotated[str, Field(pattern="^[a-z0-9_]+$")]
    description: str = ""
    municipality_code: Annotated[str | None, Field(pattern=r"^\d{4}$")] = None
    files: Annotated[list[FileMap], Field(min_length=1)]
    ignore: Texts = []
    _place: str = ""

    @property
    def place(self) -> str:
        """The file it stands in and the line it begins on."""
        return self._place

    def ignores(self, name: str) -> bool:
        """Whether a file of that name belongs to a delivery and is not to be read."""
        return _matches(name, self.ignore)


@dataclass(frozen=True)
class ColumnSource:
    """One contract column of one file: positions of its headers, or its constant."""

    column: Column
    positions: tuple[int, ...]
    map: ColumnMap | None
    constant: str | None = None


@dataclass(frozen=True)
class Resolution:
    """What a header row gives a contract.

    Columns found, required ones that are missing, and the header's cells that nothing is read from.
    """

    sources: tuple[ColumnSource, ...]
    missing: tuple[str, ...]
    unused: tuple[str, ...]
    n_found: int


def resolve(
    contract: Contract, file: FileMap, header: list[str], municipality_code: str | None
) -> Resolution:
    """Find a contract's columns in a header row.

    Args:
        contract: of the file's entity.
        file: what the mapping says of the file.
        header: the cells of a row that may be the header.
        municipality_code: of files that have no column for it.
    """
    positions = {plain(cell): i for i, cell in reversed(list(enumerate(header))) if plain(cell)}
    sources: list[ColumnSource] = []
    missing: list[str] = []
    n_found = 0
    for column in contract.columns:
        if column.numbered_by:
            continue
        mapped = file.columns.get(column.name)
        if mapped is not None and mapped.value is not None:
            sources.append(ColumnSource(column, (), mapped, mapped.value))
            continue
        wanted = mapped.headers if mapped else [column.name, *column.synonyms]
        found = [positions[plain(name)] for name in wanted if plain(name) in positions]
        if mapped is None:
            found = found[:1]
        n_found += len(found)
        if found and (mapped is None or len(found) == len(wanted)):
            sources.append(ColumnSource(column, tuple(found), mapped))
        elif mapped is not None:
            # A header the mapping names is relied on: without it the file is another one.
            missing.extend(name for name in wanted if plain(name) not in positions)
        elif column.name == "municipality_code" and municipality_code:
            sources.append(ColumnSource(column, (), None, municipality_code))
        elif column.required and not column.is_numbered:
            missing.append(column.name)
    for name in file.only:
        if plain(name) in positions:
            n_found += 1
        else:
            missing.append(name)
    used = {at for source in sources for at in source.positions}
    used |= {positions[plain(name)] for name in file.only if plain(name) in positions}
    unused = tuple(cell for at, cell in enumerate(header) if cell.strip() and at not in used)
    return Resolution(tuple(sources), tuple(missing), unused, n_found)


def position(header: list[str], name: str) -> int:
    """Position of a header, however it is spaced or capitalised."""
    return [plain(cell) for cell in header].index(plain(name))


def renamed(names: list[str], header: list[str]) -> str | None:
    """The header that a missing column, known by any of its names, may have become."""
    cells = [plain(cell) for cell in header if cell]
    for name in names:
        close = difflib.get_close_matches(plain(name), cells, 1, 0.75)
        if close:
            return close[0]
    return None


def plain(header: str) -> str:
    """A header however it is spaced or capitalised."""
    return " ".join(header.replace("\ufeff", "").split()).casefold()
