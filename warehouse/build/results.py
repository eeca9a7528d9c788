"""Results of a build as tables: tests, data dictionary, run information."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import duckdb

from warehouse.base.errors import BuildFailed
from warehouse.build.descriptions import Descriptions
from warehouse.build.model_rules import is_rules, read_broken, rules_of
from warehouse.build.raw import insert_rows

MADE = ("model", "seed", "snapshot")
"""dbt's node types that are not tests but make something."""

_JAVA_FRAME = re.compile(r"\s+at [\w.$/]+\(")
"""A line of the stack Spark tells after what is wrong."""

_RUN_TABLES: Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]] = {
    "run_info": (
        "The build this file is from; one row.",
        {
            "run_id": (
                "VARCHAR",
                "Name of the run: time of its start (UTC) and four random hex digits.",
            ),
            "built_at": ("TIMESTAMP", "When the build ended (UTC)."),
            "data_date": ("DATE", "Newest date of data in the active loads."),
            "n_loads": ("BIGINT", "Active loads in it."),
            "n_models": ("BIGINT", "Models and seeds in this file."),
            "n_tests": ("BIGINT", "Tests in `test_results`."),
            "n_warnings": ("BIGINT", "Tests that warned."),
            "full_build": (
                "BOOLEAN",
                "Whether everything was built, not only what comes from new loads.",
            ),
            "engine": ("VARCHAR", "What built it: duckdb or spark."),
            "sagspuls_version": ("VARCHAR", "Version of Sagspuls that built it."),
            "fingerprint": ("VARCHAR", "Hash of loads, models, seeds, macros and versions."),
            "seconds": ("DOUBLE", "How long the build took."),
        },
    ),
    "test_results": (
        "Every test, as it went when its data were last built; one row per test.",
        {
            "test_name": ("VARCHAR", "Name of the test."),
            "model": ("VARCHAR", "Model, seed or source it looks at."),
            "status": ("VARCHAR", "`pass`, `warn` or `fail`."),
            "severity": ("VARCHAR", "`error` blocks publishing, `warn` does not."),
            "failures": ("BIGINT", "Rows the test found."),
            "description": ("VARCHAR", "What the test is for."),
            "mended_by": ("VARCHAR", "Who mends what it finds."),
        },
    ),
    "public_periods": (
        "When each period of a public table was published; one row per mart, municipality, series"
        " and period. A period stays as it was published until it is restated.",
        {
            "mart": ("VARCHAR", "Name of the public table."),
            "municipality_code": ("VARCHAR", "Code of the municipality."),
            "series": (
                "VARCHAR",
                "Indicator, goal, initiative or provider whose period it is; empty where the"
                " table has one history.",
            ),
            "period": (
                "VARCHAR",
                "Length and first day of the period, its year or its round; `newest` where the"
                " table speaks of the newest day alone.",
            ),
            "ends_on": (
                "DATE",
                "Last day of the period; the last whole month where it is `newest`.",
            ),
            "published_in": ("VARCHAR", "Name of the run whose figures these are."),
            "published_at": ("TIMESTAMP", "When that run was published (UTC)."),
            "restated_because": (
                "VARCHAR",
                "Why its figures are others than those first published; empty where they are not.",
            ),
        },
    ),
    "data_dictionary": (
        "Every column of every published table; one row per table and column.",
        {
            "model": ("VARCHAR", "Name of the table."),
            "column_name": ("VARCHAR", "Name of the column."),
            "data_type": ("VARCHAR", "Its type in DuckDB."),
            "description": ("VARCHAR", "What it holds."),
            "model_description": ("VARCHAR", "What the table holds, one row per what."),
        },
    ),
}


@dataclass(frozen=True)
class Outcome:
    """How one test went."""

    test_name: str
    model: str
    status: str
    severity: str
    failures: int
    description: str
    mended_by: str
    message: str = ""


@dataclass(frozen=True)
class Results:
    """What the build file holds once dbt's run has ended."""

    n_models: int
    n_made: int
    """Models and seeds the run made."""
    tests: tuple[Outcome, ...]
    """Those the run left out, since nothing they look at was made anew, as they went before."""
    broken: tuple[str, ...]
    """Models and seeds that could not be built and rules that could not be tested, with the
    database's message."""

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Tests of error severity that failed."""
        return tuple(test for test in self.tests if test.status == "fail")

    @property
    def warned(self) -> tuple[Outcome, ...]:
        """Tests that warned."""
        return tuple(test for test in self.tests if test.status == "warn")


class TestsFailed(BuildFailed):
    """Models or error-severity tests failed; has them for a program to read.

    Args:
        results: what dbt's run came to.
    """

    __test__ = False  # not a test of pytest's

    def __init__(self, results: Results) -> None:
        lines = [f"  model {broken}" for broken in results.broken]
        lines += [f"  {_in_words(test)}" for test in results.failed]
        n = len(lines)
        super().__init__(
            f"The build failed on {n} {'point' if n == 1 else 'points'}; "
            "nothing was published:\n" + "\n".join(lines),
            "The last published run stays as it was. Mend the data or the model, then build again.",
        )
        self.results = results


def read_results(target: Path, manifest: Mapping[str, Any], earlier: Iterable[Outcome]) -> Results:
    """Read dbt's results of the run that just ended.

    Args:
        target: dbt's target folder.
        manifest: dbt's manifest of the run.
        earlier: how the tests went in the build this one goes on from.

    Raises:
        BuildFailed: dbt left no results.
    """
    try:
        run = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BuildFailed(f"dbt left no results: {error.filename} is not there.") from None
    nodes: Mapping[str, Mapping[str, Any]] = manifest["nodes"]
    n_models = sum(node["resource_type"] in MADE for node in nodes.values())
    n_made = 0
    tests = {test.test_name: test for test in earlier}
    broken: list[str] = []
    for result in run["results"]:
        node = nodes.get(result["unique_id"])
        if node is None:  # an exposure: a page or an export, which dbt lists but does not make
            continue
        if node["resource_type"] == "test":
            if result["status"] == "skipped":
                continue
            if is_rules(node) and result["status"] == "error":
                broken.append(f"{node['name']}: {_message(result)}")
            else:
                tests |= {test.test_name: test for test in _outcomes(node, result)}
        elif node["resource_type"] in MADE:
            n_made += result["status"] == "success"
            if result["status"] == "error":
                broken.append(f"{node['name']}: {_message(result)}")
    return Results(n_models, n_made, tuple(tests.values()), tuple(broken))


def read_test_results(connection: duckdb.DuckDBPyConnection) -> list[Outcome]:
    """Read how the tests of the last build went.

    Args:
        connection: the build file.
    """
    columns = list(_RUN_TABLES["test_results"][1])
    rows = connection.execute(f"select {', '.join(columns)} from marts.test_results").fetchall()
    return [Outcome(**dict(zip(columns, row, strict=True))) for row in rows]


def read_manifest(target: Path) -> dict[str, Any]:
    """Read dbt's manifest.json."""
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(manifest, dict)
    return manifest


def write_run_tables(
    connection: duckdb.DuckDBPyConnection,
    run_info: Mapping[str, object],
    tests: Sequence[Outcome],
    manifest: Mapping[str, Any],
) -> None:
    """Write run_info, test_results and data_dictionary into schema marts of the build file.

    Args:
        connection: the build file, in the caller's transaction.
        run_info: a value for every column of run_info.
        tests: how the tests went.
        manifest: dbt's manifest, for the descriptions.
    """
    connection.execute("create schema if not exists marts")
    _write(connection, "run_info", [run_info])
    outcomes = sorted(tests, key=lambda test: (test.model, test.test_name))
    _write(connection, "test_results", [test.__dict__ for test in outcomes])
    _write(connection, "public_periods", [])  # Filled by publishing.
    _write(connection, "data_dictionary", [])
    _write(connection, "data_dictionary", _dictionary(connection, manifest))


def _dictionary(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]
) -> list[dict[str, object]]:
    described: dict[str, tuple[str, dict[str, str]]] = {
        table: (text, {name: column[1] for name, column in columns.items()})
        for table, (text, columns) in _RUN_TABLES.items()
    }
    descriptions = Descriptions(manifest)
    for unique_id, node in manifest["nodes"].items():
        if node["resource_type"] in MADE and node["schema"] == "marts":
            columns = {
                name.lower(): descriptions.of(unique_id, name.lower()) for name in node["columns"]
            }
            described[node["alias"]] = (_one_line(node.get("description")), columns)
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where schema_name = 'marts' and database_name = current_database() "
        "order by table_name, column_index"
    ).fetchall()
    return [
        {
            "model": table,
            "column_name": column,
            "data_type": kind,
            "description": described.get(table, ("", {}))[1].get(column.lower(), ""),
            "model_description": described.get(table, ("", {}))[0],
        }
        for table, column, kind in rows
    ]


def _write(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, object]]
) -> None:
    columns = {name: kind for name, (kind, _) in _RUN_TABLES[table][1].items()}
    kinds = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    connection.execute(f"create or replace table marts.{table} ({kinds})")
    insert_rows(connection, f"marts.{table}", list(columns), rows)


def _outcomes(node: Mapping[str, Any], result: Mapping[str, Any]) -> Iterator[Outcome]:
    """How the rules of a model went, or another test."""
    if not is_rules(node):
        yield _outcome(node, result)
        return
    broken = read_broken(result["adapter_response"]["_message"])
    for rule in rules_of(node):
        rows = broken.get(rule.name, 0)
        yield Outcome(
            test_name=rule.name,
            model=node["attached_node"].split(".")[-1],
            status="pass" if not rows else "warn" if rule.severity == "warn" else "fail",
            severity=rule.severity,
            failures=rows,
            description=rule.description,
            mended_by=rule.mended_by,
        )


def _outcome(node: Mapping[str, Any], result: Mapping[str, Any]) -> Outcome:
    status = {"pass": "pass", "warn": "warn"}.get(result["status"], "fail")
    depends = node.get("attached_node") or next(iter(node["depends_on"]["nodes"]), "")
    return Outcome(
        test_name=node["name"],
        model=depends.split(".")[-1] if depends else "",
        status=status,
        severity=str(node["config"].get("severity", "error")).lower(),
        failures=int(result.get("failures") or 0),
        description=_one_line(node.get("description")),
        mended_by=str((node["config"].get("meta") or {}).get("mended_by", "")),
        message=_message(result),
    )


def _in_words(test: Outcome) -> str:
    rows = "row" if test.failures == 1 else "rows"
    found = f"{test.failures:,} {rows}" if test.failures else test.message
    words = f"test {test.test_name} ({found})"
    if test.description:
        words += f": {test.description}"
    if test.mended_by:
        words += f" Mended by: {test.mended_by}."
    return words


def _message(result: Mapping[str, Any]) -> str:
    """What the engine says is wrong, in one line and without where in Java it was found."""
    lines = str(result.get("message") or "").splitlines()
    return _one_line("\n".join(takewhile(lambda line: not _JAVA_FRAME.match(line), lines)))


def _one_line(text: object) -> str:
    return " ".join(str(text or "").split())
