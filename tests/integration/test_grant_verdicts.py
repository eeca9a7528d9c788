"""Planted truths get their verdict: 200 draws of the sample's grants, each a municipality."""

from __future__ import annotations

import shutil
import sys
from collections import Counter

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from models_dbt import Built

from warehouse.sample.days import NO_DAY, Ints
from warehouse.sample.grants import (
    DEPARTMENTS,
    NEEDS,
    SERVICE_CODES,
    SERVICES,
    UNIT_CODES,
    YEAR,
    grants_of,
)

SEEDS = 200
FIRST = 1000
"""Code of the first municipality."""

MODELS = (
    "fct_grants",
    "int_grants__several",
    "int_grants__overlaps",
    "int_grants__years",
    "int_grants__citizens",
    "int_grants__values",
    "int_grants__strata",
    "mart_grant_strata",
    "int_grants__differences",
    "mart_grant_comparison",
)
"""From staging to the verdicts, in the order they are built."""


@pytest.fixture(scope="module")
def verdicts(
    small_build: Built, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[str, str, str, str | None, int]]:
    """Service, measure, verdict, reason and how often, by the models' own compiled SQL."""
    file = tmp_path_factory.mktemp("verdicts") / small_build.file.name
    shutil.copy(small_build.file, file)
    nodes = small_build.manifest["nodes"]
    with duckdb.connect(str(file)) as connection:
        _write_grants(connection)
        for name in MODELS:
            node = nodes[f"model.sagspuls.{name}"]
            if node["config"]["materialized"] == "view":
                connection.execute(f"drop view {node['schema']}.{name}")
            compiled = node["compiled_code"]
            if name == "int_grants__values":
                # Of the draws only departments are compared, no units and no municipalities.
                compiled = f"select * from ({compiled}) where org_level = 'department'"
            connection.execute(f"create or replace table {node['schema']}.{name} as {compiled}")
        return connection.execute(
            "select service_code, measure, verdict, reason, count(*)"
            " from marts.mart_grant_comparison where extract(year from period_start) = ?"
            " group by all order by all",
            [YEAR],
        ).fetchall()


def _write_grants(connection: duckdb.DuckDBPyConnection) -> None:
    """The draws in the place of the staged grants, with services and margins of their own."""
    tables = []
    for seed in range(SEEDS):
        grants = grants_of(np.random.default_rng(seed))
        n = len(grants.citizen)
        keys = np.char.add(f"{FIRST + seed}|", np.arange(n).astype(str))
        tables.append(
            pa.table(
                {
                    "grant_key": keys,
                    "municipality_code": [str(FIRST + seed)] * n,
                    "citizen_key": keys,
                    "department_code": np.array(DEPARTMENTS)[grants.department],
                    "unit_code": np.array(UNIT_CODES)[grants.unit],
                    "service_code": np.array(SERVICE_CODES)[grants.service],
                    "need_level": np.array(NEEDS)[grants.need],
                    "outcome": np.where(grants.is_granted, "granted", "refused"),
                    "birth_year": grants.birth_year.astype(np.int32),
                    "hours_per_week": pa.array(
                        grants.amount, mask=~grants.is_granted | (grants.amount_unit != 0)
                    ),
                    "kroner_per_week": pa.array(
                        grants.amount, mask=~grants.is_granted | (grants.amount_unit != 1)
                    ),
                    "decided_on": _days(grants.decided),
                    "valid_from": _days(grants.valid_from),
                    "valid_to": _days(grants.valid_to),
                }
            )
        )
    drawn = pa.concat_tables(tables)
    connection.register("drawn", drawn)
    connection.execute(
        """
        drop view staging.stg_grants;
        create table staging.stg_grants as
        select *, 'sample' as source_system, grant_key as grant_id, 'L' as _load_id,
            date '2025-03-31' as _data_date
        from drawn;
        drop view staging.stg_grant_deliveries;
        create table staging.stg_grant_deliveries as
        select distinct municipality_code, date '2025-03-31' as data_date from drawn;
        create table municipalities as select distinct municipality_code from drawn;
        """
    )
    for table in ("dim_service", "dim_equivalence_margin"):
        connection.execute(
            f"create or replace table marts.{table} as"
            f" select t.* replace (m.municipality_code as municipality_code)"
            f" from marts.{table} as t cross join municipalities as m"
        )


def _days(numbers: Ints) -> pa.Array:
    return pa.array(numbers.astype("datetime64[D]"), mask=numbers == NO_DAY)


def test_planted_truths_get_their_verdict(
    verdicts: list[tuple[str, str, str, str | None, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    right: Counter[tuple[str, str]] = Counter()
    seen: Counter[tuple[str, str]] = Counter()
    for service, measure, verdict, _reason, n in verdicts:
        seen[service, measure] += n
        right[service, measure] += n if verdict == SERVICES[service].truth else 0
    assert set(seen.values()) == {SEEDS}
    assert len(seen) == 2 * len(SERVICES)
    with capsys.disabled():
        for key in sorted(seen):
            sys.stdout.write(f"\n{' '.join(key)}: {right[key]} of {SEEDS} verdicts right")
        sys.stdout.write(f"\nshare of right verdicts: {right.total() / seen.total():.4f}\n")
    assert min(right.values()) >= 0.95 * SEEDS
    assert right.total() >= 0.98 * seen.total()


def test_no_wrong_verdict_says_that_what_differs_is_equal(
    verdicts: list[tuple[str, str, str, str | None, int]],
) -> None:
    """What is not right is too little data, or one that differs in another way; never equal."""
    wrong = [
        (service, measure, verdict)
        for service, measure, verdict, _reason, _n in verdicts
        if verdict == "equal_within_margin" != SERVICES[service].truth
    ]
    assert wrong == []
