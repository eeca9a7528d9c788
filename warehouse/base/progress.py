"""How work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

OnProgress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done and how many there are (0: not known)."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""
