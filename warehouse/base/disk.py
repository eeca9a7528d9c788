"""A full disk: recognised in errors of Python and DuckDB, and reported in words."""

from __future__ import annotations

import errno

from warehouse.base.errors import SagspulsError

_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_WORDS = ("No space left on device", "Disk quota exceeded", "File too large")


class DiskFull(SagspulsError):
    """There was no room for what had to be written; it was undone."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(
            f"The disk is full: {str(error).splitlines()[0]}. What was begun is undone; "
            "what was loaded and published before is as it was.",
            "Make room (`df -h`), then run the same command again.",
        )


def is_full(error: BaseException) -> bool:
    """Whether an error of the system or of DuckDB is that of a full disk."""
    if isinstance(error, OSError):
        return error.errno in _ERRNOS
    return any(words in str(error) for words in _WORDS)
