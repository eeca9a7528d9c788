"""Spark is an extra: nothing of it is imported without being asked for, and its lack is said."""

from __future__ import annotations

import subprocess
import sys

import pytest

from warehouse import spark_cluster
from warehouse.build import build
from warehouse.errors import ConfigurationError
from warehouse.settings import Settings


def test_nothing_of_spark_is_imported() -> None:
    script = (
        "import sys, warehouse.cli, warehouse.build, warehouse.spark, warehouse.spark_cluster\n"
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
