"""Workbooks that no library at hand writes: XLS, XLSB, ODS, and encrypted ones, byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

SECTOR = 512
FREE, END, OF_FAT = 0xFFFF_FFFF, 0xFFFF_FFFE, 0xFFFF_FFFD
CUTOFF = 4096


@dataclass(frozen=True)
class Error:
    """A cell with an error: its number, and whether a formula has it."""

    code: int
    of_formula: bool = False


@dataclass(frozen=True)
class Formula:
    """A formula's cell with the result its writer gave; `waits`: to be computed on opening."""

    result: float | str
    waits: bool = False


Cell = str | float | Error | Formula | None
Rows = Sequence[Sequence[Cell]]


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) with these streams; short ones lie in the mini stream."""
    sectors: list[bytes] = []
    following: list[int] = []

    def put(content: bytes) -> int:
        if not content:
            return END
        first = len(sectors)
        n = -(-len(content) // SECTOR)
        sectors.extend(
            content[i * SECTOR : (i + 1) * SECTOR].ljust(SECTOR, b"\0") for i in range(n)
        )
        following.extend([*range(first + 1, first + n), END])
        return first

    mini, next_mini = b"", list[int]()
    entries = []
    for name, content in streams.items():
        if len(content) >= CUTOFF:
            entries.append((name, 2, put(content), len(content)))
            continue
        n = -(-len(content) // 64)
        first = len(next_mini)
        entries.append((name, 2, first, len(content)))
        next_mini += [*range(first + 1, first + n), END]
        mini += content.ljust(n * 64, b"\0")
    first_mini = (
        put(struct.pack(f"<{len(next_mini)}I", *next_mini).ljust(SECTOR, b"\xff")) if mini else END
    )
    entries.insert(0, ("Root Entry", 5, put(mini), len(mini)))
    folder = b"".join(_entry(i, len(entries), *entry) for i, entry in enumerate(entries))
    first_folder = put(folder.ljust(-(-len(folder) // SECTOR) * SECTOR, b"\0"))
    fat = [*following, OF_FAT]
    assert len(fat) <= SECTOR // 4
    where = len(sectors)
    sectors.append(struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff"))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack(
        "<9I", 0, 1, first_folder, 0, CUTOFF, first_mini, 1 if mini else 0, END, 0
    )
    header += struct.pack("<109I", where, *[FREE] * 108)
    return header + b"".join(sectors)


def _entry(number: int, n: int, name: str, kind: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    child = 1 if number == 0 and n > 1 else FREE
    right = number + 1 if 0 < number < n - 1 else FREE
    head = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text), kind, 1, FREE, right, child)
    return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)


def xls(sheets: dict[str, Rows], *, computed: bool = True, password: bool = False) -> bytes:
    """An XLS workbook ([MS-XLS], BIFF8)."""

    def build(places: Iterable[int]) -> bytes:
        book = _record(0x809, struct.pack("<4HII", 0x600, 5, 0x1F00, 1997, 0, 0))
        if password:
            book += _record(0x2F, struct.pack("<3H", 1, 1, 1) + bytes(48))
        if computed:
            book += _record(0x1C1, struct.pack("<2HI", 0x1C1, 0, 0x1E2B7))
        for name, place in zip(sheets, places, strict=True):
            text = name.encode("utf-16-le")
            book += _record(0x85, struct.pack("<IBBBB", place, 0, 0, len(name), 1) + text)
        return book + _record(0x0A, b"")

    parts = [_xls_sheet(rows) for rows in sheets.values()]
    start = len(build([0] * len(parts)))
    places = [start + sum(map(len, parts[:i])) for i in range(len(parts))]
    return compound({"Workbook": build(places) + b"".join(parts)})


def _xls_sheet(rows: Rows) -> bytes:
    sheet = _record(0x809, struct.pack("<4HII", 0x600, 0x10, 0x1F00, 1997, 0, 0))
    # A chart on the sheet has errors of its own.
    sheet += _record(0x809, struct.pack("<4HII", 0x600, 0x20, 0x1F00, 1997, 0, 0))
    sheet += _record(0x205, struct.pack("<3HBB", 1, 0, 0, 0x2A, 1)) + _record(0x0A, b"")
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            at = struct.pack("<3H", i, j, 0)
            match cell:
                case None:
                    continue
                case str():
                    text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                    sheet += _record(0x204, at + text)
                case Error(code, of_formula=False):
                    sheet += _record(0x205, at + bytes([code, 1]))
                case Error(code):
                    sheet += _xls_formula(at, bytes([2, 0, code, 0, 0, 0, 255, 255]), waits=False)
                case Formula(str(), waits):
                    sheet += _xls_formula(at, bytes([3, 0, 0, 0, 0, 0, 255, 255]), waits=waits)
                case Formula(number, waits):
                    sheet += _xls_formula(at, struct.pack("<d", number), waits=waits)
                case _:
                    sheet += _record(0x203, at + struct.pack("<d", cell))
    return sheet + _record(0x0A, b"")


def _xls_formula(at: bytes, result: bytes, *, waits: bool) -> bytes:
    one = bytes([0x1E, 1, 0])  # what is computed: the number 1
    return _record(0x06, at + result + struct.pack("<HIH", 2 * waits, 0, len(one)) + one)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def xlsb(sheets: dict[str, Rows], *, computed: bool = True) -> bytes:
    """An XLSB workbook ([MS-XLSB])."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = _short(131) + _short(143)
    for i, name in enumerate(sheets, start=1):
        book += _short(156, struct.pack("<II", 0, i) + _wide(f"rId{i}") + _wide(name))
    book += _short(144) + _short(157, struct.pack("<3IdIH", 0, 1, 100, 0.001, 1, not computed))
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{relations}/worksheet" Target="worksheets/sheet{i}.bin"/>'
        for i in range(1, len(sheets) + 1)
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.bin", book + _short(132))
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{links}</Relationships>",
        )
        for i, rows in enumerate(sheets.values(), start=1):
            archive.writestr(f"xl/worksheets/sheet{i}.bin", _xlsb_sheet(rows))
    return made.getvalue()


def _xlsb_sheet(rows: Rows) -> bytes:
    width = max(map(len, rows))
    sheet = _short(129) + _short(148, struct.pack("<4I", 0, len(rows) - 1, 0, width - 1))
    sheet += _short(145)
    for i, row in enumerate(rows):
        sheet += _short(0, struct.pack("<I", i) + bytes(13))
        for j, cell in enumerate(row):
            at = struct.pack("<II", j, 0)
            one = struct.pack("<HII", 0, 3, 0) + bytes([0x1E, 1, 0])
            match cell:
                case None:
                    sheet += _short(1, at)
                case str():
                    sheet += _short(6, at + _wide(cell))
                case Error(code, of_formula=False):
                    sheet += _short(3, at + bytes([code]))
                case Error(code):
                    sheet += _short(11, at + bytes([code]) + one)
                case Formula(str(text)):
                    sheet += _short(8, at + _wide(text) + one)
                case Formula(number):
                    sheet += _short(9, at + struct.pack("<d", number) + one)
                case _:
                    sheet += _short(5, at + struct.pack("<d", cell))
    return sheet + _short(146) + _short(130)


def _short(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, written = len(data), b""
    while size > 0x7F:
        written, size = written + bytes([size & 0x7F | 0x80]), size >> 7
    return head + written + bytes([size]) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def ods(sheets: dict[str, Sequence[str]], *, manifest: str = "<manifest/>") -> bytes:
    """An ODS workbook: its rows as XML, of `ods_row` or by hand."""
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(rows)}</table:table>'
        for name, rows in sheets.items()
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr(
            "content.xml",
            f'<office:document-content{names} xmlns:calcext="urn:x"><office:body>'
            f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return made.getvalue()


def ods_row(*cells: str | None) -> str:
    """A row of an ODS sheet: cells are texts, XML where they begin with `<`, or nothing."""
    return f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(cell: str | None) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if cell.startswith("<"):
        return cell
    return (
        '<table:table-cell office:value-type="string" calcext:value-type="string">'
        f"<text:p>{escape(cell)}</text:p></table:table-cell>"
    )
