"""Workbooks tried in a process of its own first: a small one can unpack to more than there is.

The reader takes a sheet whole, with every cell between its first and last one. When memory ends it
ends its process, so that must not be the loader's.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys

from python_calamine import CalamineError, CalamineWorkbook

MEMORY = 900 << 20
SECONDS = 120


def fits_in_memory(content: bytes, sheet: str | None) -> bool:
    """Whether a workbook's sheet can be read in bounded memory and time.

    One that is damaged fits: its reader says in words what is wrong with it.

    Args:
        content: of the workbook.
        sheet: the sheet's name; every sheet where none is given.
    """
    try:
        ended = subprocess.run(
            [sys.executable, "-I", __file__, *([sheet] if sheet else [])],
            input=content,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode == 0


def main() -> None:
    """Read the workbook on standard input, or be ended by the system."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for name in sys.argv[1:] or book.sheet_names[:]:
            book.get_sheet_by_name(name)
    except CalamineError:
        pass


if __name__ == "__main__":
    main()
