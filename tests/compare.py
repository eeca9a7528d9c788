"""Two runs compared, mart by mart and row by row: exactly, doubles to 1e-9."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.base.settings import Settings
from warehouse.build import model_rules

OF_THE_RUN = "run_info"
"""The one table two runs cannot share: it names the run, its engine and its time."""

COLUMNS_OF_THE_RUN = frozenset({"published_in", "published_at"})
"""Columns of `public_periods` that name the run."""

RUN_KEYS = {
    "test_results": ["test_name"],
    "data_dictionary": ["model", "column_name"],
    "public_periods": ["mart", "municipality_code", "series", "period"],
}

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Difference:
    """How one mart of a run compares with the same mart of another."""

    mart: str
    n_rows: int
    n_differ: int
    """Rows of either run without a partner; -1 where the columns are others."""


def grains(settings: Settings) -> dict[str, list[str]]:
    """The grain of each mart, as the manifest of the last build has it."""
    manifest = json.loads((settings.build / "target" / "manifest.json").read_text("utf-8"))
    of_nodes = model_rules.grains(manifest)
    return {
        node["alias"]: of_nodes[node["unique_id"]]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }


def differences(left: Path, right: Path, keys: dict[str, list[str]]) -> Iterator[Difference]:
    """Compare every mart of two runs.

    Args:
        left: a build file or a published one.
        right: another.
        keys: the grain of each mart.
    """
    with duckdb.connect() as connection:
        for name, path in (("l", left), ("r", right)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        columns: dict[str, dict[str, list[tuple[str, str]]]] = {}
        for side, table, column, kind in connection.execute(
            "select database_name, table_name, column_name, data_type from duckdb_columns() "
            "where schema_name = 'marts' and database_name in ('l', 'r') order by column_index"
        ).fetchall():
            columns.setdefault(table, {"l": [], "r": []})[side].append((column, kind))
        for table in sorted(columns.keys() - {OF_THE_RUN}):
            sides = columns[table]
            (n_rows,) = connection.execute(f"select count(*) from l.marts.{table}").fetchone() or (
                0,
            )
            if sides["l"] != sides["r"]:
                yield Difference(table, n_rows, -1)
                continue
            key = " and ".join(f"l.{c} = r.{c}" for c in (keys | RUN_KEYS)[table])
            differs = " or ".join(
                _differ(c, kind) for c, kind in sides["l"] if c not in COLUMNS_OF_THE_RUN
            )
            (n_differ,) = connection.execute(
                f"select count(*) from l.marts.{table} as l full join r.marts.{table} as r "
                f"on {key} where {differs}"
            ).fetchone() or (0,)
            yield Difference(table, n_rows, n_differ)


def _differ(column: str, kind: str) -> str:
    unlike = f"l.{column} is distinct from r.{column}"
    if kind != "DOUBLE":
        return unlike
    near = f"abs(l.{column} - r.{column}) <= {TOLERANCE} * greatest(1, abs(l.{column}))"
    return f"({unlike} and not coalesce({near}, false))"


def table(found: list[Difference]) -> str:
    """The difference table: mart, rows, rows that differ."""
    lines = [f"{'mart':<26}{'rows':>10}{'differ':>10}"]
    lines += [f"{d.mart:<26}{d.n_rows:>10}{d.n_differ:>10}" for d in found]
    return "\n".join(lines)
