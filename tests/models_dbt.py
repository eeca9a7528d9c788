"""dbt run on a build file of a test's own, with its artefacts."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.base.settings import PROJECT_ROOT, Settings
from warehouse.build.build import PARSED, read_project
from warehouse.build.contract_check import built_columns
from warehouse.build.dbt_process import DbtProcess, Event
from warehouse.build.state import code_fingerprint


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
        _read(dbt, settings)
        went_well = dbt.run(["build", "--full-refresh"], told.append)
    assert went_well, "\n".join(event["message"] for event in told if event["level"] == "error")
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("checkpoint")  # Tests copy the file without its log.
    return Built(settings.build_file, settings.build / "target")


def read_models(settings: Settings) -> None:
    """Have dbt read the project, to be given to others."""
    with DbtProcess(settings, PROJECT_ROOT) as dbt:
        _read(dbt, settings)


def _read(dbt: DbtProcess, settings: Settings) -> None:
    code = code_fingerprint(PROJECT_ROOT, settings.engine)
    read_project(dbt, settings.build / "target", code, [])


def give_what_dbt_read(there: Settings, settings: Settings) -> None:
    """Spare a first build the reading of a project, which of a small one is most of the work.

    Args:
        there: where dbt has read it.
        settings: where it is going to be built.
    """
    copy_what_dbt_read(there.build / "target", settings.build / "target")


def copy_what_dbt_read(there: Path, target: Path) -> None:
    """The same, from one folder of dbt's artefacts to another."""
    target.mkdir(parents=True)
    for name in (PARSED, "partial_parse.msgpack", "manifest.json"):
        shutil.copy(there / name, target / name)
