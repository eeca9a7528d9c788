"""What was built, compared with what is described: columns of every table, types of the marts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import duckdb

from warehouse.build.descriptions import Descriptions
from warehouse.build.model_rules import grains

Node = Mapping[str, Any]
Manifest = Mapping[str, Any]


def check_columns(manifest: Manifest, built: Mapping[str, Collection[str]]) -> list[str]:
    """Columns that were built but not described, or described or in the grain but not built.

    Args:
        manifest: dbt's `manifest.json`, read.
        built: the columns of each relation, by `<schema>.<name>`.
    """
    messages = []
    descriptions, all_grains = Descriptions(manifest), grains(manifest)
    for node in (*nodes_of(manifest, "model"), *nodes_of(manifest, "seed")):
        columns = built.get(f"{node['schema']}.{node['alias']}")
        if columns is None:
            continue
        messages += [
            f"{node['name']}: column {column} is not described."
            for column in sorted(columns)
            if not descriptions.of(node["unique_id"], column.lower())
        ]
        messages += [
            f"{node['name']}: column {column} is described and does not exist."
            for column in sorted(set(node["columns"]) - set(columns))
        ]
        messages += [
            f"{node['name']}: the grain names column {column}, which does not exist."
            for column in all_grains.get(node["unique_id"], ())
            if column not in columns
        ]
    return messages


def check_types(manifest: Manifest, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Columns of marts that are of another type than their contract says.

    Args:
        manifest: dbt's `manifest.json`, read.
        connection: the build file.
    """
    contracts = {
        (node["alias"], name): str(column["data_type"])
        for node in nodes_of(manifest, "model")
        if node["config"].get("contract", {}).get("enforced")
        for name, column in node["columns"].items()
    }
    words = sorted(set(contracts.values()))
    nulls = ", ".join(f"null::{word}" for word in words) or "null"
    described = connection.execute(f"describe select {nulls}").fetchall()
    types = dict(zip(words, (kind for _, kind, *_ in described), strict=False))
    built = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where schema_name = 'marts' and database_name = current_database() "
        "order by table_name, column_index"
    ).fetchall()
    return [
        f"{table}: column {name} is {kind}, and should be {types[contracts[table, name]]}."
        for table, name, kind in built
        if (table, name) in contracts and kind != types[contracts[table, name]]
    ]


def built_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The columns of every table and view of the build file, by `<schema>.<name>`."""
    rows = connection.execute(
        "select schema_name || '.' || table_name, list(column_name order by column_index) "
        "from duckdb_columns() where database_name = current_database() group by all"
    ).fetchall()
    return dict(rows)


def nodes_of(manifest: Manifest, resource_type: str) -> list[Node]:
    """The project's own nodes of a kind, in a steady order.

    Args:
        manifest: dbt's `manifest.json`, read.
        resource_type: such as `model`.
    """
    project = manifest["metadata"]["project_name"]
    found = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == resource_type and node["package_name"] == project
    ]
    return sorted(found, key=lambda node: str(node["name"]))
