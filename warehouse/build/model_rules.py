"""The rules of a model or seed, as its `rules` test says them (macros/tests/rules.sql)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KINDS = ("grain", "unique", "accepted_values", "relationships", "expression_is_true")
MENDED_BY = "data engineer"
"""Who mends what a rule finds, unless it says so itself."""


@dataclass(frozen=True)
class Rule:
    """One rule: what must hold of every row."""

    name: str
    """`<model>__<what>`."""
    kind: str
    severity: str
    """`error` blocks publishing, `warn` does not."""
    description: str
    mended_by: str
    arguments: Mapping[str, Any]
    """What the kind needs, such as `columns` or `expression`."""


def is_rules(node: Mapping[str, Any]) -> bool:
    """Whether a node of dbt's manifest is the test of a model's rules."""
    return (node.get("test_metadata") or {}).get("name") == "rules"


def rules_of(node: Mapping[str, Any]) -> Iterator[Rule]:
    """Read the rules of a `rules` test.

    Args:
        node: the test, from dbt's manifest.
    """
    model = str(node["attached_node"]).split(".")[-1]
    arguments = node["test_metadata"]["kwargs"]
    if grain := arguments.get("grain"):
        yield Rule(
            f"{model}__grain", "grain", "error", _of_grain(grain), MENDED_BY, {"columns": grain}
        )
    for kind in KINDS[1:]:
        for what, rule in arguments.get(kind, {}).items():
            yield Rule(
                name=f"{model}__{what}",
                kind=kind,
                severity=rule.get("severity", "error"),
                description=" ".join(str(rule.get("description") or "").split()),
                mended_by=rule.get("mended_by", MENDED_BY),
                arguments=rule,
            )


def grains(manifest: Mapping[str, Any]) -> dict[str, list[str]]:
    """The columns that make a row of each model and seed, by its unique id.

    They are said where they are tested; of a view whose grain another model proves, in its
    `meta.grain`.
    """
    found: dict[str, list[str]] = {}
    for unique_id, node in manifest["nodes"].items():
        if is_rules(node) and (grain := node["test_metadata"]["kwargs"].get("grain")):
            found[node["attached_node"]] = list(grain)
        elif grain := (node["config"].get("meta") or {}).get("grain"):
            found[unique_id] = list(grain)
    return found


def read_broken(answer: str) -> dict[str, int]:
    """Read which rules are broken, from what the test answers.

    Args:
        answer: `<rule>=<rows>, ...`, as macros/materializations/test.sql writes it.

    Returns:
        The number of rows that break each.
    """
    pairs = (part.partition("=") for part in answer.split(", ") if part)
    return {name: int(rows) for name, _, rows in pairs}


def _of_grain(columns: Sequence[str]) -> str:
    if len(columns) == 1:
        article = "an" if columns[0][0] in "aeio" else "a"
        return f"Every row has {article} {columns[0]} and no two the same."
    return f"No two rows have the same {', '.join(columns)}, and none of them is empty."
