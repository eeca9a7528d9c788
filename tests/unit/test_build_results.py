"""What a build says of a result: the engine's words, without what only its makers can read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from warehouse.build.results import Outcome, Results, read_results

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


RULES = {
    "unique_id": "test.sagspuls.mart_x__rules.1",
    "name": "mart_x__rules",
    "resource_type": "test",
    "attached_node": "model.sagspuls.mart_x",
    "test_metadata": {
        "name": "rules",
        "kwargs": {
            "grain": ["x_key"],
            "accepted_values": {
                "kind": {
                    "column": "kind",
                    "values": ["a"],
                    "description": "A kind we know.",
                    "severity": "warn",
                    "mended_by": "supplier",
                }
            },
            "expression_is_true": {
                "positive": {"expression": "n > 0", "description": "It is above zero."}
            },
        },
    },
}


def of_rules(tmp_path: Path, **result: Any) -> Results:
    """What is read where the test of the rules of mart_x ended so."""
    result |= {"unique_id": RULES["unique_id"]}
    (tmp_path / "run_results.json").write_text(json.dumps({"results": [result]}), "utf-8")
    earlier = Outcome("mart_x__positive", "mart_x", "pass", "error", 0, "It was.", "nobody")
    return read_results(tmp_path, {"nodes": {RULES["unique_id"]: RULES}}, [earlier])


def test_one_test_of_rules_has_an_outcome_for_each(tmp_path: Path) -> None:
    broken = "mart_x__kind=2, mart_x__positive=31"
    results = of_rules(tmp_path, status="fail", adapter_response={"_message": broken})
    assert sorted(
        (t.test_name, t.model, t.status, t.severity, t.failures, t.description, t.mended_by)
        for t in results.tests
    ) == [
        (
            "mart_x__grain",
            "mart_x",
            "pass",
            "error",
            0,
            "Every row has a x_key and no two the same.",
            "data engineer",
        ),
        ("mart_x__kind", "mart_x", "warn", "warn", 2, "A kind we know.", "supplier"),
        (
            "mart_x__positive",
            "mart_x",
            "fail",
            "error",
            31,
            "It is above zero.",
            "data engineer",
        ),
    ]
    assert [test.test_name for test in results.failed] == ["mart_x__positive"]


def test_rules_that_hold_pass(tmp_path: Path) -> None:
    results = of_rules(tmp_path, status="pass", adapter_response={"_message": ""})
    assert {test.status for test in results.tests} == {"pass"}
    assert len(results.tests) == 3


def test_rules_that_could_not_be_tested_are_broken(tmp_path: Path) -> None:
    results = of_rules(tmp_path, status="error", message="No column n.", adapter_response={})
    assert results.broken == ("mart_x__rules: No column n.",)


def test_rules_left_out_stay_as_they_were(tmp_path: Path) -> None:
    results = of_rules(tmp_path, status="skipped", adapter_response={})
    assert [test.description for test in results.tests] == ["It was."]
