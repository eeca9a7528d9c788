"""What a build says of a result: the engine's words, without what only its makers can read."""

from __future__ import annotations

import json
from pathlib import Path

from warehouse.build.results import read_results

SPARK = """Runtime Error in model mart_x (models/mart_x.sql)
  Database Error
    org.apache.hive.service.cli.HiveSQLException: Error running query: Not enough memory to build
    and broadcast the table (see `marts`.`fct_x`).
    \tat org.apache.spark.sql.hive.Server$.error(Server.scala:43)
    \tat java.base/java.lang.Thread.run(Thread.java:840)
    Caused by: org.apache.spark.SparkException: Not enough memory
    \t... 3 more
"""


def test_an_error_of_spark_is_told_without_its_stack(tmp_path: Path) -> None:
    result = {"unique_id": "model.sagspuls.mart_x", "status": "error", "message": SPARK}
    (tmp_path / "run_results.json").write_text(json.dumps({"results": [result]}), "utf-8")
    node = {"resource_type": "model", "name": "mart_x"}
    (broken,) = read_results(tmp_path, {"nodes": {"model.sagspuls.mart_x": node}}, ()).broken
    assert broken == (
        "mart_x: Runtime Error in model mart_x (models/mart_x.sql) Database Error "
        "org.apache.hive.service.cli.HiveSQLException: Error running query: "
        "Not enough memory to build and broadcast the table (see `marts`.`fct_x`)."
    )
