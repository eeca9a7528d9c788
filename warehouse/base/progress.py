"""Progress callbacks: the current item, the number done, the total."""

from __future__ import annotations

from collections.abc import Callable

OnProgress = Callable[[str, int, int], None]
"""Called with the current item, the number done and the total (0: not known)."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Report nothing."""
