"""SQL text: values as literals."""

from __future__ import annotations


def quoted(value: str) -> str:
    """A text as SQL."""
    return "'" + value.replace("'", "''") + "'"
