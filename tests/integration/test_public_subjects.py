"""Public marts beside those of cells of cases, under attack: no small number of people is told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import duckdb
import pytest
from disclosure_attack import targets, told, told_by_initiatives
from models_dbt import Built
from published_numbers import Query, read
from published_subjects import SUBJECTS

from warehouse.base.settings import read_settings
from warehouse.publish.runs import current_run


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> Iterator[Query]:
    """On the published file of the demo."""
    file = current_run(read_settings(data=demo_data)).path
    with duckdb.connect(str(file), read_only=True) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_small_number_of_the_small_municipality_can_be_told(
    small_build: Built, subject: str
) -> None:
    facts = SUBJECTS[subject](small_build.query)
    assert facts.small, "the data must have something to hide"
    assert facts.told() == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_small_number_of_the_demo_can_be_told(demo: Query, subject: str) -> None:
    facts = SUBJECTS[subject](demo)
    assert facts.n_shown > 0, "and something to show"
    assert facts.told() == []


def test_no_small_number_of_cases_of_the_demo_can_be_told(demo: Query) -> None:
    found = read(demo, demo, years=(2024,))
    assert told(found, targets(found)) == []


def test_initiatives_of_the_demo_tell_no_small_number(demo: Query) -> None:
    assert told_by_initiatives(read(demo, demo, years=(2022, 2023, 2024)), demo) == []


def test_initiatives_of_the_small_municipality_tell_no_small_number(small_build: Built) -> None:
    query = small_build.query
    assert told_by_initiatives(read(query, query, years=(2022, 2023, 2024)), query) == []


# What it takes

OF_OTHER_ROWS = {"mart_time_to_decision_curve_public", "mart_grant_comparison_public"}
"""Public marts whose numbers are of other days or citizens than those of their marts."""


@pytest.fixture
def one_by_one(demo: Query) -> Iterator[Query]:
    """A public edition that rounds, and hides a row where its own n is of 1 to 9."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        ((file,),) = demo("select path from duckdb_databases() where path is not null")
        connection.execute(f"attach '{file}' as built (read_only)")
        columns = demo(
            "select table_name, column_name, data_type from duckdb_columns()"
            " where schema_name = 'marts'"
        )
        own: dict[str, dict[str, str]] = {}
        for table, column, data_type in columns:
            own.setdefault(table, {})[column] = data_type
        for table, of_table in own.items():
            if not table.endswith("_public") or table in OF_OTHER_ROWS:
                connection.execute(f"create view marts.{table} as from built.marts.{table}")
            elif (mart := table.removesuffix("_public")) in own:
                n = next((name for name in of_table if name.startswith("n_") or name == "n"), None)
                figures = [
                    _rounded(column, data_type, n)
                    for column, data_type in of_table.items()
                    if column in own[mart]
                ]
                figures.append("false as is_suppressed")
                select = f"select {', '.join(figures)} from built.marts.{mart}"
                connection.execute(f"create view marts.{table} as {select}")
        yield lambda sql: connection.execute(sql).fetchall()


def _rounded(column: str, data_type: str, n: str | None) -> str:
    shown = {"BIGINT": f"cast(round({column} / 5) * 5 as bigint)", "DOUBLE": f"round({column}, 2)"}
    if n is None or data_type not in shown:
        return column
    return f"case when {n} not between 1 and 9 then {shown[data_type]} end as {column}"


@pytest.mark.parametrize("subject", sorted(SUBJECTS.keys() - {"contacts"}))
def test_hiding_rows_by_their_own_n_would_not_do(one_by_one: Query, subject: str) -> None:
    """The same attack finds what it should: the demo has too many contacts for a small number."""
    facts = SUBJECTS[subject](one_by_one)
    facts.small = dict(islice(facts.small.items(), 200))
    assert facts.told()
