"""What each column holds: said where it is first made, and inherited by the models that read it.

A column without a description of its own has that of the models, seeds or sources its model reads,
where those that have the column agree; else that of the doc block of its name
(`models/_columns.md`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Descriptions:
    """Descriptions of columns.

    Args:
        manifest: dbt's `manifest.json`, read.
    """

    manifest: Mapping[str, Any]
    _inherited: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def of(self, unique_id: str, column: str) -> str:
        """The description of a column of a model, seed or source; empty where there is none.

        Args:
            unique_id: of the model, seed or source.
            column: in small letters.
        """
        own = self._own(unique_id, column)
        if own is None and self._lists_all(unique_id):
            return ""
        block = f"doc.{self.manifest['metadata']['project_name']}.{column}"
        doc = self.manifest["docs"].get(block, {}).get("block_contents", "")
        return self._along(unique_id, column) or _one_line(doc)

    def _along(self, unique_id: str, column: str) -> str:
        """Its own description or the one its parents agree on."""
        if (unique_id, column) not in self._inherited:
            own = self._own(unique_id, column)
            text = own or ""
            if not own and not (own is None and self._lists_all(unique_id)):
                parents = self.manifest["parent_map"].get(unique_id, ())
                texts = {self._along(parent, column) for parent in parents} - {""}
                text = texts.pop() if len(texts) == 1 else ""
            self._inherited[unique_id, column] = text
        return self._inherited[unique_id, column]

    def _own(self, unique_id: str, column: str) -> str | None:
        """What the YAML says of a column; None where it does not list it."""
        said = self._node(unique_id).get("columns", {}).get(column)
        return None if said is None else _one_line(said.get("description"))

    def _lists_all(self, unique_id: str) -> bool:
        """Whether the YAML names every column: of seeds, sources and models with a contract."""
        node = self._node(unique_id)
        is_model = node.get("resource_type") == "model"
        return not is_model or bool(node["config"].get("contract", {}).get("enforced"))

    def _node(self, unique_id: str) -> Mapping[str, Any]:
        for kind in ("nodes", "sources"):
            if node := self.manifest[kind].get(unique_id):
                assert isinstance(node, Mapping)
                return node
        return {}


def _one_line(text: object) -> str:
    return " ".join(str(text or "").split())
