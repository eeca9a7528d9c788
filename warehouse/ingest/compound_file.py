"""OLE compound files: the container of `.xls` and of workbooks with a password ([MS-CFB])."""

from __future__ import annotations

import struct
from collections.abc import Mapping

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY_SIZE = 128
_N_IN_HEADER = 109
_LAST_SECTOR = 0xFFFF_FFFA
"""Numbers from here on stand for no sector: the end of a chain, or a free one."""
_STREAM, _ROOT = 2, 5


class CompoundFileDamaged(ValueError):
    """A compound file does not hold together."""


class CompoundFile:
    """The streams of a compound file; of streams in several folders, the first of a name.

    Args:
        content: the bytes of the file.

    Raises:
        CompoundFileDamaged: it is none, or does not hold together.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._read_header()
        except (struct.error, IndexError) as error:
            raise CompoundFileDamaged(str(error)) from None

    def _read_header(self) -> None:
        head = self._content
        if not head.startswith(SIGNATURE):
            raise CompoundFileDamaged("it does not begin as a compound file does")
        shift, mini_shift = struct.unpack_from("<HH", head, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise CompoundFileDamaged("its sectors have no size that there is")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        first_folder, self._cutoff = struct.unpack_from("<I4xI", head, 48)
        first_mini, _, first_more, n_more = struct.unpack_from("<4I", head, 60)
        parts = [n for n in struct.unpack_from(f"<{_N_IN_HEADER}I", head, 76) if n < _LAST_SECTOR]
        for _ in range(n_more):
            *more, first_more = self._numbers(first_more)
            parts += [n for n in more if n < _LAST_SECTOR]
        self._next = [number for part in parts for number in self._numbers(part)]
        folder = self._chain(first_folder)
        self._streams: dict[str, tuple[int, int]] = {}
        self._mini = b""
        for at in range(0, len(folder) - _ENTRY_SIZE + 1, _ENTRY_SIZE):
            n_bytes, kind = struct.unpack_from("<HB", folder, at + 64)
            start, size = struct.unpack_from("<IQ", folder, at + 116)
            size &= 0xFFFF_FFFF if shift == 9 else 0xFFFF_FFFF_FFFF_FFFF
            name = folder[at : at + max(0, min(n_bytes, 64) - 2)].decode("utf-16-le", "replace")
            if kind == _ROOT:
                self._mini = self._chain(start)[:size] if size else b""
            elif kind == _STREAM:
                self._streams.setdefault(name, (start, size))
        mini = self._chain(first_mini) if first_mini < _LAST_SECTOR else b""
        self._next_mini = [n for (n,) in struct.iter_unpack("<I", mini)]

    @property
    def names(self) -> Mapping[str, int]:
        """The size of each stream, by its name."""
        return {name: size for name, (_, size) in self._streams.items()}

    def stream(self, name: str) -> bytes:
        """The bytes of a stream.

        Args:
            name: of one of `names`.

        Raises:
            CompoundFileDamaged: it breaks off.
        """
        start, size = self._streams[name]
        try:
            content = self._mini_chain(start) if size < self._cutoff else self._chain(start)
        except (struct.error, IndexError) as error:
            raise CompoundFileDamaged(str(error)) from None
        if len(content) < size:
            raise CompoundFileDamaged(f"its part '{name}' breaks off")
        return content[:size]

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self._size // 4}I", self._sector(sector))

    def _sector(self, number: int) -> bytes:
        # A header takes the place of a sector, however long those are.
        at = (number + 1) * self._size
        return self._content[at : at + self._size]

    def _chain(self, sector: int) -> bytes:
        return b"".join(self._sector(n) for n in _follow(sector, self._next))

    def _mini_chain(self, sector: int) -> bytes:
        size = self._mini_size
        return b"".join(
            self._mini[n * size : (n + 1) * size] for n in _follow(sector, self._next_mini)
        )


def _follow(sector: int, following: list[int]) -> list[int]:
    """The sectors of a chain, from its first; one that comes back to itself is damaged."""
    sectors: list[int] = []
    while sector < _LAST_SECTOR:
        if len(sectors) > len(following):
            raise CompoundFileDamaged("a chain of its sectors has no end")
        sectors.append(sector)
        sector = following[sector]
    return sectors
