"""Extracts as they lie in the inbox: which there are, their bytes, and their records as text."""

from __future__ import annotations

import codecs
import contextlib
import csv
import gzip
import hashlib
import io
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, cast

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from warehouse.errors import FileRefused, SagspulsError
from warehouse.workbook_process import fits_in_memory

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
DANISH_ENCODINGS = ("cp1252", "cp850")
DANISH_LETTERS = frozenset("æøåÆØÅ")

Record = tuple[int, list[str]]
"""The line a record starts on and its cells; no cells: a blank line."""

LONGEST_LINE = 1 << 24
LARGEST_WORKBOOK = 1 << 26
UNPACKED_AT_LEAST = 1 << 28
UNPACKED_RATIO = 200
"""A CSV packs to a tenth or a fiftieth; only nothing at all packs to a thousandth."""

csv.field_size_limit(LONGEST_LINE)


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


@dataclass(frozen=True)
class Inspection:
    """What one pass over a file's bytes tells: its hash, its encoding, how many lines it has."""

    sha256: str
    n_bytes: int
    n_lines: int
    is_utf8: bool
    bom: str | None


def inspect(extract: Extract) -> Inspection:
    """Read a file once, in bounded memory.

    Raises:
        FileRefused: it cannot be unpacked, is empty, or is no text and no workbook.
    """
    digest = hashlib.sha256()
    n_bytes = n_lines = 0
    last = b""
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    bom: str | None = None
    is_text = not extract.is_workbook
    line = 0
    try:
        packed = extract.n_packed()
        with extract.opened() as file:
            while chunk := file.read(CHUNK):
                if n_bytes == 0:
                    bom = _bom(chunk)
                digest.update(chunk)
                n_bytes += len(chunk)
                if n_bytes > UNPACKED_AT_LEAST and n_bytes > UNPACKED_RATIO * packed:
                    raise FileRefused(
                        f"{extract.shown} grows to more than {UNPACKED_RATIO} times its size when "
                        "it is unpacked: it may be made to fill the machine.",
                        "If it is in order, deliver it unpacked.",
                    )
                if b"\0" in chunk and is_text and bom not in ("utf-16", "utf-32"):
                    raise FileRefused(
                        f"{extract.shown} is not a text file: it holds NUL bytes.",
                        "Deliver CSV or XLSX.",
                    )
                ends = chunk.rfind(b"\n"), chunk.rfind(b"\r")
                line = line + len(chunk) if max(ends) < 0 else len(chunk) - max(ends) - 1
                if line > LONGEST_LINE and is_text:
                    raise FileRefused(
                        f"{extract.shown} line {n_lines + 1} is longer than "
                        f"{LONGEST_LINE >> 20} MB: it is no table, or cut off.",
                        "Ask the supplier for the file again.",
                    )
                n_lines += chunk.count(b"\n")
                last = chunk[-1:]
                if decoder is not None:
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError:
                        decoder = None
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        raise FileRefused(f"{extract.shown} cannot be read: {error}.") from None
    if n_bytes == 0:
        raise FileRefused(f"{extract.shown} is empty.", "Ask the supplier for the file again.")
    return Inspection(
        digest.hexdigest(), n_bytes, n_lines + (last != b"\n"), decoder is not None, bom
    )


def _bom(start: bytes) -> str | None:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if start.startswith(mark):
            return name
    return None


class TextFile:
    """A delimited text file, decoded.

    Args:
        extract: the file.
        inspection: what one pass over it told.
        declared: the encoding its mapping declares, if any.

    Raises:
        FileRefused: the declared encoding is not the file's.
    """

    def __init__(self, extract: Extract, inspection: Inspection, declared: str | None) -> None:
        self.extract = extract
        self.n_bytes = inspection.n_bytes
        self.n_lines = inspection.n_lines
        self.encoding = _encoding(extract, inspection, declared)
        self.is_utf8 = self.encoding in ("utf-8", "utf-8-sig")

    def chunks(self) -> Iterator[bytes]:
        """The text again as UTF-8, in pieces, without a byte order mark."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        with self.extract.opened() as file:
            while chunk := file.read(CHUNK):
                yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", final=True).encode()

    def head(self) -> str:
        """The first part of the text, cut at a line's end where the text goes on."""
        with self.extract.opened() as file:
            start = file.read(CHUNK)
        text = codecs.getincrementaldecoder(self.encoding)().decode(start)
        return text if len(start) < CHUNK else text[: text.rfind("\n") + 1]

    def records(self, delimiter: str, quote: str) -> Iterator[Record]:
        """Every record with the line it starts on."""
        with self.extract.opened() as file:
            text = io.TextIOWrapper(file, encoding=self.encoding, newline="")
            yield from read_records(text, delimiter, quote)

    def open_quote(self, delimiter: str, quote: str, below: int, width: int) -> int | None:
        """The first line below a line whose quotation mark swallows the lines that follow it.

        It is never closed; or a later row's mark closes it, which leaves a record of another width
        than the header's, with lines in it that are rows by themselves.
        """
        read: list[str] = []
        with self.extract.opened() as file:
            text = io.TextIOWrapper(file, encoding=self.encoding, newline="")
            lines = (read.append(line) or line for line in text)  # type: ignore[func-returns-value]
            reader = csv.reader(lines, delimiter=delimiter, quotechar=quote, strict=True)
            while True:
                first = reader.line_num + 1
                read.clear()
                try:
                    swallows = len(next(reader)) != width and any(
                        len(cells) == width
                        for cells in csv.reader(read[1:], delimiter=delimiter, quotechar=quote)
                    )
                except StopIteration:
                    return None
                except csv.Error:
                    swallows = True
                if swallows and reader.line_num > first > below:
                    return first


def read_records(lines: Iterator[str] | IO[str], delimiter: str, quote: str) -> Iterator[Record]:
    """Records of delimited text with the line each starts on."""
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _encoding(extract: Extract, inspection: Inspection, declared: str | None) -> str:
    if inspection.bom:
        return inspection.bom
    if declared is None:
        if inspection.is_utf8:
            return "utf-8"
        with extract.opened() as file:
            start = file.read(CHUNK)
        # Statistics over languages mistake a few Danish names; the letters themselves do not.
        return max(
            DANISH_ENCODINGS,
            key=lambda name: sum(c in DANISH_LETTERS for c in start.decode(name, "replace")),
        )
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        raise FileRefused(
            f"{extract.shown}: the mapping declares the unknown encoding '{declared}'."
        ) from None
    if name == "utf-8" and not inspection.is_utf8:
        line, byte = _first_undecodable(extract)
        raise FileRefused(
            f"{extract.shown} line {line}: the byte 0x{byte:02X} is not UTF-8, "
            "which the mapping declares.",
            "Declare the file's own encoding in the mapping: dialect: {encoding: windows-1252}.",
        )
    if name != "utf-8" and inspection.is_utf8 and not _is_ascii(extract):
        raise FileRefused(
            f"{extract.shown} is UTF-8, but the mapping declares {declared}.",
            "Declare the file's own encoding in the mapping: dialect: {encoding: utf-8}.",
        )
    return name


def _first_undecodable(extract: Extract) -> tuple[int, int]:
    line = 1
    with extract.opened() as file:
        for content in file:
            try:
                content.decode("utf-8")
            except UnicodeDecodeError as error:
                return line, content[error.start]
            line += 1
    return line, 0


def _is_ascii(extract: Extract) -> bool:
    with extract.opened() as file:
        while chunk := file.read(CHUNK):
            if not chunk.isascii():
                return False
    return True


class Workbook:
    """A sheet of a workbook, its cells as the text a Danish-neutral CSV would have.

    Args:
        extract: the file.
        sheet: the sheet's name; the first visible one where none is given.

    Raises:
        FileRefused: it is no workbook, or has no such sheet.
    """

    def __init__(self, extract: Extract, sheet: str | None) -> None:
        try:
            with extract.opened() as file:
                content = file.read(LARGEST_WORKBOOK + 1)
            if len(content) > LARGEST_WORKBOOK or not fits_in_memory(content, sheet):
                raise FileRefused(
                    f"{extract.shown} is too large a workbook to be read in bounded memory "
                    "(about 1 million rows of 7 columns go).",
                    "Deliver the sheet as CSV, or in several workbooks.",
                )
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        except (CalamineError, zipfile.BadZipFile, OSError) as error:
            raise FileRefused(f"{extract.shown} is not a workbook: {error}.") from None
        visible = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        names = visible or book.sheet_names
        if not names or (sheet is not None and sheet not in book.sheet_names):
            raise FileRefused(
                f"{extract.shown} has no sheet '{sheet}'; its sheets are: {', '.join(names)}.",
                "Name the sheet in the mapping: dialect: {sheet: …}.",
            )
        self._sheet = book.get_sheet_by_name(sheet or names[0])

    def merged(self) -> Iterator[tuple[int, int, int, int]]:
        """First and last row, from 1, and first and last column, from 0, of each merged range."""
        for (top, left), (bottom, right) in self._sheet.merged_cell_ranges or []:
            yield top + 1, bottom + 1, left, right

    def records(self) -> Iterator[Record]:
        """Every row with its number in the sheet; an empty row has no cells."""
        for i, row in enumerate(self._sheet.iter_rows()):
            cells = [_cell(value) for value in row]
            yield i + 1, cells if any(cells) else []


def _cell(value: object) -> str:
    """A cell as text: dates as ISO, whole numbers without a point."""
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return repr(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case None:
            return ""
        case _:
            return str(value)
