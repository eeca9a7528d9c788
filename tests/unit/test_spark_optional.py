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
from warehouse.build.spark import read_marts


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


def test_marts_of_spark_are_read_as_they_are(settings: Settings) -> None:
    made = settings.build / "spark" / "schemas" / "marts" / "mart_x"
    made.mkdir(parents=True)
    model = {"resource_type": "model", "schema": "marts", "name": "mart_x", "alias": "mart_x"}
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select 1e0 as share, 1::decimal(18, 2) as amount) to '{made}/x.parquet'"
        )
        read_marts(connection, settings, {"nodes": {"model.sagspuls.mart_x": model}})
        assert connection.execute("from marts.mart_x").fetchall() == [(1.0, Decimal("1.00"))]
