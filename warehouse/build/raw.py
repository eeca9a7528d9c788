"""The raw schema of the build file: views over active loads, ledger, rejects, dates of rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import duckdb

from warehouse.base.errors import ConfigurationError
from warehouse.base.loads import Load
from warehouse.base.settings import Settings
from warehouse.build.raw_tables import RAW_TABLES
from warehouse.contracts.contract import (
    CASE_KEY,
    CASE_KEY_SQL,
    LEDGER_COLUMNS_OF_ROWS,
    Contract,
    entities,
    is_case_family,
    read_contract,
)
from warehouse.contracts.recurrence import dates, horizon


def changed_tables(loads: Sequence[Load], built: Collection[str]) -> set[str]:
    """Tables of the raw schema that may hold what the models do not have yet.

    Args:
        loads: the ledger as it was when the build began.
        built: loads that are in the models already.
    """
    new = {load.entry.entity for load in loads if load.is_active and load.load_id not in built}
    tables = new | RAW_TABLES.keys()
    if not any(is_case_family(read_contract(entity)) for entity in new):
        tables.remove("case_extracts")
    if "case_events" not in new:
        tables.remove("whole_case_loads")
    return tables


def write_raw(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    loads: Sequence[Load],
    built: Collection[str] | None,
) -> int:
    """Create the raw schema anew in the build file.

    Args:
        connection: the build file, open for writing.
        settings: whose Parquet files.
        loads: the ledger as it was when the build began.
        built: loads that are in the models already: the views then hold only the touched
            cases, those with any row in a load not yet built and the open ones whose data date
            has moved. None: they hold everything.

    Returns:
        How many cases the views hold in an incremental build, else 0.

    Raises:
        ConfigurationError: the raw file of an active load is not there.
    """
    connection.execute("create schema if not exists raw")
    connection.execute("create schema if not exists meta")
    _write_ledger(connection, loads)
    _write_rejects(connection, settings, loads)
    contracts = [read_contract(entity) for entity in entities()]
    _write_case_extracts(connection, contracts)
    _write_whole_case_loads(connection)
    touched = 0
    if built is not None:
        touched = _write_touched_cases(connection, settings, loads, built, contracts)
    for contract in contracts:
        paths = _paths(settings, loads, contract.entity, skip=())
        only_touched = built is not None and is_case_family(contract)
        _create_view(connection, contract, paths, only_touched)
    _write_recurrences(connection, loads)
    return touched


def _create_view(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    paths: Sequence[Path],
    only_touched: bool,
) -> None:
    select = _select(connection, contract, paths, only_touched=only_touched)
    connection.execute(f"create or replace view raw.{_name(contract.entity)} as {select}")


def _select(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    paths: Sequence[Path],
    *,
    only_touched: bool = False,
) -> str:
    """Every raw column of the contract in its type; null where older files do not have it."""
    columns = contract.raw_columns
    if not paths:
        nulls = ", ".join(f"cast(null as {kind}) as {_name(c)}" for c, kind in columns.items())
        return f"select * from (select {nulls}) as nothing where false"
    files = f"read_parquet({_list(str(path) for path in paths)}, union_by_name = true)"
    present = {row[0] for row in connection.execute(f"describe from {files}").fetchall()}
    values = ", ".join(
        f"cast({_origin(c, present)} as {kind}) as {_name(c)}" for c, kind in columns.items()
    )
    if only_touched:  # before the join with the ledger: few rows are left for it
        files = f"(from {files} semi join meta.touched_cases using ({', '.join(CASE_KEY)}))"
    return (
        f"select * from (select {values} from {files} as files "
        "inner join raw.load_ledger as ledger on files._load_id = ledger.load_id)"
    )


def _origin(column: str, present: Collection[str]) -> str:
    """Where a raw column comes from: what holds for a whole load stands in the ledger alone."""
    if column in LEDGER_COLUMNS_OF_ROWS:
        return f"ledger.{column.removeprefix('_')}"
    return f"files.{_name(column)}" if column in present else "null"


def _write_touched_cases(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    loads: Sequence[Load],
    built: Collection[str],
    contracts: Sequence[Contract],
) -> int:
    keys = ", ".join(CASE_KEY)
    parts = []
    for contract in contracts:
        added = _paths(settings, loads, contract.entity, skip=built)
        if not is_case_family(contract) or not added:
            continue
        new = _select(connection, contract, added)
        parts.append(f"select {keys} from ({new})")
        if not set(CASE_KEY) <= {*contract.key, "source_system"}:
            # A row may have moved from one case to another: the former one is touched too.
            every = _select(connection, contract, _paths(settings, loads, contract.entity, skip=()))
            key = ", ".join((*contract.key, "source_system"))
            parts.append(f"select {keys} from ({every}) semi join ({new}) using ({key})")
    # The day an extract was taken judges the open cases, delivered or not.
    parts.append(
        f"""
        select {keys} from marts.fct_cases as cases
        where is_open and exists (
            from raw.case_extracts as extracts
            where extracts.source_system = cases.source_system
                and coalesce(extracts.municipality_code, cases.municipality_code)
                    = cases.municipality_code
                and extracts.data_date > cases.observed_until
        )
        """
    )
    connection.execute(
        "create or replace table meta.touched_cases as "
        f"select *, {CASE_KEY_SQL} as case_key from ({' union '.join(parts)})"
    )
    return _count(connection, "meta.touched_cases")


def _write_ledger(connection: duckdb.DuckDBPyConnection, loads: Sequence[Load]) -> None:
    _create(connection, "load_ledger")
    rows = [
        {
            **asdict(load.entry),
            "status": load.status,
            "is_active": load.is_active,
            "delivery_no": load.delivery_no,
            "first_delivery_no": load.first_delivery_no,
        }
        for load in loads
    ]
    insert_rows(connection, "raw.load_ledger", list(RAW_TABLES["load_ledger"].columns), rows)


def _create(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    connection.execute(f"create or replace table raw.{table} ({RAW_TABLES[table].definition})")


def insert_rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, object]],
) -> None:
    """Insert rows as text, a list a column, for the table's types to read; quick for thousands.

    Args:
        connection: the build file.
        table: with its schema.
        columns: of the table, all of them in its order.
        rows: a value for each column.
    """
    texts = [[None if row[c] is None else str(row[c]) for row in rows] for c in columns]
    unnested = ", ".join("unnest(?::varchar[])" for _ in columns)
    connection.execute(f"insert into {table} select {unnested}", texts)


def _write_case_extracts(
    connection: duckdb.DuckDBPyConnection, contracts: Iterable[Contract]
) -> None:
    """The newest day any extract of cases, or of what is in them, tells of."""
    _create(connection, "case_extracts")
    of_cases = _list(contract.entity for contract in contracts if is_case_family(contract))
    connection.execute(
        "insert into raw.case_extracts "
        "select source_system, municipality_code, max(data_date) from raw.load_ledger "
        f"where is_active and entity in {of_cases} group by all"
    )


def _write_whole_case_loads(connection: duckdb.DuckDBPyConnection) -> None:
    """Loads of every event of their cases; the first load of all has nothing to replace."""
    _create(connection, "whole_case_loads")
    connection.execute(
        "insert into raw.whole_case_loads "
        "select load_id, first_delivery_no from raw.load_ledger "
        "where is_active and entity = 'case_events' "
        "qualify delivery = 'whole_cases' and first_delivery_no > min(delivery_no) over ()"
    )


def _write_rejects(
    connection: duckdb.DuckDBPyConnection, settings: Settings, loads: Sequence[Load]
) -> None:
    _create(connection, "load_rejects")
    paths = [settings.rejects / f"{load.load_id}.parquet" for load in loads]
    there = [str(path) for path in paths if path.is_file()]
    if there:
        columns = ", ".join(RAW_TABLES["load_rejects"].columns)
        connection.execute(
            f"insert into raw.load_rejects by name select {columns} "
            f"from read_parquet({_list(there)}, union_by_name = true)"
        )


def _write_recurrences(connection: duckdb.DuckDBPyConnection, loads: Sequence[Load]) -> None:
    """Follow every rule that was delivered: no engine can, so models read its dates."""
    _create(connection, "recurrences")
    rules = connection.execute(
        "select distinct first_on, recurrence_rule from raw.wheel_tasks "
        "where recurrence_rule is not null order by all"
    ).fetchall()
    until = horizon(load.entry.data_date for load in loads if load.is_active)
    rows = [
        {"first_on": first_on, "recurrence_rule": rule, "occurs_on": day}
        for first_on, rule in rules
        for day in dates(first_on, rule, until)
    ]
    insert_rows(connection, "raw.recurrences", list(RAW_TABLES["recurrences"].columns), rows)


def _paths(
    settings: Settings, loads: Sequence[Load], entity: str, skip: Collection[str]
) -> list[Path]:
    paths = [
        settings.raw / entity / f"{load.load_id}.parquet"
        for load in loads
        if load.is_active and load.entry.entity == entity and load.load_id not in skip
    ]
    for path in paths:
        if not path.is_file():
            raise ConfigurationError(
                f"The ledger names a load whose file is not there: {path}.",
                "Restore it from backup, or remove its ledger file and load the extract again.",
            )
    return paths


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join("'" + text.replace("'", "''") + "'" for text in texts) + "]"
