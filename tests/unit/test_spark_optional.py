"""Spark is an extra: nothing of it is imported without being asked for, and its lack is said."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import duckdb
import pytest

from warehouse.base.errors import ConfigurationError
from warehouse.base.settings import Settings
from warehouse.build import spark_cluster
from warehouse.build.build import build
from warehouse.build.spark import drop_result, read_result


def test_nothing_of_spark_is_imported() -> None:
    script = (
        "import sys, warehouse.cli.commands, warehouse.build.build\n"
        "import warehouse.build.spark, warehouse.build.spark_cluster\n"
        "spark = ('pyspark', 'pyhive', 'thrift', 'dbt')\n"
        "print([name for name in sys.modules if name.split('.')[0] in spark])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_missing_extra_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_cluster, "_NEEDED", ("pyspark_that_is_not_there", "sys"))
    with pytest.raises(ConfigurationError, match="pyspark_that_is_not_there") as told:
        spark_cluster.check_installed()
    assert "requirements-spark.lock" in (told.value.hint or "")


def test_a_build_says_what_is_missing_before_anything_else(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark_cluster, "_NEEDED", ("pyspark_that_is_not_there",))
    with pytest.raises(ConfigurationError, match="pyspark_that_is_not_there"):
        build(settings.model_copy(update={"engine": "spark"}))
    assert not settings.build_file.exists()


def test_missing_java_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_cluster, "_NEEDED", ())
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(ConfigurationError, match="Java 17") as told:
        spark_cluster.check_installed()
    assert "openjdk-17" in (told.value.hint or "")
    spark_cluster.check_installed(with_java=False)


def test_the_result_of_spark_is_read_as_it_is(settings: Settings) -> None:
    nodes = {
        "mart_x": ("model", "marts", "table"),
        "int_x": ("model", "intermediate", "incremental"),
        "codes": ("seed", "seeds", "seed"),
        "stg_x": ("model", "staging", "view"),
        "mart_x__rules": ("test", "dbt_test__audit", "test"),
    }
    manifest = {
        "nodes": {
            name: {
                "resource_type": kind,
                "schema": schema,
                "alias": name,
                "config": {"materialized": made},
            }
            for name, (kind, schema, made) in nodes.items()
        }
    }
    schemas = settings.build / "spark" / "schemas"
    with duckdb.connect() as connection:
        for name in ("mart_x", "int_x", "codes"):
            folder = schemas / nodes[name][1] / name
            folder.mkdir(parents=True)
            connection.execute(
                f"copy (select 1e0 as share, 1::decimal(18, 2) as amount) to '{folder}/x.parquet'"
            )
        read_result(connection, settings, manifest)
        for table in ("marts.mart_x", "intermediate.int_x", "seeds.codes"):
            assert connection.execute(f"from {table}").fetchall() == [(1.0, Decimal("1.00"))]
        drop_result(connection, settings)
        assert not schemas.exists()
        left = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        assert left == [("marts", "mart_x")]
        assert (
            connection.execute("select * from duckdb_views() where not internal").fetchall() == []
        )
