"""The same loads give the same rows to the last bit, on any number of threads and in any steps."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from models_dbt import Built
from part_of_project import copied_part, models

from warehouse.base.settings import Settings
from warehouse.build.build import build
from warehouse.ingest.load import load
from warehouse.sample.write import write_sample
from warehouse.upkeep.verify import OF_THE_RUN

ADDS_UP = frozenset({"sum", "avg", "mean", "stddev", "stddev_samp", "var_samp", "corr", "product"})
"""Aggregates whose result hangs on the order where they get doubles."""

PICKS = frozenset({"first", "last", "any_value", "arg_max", "arg_min", "max_by", "min_by", "mode"})
"""Aggregates that take one of several rows: which one is not said without an order."""


def unordered(plan: Any) -> Iterator[str]:
    """What a query plan adds up or picks in no order, by the names DuckDB gives the functions."""
    if isinstance(plan, list):
        for node in plan:
            yield from unordered(node)
    if not isinstance(plan, dict):
        return
    if plan.get("expression_class") in ("BOUND_AGGREGATE", "BOUND_WINDOW") and not plan.get(
        "order_bys"
    ):
        # DuckDB 2.0 writes the path of a function, 1.5 its name.
        name = plan["qname"]["path"][-1] if "qname" in plan else plan.get("name")
        kinds = {argument["id"] for argument in plan.get("arguments") or []}
        if name in PICKS or (name in ADDS_UP and kinds & {"DOUBLE", "FLOAT"}):
            yield f"{name}({', '.join(sorted(kinds))})"
    for value in plan.values():
        yield from unordered(value)


def plan_of(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    """The plan of a query before DuckDB makes it quicker.

    Raises:
        AssertionError: DuckDB has no plan of it.
    """
    row = connection.execute("select json_serialize_plan(?, optimize := false)", [sql]).fetchone()
    plan = json.loads(row[0]) if row else {}
    assert not plan["error"], plan["error_message"]
    return plan["plans"]


def test_no_model_adds_up_doubles_in_no_order(small_build: Built) -> None:
    """`ordered_sum` and `exact_sum` are for them (macros/engine/sums.sql)."""
    compiled = small_build.target / "compiled" / "sagspuls" / "models"
    sql = {path.stem: path.read_text("utf-8") for path in compiled.rglob("*.sql") if path.is_file()}
    assert set(models()) <= set(sql)
    with duckdb.connect(str(small_build.file), read_only=True) as connection:
        found = {name: sorted(set(unordered(plan_of(connection, sql[name])))) for name in models()}
    assert {name: sums for name, sums in found.items() if sums} == {}


@pytest.mark.parametrize(
    ("expression", "is_unordered"),
    [
        ("sum(x)", True),
        ("avg(x) over (partition by y)", True),
        ("any_value(y)", True),
        ("sum(x order by x)", False),
        ("sum(cast(x as decimal(38, 18)))", False),
        ("sum(y)", False),
        ("avg(y)", False),
        ("max(x)", False),
    ],
)
def test_what_has_no_order_is_found(expression: str, is_unordered: bool) -> None:
    with duckdb.connect() as connection:
        sql = f"select {expression} from (select 0.1e0 as x, 1 as y)"
        assert bool(list(unordered(plan_of(connection, sql)))) is is_unordered


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project without its tests of data."""
    folder = copied_part(tmp_path_factory.mktemp("untested") / "project", set(models()))
    for path in [*(folder / "models").rglob("*.yml"), *(folder / "seeds").rglob("*.yml")]:
        path.write_text(yaml.safe_dump(_untested(yaml.safe_load(path.read_text("utf-8")))), "utf-8")
    shutil.rmtree(folder / "tests" / "sql")
    (folder / "tests" / "sql").mkdir()
    return folder


def _untested(said: Any) -> Any:
    if isinstance(said, list):
        return [_untested(item) for item in said]
    if isinstance(said, dict):
        return {key: _untested(value) for key, value in said.items() if key != "data_tests"}
    return said


@pytest.mark.long
def test_threads_and_steps_change_nothing(
    settings: Settings, project: Path, tmp_path: Path
) -> None:
    """Full builds on 1, 2 and 4 threads, and one that gets the newest extracts afterwards."""
    first, second = tmp_path / "first", tmp_path / "second"
    write_sample(second, cases=400, seed=5)
    newest = sorted(second.glob("sager_*"))[-1].stem.removeprefix("sager_")
    first.mkdir()
    for path in second.glob("*.*"):
        if newest not in path.name:
            shutil.copy(path, first)
    load(settings, first, "sample")
    assert build(settings, project=project).full
    load(settings, second, "sample")
    assert not build(settings, project=project).full
    incremental = hashes(settings)
    assert {"mart_grant_comparison", "mart_scorecard", "fct_cases"} <= set(incremental)
    for threads in (1, 2, 4):
        on = settings.model_copy(update={"threads": threads})
        assert build(on, full=True, project=project).full
        assert hashes(settings) == incremental


def hashes(settings: Settings) -> dict[str, tuple[int, int]]:
    """Rows of every table that would be published, and the sum of their hashes."""
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        tables = connection.execute(
            "select table_name, string_agg(column_name, ', ' order by column_name) "
            "from duckdb_columns() where schema_name = 'marts' and not internal group by table_name"
        ).fetchall()
        found = {}
        for table, columns in tables:
            if table not in OF_THE_RUN:
                (row,) = connection.execute(
                    f"select count(*), sum(hash(row({columns}))::hugeint) from marts.{table}"
                ).fetchall()
                found[table] = row
        return found
