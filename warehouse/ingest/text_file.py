"""Text files: the encoding of one, and its records in letters that compare the same everywhere."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from warehouse.base.errors import FileRefused
from warehouse.ingest.extracts import CHUNK, Extract
from warehouse.ingest.inspection import LONGEST_LINE, Inspection
from warehouse.ingest.letters import clean, tell_encoding

Record = tuple[int, list[str]]
"""The line a record starts on and its cells; no cells: a blank line."""

_GUARD = re.compile(r'="([^"]*)"')


@contextmanager
def long_cells() -> Iterator[None]:
    """Let `csv` read cells as long as the longest line a file may have."""
    before = csv.field_size_limit(LONGEST_LINE)
    try:
        yield
    finally:
        csv.field_size_limit(before)


class TextFile:
    """A delimited text file, decoded and cleaned.

    Args:
        extract: the file.
        inspection: what one pass over it told.
        declared: the encoding its mapping declares, if any.

    Raises:
        FileRefused: the declared encoding is not the file's, or lines are written in several.
    """

    def __init__(self, extract: Extract, inspection: Inspection, declared: str | None) -> None:
        self.extract = extract
        self.n_bytes = inspection.n_bytes
        self.n_lines = inspection.n_lines
        self.encoding = _encoding(extract, inspection, declared)
        self.is_guarded = inspection.is_guarded
        self.is_open = inspection.is_open
        self._is_plain = (
            extract.is_plain
            and self.encoding in ("utf-8", "utf-8-sig")
            and inspection.is_clean
            and inspection.ends == 1
        )
        self._has_tabs = inspection.has_tabs

    def is_read_as_it_lies(self, delimiter: str) -> bool:
        """Whether the file's own bytes are its records, so that DuckDB can read it by itself."""
        return self._is_plain and not self.is_guarded and (delimiter == "\t" or not self._has_tabs)

    def chunks(self, delimiter: str) -> Iterator[bytes]:
        """The text again as UTF-8, in pieces."""
        return (text.encode() for text in self._texts(delimiter))

    def head(self, delimiter: str, quote: str) -> Iterator[Record]:
        """Records of the first part of the text alone, which a wrong delimiter may make one."""
        return self._records(_split(next(self._texts(delimiter), "")), delimiter, quote)

    def records(self, delimiter: str, quote: str) -> Iterator[Record]:
        """Every record with the line it starts on."""
        return self._records(self._lines(delimiter), delimiter, quote)

    def open_quote(self, delimiter: str, quote: str, below: int, width: int) -> int | None:
        """The first line below a line whose quotation mark swallows the lines that follow it.

        It is never closed; or a later row's mark closes it, which leaves a record of another width
        than the header's, with lines in it that are rows by themselves.
        """
        read: list[str] = []
        lines = (read.append(line) or line for line in self._lines(delimiter))  # type: ignore[func-returns-value]
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

    def _texts(self, delimiter: str) -> Iterator[str]:
        """The text in pieces of whole lines, each line ended by a line feed alone."""
        decoder = io.IncrementalNewlineDecoder(
            codecs.getincrementaldecoder(self.encoding)(), translate=True
        )
        rest = ""
        with self.extract.opened() as file:
            while chunk := file.read(CHUNK):
                text = rest + decoder.decode(chunk)
                end = text.rfind("\n") + 1
                rest = text[end:]
                if end:
                    yield self._cleaned(text[:end], delimiter)
        rest += decoder.decode(b"", final=True)
        if rest:
            yield self._cleaned(rest, delimiter)

    def _cleaned(self, text: str, delimiter: str) -> str:
        return clean(text if delimiter == "\t" else text.replace("\t", " "))

    def _lines(self, delimiter: str) -> Iterator[str]:
        for text in self._texts(delimiter):
            yield from _split(text)

    def _records(self, lines: Iterable[str], delimiter: str, quote: str) -> Iterator[Record]:
        reader = csv.reader(lines, delimiter=delimiter, quotechar=quote)
        line = 1
        for cells in reader:
            yield line, [unguarded(cell) for cell in cells] if self.is_guarded else cells
            line = reader.line_num + 1


def _split(text: str) -> Iterator[str]:
    """Lines with their line feed; `splitlines` ends them at more signs than that."""
    return (line + "\n" for line in text.removesuffix("\n").split("\n") if text)


def unguarded(cell: str) -> str:
    """A cell without the formula that keeps it text in Excel: `="0012"` is 0012."""
    match = _GUARD.fullmatch(cell.strip()) if '="' in cell else None
    return match[1] if match else cell


def _encoding(extract: Extract, inspection: Inspection, declared: str | None) -> str:
    if inspection.bom == "utf-8-sig" and not inspection.is_utf8:
        line, byte = first_undecodable(extract, "utf-8")
        raise FileRefused(
            f"{extract.shown} line {line}: the byte 0x{byte:02X} is not UTF-8, which the file says "
            "it is written in.",
            "Ask the supplier for the file in one encoding, UTF-8 throughout.",
        )
    if inspection.bom:
        return inspection.bom
    if declared is None:
        return "utf-8" if inspection.is_utf8 else _told(extract)
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        raise FileRefused(
            f"{extract.shown}: the mapping declares the unknown encoding '{declared}'."
        ) from None
    if name == "utf-8" and not inspection.is_utf8:
        line, byte = first_undecodable(extract, name)
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


def _told(extract: Extract) -> str:
    """The encoding of a file, by its letters."""
    told = tell_encoding(_lines(extract))
    if told.name is None:
        raise FileRefused(
            f"{extract.shown} line {told.line}: the encoding of its letters is not clear: "
            f"{told.why}.",
            "Ask the supplier for the file in one encoding, UTF-8 throughout; or declare the "
            "encoding in the mapping: dialect: {encoding: windows-1252}.",
        )
    line, byte = first_undecodable(extract, told.name)
    if line:
        raise FileRefused(
            f"{extract.shown} line {line}: the byte 0x{byte:02X} does not exist in {told.name}, "
            "which the other lines are written in.",
            "Ask the supplier for the file in one encoding, UTF-8 throughout.",
        )
    return told.name


def _lines(extract: Extract) -> Iterator[bytes]:
    with extract.opened() as file:
        for content in file:
            yield from content.splitlines()


def first_undecodable(extract: Extract, encoding: str) -> tuple[int, int]:
    """The line and the byte of a file that do not exist in an encoding; 0 and 0 where all do.

    Args:
        extract: the file.
        encoding: one whose line ends are single bytes.
    """
    for line, content in enumerate(_lines(extract), start=1):
        try:
            content.decode(encoding)
        except UnicodeDecodeError as error:
            return line, content[error.start]
    return 0, 0


def _is_ascii(extract: Extract) -> bool:
    with extract.opened() as file:
        while chunk := file.read(CHUNK):
            if not chunk.isascii():
                return False
    return True
