"""What tests of the planted truths share: the sample municipality, loaded and built once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb


@dataclass(frozen=True)
class Built:
    """The sample's truths, and the build file."""

    truth: dict[str, Any]
    connection: duckdb.DuckDBPyConnection

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the build file."""
        return self.connection.execute(query).fetchall()

    def row(self, query: str) -> tuple[Any, ...]:
        """The only row of a query on the build file."""
        (row,) = self.rows(query)
        return row

    def table(self, query: str) -> dict[Any, tuple[Any, ...]]:
        """Rows of a query by their first column."""
        return {first: tuple(rest) for first, *rest in self.rows(query)}


def read_truth(folder: Path) -> dict[str, Any]:
    """What the sample says of itself."""
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return truth


def cells(table: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Denominators and numerators of the cells that are not empty."""
    return {
        name: (cell["denominator"], cell["numerator"])
        for name, cell in table.items()
        if cell["denominator"]
    }


SCORECARD = """
    from marts.mart_scorecard
    where indicator_id = 'deadline_kept' and municipality_code = '0999' and n > 0
"""
