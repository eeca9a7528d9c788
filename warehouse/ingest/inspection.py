"""Inspection: what one pass over a file's bytes tells of it, before anything in it is read."""

from __future__ import annotations

import codecs
import hashlib
import re
import zipfile
import zlib
from dataclasses import dataclass

from warehouse.base.errors import FileRefused
from warehouse.ingest.extracts import CHUNK, Extract
from warehouse.ingest.letters import is_clean

LONGEST_LINE = 1 << 24
UNPACKED_AT_LEAST = 1 << 28
UNPACKED_RATIO = 200
"""A CSV packs to a tenth or a fiftieth; only nothing at all packs to a thousandth."""

_GUARDED = re.compile(rb'(?:^|[;,\t|\r\n"])="')
_OVERLAP = 8
"""Bytes of a chunk looked at again with the next, so that what lies across both is seen."""


@dataclass(frozen=True)
class Inspection:
    """What one pass over a file's bytes tells.

    `n_lines`: lines, however they end; `ends`: in how many ways they do. `is_open`: the last one
    has no end, and may be cut off. `is_clean`: UTF-8 that `letters.clean` leaves as it is.
    `has_tabs`: it holds a tab. `is_guarded`: cells are written `="0012"`, as Excel is made to keep
    them text.
    """

    sha256: str
    n_bytes: int
    n_lines: int
    is_utf8: bool
    bom: str | None
    ends: int
    is_open: bool
    is_clean: bool
    has_tabs: bool
    is_guarded: bool


def inspect(extract: Extract) -> Inspection:
    """Read a file once, in bounded memory.

    Raises:
        FileRefused: it cannot be unpacked, is empty, or is no text and no workbook.
    """
    digest = hashlib.sha256()
    n_bytes = 0
    try:
        packed = extract.n_packed()
        with extract.opened() as file:
            text: _Text | None = None
            while chunk := file.read(CHUNK):
                if n_bytes == 0:
                    refuse_other_kind(extract, chunk)
                    text = None if extract.is_workbook else _Text(extract, chunk)
                digest.update(chunk)
                n_bytes += len(chunk)
                if n_bytes > UNPACKED_AT_LEAST and n_bytes > UNPACKED_RATIO * packed:
                    raise FileRefused(
                        f"{extract.shown} grows to more than {UNPACKED_RATIO} times its size when "
                        "it is unpacked: it may be made to fill the machine.",
                        "If it is in order, deliver it unpacked.",
                    )
                if text:
                    text.look_at(chunk)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        raise FileRefused(f"{extract.shown} cannot be read: {error}.") from None
    if n_bytes == 0:
        raise FileRefused(f"{extract.shown} is empty.", "Ask the supplier for the file again.")
    if text is None:
        return Inspection(digest.hexdigest(), n_bytes, 0, False, None, 1, False, True, False, False)
    return text.told(digest.hexdigest(), n_bytes)


class _Text:
    """What the chunks of a text file tell, one after the other."""

    def __init__(self, extract: Extract, start: bytes) -> None:
        self.shown = extract.shown
        self.bom = _encoding_of(start)
        self.is_wide = bool(self.bom) and self.bom != "utf-8-sig"
        self.decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self.is_clean, self.has_tabs, self.is_guarded = True, False, False
        self.n_lf = self.n_cr = self.n_crlf = self.line = 0
        self.last = b""

    def look_at(self, chunk: bytes) -> None:
        """Take in the next chunk."""
        if b"\0" in chunk and not self.is_wide:
            raise FileRefused(
                f"{self.shown} is not a text file: it holds NUL bytes.", "Deliver CSV or XLSX."
            )
        ends = chunk.rfind(b"\n"), chunk.rfind(b"\r")
        self.line = self.line + len(chunk) if max(ends) < 0 else len(chunk) - max(ends) - 1
        self.n_lf += chunk.count(b"\n")
        if self.line > LONGEST_LINE:
            raise FileRefused(
                f"{self.shown} line {self.n_lf + 1} is longer than "
                f"{LONGEST_LINE >> 20} MB: it is no table, or cut off.",
                "Ask the supplier for the file again.",
            )
        self.n_cr += chunk.count(b"\r")
        self.n_crlf += chunk.count(b"\r\n") + (self.last[-1:] == b"\r" and chunk[:1] == b"\n")
        self.has_tabs = self.has_tabs or b"\t" in chunk
        if self.decoder is not None:
            try:
                self.decoder.decode(chunk)
            except UnicodeDecodeError:
                self.decoder = None
        joined = self.last + chunk
        is_first = not self.last
        if self.decoder is not None and self.is_clean:
            self.is_clean = is_clean(joined.removeprefix(codecs.BOM_UTF8) if is_first else joined)
        if not self.is_guarded and b'="' in joined:
            self.is_guarded = bool(_GUARDED.search(joined))
        self.last = chunk[-_OVERLAP:]

    def told(self, sha256: str, n_bytes: int) -> Inspection:
        """All of it."""
        lone = max(0, self.n_cr - (self.n_lf if self.is_wide else self.n_crlf))
        n_lines = self.n_lf + lone + (self.last[-1:] not in (b"\n", b"\r") or self.is_wide)
        kinds = (self.n_crlf, self.n_lf - self.n_crlf, lone)
        return Inspection(
            sha256=sha256,
            n_bytes=n_bytes,
            n_lines=n_lines,
            is_utf8=self.decoder is not None,
            bom=self.bom,
            ends=sum(n > 0 for n in kinds),
            is_open=self.line > 0 and not self.is_wide,
            is_clean=self.decoder is not None and self.is_clean,
            has_tabs=self.has_tabs,
            is_guarded=self.is_guarded,
        )


def _encoding_of(start: bytes) -> str | None:
    """The encoding a file says it is in by its first bytes."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if start.startswith(mark):
            return name
    # Without a mark: of a header's letters, every other byte is none.
    first = start[:4]
    if len(first) == 4 and all(first[i] and not first[i + 1] for i in (0, 2)):
        return "utf-16-le"
    if len(first) == 4 and all(first[i + 1] and not first[i] for i in (0, 2)):
        return "utf-16-be"
    return None


_KINDS = (
    (re.compile(rb"%PDF-"), "a PDF"),
    (re.compile(rb"\{\\rtf"), "a document (RTF)"),
    (re.compile(rb"\x1f\x8b"), "packed (gzip)"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07"), "an archive (7z or RAR)"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0", re.DOTALL), "a picture"),
    (re.compile(rb"SQLite format 3\0|PAR1"), "a database file"),
    (re.compile(rb"MIME-Version:", re.IGNORECASE), "a web page (MHTML)"),
    (
        re.compile(
            rb"<(?:!doctype html|html|head|body|table|meta|style|div)\b|"
            rb"<\?xml[^>]*>\s*(?:<!doctype html[^>]*>\s*)?<html\b",
            re.IGNORECASE,
        ),
        "a web page (HTML)",
    ),
    (
        re.compile(rb"<\?xml.{0,1000}urn:schemas-microsoft-com:office:spreadsheet", re.DOTALL),
        "an XML spreadsheet (Excel 2003)",
    ),
    (re.compile(rb"<\?xml"), "XML"),
)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00")
_BLANK = b" \t\r\n"


def refuse_other_kind(extract: Extract, start: bytes) -> None:
    """Refuse a file that is something else than its name says.

    Args:
        extract: the file.
        start: its first bytes.

    Raises:
        FileRefused: it is, and what it is instead.
    """
    suffix = "." + extract.file_name.rpartition(".")[2]
    is_book = start.startswith((_ZIP, _OLE))
    if extract.is_workbook and (is_book or _BIFF.match(start)):
        return
    seen = start.removeprefix(codecs.BOM_UTF8).lstrip(_BLANK)[:4096]
    kind = next((words for pattern, words in _KINDS if pattern.match(seen)), None)
    if start.startswith(_OLE):
        kind = "a workbook (XLS) or another Office file"
    elif start.startswith(_ZIP):
        kind = "a workbook (XLSX) or an archive (zip)"
    elif kind is None and extract.is_workbook:
        kind = "no workbook"
        if b"\0" not in start or _encoding_of(start):
            kind = "text (CSV)" if start.strip(_BLANK) else "blank"
    if kind is None:
        return
    advice = {
        "text (CSV)": "Name it .csv, or ask the supplier for a workbook (XLSX).",
        "a workbook (XLSX) or an archive (zip)": "Name it as what it is: .xlsx or .zip.",
        "a workbook (XLS) or another Office file": "Name it .xls, or save it as CSV or XLSX.",
    }.get(kind, "Open it in Excel and save it as XLSX, or ask the supplier for CSV or XLSX.")
    raise FileRefused(f"{extract.shown} is {kind}, though its name ends in {suffix}.", advice)
