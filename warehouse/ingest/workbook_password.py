"""Workbooks that are encrypted, which a reader would take for damaged ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from warehouse.ingest.compound_file import SIGNATURE, CompoundFile, CompoundFileDamaged

_BOF, _FILE_PASS = 0x809, 0x2F
_LARGEST_MANIFEST = 1 << 20


def has_password(content: bytes) -> bool:
    """Whether a workbook is encrypted; of one that is damaged its reader says so.

    An encrypted XLSX or XLSB is a compound file with the package in it ([MS-OFFCRYPTO] 2.3.4), an
    XLS has a record of its own ([MS-XLS] 2.4.117), an ODS says so in its manifest.

    Args:
        content: of the workbook, or its beginning.
    """
    try:
        return _is_locked_ole(content) if content.startswith(SIGNATURE) else _is_locked_zip(content)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, CompoundFileDamaged):
        return False


def _is_locked_ole(content: bytes) -> bool:
    book = CompoundFile(content)
    if "EncryptedPackage" in book.names or "EncryptionInfo" in book.names:
        return True
    name = next((n for n in ("Workbook", "Book") if n in book.names), None)
    if name is None:
        return False
    # It stands near the beginning: what follows it is encrypted.
    stream, at = book.stream(name), 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _FILE_PASS:
            return True
        if kind == _BOF and at:
            return False
        at += 4 + size
    return False


def _is_locked_zip(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        if any(member.flag_bits & 1 for member in book.infolist()):
            return True
        if "META-INF/manifest.xml" not in book.namelist():
            return False
        with book.open("META-INF/manifest.xml") as file:
            return b"encryption-data" in file.read(_LARGEST_MANIFEST)
