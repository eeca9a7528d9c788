"""Text as systems write it: encodings, line ends, guards of Excel, signs nobody sees."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.base.settings import Settings
from warehouse.ingest.load import LoadResult, load

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


def findings(settings: Settings, result: LoadResult) -> list[tuple]:
    """Line, column, reason and value of what was wrong."""
    path = settings.rejects / f"{result.load_id}.parquet"
    return duckdb.sql(
        f"select line, column_name, reason_code, value from '{path}' order by all"
    ).fetchall()


def test_rows_of_delimiters_alone_are_no_rows(settings: Settings, tmp_path: Path) -> None:
    text = HEADER + ROWS + ";;;;\n;;;\n ; ;\u00a0;;\n\t;;;;;;;\n" + '"";"";"";"";""\n;;; ; \n'
    result = loaded(settings, tmp_path, (text + "0999;S-6;Ørestad;;01-03-2024\n").encode())
    assert (result.rows_read, result.rows_loaded, result.rows_rejected) == (6, 5, 1)
    assert findings(settings, result) == [(13, "case_type_code", "missing_value", None)]


def test_errors_of_a_spreadsheet_are_no_values(settings: Settings, tmp_path: Path) -> None:
    errors = ["#N/A", "#I/T", "#DIV/0!", "#DIVISION/0!", "#REFERENCE!", "#VÆRDI!", "#NAVN?",
              "#NUM!", "#NUL!", "#OVERLØB!", "Err:502", "#######", "#n/a", " #N/A "]  # fmt: skip
    header = HEADER.replace("\n", ";Frist;CPR;Sagsbehandler\n")
    good = "".join(f"0999;S-{i};Ørestad;BØRN;01-03-2024;;;\n" for i in range(50))
    bad = "".join(f"0999;E-{i};{e};BØRN;01-03-2024;;;\n" for i, e in enumerate(errors))
    bad += "0999;F-1;Ørestad;BØRN;01-03-2024;#N/A;;\n0999;F-2;Ørestad;BØRN;01-03-2024;;#N/A;\n"
    result = loaded(settings, tmp_path, (header + good + bad).encode())
    assert (result.rows_loaded, result.rows_rejected) == (50, 16)
    assert findings(settings, result) == [
        *((52 + i, "unit_code", "cell_error", e.strip()) for i, e in enumerate(errors)),
        (66, "Frist", "cell_error", "#N/A"),
        (67, "citizen_cpr", "cell_error", None),
        (67, "citizen_cpr", "invalid_cpr", None),
    ]


def test_letters_encoded_twice_set_their_rows_aside(settings: Settings, tmp_path: Path) -> None:
    result = loaded(
        settings, tmp_path, (HEADER + ROWS + "0999;S-6;Ã˜restad;BØRN;01-03-2024\n").encode()
    )
    assert (result.rows_loaded, result.rows_rejected) == (5, 1)
    assert findings(settings, result) == [(7, "unit_code", "misread_letters", "Ã˜restad")]
    twice = (HEADER.replace("Enhed", "Hændelse") + ROWS).encode().decode("cp1252").encode()
    result = loaded(settings, tmp_path, twice, "cases_2.csv")
    assert result.status == "refused"
    assert "line 1: the heading 'HÃ¦ndelse' holds letters of another encoding" in result.message


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "Kommunekode;Sagsnr;Sagstype;Modtaget;Enhed; SAGSNR\u00a0\n",
            "line 1: case_id has 2 headings: 'Sagsnr' in column 2 and 'SAGSNR' in column 6",
        ),
        (
            "Kommunekode;Sagsnr;Sagstype;Modtaget;Enhed;case_id\n",
            "'Sagsnr' in column 2 and 'case_id' in column 6",
        ),
    ],
)
def test_a_heading_twice_is_said(
    settings: Settings, tmp_path: Path, header: str, words: str
) -> None:
    result = loaded(settings, tmp_path, (header + "0999;S-1;BØRN;01-03-2024;X;S-2\n").encode())
    assert result.status == "refused"
    assert words in result.message


def test_a_heading_twice_that_nothing_is_read_from_does_no_harm(
    settings: Settings, tmp_path: Path
) -> None:
    text = HEADER.replace("\n", ";Andet;Andet\n") + "0999;S-1;Ørestad;BØRN;01-03-2024;x;y\n"
    assert cases(settings, loaded(settings, tmp_path, text.encode())) == [
        ("S-1", "Ørestad", "BØRN")
    ]
