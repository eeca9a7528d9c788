"""Files and folders given by --out: refused in words, or written whole."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.base.disk import DiskFull, is_full
from warehouse.base.errors import ConfigurationError, SagspulsError

_KINDS = (
    (stat.S_ISDIR, "it is a folder"),
    (stat.S_ISFIFO, "it is a pipe"),
    (stat.S_ISSOCK, "it is a socket"),
    (stat.S_ISCHR, "it is a device"),
    (stat.S_ISBLK, "it is a device"),
)


def plain_file(file: Path, error: type[SagspulsError] = ConfigurationError) -> Path:
    """Refuse a file that cannot be written, before any work is done for it.

    Args:
        file: new, or a regular file, itself or through a link.
        error: what to raise.

    Returns:
        The file itself, where it is a link.
    """
    try:
        mode = file.stat().st_mode
    except FileNotFoundError:
        if file.is_symlink():
            raise _refused(file, "it is a link that leads nowhere", error) from None
        if not file.parent.is_dir():
            raise _refused(file, f"there is no folder {file.parent}", error) from None
    except OSError as problem:
        raise _refused(file, str(problem.strerror), error) from None
    else:
        if not stat.S_ISREG(mode):
            what = next((words for is_it, words in _KINDS if is_it(mode)), "it is no file")
            raise _refused(file, what, error)
        if not os.access(file, os.W_OK):
            raise _refused(file, "it is write-protected", error)
    target = file.resolve()
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise _refused(file, f"nothing can be written in {target.parent}", error)
    return target


def folder(path: Path, error: type[SagspulsError] = ConfigurationError) -> Path:
    """Make a folder for files; one that is there is fine.

    Args:
        path: the folder.
        error: what to raise where it cannot be.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise _refused(path, "it is no folder", error) from None
    except OSError as problem:
        if is_full(problem):
            raise DiskFull(problem) from None
        raise _refused(path, str(problem.strerror), error) from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise _refused(path, "nothing can be written in it", error)
    return path


@contextmanager
def whole(file: Path, error: type[SagspulsError] = ConfigurationError) -> Iterator[Path]:
    """Write a file beside its place: it has its name from the end of the block, or is removed.

    Args:
        file: what was asked for.
        error: what to raise where it cannot be written.

    Yields:
        Where to write.

    Raises:
        DiskFull: there is no room.
    """
    target = plain_file(file, error)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield temporary
        temporary.replace(target)
    except OSError as problem:
        if is_full(problem):
            raise DiskFull(problem) from None
        raise _refused(file, str(problem.strerror or problem), error) from None
    finally:
        temporary.unlink(missing_ok=True)


def _refused(path: Path, reason: str, error: type[SagspulsError]) -> SagspulsError:
    return error(f"{path} cannot be written: {reason}.", "Choose another place with --out.")
