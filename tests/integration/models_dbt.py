"""dbt run on a build file of a test's own, with its artefacts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.build_results import built_columns
from warehouse.dbt_process import DbtProcess, Event
from warehouse.settings import PROJECT_ROOT, Settings


@dataclass(frozen=True)
class Built:
    """A build file and the folder of dbt's artefacts."""

    file: Path
    target: Path

    @property
    def manifest(self) -> dict[str, Any]:
        """`manifest.json` of the last run."""
        return dict(json.loads((self.target / "manifest.json").read_text("utf-8")))

    @property
    def results(self) -> dict[str, dict[str, Any]]:
        """Result of every node of the last run, by its name."""
        document = json.loads((self.target / "run_results.json").read_text("utf-8"))
        return {result["unique_id"].split(".")[2]: result for result in document["results"]}

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query on the build file."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def columns(self) -> dict[str, list[str]]:
        """The columns of every relation dbt built, by `<schema>.<name>`."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return built_columns(connection)


def build_models(settings: Settings) -> Built:
    """Build every model and seed on the raw tables of a build file, with every test.

    Raises:
        AssertionError: one of them failed; says what dbt said.
    """
    told: list[Event] = []
    with DbtProcess(settings, PROJECT_ROOT) as dbt:
        went_well = dbt.run(["build", "--full-refresh"], told.append)
    assert went_well, "\n".join(event["message"] for event in told if event["level"] == "error")
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("checkpoint")  # Tests copy the file without its log.
    return Built(settings.build_file, settings.build / "target")
