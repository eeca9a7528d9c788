"""What Sagspuls is measured against, each run as a process of its own.

python -m benchmarks.contenders copy events.csv out.parquet
python -m benchmarks.contenders sql data/build scratch
python -m benchmarks.contenders quiet data/build scratch
python -m benchmarks.contenders lead data/build scratch
python -m benchmarks.contenders gaps data/build scratch
python -m benchmarks.contenders grants data/build scratch
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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

    Args:
        built: `data/build` of a full build.
        scratch: a folder for the new file.
    """
    manifest = _manifest(built)
    with _new_file(built, scratch) as connection:
        _run_nodes(connection, manifest, built, list(manifest["nodes"]))


QUIET = (
    "mart_case_time_parts",
    "mart_quiet_causes",
    "mart_quiet_steps",
    "mart_quiet_what_if",
)
"""The marts of quiet periods."""


def run_quiet(built: Path, scratch: Path) -> None:
    """The SQL of the quiet-period marts and of every model they are built from, from raw Parquet.

    Args:
        built: `data/build` of a full build.
        scratch: a folder for the new file.
    """
    manifest = _manifest(built)
    wanted = {f"model.sagspuls.{name}" for name in QUIET}
    to_visit = list(wanted)
    while to_visit:
        parents = set(manifest["parent_map"].get(to_visit.pop(), ())) - wanted
        wanted |= parents
        to_visit += parents
    with _new_file(built, scratch) as connection:
        _run_nodes(connection, manifest, built, wanted)


GRANTS_READ = ("dim_calendar", "dim_service", "dim_equivalence_margin", "need_levels", "age_bands")
"""What the models of grants read beside the grants."""


def run_grants(built: Path, scratch: Path) -> None:
    """The SQL of every model from the staged grants to the verdicts, over `grants.parquet`.

    Args:
        built: `data/build` of a full build.
        scratch: a folder with `grants.parquet`, for the new file.
    """
    manifest = _manifest(built)
    wanted = {"model.sagspuls.stg_grants", "model.sagspuls.stg_grant_deliveries"}
    to_visit = list(wanted)
    while to_visit:
        children = {
            child
            for child in manifest["child_map"].get(to_visit.pop(), ())
            if child.startswith("model.")
        } - wanted
        wanted |= children
        to_visit += children
    with _new_file(built, scratch) as connection:
        columns = ", ".join(
            name for name, *_ in connection.execute("describe raw.grants").fetchall()
        )
        connection.execute("drop view raw.grants")
        connection.execute(
            f"create view raw.grants as select {columns} from '{scratch / 'grants.parquet'}'"
        )
        for node in manifest["nodes"].values():
            if node["name"] in GRANTS_READ:
                relation = node["relation_name"]
                connection.execute(f'create schema if not exists "{node["schema"]}"')
                connection.execute(
                    f"create table {relation} as from " + relation.replace('"build"', "built", 1)
                )
        _run_nodes(connection, manifest, built, wanted)


def run_lead(built: Path, scratch: Path) -> None:
    """One bare window query over the same raw events: when the next event of the case was.

    Args:
        built: `data/build` of a full build.
        scratch: a folder for the new file.
    """
    with _new_file(built, scratch) as connection:
        connection.execute(
            "create table next_events as select municipality_code, source_system, case_id, "
            "event_at, event_type, lead(event_at) over (partition by municipality_code, "
            "source_system, case_id order by event_at) as next_at from raw.case_events"
        )


def run_gaps(built: Path, scratch: Path) -> None:
    """Time between directly following events, by pair of names, from the events that were built.

    Writes `gaps.json`: the seconds it took, and figures by pair, in days.

    Args:
        built: `data/build` of a full build.
        scratch: a folder for what is found.
    """
    with duckdb.connect(str(built / "build.duckdb"), read_only=True, config=SETTINGS) as connection:
        started = time.perf_counter()
        found = connection.execute(
            """
            with pairs as (
                select
                    event_name,
                    lead(event_name) over in_case as next_name,
                    epoch(lead(event_at) over in_case - event_at) / 86400 as days
                from marts.fct_case_events
                window in_case as (partition by case_key order by event_at, event_order, event_no)
            )
            select event_name, next_name, avg(days), median(days), max(days)
            from pairs
            where next_name is not null
            group by event_name, next_name
            """
        ).fetchall()
        seconds = time.perf_counter() - started
    gaps = {f"{before} → {after}": figures for before, after, *figures in found}
    (scratch / "gaps.json").write_text(
        json.dumps({"seconds": seconds, "gaps": gaps}), encoding="utf-8"
    )


def _manifest(built: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((built / "target" / "manifest.json").read_bytes())
    return found


@contextmanager
def _new_file(built: Path, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new file with the raw schema of the build; gone at the end."""
    new = scratch / "build.duckdb"  # the same name, as the SQL names the database
    new.unlink(missing_ok=True)
    with duckdb.connect(str(new), config=SETTINGS) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute(f"attach '{built / 'build.duckdb'}' as built (read_only)")
        _copy_raw(connection)
        yield connection
    new.unlink()


def _run_nodes(
    connection: duckdb.DuckDBPyConnection,
    manifest: Mapping[str, Any],
    built: Path,
    wanted: Collection[str],
) -> None:
    """Run the compiled SQL of nodes; seeds are copied from the build file."""
    results = json.loads((built / "target" / "run_results.json").read_bytes())["results"]
    for result in results:  # in the order they were done, so each finds what it reads
        node = manifest["nodes"].get(result["unique_id"])
        if node is None or result["unique_id"] not in wanted:  # None: an exposure, nothing is run
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
                connection.execute(f"select count(*) from ({result['compiled_code']})").fetchone()


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
    {
        "copy": copy,
        "sql": run_sql,
        "quiet": run_quiet,
        "grants": run_grants,
        "lead": run_lead,
        "gaps": run_gaps,
    }[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
