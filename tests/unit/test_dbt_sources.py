"""The generated sources agree with the contracts and with the tables the build writes."""

from __future__ import annotations

from tools.dbt_sources import LOAD_COLUMN_DESCRIPTIONS, SOURCES, sources_yaml
from warehouse.contracts.contract import LOAD_COLUMNS, entities, read_contract


def test_the_committed_file_is_what_the_contracts_generate() -> None:
    assert SOURCES.read_text(encoding="utf-8") == sources_yaml()


def test_every_raw_column_of_every_entity_is_in_it() -> None:
    text = sources_yaml()
    for entity in entities():
        for column in read_contract(entity).raw_columns:
            assert f"- name: {column}\n" in text, f"{entity}.{column}"


def test_what_the_loader_adds_is_described() -> None:
    assert set(LOAD_COLUMN_DESCRIPTIONS) == set(LOAD_COLUMNS)
