"""Each check of the dbt project finds what it is for."""

from __future__ import annotations

import copy
from typing import Any

import duckdb
import pytest

from tools.project_checks import check_project
from warehouse.build.contract_check import check_columns, check_types
from warehouse.contracts.contract import CASE_KEY


def model(
    name: str, folder: str, parents: list[str], *, touched_only: bool = False, **config: Any
) -> dict[str, Any]:
    macros = ["macro.sagspuls.touched_only"] if touched_only else []
    return {
        "unique_id": f"model.sagspuls.{name}",
        "name": name,
        "alias": name,
        "schema": folder,
        "path": f"{folder}/{name}.sql",
        "resource_type": "model",
        "package_name": "sagspuls",
        "description": "What it is.",
        "raw_code": "-- grain: one row per case\n\nselect 1",
        "columns": {"case_key": {"name": "case_key", "description": "The case."}},
        "config": {"materialized": "table", **config},
        "depends_on": {"nodes": parents, "macros": macros},
    }


def grain_test(on: str) -> dict[str, Any]:
    return {
        "unique_id": f"test.sagspuls.{on}__rules.1",
        "name": f"{on}__rules",
        "resource_type": "test",
        "package_name": "sagspuls",
        "attached_node": f"model.sagspuls.{on}",
        "test_metadata": {
            "name": "rules",
            "kwargs": {
                "grain": ["case_key"],
                "expression_is_true": {
                    "known": {"expression": "is_known", "description": "It is known."}
                },
            },
        },
        "config": {"severity": "ERROR"},
    }


SINGULAR = "test.sagspuls.int_months__add_up"


def singular_test() -> dict[str, Any]:
    return {
        "unique_id": SINGULAR,
        "name": "int_months__add_up",
        "resource_type": "test",
        "package_name": "sagspuls",
        "description": "The months add up.",
        "config": {"meta": {"mended_by": "data engineer"}},
    }


@pytest.fixture
def manifest() -> dict[str, Any]:
    """A project of five models that keeps every rule."""
    nodes = [
        model(
            "stg_cases",
            "staging",
            ["source.sagspuls.raw.cases"],
            materialized="view",
            meta={"grain": ["case_key"], "grain_tested_by": "int_cases__grain"},
        ),
        model(
            "int_cases",
            "intermediate",
            ["model.sagspuls.stg_cases"],
            materialized="incremental",
            unique_key="case_key",
        ),
        model(
            "int_evidence__kept",
            "intermediate",
            ["model.sagspuls.int_cases"],
            touched_only=True,
            materialized="view",
        ),
        model(
            "fct_indicator_evidence",
            "marts",
            ["model.sagspuls.int_evidence__kept"],
            materialized="incremental",
            unique_key="observed_key",
            contract={"enforced": True},
        ),
        model("int_months", "intermediate", ["model.sagspuls.fct_indicator_evidence"]),
        *(
            grain_test(n)
            for n in ("int_cases", "int_evidence__kept", "fct_indicator_evidence", "int_months")
        ),
        singular_test(),
    ]
    source = {
        "unique_id": "source.sagspuls.raw.cases",
        "name": "cases",
        "description": "Cases.",
        "columns": {name: {"description": "Part of the case's key."} for name in CASE_KEY},
    }
    return {
        "metadata": {"project_name": "sagspuls"},
        "nodes": {node["unique_id"]: node for node in nodes},
        "sources": {"source.sagspuls.raw.cases": source},
        "exposures": {"exposure.sagspuls.page": {"name": "page", "description": "A page."}},
        "unit_tests": {
            "unit": {"name": "int_cases__first", "model": "int_cases", "description": "First."}
        },
        "docs": {},
        "parent_map": {},
        "child_map": {
            "model.sagspuls.stg_cases": ["model.sagspuls.int_cases"],
            "model.sagspuls.int_cases": ["model.sagspuls.int_evidence__kept"],
            "model.sagspuls.int_evidence__kept": ["model.sagspuls.fct_indicator_evidence"],
            "model.sagspuls.fct_indicator_evidence": [],
        },
    }


def test_a_project_that_keeps_every_rule_is_left_alone(manifest: dict[str, Any]) -> None:
    assert check_project(manifest) == []


MART, STG = "model.sagspuls.fct_indicator_evidence", "model.sagspuls.stg_cases"
INT, EVIDENCE = "model.sagspuls.int_cases", "model.sagspuls.int_evidence__kept"
MONTHS = "model.sagspuls.int_months"
RULES = "test.sagspuls.int_cases__rules.1"
KWARGS = (RULES, "test_metadata", "kwargs")
KNOWN = (*KWARGS, "expression_is_true", "known")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("nodes", INT, "description"), "  ", "int_cases: is not described."),
        (("sources", "source.sagspuls.raw.cases", "description"), "", "cases: is not described."),
        (("exposures", "exposure.sagspuls.page", "description"), None, "page: is not described."),
        (("nodes", MART, "columns", "case_key", "description"), "", "column case_key is not"),
        (("nodes", INT, "raw_code"), "with a as (", "int_cases: the first line is not"),
        (("nodes", *KWARGS, "grain"), [], "int_cases: no grain says"),
        (("nodes", STG, "config", "meta", "grain_tested_by"), None, "no grain test of case_key."),
        (("nodes", STG, "config", "meta", "grain_tested_by"), "x__grain", "no grain test x__grain"),
        (("child_map", STG), [], "int_cases__grain is not on a model built from it."),
        (("nodes", RULES, "name"), "cases_are_unique", "are named int_cases__rules."),
        (("nodes", RULES, "config", "severity"), "warn", "severity is said of each rule."),
        (("nodes", *KNOWN, "severity"), "worry", "int_cases__known: severity is error or warn."),
        (("nodes", *KNOWN, "description"), " ", "int_cases__known: the rule is not described."),
        (("nodes", *KNOWN, "mended_by"), "", "int_cases__known: mended_by does not say"),
        (
            ("nodes", *KWARGS, "unique"),
            {"known": {"columns": ["case_key"], "description": "No two are one case."}},
            "int_cases__known: two rules have the name.",
        ),
        (("nodes", SINGULAR, "name"), "months_add_up", "the name is not <model>__<what>."),
        (("nodes", SINGULAR, "description"), "", "int_months__add_up: the test is not described."),
        (("nodes", SINGULAR, "config", "meta"), {}, "meta.mended_by does not say"),
        (("unit_tests", "unit", "name"), "first", "first: the name is not <model>__<what>."),
        (("unit_tests", "unit", "description"), "", "the unit test is not described."),
        (("nodes", MART, "config", "contract"), {}, "a mart needs an enforced contract."),
        (("nodes", INT, "config", "materialized"), "table", "only incremental models may read"),
        (("nodes", INT, "config", "unique_key"), "case_id", "replaces whole cases"),
        (("nodes", MART, "config", "materialized"), "table", "incremental models may read int_ev"),
        (("nodes", MONTHS, "depends_on", "nodes"), [EVIDENCE], "incremental models may read int_"),
        (
            ("nodes", MONTHS, "depends_on", "macros"),
            ["macro.sagspuls.touched_only"],
            "int_months: touched_only() is for incremental models",
        ),
        (("nodes", EVIDENCE, "path"), "marts/int_evidence__kept.sql", "cannot be published"),
        (("nodes", MART, "config", "materialized"), "view", "cannot be published"),
        (
            ("nodes", EVIDENCE, "depends_on", "nodes"),
            ["source.sagspuls.raw.cases"],
            "only staging may read the source cases.",
        ),
        (("nodes", MART, "depends_on", "nodes"), [], "fct_indicator_evidence does not read it."),
    ],
)
def test_each_check_can_fail(
    manifest: dict[str, Any], path: tuple[str, ...], value: Any, message: str
) -> None:
    broken = copy.deepcopy(manifest)
    place = broken
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert any(message in found for found in check_project(broken)), check_project(broken)


def test_the_ledger_may_be_read_by_any_model(manifest: dict[str, Any]) -> None:
    manifest["nodes"][EVIDENCE]["depends_on"]["nodes"].append("source.sagspuls.raw.load_ledger")
    assert check_project(manifest) == []


def test_columns_built_and_described_are_compared(manifest: dict[str, Any]) -> None:
    built = {"marts.fct_indicator_evidence": ["case_key", "extra"], "intermediate.int_cases": []}
    assert check_columns(manifest, built) == [
        "fct_indicator_evidence: column extra is not described.",
        "int_cases: column case_key is described and does not exist.",
        "int_cases: the grain names column case_key, which does not exist.",
    ]


def test_a_column_may_be_described_where_it_is_made(manifest: dict[str, Any]) -> None:
    """`extra` comes from int_evidence__kept, a view that does not list its columns."""
    manifest["parent_map"] = {MONTHS: [EVIDENCE], EVIDENCE: [INT]}
    manifest["nodes"][EVIDENCE]["columns"] = {}
    manifest["nodes"][INT]["columns"]["extra"] = {"description": "It is made here."}
    assert check_project(manifest) == []
    built = {"intermediate.int_months": ["case_key", "extra", "another"]}
    assert check_columns(manifest, built) == ["int_months: column another is not described."]


def test_types_built_and_promised_are_compared(manifest: dict[str, Any]) -> None:
    """Dbt does not look at contracts itself (macros/engine/contract.sql)."""
    manifest["nodes"][MART]["columns"] = {
        "share": {"data_type": "double"},
        "amount": {"data_type": "decimal(18, 2)"},
    }
    table = "create or replace table marts.fct_indicator_evidence as select"
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(f"{table} 1::bigint as share, 1::decimal(18, 3) as amount, 1 as extra")
        assert check_types(manifest, connection) == [
            "fct_indicator_evidence: column share is BIGINT, and should be DOUBLE.",
            "fct_indicator_evidence: column amount is DECIMAL(18,3), and should be DECIMAL(18,2).",
        ]
        connection.execute(f"{table} 1e0 as share, 1::decimal(18, 2) as amount")
        assert check_types(manifest, connection) == []
