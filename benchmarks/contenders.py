"""What Sagspuls is measured against, each run as a process of its own.

python -m benchmarks.contenders copy events.csv out.parquet
python -m benchmarks.contenders sql data/build scratch
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

from benchmarks.inputs import COLUMNS, TIME_FORMAT

SETTINGS: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "2GB"}
"""As Sagspuls runs DuckDB."""


def copy(source: Path, parquet: Path) -> None:
    """DuckDB's bare typed COPY: no contract, no pseudonyms, unreadable rows dropped in silence.

    Args:
        source: a file of events.
        parquet: where they go.
    """
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
    with duckdb.connect(config=SETTINGS) as connection:
        connection.execute(
            f"copy (select * from read_csv('{source}', header = true, delim = ';', "
            f"columns = {{{columns}}}, timestampformat = '{TIME_FORMAT}', ignore_errors = true)) "
            f"to '{parquet}' (format parquet)"
        )


def run_sql(built: Path, scratch: Path) -> None:
    """The SQL of the last full build, models and tests, straight in DuckDB and one by one.

    Seeds are copied from the build file, and the raw schema is that of the build.

    Args:
        built: `data/build` of a full build.
        scratch: a folder for the new file.
    """
    manifest = json.loads((built / "target" / "manifest.json").read_bytes())
    results = json.loads((built / "target" / "run_results.json").read_bytes())["results"]
    new = scratch / "build.duckdb"  # the same name, as the SQL names the database
    new.unlink(missing_ok=True)
    with duckdb.connect(str(new), config=SETTINGS) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute(f"attach '{built / 'build.duckdb'}' as built (read_only)")
        _copy_raw(connection)
        for result in results:  # in the order they were done, so each finds what it reads
            node = manifest["nodes"].get(result["unique_id"])
            if node is None:  # an exposure: nothing is run
                continue
            relation = node["relation_name"]
            connection.execute(f'create schema if not exists "{node["schema"]}"')
            match node["resource_type"]:
                case "seed":
                    from_built = relation.replace('"build"', "built", 1)
                    connection.execute(f"create table {relation} as from {from_built}")
                case "model":
                    kind = "view" if node["config"]["materialized"] == "view" else "table"
                    connection.execute(f"create {kind} {relation} as {result['compiled_code']}")
                case "test":
                    connection.execute(
                        f"select count(*) from ({result['compiled_code']})"
                    ).fetchone()
    new.unlink()


def _copy_raw(connection: duckdb.DuckDBPyConnection) -> None:
    """Tables as they are, then the views over Parquet."""
    connection.execute("create schema raw")
    for (name,) in connection.execute(
        "select table_name from duckdb_tables() "
        "where database_name = 'built' and schema_name = 'raw'"
    ).fetchall():
        connection.execute(f"create table raw.{name} as from built.raw.{name}")
    for (view,) in connection.execute(
        "select sql from duckdb_views() where database_name = 'built' and schema_name = 'raw'"
    ).fetchall():
        connection.execute(view)


if __name__ == "__main__":
    {"copy": copy, "sql": run_sql}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
