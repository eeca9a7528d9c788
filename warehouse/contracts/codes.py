"""Words of codes as forms write them: the lists of `seeds/codes.csv`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from warehouse.base.errors import ConfigurationError
from warehouse.base.settings import PROJECT_ROOT

CODES = PROJECT_ROOT / "seeds" / "codes.csv"
OWN_SEEDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"quality_goal": ("quality_goals", "goal_id")}
)
"""Lists that a form uses and that have a seed of their own: the seed, and its column of codes."""


def form_words(code_list: str) -> Mapping[str, str]:
    """The Danish word of each code of a list, as people write it in a form.

    It is the word of the seed with a small first letter, unless `form_da` says another.

    Raises:
        ConfigurationError: there is no such list.
    """
    found = _lists().get(code_list)
    if found is None:
        raise ConfigurationError(
            f"There is no list of codes '{code_list}'.", f"Add it to {CODES.name}, or name another."
        )
    return found


@cache
def _lists() -> Mapping[str, Mapping[str, str]]:
    lists: dict[str, dict[str, str]] = {}
    with CODES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = lists.setdefault(row["code_list"], {})
            words[row["code"]] = row["form_da"] or _small(row["name_da"])
    for code_list, (seed, column) in OWN_SEEDS.items():
        with CODES.with_name(f"{seed}.csv").open(encoding="utf-8", newline="") as file:
            lists[code_list] = {row[column]: _small(row["name_da"]) for row in csv.DictReader(file)}
    return lists


def _small(word: str) -> str:
    return word[:1].lower() + word[1:]
