"""The YAML of a mapping: every value as it is written, and the line of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

BOOLEAN = "tag:yaml.org,2002:bool"
MERGE = "tag:yaml.org,2002:merge"
MOST_NODES = 100_000
"""Written out, anchors and all; the largest mapping that comes with Sagspuls has 1,600."""

Problem = tuple[int, str]
"""A line of the file, and what is wrong there and what to write."""


class _AsWritten(yaml.SafeLoader):
    """Reads 0999, 1, 2024-01-01 and true as the texts they are; null stays null."""


def _as_written(loader: yaml.SafeLoader, node: ScalarNode) -> str:
    return str(loader.construct_scalar(node))


for _kind in ("bool", "int", "float", "timestamp"):
    _AsWritten.add_constructor(f"tag:yaml.org,2002:{_kind}", _as_written)


@dataclass(frozen=True)
class Document:
    """A mapping as it is written."""

    content: Any
    root: Node | None
    problems: tuple[Problem, ...]
    """What YAML reads otherwise than it looks; the content is then not to be used."""

    def line(self, path: Sequence[object]) -> int:
        """The line of what a path leads to, as far as it leads.

        Args:
            path: keys and positions from the top, as pydantic gives them.
        """
        node, line = self.root, 1
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            key, node = found
            line = key.start_mark.line + 1
        return line


def read_document(text: str) -> Document:
    """Read the YAML of a mapping.

    Args:
        text: of the file.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    loader = _AsWritten(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return Document(None, None, ((1, "The file is empty."),))
        problems = tuple(_problems(root))
        content = None if problems else loader.construct_document(root)
        return Document(content, root, problems)
    finally:
        loader.dispose()


def _child(node: Node | None, step: object) -> tuple[Node, Node] | None:
    """The node a step leads to, with the one that says where it stands."""
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    if not isinstance(node, MappingNode):
        return None
    for key, value in node.value:
        if isinstance(key, ScalarNode) and key.value == step:
            return key, value
    for key, value in node.value:
        if key.tag == MERGE:
            merged = value.value if isinstance(value, SequenceNode) else [value]
            for part in merged:
                if found := _child(part, step):
                    return found
    return None


def _problems(root: Node) -> Iterator[Problem]:
    sizes: dict[int, int] = {}
    problems: list[Problem] = []

    def visit(node: Node, above: frozenset[int]) -> int:
        line = node.start_mark.line + 1
        if id(node) in above:
            problems.append((line, "An anchor stands within itself; write it out."))
            return 1
        if id(node) not in sizes:
            sizes[id(node)] = 1
            problems.extend(_of_node(node))
            within = above | {id(node)}
            sizes[id(node)] += sum(visit(child, within) for child in _children(node))
        return sizes[id(node)]

    if visit(root, frozenset()) > MOST_NODES:
        problems.append((1, "The anchors make far too much of it; write fewer of them."))
    yield from sorted(set(problems))


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, SequenceNode):
        yield from node.value
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield value


def _of_node(node: Node) -> Iterator[Problem]:
    line = node.start_mark.line + 1
    if isinstance(node, ScalarNode) and node.tag == BOOLEAN:
        is_plain = node.style is None
        if is_plain and node.value.lower() not in ("true", "false"):
            yield line, f"YAML reads {node.value} as true or false; write '{node.value}' in quotes."
    if isinstance(node, MappingNode):
        seen: dict[str, int] = {}
        for key, _ in node.value:
            at = key.start_mark.line + 1
            if key.tag == MERGE:
                continue
            if not isinstance(key, ScalarNode) or key.tag == "tag:yaml.org,2002:null":
                yield at, "A name is missing before the colon; write it in quotes."
            elif key.value in seen:
                yield (
                    at,
                    f"'{key.value}' stands twice, in line {seen[key.value]} too; keep one of them.",
                )
            else:
                seen[key.value] = at
