"""Text as systems write it: encodings, line ends, guards of Excel, signs nobody sees."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.load import LoadResult, load
from warehouse.settings import Settings

HEADER = "Kommunekode;Sagsnr;Enhed;Sagstype;Modtaget\n"
ROWS = "".join(f"0999;S-{i};Ørestad;BØRN;0{i}-03-2024\n" for i in range(1, 6))


def loaded(settings: Settings, folder: Path, content: bytes, name: str = "cases.csv") -> LoadResult:
    """What came of a file."""
    path = folder / name
    path.write_bytes(content)
    (result,) = load(settings, path)
    return result


def cases(settings: Settings, result: LoadResult) -> list[tuple]:
    """Number, unit and type of the cases loaded."""
    assert result.status == "loaded", result
    path = settings.raw / result.entity / f"{result.load_id}.parquet"
    return duckdb.sql(
        f"select case_id, unit_code, case_type_code from '{path}' order by case_id"
    ).fetchall()


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "cp850", "cp865", "mac_roman", "utf-16", "utf-16-le",
     "utf-16-be"],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_is_read(
    settings: Settings, tmp_path: Path, encoding: str, newline: str
) -> None:
    content = (HEADER + ROWS).replace("\n", newline).encode(encoding)
    result = loaded(settings, tmp_path, content)
    assert cases(settings, result) == [(f"S-{i}", "Ørestad", "BØRN") for i in range(1, 6)]


def test_one_line_of_another_encoding_refuses_the_file_and_is_named(
    settings: Settings, tmp_path: Path
) -> None:
    for name, own, other in (
        ("a", "utf-8", "cp1252"),
        ("b", "cp1252", "utf-8"),
        ("c", "cp850", "cp1252"),
    ):
        content = (HEADER + ROWS).encode(own) + "0999;S-6;Sønderport;BØRN;01-03-2024\n".encode(
            other
        )
        result = loaded(settings, tmp_path, content, f"cases_{name}.csv")
        assert result.status == "refused"
        assert f"cases_{name}.csv line 7" in result.message
    result = loaded(
        settings, tmp_path, (HEADER + ROWS).encode("utf-8-sig") + b"0999;\xd8\n", "cases_d.csv"
    )
    assert "cases_d.csv line 7: the byte 0xD8 is not UTF-8" in result.message


def test_line_ends_of_several_kinds_in_one_file(settings: Settings, tmp_path: Path) -> None:
    lines = (HEADER + ROWS).splitlines()
    ends = ["\r\n", "\n", "\r\n", "\r", "\n", "\r\n"]
    content = "".join(line + end for line, end in zip(lines, ends, strict=True)).encode()
    assert len(cases(settings, loaded(settings, tmp_path, content))) == 5


def test_signs_nobody_sees_do_not_keep_keys_apart(settings: Settings, tmp_path: Path) -> None:
    rows = ["S-1\u00a0", "\ufeffS-2", "S\u00ad-3", "S-\u200b4", "\tS-5\t", "S\u20116"]
    text = "Kommune\u00adkode;Sagsnr\u00a0;Enhed\t;Sagstype;Modtaget\n" + "".join(
        f"0999;{key};A\u030arhus\u202fN;BØRN\u200b;01-03-2024\n" for key in rows
    )
    result = loaded(settings, tmp_path, text.encode())
    assert cases(settings, result) == [(f"S-{i}", "Århus N", "BØRN") for i in range(1, 7)]


def test_guards_of_excel_are_taken_off(settings: Settings, tmp_path: Path) -> None:
    text = '="Kommunekode";Sagsnr;Enhed;Sagstype;Modtaget\n'
    text += '="0999";="0012345";"=""007""";BØRN;="01-03-2024"\n0999;S-2;A="x";BØRN;01-03-2024\n'
    result = loaded(settings, tmp_path, text.encode())
    assert cases(settings, result) == [("0012345", "007", "BØRN"), ("S-2", 'A="x"', "BØRN")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04", "is a workbook (XLSX) or an archive (zip)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is a workbook (XLS)"),
        (b"%PDF-1.4\n", "is a PDF"),
        (b"<html><table><tr><td>Sagsnr", "is a web page (HTML)"),
    ],
)
def test_what_is_no_text_is_told_as_what_it_is(
    settings: Settings, tmp_path: Path, content: bytes, words: str
) -> None:
    result = loaded(settings, tmp_path, content)
    assert result.status == "refused"
    assert words in result.message
