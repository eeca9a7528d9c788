"""Files made at random, and what became of them.

`python tests/integration/fuzz.py [files]` tries as many of each kind; one that breaks what
`test_load_properties.py` asserts is shown, as small as Hypothesis can make it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy
from test_load_properties import BREAKS, TABLES, load_broken, load_table

from warehouse.ingest.load import LoadResult

FILES = 1000


def tried(
    load: Callable[..., LoadResult], drawn: Mapping[str, SearchStrategy[Any]], files: int
) -> list[LoadResult]:
    """Load files made at random.

    Args:
        load: makes and loads one, and asserts what must hold.
        drawn: what it is made from.
        files: how many.
    """
    results: list[LoadResult] = []

    @settings(max_examples=files, deadline=None, database=None)
    @given(**drawn)
    def load_one(**made: Any) -> None:
        results.append(load(**made))

    load_one()
    return results


def table(files: int) -> Iterator[str]:
    """The lines of the table."""
    counts = ("rows_read", "rows_loaded", "rows_rejected", "rows_repeated")
    yield "| files | tried | loaded | refused | rows read | loaded | set aside | repeated |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for name, load, drawn in (
        ("valid tables, written in a random way", load_table, TABLES),
        ("a valid file with bytes changed or cut off", load_broken, BREAKS),
    ):
        results = tried(load, drawn, files)
        statuses = [result.status for result in results]
        cells = [len(results), *(statuses.count(status) for status in ("loaded", "refused"))]
        cells += [sum(getattr(result, count) for result in results) for count in counts]
        yield f"| {name} | " + " | ".join(f"{cell:,}" for cell in cells) + " |"


if __name__ == "__main__":
    for line in table(int(sys.argv[1]) if len(sys.argv) > 1 else FILES):
        sys.stdout.write(f"{line}\n")
