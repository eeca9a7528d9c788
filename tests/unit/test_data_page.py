"""The Data page has words for every reason a row can be set aside for."""

from __future__ import annotations

import pytest

from dashboard.topics.data.rows import REASONS
from warehouse.contracts.contract import entities, read_contract


@pytest.mark.parametrize("entity", entities())
def test_every_check_of_a_contract_has_words_in_both_languages(entity: str) -> None:
    missing = {check.name for check in read_contract(entity).checks} - REASONS.keys()
    assert missing == set()
