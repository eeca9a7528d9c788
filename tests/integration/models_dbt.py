"""dbt run on a build file of a test's own, with its artefacts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.build_results import built_columns
from warehouse.settings import PROJECT_ROOT


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


def run_dbt(built: Built, *arguments: str) -> None:
    """Run a dbt command; AssertionError with what it printed where it fails."""
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *arguments]
    folders = ["--profiles-dir", str(PROJECT_ROOT), "--project-dir", str(PROJECT_ROOT)]
    logs = ["--target-path", str(built.target), "--log-path", str(built.target / "logs")]
    environment = os.environ | {"SAGSPULS_BUILD_FILE": str(built.file), "NO_COLOR": "1"}
    done = subprocess.run(
        [*command, *folders, *logs],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
