"""What a mapping says, held against the contracts: each fault with its place and what to write."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from warehouse.contracts.contract import Column, entities, read_contract
from warehouse.contracts.mapping import ColumnMap, Dialect, FileMap, Mapping
from warehouse.contracts.recurrence import is_recurrence

Fault = tuple[tuple[object, ...], str]
"""The path to it in the mapping, and what is wrong and what to write."""

_READABLE_AS = {
    "DATE": ("date", "timestamp", "timestamptz", "text"),
    "TIMESTAMP": ("date", "timestamp", "timestamptz", "text"),
    "BIGINT": ("integer", "number", "text"),
    "INTEGER": ("integer", "number", "text"),
    "BOOLEAN": ("text",),
}
_NUMBERS = ("integer", "number", "text")


def find_faults(mapping: Mapping) -> Iterator[Fault]:
    """Find what no file could be read by.

    Args:
        mapping: well-formed.
    """
    for at, file in enumerate(mapping.files):
        for path, message in _of_file(file):
            yield ("files", at, *path), message


def closest(name: str, names: Iterable[str]) -> str:
    """What may have been meant by a name that does not exist.

    Args:
        name: as written.
        names: that exist.
    """
    known = sorted(names)
    close = difflib.get_close_matches(name, known, 1)
    return f"Did you mean '{close[0]}'?" if close else f"Write one of: {', '.join(known)}."


def _of_file(file: FileMap) -> Iterator[Fault]:
    if not file.match:
        yield ("match",), "No file is named; write a pattern such as 'sager_*.csv'."
    if file.entity not in entities():
        message = f"The entity '{file.entity}' has no contract."
        yield ("entity",), f"{message} {closest(file.entity, entities())}"
        return
    if file.delivery == "whole_cases" and file.entity != "case_events":
        yield ("delivery",), "whole_cases is for case_events; write snapshot, append or upsert."
    if file.date_in_name and not (
        re.search("%[Yy]", file.date_in_name)
        and "%m" in file.date_in_name
        and "%d" in file.date_in_name
    ):
        yield ("date_in_name",), "It is no whole date; write it such as '%Y-%m-%d'."
    yield from _of_dialect(file.dialect)
    for header, values in file.only.items():
        if not values:
            yield ("only", header), "No value is named; write those of the rows that are read."
    contract = read_contract(file.entity)
    columns = {column.name: column for column in contract.columns}
    for name, given in file.columns.items():
        column = columns.get(name)
        if column is None:
            message = f"The contract of {file.entity} has no column '{name}'."
            yield ("columns", name), f"{message} {closest(name, columns)}"
        elif column.numbered_by:
            yield (
                ("columns", name),
                f"'{name}' is part of the key and numbered by the loader: a position would be "
                f"another one in the next delivery. Write {column.numbered_by}: … in its place.",
            )
        else:
            for part, message in _of_column(column, given):
                yield ("columns", name, *part), message


def _of_dialect(dialect: Dialect) -> Iterator[Fault]:
    for name in ("delimiter", "quote", "thousands"):
        value = getattr(dialect, name)
        if value is not None and (len(value.encode()) != 1 or value in "\r\n"):
            yield ("dialect", name), f"'{value}' is not one sign; write one, such as ';'."
    if dialect.delimiter is not None and dialect.delimiter == dialect.quote:
        yield ("dialect", "delimiter"), "Delimiter and quote are the same; write another one."
    if dialect.decimal is not None and dialect.decimal == dialect.thousands:
        yield ("dialect", "thousands"), "It is the decimal sign too; write another one."
    if dialect.encoding is not None:
        try:
            "".encode(dialect.encoding)  # refuses what encodes no text, such as base64
        except (LookupError, ValueError):
            message = f"The encoding '{dialect.encoding}' does not exist"
            yield ("dialect", "encoding"), f"{message}; write one such as windows-1252 or utf-8."
    for name in ("date_format", "timestamp_format"):
        value = getattr(dialect, name)
        if value is None or value == "iso":
            continue
        try:
            is_format = "%" in value and datetime(2024, 12, 31).strftime(value) != value
        except ValueError:
            is_format = False
        if not is_format:
            yield (
                ("dialect", name),
                f"'{value}' is no format of dates; write %d for the day, %m for the month and %Y "
                "for the year, such as '%d-%m-%Y'.",
            )


def _of_column(column: Column, given: ColumnMap) -> Iterator[Fault]:
    twice = {header for header in given.headers if given.headers.count(header) > 1}
    for header in sorted(twice):
        yield ("from",), f"'{header}' stands twice; name each heading once."
    if given.value is not None:
        for name in ("read_as", "values", "otherwise"):
            if getattr(given, name):
                yield (name,), f"'{name}' says nothing beside a constant; take it or 'value' out."
        if wrong := _not_a_value(column, given.value):
            yield ("value",), wrong
        return
    if given.otherwise is not None and not given.values:
        yield (
            ("otherwise",),
            "'otherwise' stands without 'values'; write values: {code: meaning}, or value: "
            f"{given.otherwise} where every row has it.",
        )
    if given.otherwise is not None and (wrong := _not_a_value(column, given.otherwise)):
        yield ("otherwise",), wrong
    for code, meaning in given.values.items():
        if meaning is not None and (wrong := _not_a_value(column, meaning)):
            yield ("values", code), wrong
    readable = _READABLE_AS.get(column.duckdb_type)
    if column.duckdb_type.startswith(("DOUBLE", "DECIMAL")):
        readable = _NUMBERS
    if given.read_as and readable and given.read_as not in readable:
        yield (
            ("read_as",),
            f"{column.name} is no {given.read_as}; write one of: {', '.join(readable)}.",
        )


def _not_a_value(column: Column, text: str) -> str | None:
    """Why a text of the mapping cannot stand in a column of the contract, and what to write."""
    if not text.strip():
        if column.required:
            return f"{column.name} has to have a value; write one."
        return "It is empty; write null, or take it out."
    if column.allowed:
        if text in column.allowed:
            return None
        meant = [code for code, word in column.words.items() if word.lower() == text.lower()]
        hint = f"Write {meant[0]}." if meant else closest(text, column.allowed)
        return f"{column.name} has no code '{text}'. {hint}"
    if column.pattern and not re.fullmatch(column.pattern, text):
        example = f", such as {column.examples[0]}" if column.examples else ""
        return f"'{text}' is not written as {column.name} is; write {column.pattern}{example}."
    if column.is_recurrence and not is_recurrence(text):
        return f"'{text}' is no recurrence rule; write one such as FREQ=YEARLY."
    return _not_of_its_type(column, text)


def _not_of_its_type(column: Column, text: str) -> str | None:
    kind = column.duckdb_type
    if kind in ("DATE", "TIMESTAMP") and not _is_date(text, kind == "TIMESTAMP"):
        return f"'{text}' is no date; write it such as 2024-12-31."
    if kind in ("BIGINT", "INTEGER") and not re.fullmatch(r"-?\d{1,9}", text):
        return f"'{text}' is no whole number; write digits alone."
    is_number = kind.startswith(("DOUBLE", "DECIMAL"))
    if is_number and not re.fullmatch(r"-?\d{1,15}(\.\d+)?", text):
        return f"'{text}' is no number; write digits with a point before the decimals."
    if kind == "BOOLEAN" and text.lower() not in ("true", "false"):
        return f"'{text}' is neither true nor false; write one of them."
    return None


def _is_date(text: str, is_instant: bool) -> bool:
    time = r"([ T]\d\d:\d\d(:\d\d)?)?" if is_instant else ""
    if not re.fullmatch(rf"\d{{4}}-\d\d-\d\d{time}", text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
