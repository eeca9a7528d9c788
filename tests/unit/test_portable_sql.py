"""The models' SQL runs on DuckDB and, later, on Spark: what differs stands in a macro."""

from __future__ import annotations

import re

import pytest

from warehouse.settings import PROJECT_ROOT

NOT_PORTABLE = {
    r"\bdistinct on\b": "row_number() and a filter",
    r"\bquantile_cont\b": "percentile_cont",
    r"\bexclude\s*\(": "the columns written out",
    r"\basof\b": "a join on a range and row_number()",
    r"\bgroup by all\b": "the columns written out",
    r"\bqualify\b": "a subquery",
    r"::": "cast()",
    r"\b(date_diff|datediff|date_add|date_trunc|isodow|dayofweek)\s*\(": "a macro of engine/dates",
    r"\binterval\s+\d": "a macro of engine/dates",
}
"""What Spark has not, or understands otherwise, and what to write in its place."""


@pytest.mark.parametrize("folder", ["models", "tests/sql"])
def test_sql_is_portable(folder: str) -> None:
    wrong = []
    for path in sorted((PROJECT_ROOT / folder).rglob("*.sql")):
        sql = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        wrong += [
            f"{path.name}: {pattern}; write {instead}"
            for pattern, instead in NOT_PORTABLE.items()
            if re.search(pattern, sql, re.IGNORECASE)
        ]
        # A window and a ranking say where nulls go: engines differ.
        for order in re.findall(r"order by((?:[^()]|\([^()]*\))*?)(?:rows between|\)|$)", sql):
            for part in re.split(r",(?![^()]*\))", order):
                if part.strip() and not re.search(r"nulls (first|last)|calendar_on", part):
                    wrong.append(
                        f"{path.name}: order by {part.strip()} without nulls first or last"
                    )
    assert wrong == []
