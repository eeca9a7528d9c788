"""Words of codes in a language, from `dim_code` of the run that is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.words.language import Language
from dashboard.words.vocabulary import Coded
from warehouse.base.errors import SagspulsError

Lists = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Rows of `dim_code` by list and code, each list in its order."""


@dataclass(frozen=True)
class Codes:
    """The words of a run's codes in one language."""

    run_id: str
    lists: Lists
    language: Language

    def word(self, code_list: str, code: object) -> str:
        """The word of a code; the code itself where the list has none, nothing where there is none.

        Raises:
            SagspulsError: the run was built before there was such a list.
        """
        if code is None:
            return ""
        row = self._list(code_list).get(str(code))
        return str(code) if row is None else self.language.name(row)

    def inside(self, code_list: str, code: object) -> str:
        """The word of a code as it stands within a sentence: with a small first letter."""
        word = self.word(code_list, code)
        return word[:1].lower() + word[1:]

    def of(self, coded: Coded) -> str:
        """The word of a sign or a look."""
        return self.word(coded.list, coded.code)

    def meaning(self, coded: Coded) -> str:
        """What a sign means, in a sentence."""
        row = self._list(coded.list).get(coded.code, {})
        return str(row.get(f"meaning_{self.language.code}") or "")

    def words(self, code_list: str) -> dict[str, str]:
        """The words of a list by their codes, in its order."""
        return {code: self.language.name(row) for code, row in self._list(code_list).items()}

    def has(self, code_list: str, code: object) -> bool:
        """Whether a list has a code."""
        return code in self._list(code_list)

    def _list(self, code_list: str) -> Mapping[str, Mapping[str, Any]]:
        found = self.lists.get(code_list)
        if found is None:
            raise SagspulsError(
                f"Run {self.run_id} was built by another version of Sagspuls, and does not have "
                f"all that this one shows: dim_code has no list {code_list}.",
                "Run `sagspuls build --publish`.",
            )
        return found


def by_list(rows: Iterable[Mapping[str, Any]]) -> Lists:
    """Rows of `dim_code` by list and code."""
    lists: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        lists.setdefault(str(row["code_list"]), {})[str(row["code"])] = row
    return lists
