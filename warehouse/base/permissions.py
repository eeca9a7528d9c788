"""Permissions of the data folder's files: the owner's alone, whatever the umask.

An operator who wants a group to read gives the folder that group and the set-group-id bit
(`chmod 2750`, docs/operators.md): no umask sets it, so it stands for a decision. What is written
from then on can be read by the group.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.base.settings import Settings

ALONE, OF_A_GROUP = 0o077, 0o027
"""Umasks: of a folder that nobody else reads, and of one that a group may."""

_SHARED = stat.S_ISGID | stat.S_IRGRP | stat.S_IXGRP


def others(settings: Settings) -> int:
    """The bits that no file of the data folder may have: a umask."""
    try:
        mode = settings.data.stat().st_mode
    except OSError:
        return ALONE
    return OF_A_GROUP if mode & _SHARED == _SHARED else ALONE


@contextmanager
def private(settings: Settings) -> Iterator[None]:
    """What is written inside can be read by the owner alone, or by the group it is shared with.

    Args:
        settings: whose data folder.
    """
    before = os.umask(others(settings))
    try:
        yield
    finally:
        os.umask(before)


def open_to_others(settings: Settings) -> list[Path]:
    """Files and folders of the data folder that others may read or write; itself among them.

    Args:
        settings: whose data folder.
    """
    wrong = others(settings)
    if not settings.data.is_dir():
        return []
    paths = [settings.data, *sorted(settings.data.rglob("*"))]
    return [p for p in paths if not p.is_symlink() and stat.S_IMODE(p.stat().st_mode) & wrong]
