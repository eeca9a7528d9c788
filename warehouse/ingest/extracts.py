"""Extracts as they lie in the inbox: which there are, what they are called, and their bytes."""

from __future__ import annotations

import contextlib
import gzip
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, cast

from warehouse.base.errors import SagspulsError

CHUNK = 1 << 20
TEXT_SUFFIXES = (".csv", ".txt", ".tsv", ".dat")
PASSED_OVER = (
    ".*",  # hidden: .DS_Store, ._x and .~lock.x# among them
    "~$*",  # Office keeps who has a workbook open
    "__MACOSX",
    "$RECYCLE.BIN",
    "System Volume Information",
    "Thumbs.db",
    "ehthumbs*.db",
    "desktop.ini",
    "Icon\r",
    *("*" + suffix for suffix in (".part", ".filepart", ".partial", ".crdownload", ".download")),
)
"""Files and folders that systems and transfers leave lying about; they are not spoken of."""
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


@dataclass(frozen=True)
class Extract:
    """A file to be loaded: on its own, or a member of a zip archive.

    `member` is the name by which the archive knows it, `member_name` the one it was meant to have.
    `unsafe` says in words why it must not be opened, if so.
    """

    path: Path
    member: str | None = None
    member_name: str = ""
    unsafe: str = ""

    @property
    def file_name(self) -> str:
        """The name that mappings match: that of the file itself, without its folder or `.gz`."""
        name = self.member_name.rpartition("/")[2] or self.path.name
        # macOS writes å as an a and a ring.
        return unicodedata.normalize("NFC", name).removesuffix(".gz")

    @property
    def shown(self) -> str:
        """How the file is named to people."""
        return f"{self.path.name}/{self.member_name}" if self.member else self.path.name

    @property
    def is_workbook(self) -> bool:
        """Whether it is a spreadsheet, by its name."""
        return self.file_name.lower().endswith(WORKBOOK_SUFFIXES)

    @property
    def is_plain(self) -> bool:
        """Whether the file's own bytes are its text, so that DuckDB can read it by itself."""
        return self.member is None and not self.is_workbook

    def n_packed(self) -> int:
        """Bytes it takes on disk, packed or not."""
        if self.member is None:
            return self.path.stat().st_size
        with zipfile.ZipFile(self.path) as archive:
            return archive.getinfo(self.member).compress_size

    @contextlib.contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """The bytes of the file, unpacked."""
        with contextlib.ExitStack() as stack:
            if self.member is not None:
                archive = stack.enter_context(zipfile.ZipFile(self.path))
                file: IO[bytes] = stack.enter_context(archive.open(self.member))
            else:
                file = stack.enter_context(self.path.open("rb"))
            if (self.member or self.path.name).lower().endswith(".gz"):
                file = cast(IO[bytes], stack.enter_context(gzip.open(file)))
            yield file


def find_extracts(path: Path) -> list[Extract]:
    """The files below a path: a file, a folder with all below it, or a zip archive's members.

    Raises:
        SagspulsError: there is no such path, or nothing to load in it.
    """
    if not path.exists():
        raise SagspulsError(f"There is no file or folder {path}.")
    inside = path.resolve()
    extracts: list[Extract] = []
    for file in [path] if path.is_file() else sorted(path.rglob("*")):
        if path.is_dir() and _is_passed_over(file.relative_to(path).parts):
            continue
        if not file.resolve().is_relative_to(inside):
            extracts.append(Extract(file, unsafe="A link to a place outside the folder."))
        elif file.is_dir():
            continue
        elif not file.is_file():
            extracts.append(Extract(file, unsafe="Neither a file nor a folder."))
        elif file.suffix.lower() == ".zip":
            extracts.extend(_members(file))
        else:
            extracts.append(Extract(file))
    if not extracts:
        raise SagspulsError(f"There is no file to load in {path}.")
    return extracts


def _members(path: Path) -> Iterator[Extract]:
    """The files in an archive; they are read where they are and never unpacked to disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        yield Extract(path, unsafe=f"The archive cannot be opened: {error}.")
        return
    times = Counter(member.filename for member in members)
    for member in sorted(members, key=lambda m: m.filename):
        name = _name(member)
        parts = name.split("/")
        unsafe = ""
        if name.startswith("/") or ".." in parts or name[1:2] == ":":
            unsafe = "The archive names a place outside itself."
        elif member.is_dir() or _is_passed_over(parts):
            continue
        elif member.flag_bits & 1:
            unsafe = "The archive is encrypted; deliver it without a password."
        elif name.lower().endswith(".zip"):
            unsafe = "An archive within an archive; deliver the files in one."
        elif times[member.filename] > 1:
            unsafe = "The archive holds several files of this name."
        yield Extract(path, member.filename, name, unsafe)


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name as its maker wrote it.

    A name without the UTF-8 flag is cp437 by the specification (APPNOTE.TXT, appendix D), and so
    `zipfile` reads it; Windows writes the code page of the console, in Denmark cp850, and others
    write UTF-8 all the same.
    """
    name = member.filename
    if not member.flag_bits & 0x800:
        written = name.encode("cp437")
        try:
            name = written.decode("utf-8")
        except UnicodeDecodeError:
            name = written.decode("cp850")
    return name.replace("\\", "/")


def _is_passed_over(parts: Iterable[str]) -> bool:
    """Whether a path leads to what no one means to deliver."""
    return any(fnmatch(part.lower(), pattern.lower()) for part in parts for pattern in PASSED_OVER)
