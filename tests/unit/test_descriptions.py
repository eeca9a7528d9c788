"""Descriptions of columns: said once, inherited by the models that read them."""

from __future__ import annotations

from typing import Any

import pytest

from warehouse.build.descriptions import Descriptions

MART, VIEW, SEED = "model.sagspuls.mart_x", "model.sagspuls.int_x", "seed.sagspuls.codes"
SOURCE = "source.sagspuls.raw.x"


def columns(**descriptions: str) -> dict[str, dict[str, str]]:
    return {name: {"description": text} for name, text in descriptions.items()}


def model(*, is_contract: bool = False, **descriptions: str) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "columns": columns(**descriptions),
        "config": {"contract": {"enforced": is_contract}},
    }


@pytest.fixture
def manifest() -> dict[str, Any]:
    """A mart from a view, which lists one of its columns, and a seed; the view is from a source."""
    return {
        "metadata": {"project_name": "sagspuls"},
        "nodes": {
            MART: model(is_contract=True, x_key="", code="", days="", own="Its own.", amount=""),
            VIEW: model(days="Days\n  it took."),
            SEED: {"resource_type": "seed", "columns": columns(code="The code of the seed.")},
        },
        "sources": {SOURCE: {"resource_type": "source", "columns": columns(x_key="Key.", code="")}},
        "parent_map": {MART: [VIEW, SEED], VIEW: [SOURCE]},
        "docs": {"doc.sagspuls.amount": {"block_contents": "Kroner."}},
    }


@pytest.mark.parametrize(
    ("unique_id", "column", "description"),
    [
        (MART, "own", "Its own."),
        (MART, "days", "Days it took."),
        (MART, "x_key", "Key."),
        (MART, "code", "The code of the seed."),
        (MART, "amount", "Kroner."),
        (VIEW, "x_key", "Key."),
        (VIEW, "amount", "Kroner."),
        (VIEW, "nothing", ""),
        (MART, "nothing", ""),
        (SEED, "x_key", ""),
        (SEED, "amount", ""),
    ],
)
def test_a_description_is_its_own_or_inherited(
    manifest: dict[str, Any], unique_id: str, column: str, description: str
) -> None:
    assert Descriptions(manifest).of(unique_id, column) == description


def test_where_parents_differ_the_block_counts(manifest: dict[str, Any]) -> None:
    manifest["nodes"][VIEW]["columns"] |= columns(code="The code as it was delivered.")
    assert Descriptions(manifest).of(MART, "code") == ""
    manifest["docs"]["doc.sagspuls.code"] = {"block_contents": "A code."}
    assert Descriptions(manifest).of(MART, "code") == "A code."


def test_a_mart_has_the_columns_its_contract_lists(manifest: dict[str, Any]) -> None:
    """What reads it does not inherit through it what it does not have."""
    manifest["nodes"]["model.sagspuls.after"] = model()
    manifest["parent_map"]["model.sagspuls.after"] = [MART]
    manifest["sources"][SOURCE]["columns"] |= columns(hidden="Not in the mart.")
    assert Descriptions(manifest).of(VIEW, "hidden") == "Not in the mart."
    assert Descriptions(manifest).of("model.sagspuls.after", "hidden") == ""
