"""Spark as the engine of a build: the raw schema there, and the marts brought back.

Spark reads the same immutable Parquet DuckDB does, dbt builds the same models in it, and what it
made of schema marts is read into the build file, from which `publish` makes the serving file.
Nothing of Spark is imported before a build asks for it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from warehouse.base.errors import BuildFailed
from warehouse.base.loads import Load
from warehouse.base.settings import Settings
from warehouse.build.raw_tables import RAW_TABLES
from warehouse.build.results import MADE
from warehouse.build.spark_cluster import cluster
from warehouse.contracts.contract import LEDGER_COLUMNS_OF_ROWS, Contract, entities, read_contract

SCHEMAS = ("raw", "seeds", "staging", "intermediate", "marts")
"""A build makes them anew: the Spark catalogue has to be Sagspuls' own."""

Execute = Callable[[str], None]

_KINDS = {"VARCHAR": "string", "TIMESTAMP": "timestamp_ntz"}
"""What Spark calls a type of DuckDB's; the others have one name."""


@contextmanager
def thrift_server(settings: Settings) -> Iterator[Settings]:
    """The settings with a Thrift server to build on: the one they name, or a cluster made here.

    Args:
        settings: the settings in force.

    Raises:
        BuildFailed: the cluster did not start.
    """
    if settings.spark is not None:
        yield settings
        return
    with cluster(settings) as running:
        yield settings.model_copy(update={"spark": f"{running.host}:{running.port}"})


def write_spark_raw(
    connection: duckdb.DuckDBPyConnection, settings: Settings, loads: Sequence[Load]
) -> None:
    """Create the schemas anew in Spark, and the raw schema in it.

    Args:
        connection: the build file with its raw schema: ledger and rejects are read from it.
        settings: whose Parquet files, and the Thrift server.
        loads: the ledger as it was when the build began.

    Raises:
        BuildFailed: Spark refused a statement.
    """
    folder = settings.build / "spark" / "schemas"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with _session(settings) as execute:
        for schema in SCHEMAS:
            execute(f"drop database if exists {schema} cascade")
            execute(f"create database {schema} location {_text(str(folder / schema))}")
        for table, made in RAW_TABLES.items():
            there = folder / f"{table}.parquet"
            there.mkdir()
            connection.execute(f"copy raw.{table} to '{_escaped(there / 'part.parquet')}'")
            execute(_files(f"raw.{table}", made.kinds, str(there)))
        for entity in entities():
            contract = read_contract(entity)
            active = [x.load_id for x in loads if x.is_active and x.entry.entity == entity]
            _create_view(execute, settings, contract, active)


def read_result(
    connection: duckdb.DuckDBPyConnection, settings: Settings, manifest: Mapping[str, Any]
) -> None:
    """Read the marts Spark made into the build file; seeds and inner tables stay Parquet.

    Args:
        connection: the build file, open for writing.
        settings: where Spark wrote.
        manifest: dbt's, for the names of the tables.
    """
    for schema in SCHEMAS[1:]:
        connection.execute(f"create schema if not exists {schema}")
    for node in manifest["nodes"].values():
        if node["resource_type"] not in MADE or node["config"]["materialized"] == "view":
            continue
        schema, table = node["schema"], node["alias"]
        there = settings.build / "spark" / "schemas" / schema / table / "*.parquet"
        kind = "table" if schema == "marts" else "view"
        connection.execute(
            f'create or replace {kind} {schema}."{table}" as '
            f"from read_parquet('{_escaped(there)}')"
        )


def drop_result(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Drop what only the rules needed beside the marts, and Spark's files.

    Args:
        connection: the build file, open for writing.
        settings: where Spark wrote.
    """
    for schema in ("staging", "intermediate", "seeds"):
        connection.execute(f"drop schema if exists {schema} cascade")
    shutil.rmtree(settings.build / "spark" / "schemas")


def _create_view(
    execute: Execute, settings: Settings, contract: Contract, active: Sequence[str]
) -> None:
    """Rows of the active loads; a column that older files do not have is null."""
    of_load = LEDGER_COLUMNS_OF_ROWS
    columns = {c: kind for c, kind in contract.raw_columns.items() if c not in of_load}
    folder = settings.raw / contract.entity
    folder.mkdir(parents=True, exist_ok=True)
    execute(_files(f"raw.{contract.entity}_files", columns, str(folder)))
    values = ", ".join(
        f"ledger.{c.removeprefix('_')} as {c}" if c in of_load else f"files.`{c}`"
        for c in contract.raw_columns
    )
    loads = ", ".join(_text(load_id) for load_id in active) or "null"
    execute(
        f"create view raw.{contract.entity} as select {values} "
        f"from raw.{contract.entity}_files as files "
        "inner join raw.load_ledger as ledger on files._load_id = ledger.load_id "
        f"where files._load_id in ({loads})"
    )


def _files(table: str, columns: Mapping[str, str], folder: str) -> str:
    kinds = ", ".join(f"`{c}` {_KINDS.get(kind, kind)}" for c, kind in columns.items())
    return f"create table {table} ({kinds}) using parquet location {_text(folder)}"


@contextmanager
def _session(settings: Settings) -> Iterator[Execute]:
    from pyhive import hive

    assert settings.spark is not None
    host, _, port = settings.spark.partition(":")
    try:
        connection = hive.connect(host, int(port), username="sagspuls")
    except Exception as error:  # PyHive and Thrift have no family of errors in common
        raise BuildFailed(
            f"No Spark Thrift server answers at {settings.spark}: {error}",
            "Start it, or unset SAGSPULS_SPARK: a build then starts a cluster of its own.",
        ) from None
    try:
        cursor = connection.cursor()

        def execute(sql: str) -> None:
            try:
                cursor.execute(sql)
            except hive.OperationalError as error:
                status = getattr(error.args[0], "status", None)
                said = str(getattr(status, "errorMessage", error)).splitlines()[0]
                raise BuildFailed(f"Spark refused a statement: {said}") from None

        yield execute
    finally:
        connection.close()


def _text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _escaped(path: object) -> str:
    return str(path).replace("'", "''")
