"""Loading files as suppliers deliver them: good rows in, wrong rows named, nothing lost."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from warehouse.base.errors import ConfigurationError, SagspulsError
from warehouse.base.ledger import read_ledger
from warehouse.base.settings import Settings
from warehouse.contracts.pseudonym import pseudonym, read_key
from warehouse.ingest.load import LoadResult, load

HEADER = "Kommunekode;Sagsnr;Sagstype;Modtaget;Afgjort;Kanal;CPR-nummer;Sagsbehandler"
GOOD = [
    "0999;S-1;HJM-TEK;01-03-2024;15-03-2024;digital;010157-5001;SB1",
    "0999;S-2;HJM-TEK;04-03-2024;;letter;020257-5002;SB2",
    "0999;S-3;PERS-HJ;05-03-2024;02-04-2024;phone;;SB1",
]


def write(folder: Path, lines: list[str], name: str = "cases.csv", encoding: str = "utf-8") -> Path:
    """A file of lines."""
    path = folder / name
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def only(results: list[LoadResult]) -> LoadResult:
    """The one result."""
    assert len(results) == 1, results
    return results[0]


def rows(settings: Settings, result: LoadResult, columns: str) -> list[tuple]:
    """Columns of the raw Parquet of a load, in the order of case_id."""
    path = settings.raw / result.entity / f"{result.load_id}.parquet"
    return duckdb.sql(f"select {columns} from '{path}' order by case_id").fetchall()


def findings(settings: Settings, result: LoadResult) -> list[tuple]:
    """Line, column, reason, severity and value of what was wrong."""
    path = next(settings.rejects.glob(f"{result.load_id or '*'}.parquet"))
    return duckdb.sql(
        f"select line, column_name, reason_code, severity, value from '{path}' order by all"
    ).fetchall()


def test_danish_headers_and_dates_are_understood(settings: Settings, tmp_path: Path) -> None:
    result = only(load(settings, write(tmp_path, [HEADER, *GOOD])))
    assert (result.status, result.rows_read, result.rows_loaded) == ("loaded", 3, 3)
    assert rows(settings, result, "case_id, received_on, decided_on, channel") == [
        ("S-1", date(2024, 3, 1), date(2024, 3, 15), "digital"),
        ("S-2", date(2024, 3, 4), None, "letter"),
        ("S-3", date(2024, 3, 5), date(2024, 4, 2), "phone"),
    ]


def test_the_ledger_adds_up_and_knows_the_date_of_the_data(
    settings: Settings, tmp_path: Path
) -> None:
    lines = [HEADER, *GOOD, GOOD[0], "0999;S-4;HJM-TEK;31-02-2024;;digital;;SB1"]
    load(settings, write(tmp_path, lines))
    entry = next(read_ledger(settings))
    assert (entry.rows_read, entry.rows_loaded, entry.rows_rejected, entry.rows_repeated) == (
        5,
        3,
        1,
        1,
    )
    assert entry.data_date == date(2024, 4, 2)
    assert entry.municipality_code == "0999"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("windows-1252", "Årø"), ("iso-8859-15", "Årø"), ("utf-8-sig", "Årø"), ("utf-16", "Årø")],
)
def test_encodings_are_detected(
    settings: Settings, tmp_path: Path, encoding: str, name: str
) -> None:
    lines = ["Kommunekode;Sagsnr;Sagstype;Modtaget;Målgruppe"]
    lines += [f"0999;S-{i};X;01-03-2024;{name}" for i in range(40)]
    result = only(load(settings, write(tmp_path, lines, encoding=encoding)))
    assert set(rows(settings, result, "target_group_code")) == {(name,)}


def test_title_lines_above_the_header_and_other_delimiters(
    settings: Settings, tmp_path: Path
) -> None:
    lines = [
        "Udtræk fra sagssystemet",
        "",
        HEADER.replace(";", ","),
        *(g.replace(";", ",") for g in GOOD),
    ]
    lines.append("0999,S-4,HJM-TEK,31-02-2024,,digital,,SB1")
    result = only(load(settings, write(tmp_path, lines)))
    assert result.rows_loaded == 3
    assert findings(settings, result) == [(7, "Modtaget", "invalid_date", "rejected", "31-02-2024")]


@pytest.mark.parametrize("written", ["2024-03-01", "01.03.2024", "01/03/2024", "01-03-2024 00:00"])
def test_dates_are_understood_however_they_are_written(
    settings: Settings, tmp_path: Path, written: str
) -> None:
    lines = ["municipality_code;case_id;case_type_code;received_on", f"0999;S-1;X;{written}"]
    result = only(load(settings, write(tmp_path, lines)))
    assert rows(settings, result, "received_on") == [(date(2024, 3, 1),)]


def test_every_wrong_row_is_named_and_no_good_row_is_lost(
    settings: Settings, tmp_path: Path
) -> None:
    lines = [
        HEADER,
        *GOOD,
        "0999;S-4;HJM-TEK;31-02-2024;;digital;;SB1",
        "0999;;HJM-TEK;01-03-2024;;digital;;SB1",
        "0999;S-6;HJM-TEK;01-03-2024;;brevdue;;SB1",
        "0999;S-7;HJM-TEK;01-03-2024;;digital;;SB1;mere",
        "0999;S-8;HJM-TEK",
        "0999;S-1;PERS-HJ;01-03-2024;;digital;;SB1",
        "99;S-9;HJM-TEK;01-03-2024;;digital;;SB1",
        "0999;S-10;HJM-TEK;20-03-2024;01-03-2024;digital;;SB1",
        GOOD[2],
        *(f"0999;T-{i};HJM-TEK;01-03-2024;;digital;;SB1" for i in range(20)),
    ]
    result = only(load(settings, write(tmp_path, lines)))
    assert (result.rows_read, result.rows_loaded, result.rows_rejected, result.rows_repeated) == (
        32,
        24,
        7,
        1,
    )
    assert findings(settings, result) == [
        (5, "Modtaget", "invalid_date", "rejected", "31-02-2024"),
        (6, "case_id", "missing_value", "rejected", None),
        (7, "channel", "unknown_code", "rejected", "brevdue"),
        (8, None, "too_many_columns", "rejected", None),
        (9, None, "too_few_columns", "rejected", None),
        (10, "case_id", "key_conflict", "rejected", None),
        (11, "municipality_code", "wrong_pattern", "rejected", "99"),
        (12, None, "decided_before_received", "warning", None),
    ]
    assert len(rows(settings, result, "case_id")) == 24


def test_lines_are_right_below_cells_with_line_breaks(settings: Settings, tmp_path: Path) -> None:
    header = "municipality_code;case_id;event_at;event_name;event_type;note"
    lines = [
        header,
        '0999;S-1;01-03-2024 10:00;A;received;"to\nlinjer"',
        "",
        "0999;S-1;xx-03-2024 10:00;B;note_made;",
        "0999;S-1;02-03-2024 10:00;C;gætteri;",
        "0999;S-1;03-03-2024 10:00;D;note_made;",
        "0999;S-1;04-03-2024 10:00;E;note_made;",
        "0999;S-1;04-03-2024 10:00;E;note_made;",
        "0999;S-1;05-03-2024 10:00;F;note_made;",
        "0999;S-1;06-03-2024 10:00;G;note_made;",
    ]
    result = only(load(settings, write(tmp_path, lines, "case_events.csv")))
    assert findings(settings, result) == [
        (5, "event_at", "invalid_time", "rejected", "xx-03-2024 10:00"),
        (6, "event_type", "unknown_code", "rejected", "gætteri"),
    ]
    numbers = rows(settings, result, "event_name, event_no")
    assert sorted(numbers) == [("A", 1), ("D", 1), ("E", 1), ("E", 2), ("F", 1), ("G", 1)]


def test_a_missing_or_renamed_column_refuses_the_file(settings: Settings, tmp_path: Path) -> None:
    header = HEADER.replace("Modtaget", "Modtagett")
    result = only(load(settings, write(tmp_path, [header, *GOOD])))
    assert result.status == "refused"
    assert result.message == (
        "cases.csv line 1: the header lacks 1 required column: "
        "'received_on' (renamed to 'modtagett'?)."
    )
    assert not list((settings.raw / "cases").glob("*"))


def test_a_wrong_delimiter_refuses_the_file(settings: Settings, tmp_path: Path) -> None:
    mapping = tmp_path / "own.yaml"
    mapping.write_text(
        "system: own\nfiles:\n  - {match: 'cases.csv', entity: cases, dialect: {delimiter: ','}}\n"
    )
    result = only(load(settings, write(tmp_path, [HEADER, *GOOD]), str(mapping)))
    assert (result.status, result.message) == (
        "refused",
        "cases.csv: the columns are separated by ';', but the mapping declares ','.",
    )


def test_a_wrong_encoding_refuses_the_file_and_says_where(
    settings: Settings, tmp_path: Path
) -> None:
    mapping = tmp_path / "own.yaml"
    mapping.write_text(
        "system: own\nfiles:\n  - {match: 'cases.csv', entity: cases, dialect: {encoding: utf-8}}\n"
    )
    lines = [HEADER, *GOOD, "0999;S-Ø;HJM-TEK;01-03-2024;;digital;;SB1"]
    result = only(load(settings, write(tmp_path, lines, encoding="windows-1252"), str(mapping)))
    assert result.status == "refused"
    assert result.message.startswith("cases.csv line 5: the byte 0xD8 is not UTF-8")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        ((HEADER + "\n").encode(), "has a header but no rows"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a picture, though its name ends in .csv"),
        (b"hello\nworld\n", "not one column of the contract was found"),
    ],
)
def test_a_file_that_is_no_extract_is_refused(
    settings: Settings, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(content)
    result = only(load(settings, path))
    assert result.status == "refused"
    assert words in result.message
    assert [entry.status for entry in read_ledger(settings)] == ["refused"]


def test_too_many_wrong_rows_refuse_the_file(settings: Settings, tmp_path: Path) -> None:
    lines = [HEADER, *GOOD, *(f"0999;S-{i};X;2024-13-01;;digital;;" for i in range(10, 20))]
    result = only(load(settings, write(tmp_path, lines)))
    assert result.status == "refused"
    assert "10 of 13 rows are wrong" in result.message
    assert not list((settings.raw / "cases").glob("*"))


def test_the_same_file_twice_is_loaded_once(settings: Settings, tmp_path: Path) -> None:
    path = write(tmp_path, [HEADER, *GOOD])
    assert only(load(settings, path)).status == "loaded"
    again = path.rename(tmp_path / "cases_again.csv")
    assert only(load(settings, again)).status == "unchanged"
    assert len(list(read_ledger(settings))) == 1


def test_the_same_file_twice_in_one_delivery_is_loaded_once(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "delivered"
    folder.mkdir()
    path = write(folder, [HEADER, *GOOD])
    shutil.copy(path, folder / "cases_again.csv")
    assert sorted(result.status for result in load(settings, folder)) == ["loaded", "unchanged"]
    assert len(list(read_ledger(settings))) == 1


def test_caseworkers_have_their_own_pseudonym_however_many_there_are(
    settings: Settings, tmp_path: Path
) -> None:
    header = "Kommunekode;Sagsnr;Sagstype;Modtaget;Sagsbehandler"
    # More than one batch of rows, without a caseworker on every seventh.
    caseworkers = ["" if i % 7 == 0 else f"SB{i % 5000}" for i in range(20_000)]
    lines = [f"0999;S-{i};X;01-03-2024;{name}" for i, name in enumerate(caseworkers)]
    result = only(load(settings, write(tmp_path, [header, *lines])))
    key = read_key(settings.key_file)
    expected = {
        (f"S-{i}", pseudonym(key, name) if name else None) for i, name in enumerate(caseworkers)
    }
    assert set(rows(settings, result, "case_id, caseworker_key")) == expected


def test_no_cpr_number_reaches_the_disk(settings: Settings, tmp_path: Path) -> None:
    number = "0101575001"
    header = f"{HEADER};Forvaltning"
    lines = [
        header,
        f"0999;S-1;HJM-TEK;01-03-2024;;digital;{number};{number};{number}",
        f"0999;{number};HJM-TEK;01-03-2024;;digital;x;SB1;om 010157-5001 igen",
        f"0999;S-3;HJM-TEK;{number};;digital;{number};SB1;SOF",
        f"0999;S-4;HJM-TEK;01-03-2024;;{number};{number};SB1;SOF",
        f"0999;S-5;HJM-TEK;01-03-2024;;digital;{number};SB1;SOF;{number}",
        *(f"0999;T-{i};HJM-TEK;01-03-2024;;digital;;SB1;SOF" for i in range(20)),
    ]
    folder = tmp_path / "in"
    folder.mkdir()
    result = only(load(settings, write(folder, lines, f"cases_{number}.csv")))
    assert result.rows_loaded == 22
    found = rows(settings, result, "case_id, citizen_key, citizen_birth_year, citizen_sex")
    assert found[0][2:] == (2057, "male")
    assert found[-1][0] == found[0][1], "the same number has the same pseudonym wherever it stands"
    for path in settings.data.rglob("*"):
        assert number not in path.name
        if path.is_file():
            held = path.read_bytes()
            if path.suffix == ".parquet":
                held = str(duckdb.sql(f"select * from '{path}'").fetchall()).encode()
            assert number.encode() not in held, path
            assert b"010157-5001" not in held, path


def test_without_a_cpr_number_neither_sex_nor_birth_year_is_told(
    settings: Settings, tmp_path: Path
) -> None:
    """Half a number and a replacement number with letters are a key, and tell nothing else."""
    written = ["010157-5001", "010157-5000", "", "010157", "0101575A01", "010157-50"]
    lines = [HEADER, *(f"0999;S-{i};A;01-03-2024;;digital;{w};" for i, w in enumerate(written))]
    result = only(load(settings, write(tmp_path, lines)))
    found = rows(settings, result, "case_id, citizen_birth_year, citizen_sex")
    assert found == [("S-0", 2057, "male"), ("S-1", 2057, "female")] + [
        (f"S-{i}", None, None) for i in range(2, 6)
    ]


def test_a_workbook_with_a_title_and_real_dates(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "afgoerelser.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Afgørelser")
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        sheet.write(0, 0, "Afgørelser, udtræk")
        sheet.write_row(
            2, 0, ["Kommunekode", "Afgørelsesnr", "Sagsnr", "Afgjort", "Udfald", "Beløb"]
        )
        for i, (when, amount) in enumerate(
            [(date(2024, 3, 1), 1234.5), ("02-03-2024", "1.234,50"), (45354, 7), ("31-02-2024", 1)]
        ):
            sheet.write_row(3 + i, 0, ["0999", 1000 + i, f"S-{i}"])
            if isinstance(when, date):
                sheet.write_datetime(3 + i, 3, datetime(when.year, when.month, when.day), day)
            else:
                sheet.write(3 + i, 3, when)
            sheet.write(3 + i, 4, "granted")
            sheet.write(3 + i, 5, amount)
    result = only(load(settings, path))
    assert rows(settings, result, "decision_id, decided_on, amount_dkk::double") == [
        ("1000", date(2024, 3, 1), 1234.5),
        ("1001", date(2024, 3, 2), 1234.5),
        ("1002", date(2024, 3, 3), 7.0),
    ]
    assert findings(settings, result) == [(7, "Afgjort", "invalid_date", "rejected", "31-02-2024")]


def test_folders_archives_and_packed_files(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "cases_1.csv.gz").write_bytes(gzip.compress("\n".join([HEADER, GOOD[0]]).encode()))
    with zipfile.ZipFile(folder / "udtraek.zip", "w") as archive:
        archive.writestr("2024/cases_2.csv", "\n".join([HEADER, GOOD[1]]))
        archive.writestr("laes_mig.txt", "hej")
    results = load(settings, folder)
    assert [(r.source_file, r.status, r.rows_loaded) for r in results] == [
        ("cases_1.csv.gz", "loaded", 1),
        ("udtraek.zip/2024/cases_2.csv", "loaded", 1),
        ("udtraek.zip/laes_mig.txt", "refused", 0),
    ]


def test_a_refused_file_takes_no_other_with_it(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder, ["a;b", "1;2"], "cases_bad.csv")
    write(folder, [HEADER, *GOOD], "cases_good.csv")
    assert [r.status for r in load(settings, folder)] == ["refused", "loaded"]


def test_codes_are_translated_and_rows_picked_by_the_mapping(
    settings: Settings, tmp_path: Path
) -> None:
    mapping = tmp_path / "own.yaml"
    mapping.write_text(
        """
system: own
municipality_code: '0999'
files:
  - match: log.csv
    entity: cases
    only: {hvad: [start]}
    columns:
      case_id: sag
      case_type_code: {value: X}
      received_on: {from: tid, read_as: timestamptz}
      channel: {from: vej, values: {1: letter, 2: phone, '?': null}, otherwise: other}
  - match: log.csv
    entity: case_events
    columns:
      case_id: sag
      event_at: {from: tid, read_as: timestamptz}
      event_name: hvad
      event_type: {from: hvad, values: {start: received}, otherwise: other}
"""
    )
    lines = [
        "sag,hvad,tid,vej",
        "A,start,2024-03-31T00:30:00+01:00,1",
        "A,slut,2024-03-31T00:30:00+00:00,9",
        "B,start,2024-07-01T23:30:00Z,9",
        "C,start,2024-07-01T12:00:00+02:00,?",
    ]
    cases, events = load(settings, write(tmp_path, lines, "log.csv"), str(mapping))
    assert (cases.rows_read, events.rows_read) == (3, 4)
    assert rows(settings, cases, "case_id, received_on, channel") == [
        ("A", date(2024, 3, 31), "letter"),
        ("B", date(2024, 7, 2), "other"),
        ("C", date(2024, 7, 1), None),
    ]
    assert ("slut", datetime(2024, 3, 31, 1, 30)) in rows(settings, events, "event_name, event_at")


def test_a_changed_mapping_replaces_the_load(settings: Settings, tmp_path: Path) -> None:
    path, mapping = write(tmp_path, [HEADER, *GOOD]), tmp_path / "own.yaml"
    text = (
        "system: own\nfiles:\n"
        "  - {match: 'cases.csv', entity: cases, columns: {case_type_code: {value: %s}}}\n"
    )
    mapping.write_text(text % "A")
    first = only(load(settings, path, str(mapping)))
    mapping.write_text(text % "B")
    second = only(load(settings, path, str(mapping)))
    assert second.status == "loaded"
    assert list(read_ledger(settings))[1].replaces == (first.load_id,)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("system: own\nfiles:\n  - {match: a.csv, entity: sager}\n", "entity 'sager'"),
        (
            "system: own\nfiles:\n  - {match: a.csv, entity: cases, columns: {caseid: x}}\n",
            "'caseid'",
        ),
        ("system: Own\nfiles: []\n", "system"),
        ("system: [", "is not YAML"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_named(
    settings: Settings, tmp_path: Path, text: str, words: str
) -> None:
    mapping = tmp_path / "own.yaml"
    mapping.write_text(text)
    with pytest.raises(ConfigurationError, match=words):
        load(settings, write(tmp_path, [HEADER, *GOOD]), str(mapping))


def test_nothing_to_load_is_said(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(SagspulsError, match="no file or folder"):
        load(settings, tmp_path / "nowhere.csv")


def test_fillers_are_nobody_and_told_in_one_line(settings: Settings, tmp_path: Path) -> None:
    fillers = ["0000000000", "Ukendt", "ukendt", "999999-9999", "-", "311399-5001"]
    lines = [HEADER] + [
        f"0999;S-{i};HJM-TEK;01-03-2024;;digital;{cpr};{worker}"
        for i, (cpr, worker) in enumerate(zip(fillers, [*fillers[:5], "SB1"], strict=True))
    ]
    result = only(load(settings, write(tmp_path, lines)))
    known = rows(settings, result, "citizen_key, citizen_birth_year, citizen_sex, caseworker_key")
    assert known[:5] == [(None, None, None, None)] * 5
    assert all(value is not None for value in (known[5][0], known[5][3]))
    assert [f for f in findings(settings, result) if f[2] == "nobody"] == [
        (2, "caseworker_id", "nobody", "warning", None),
        (2, "citizen_cpr", "nobody", "warning", None),
    ]
    assert any("(5 rows, this the first)" in str(r["message"]) for r in result.rejects)
