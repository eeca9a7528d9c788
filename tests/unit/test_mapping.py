"""A mapping that cannot be used is told with its line and what to write, never with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.base.errors import ConfigurationError, FileRefused
from warehouse.contracts.mapping import FileMap
from warehouse.contracts.mapping_file import MAPPINGS, mappings, read_mapping

GOOD = """\
system: own
municipality_code: '0999'
files:
  - match: sager_*.csv
    entity: cases
    dialect: {delimiter: ';', date_format: '%d-%m-%Y'}
    only: {Type: [sag]}
    columns:
      case_id: Sagsnr
      case_type_code: {value: X}
      received_on: Modtaget
      channel: {from: Kanal, values: {Brev: letter}, otherwise: other}
"""
"""Twelve lines."""


def told(tmp_path: Path, text: str) -> str:
    """What a mapping is refused with."""
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as error:
        read_mapping(str(path))
    assert str(path) in error.value.message
    return error.value.message


def test_the_good_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_mapping(str(path)).place == f"{path} line 1"


@pytest.mark.parametrize("name", mappings())
def test_every_shipped_mapping_is_read(name: str) -> None:
    assert read_mapping(name).files


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("{value: X}", "{value: ''}", 10, "write one"),
        ("received_on: Modtaget", "received_on: {value: hovsa}", 11, "such as 2024-12-31"),
        ("received_on: Modtaget", "received_on: {value: 31-12-2024}", 11, "such as 2024-12-31"),
        ("channel: {from: Kanal,", "channel: {value: hovsa,", 12, "no code 'hovsa'"),
        ("Brev: letter", "Brev: leter", 12, "Did you mean 'letter'?"),
        ("otherwise: other", "otherwise: andet", 12, "no code 'andet'"),
        ("values: {Brev: letter}, ", "", 12, "'otherwise' stands without 'values'"),
        ("Brev: letter", "on: letter", 12, "write 'on' in quotes"),
        ("Brev: letter", "Brev: no", 12, "write 'no' in quotes"),
        ("case_id: Sagsnr", "case_id: Sagsnr\n      yes: Sagsnr", 10, "write 'yes' in quotes"),
        ("case_id: Sagsnr", "case_id: Sagsnr\n      case_id: Nr", 10, "stands twice, in line 9"),
        ("case_id: Sagsnr", "case_id: [Sagsnr, Sagsnr]", 9, "'Sagsnr' stands twice"),
        ("case_id: Sagsnr", "caseid: Sagsnr", 9, "Did you mean 'case_id'?"),
        ("case_id: Sagsnr", "case_id: {from: Nr, values: {}, vaerdi: 2}", 9, "Write one of: from"),
        ("case_id: Sagsnr", "case_id: {}", 9, "either 'from'"),
        ("case_id: Sagsnr", "case_id: *sagsnr", 9, "undefined alias"),
        ("case_id: Sagsnr", "case_id: Sagsnr: x", 9, "not allowed here"),
        ("    only:", "    onyl:", 7, "Did you mean 'only'?"),
        ("Type: [sag]", "Type: []", 7, "No value is named"),
        ("entity: cases", "entity: sager", 5, "has no contract"),
        ("    entity: cases\n", "", 4, "'entity' is missing"),
        ("delimiter: ';'", "delimiter: ';;'", 6, "is not one sign"),
        ("delimiter: ';'", "delimitor: ';'", 6, "Did you mean 'delimiter'?"),
        ("delimiter: ';'", "encoding: utf-88", 6, "does not exist"),
        ("delimiter: ';'", "encoding: base64", 6, "does not exist"),
        ("delimiter: ';'", "decimal: ',', thousands: ','", 6, "decimal sign too"),
        ("'%d-%m-%Y'", "dd-mm-yyyy", 6, "such as '%d-%m-%Y'"),
        ("'0999'", "99", 2, "is not written as"),
        ("system: own", "system: Own System", 1, "is not written as"),
        ("system: own\n", "", 1, "'system' is missing"),
        ("system: own", "systm: own", 1, "Did you mean 'system'?"),
        ("    entity: cases", "    delivery: always\n    entity: cases", 5, "write one"),
        (
            "    entity: cases",
            "    delivery: whole_cases\n    entity: cases",
            5,
            "is for case_events",
        ),
        ("    entity: cases", "    date_in_name: '%Y-%m'\n    entity: cases", 5, "whole date"),
        ("received_on: Modtaget", "received_on: {from: a, read_as: number}", 11, "is no number"),
        ("received_on: Modtaget", "received_on: [Modtaget, {a: b}]", 11, "one text"),
        ("case_id: Sagsnr", "null: Sagsnr", 9, "name is missing"),
        ("case_id: Sagsnr", "? [a, b]\n      : Sagsnr", 9, "name is missing"),
        ("case_id: Sagsnr", "case_id: !!python/name:os.system Nr", 9, "python/name"),
        ("    columns:", "    columns: &c\n      <<: *c", 8, "within itself"),
    ],
)
def test_a_fault_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in GOOD
    message = told(tmp_path, GOOD.replace(old, new, 1))
    assert f"line {line}:" in message
    assert words in message


def test_a_position_is_no_part_of_a_key(tmp_path: Path) -> None:
    events = "system: own\nfiles:\n- {match: a, entity: case_events, columns: {event_no: Nr}}\n"
    assert "line 3: 'event_no' is part of the key" in told(tmp_path, events)
    assert "Write event_order: …" in told(tmp_path, events)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("case_id:", "caseid:").replace("otherwise: other", "otherwise: andet")
    message = told(tmp_path, text)
    assert "line 9:" in message
    assert "line 12:" in message


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000,
        "",
        "# nothing\n",
        "- a\n- b\n",
        "just a text\n",
        "files: []\nsystem: a\n",
        "a: [",
        "\0",
    ],
)
def test_what_is_no_mapping_is_told(tmp_path: Path, text: str) -> None:
    told(tmp_path, text)


def test_a_mapping_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(GOOD.replace("Kanal", "Målgruppe").encode("windows-1252"))
    with pytest.raises(ConfigurationError, match="not UTF-8: line 12"):
        read_mapping(str(path))


def test_anchors_that_grow_without_end_are_told(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
    )
    assert "anchors" in told(tmp_path, bomb)


def test_codes_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    text = GOOD.replace("Brev: letter", "01: letter, 1: phone, True: email, 1.50: digital")
    path.write_text(text.replace("'0999'", "0999"), encoding="utf-8")
    mapping = read_mapping(str(path))
    assert mapping.municipality_code == "0999"
    assert set(mapping.files[0].columns["channel"].values) == {"01", "1", "True", "1.50"}


LINES = (MAPPINGS / "sample.yaml").read_text(encoding="utf-8").splitlines()[:60]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    at=st.integers(0, len(LINES) - 1),
    what=st.sampled_from(
        ["", "  ", "- ", "yes", "*a", "&a ", "<<: ", "{", "]", ": ", "'", "null", "\t"]
    ),
    where=st.integers(0, 40),
    repeat=st.booleans(),
)
def test_a_broken_line_gives_no_traceback(
    tmp_path: Path, at: int, what: str, where: int, repeat: bool
) -> None:
    line = LINES[at][:where] + what + LINES[at][where:]
    lines = [*LINES[:at], *([LINES[at]] if repeat else []), line, *LINES[at + 1 :]]
    path = tmp_path / "own.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    message = "line"
    try:
        read_mapping(str(path))
    except ConfigurationError as error:
        message = error.message
    assert "line" in message


def test_the_date_of_an_extract_is_taken_from_its_name() -> None:
    file = FileMap(match=["a"], entity="cases", date_in_name="%Y%m%d")
    assert str(file.date_of("sager_20240331.csv")) == "2024-03-31"
    assert str(file.date_of("20240331_sager_kl_0815.csv")) == "2024-03-31"
    for name in (
        "sager.csv",
        "sager_20241331.csv",
        "sager_20240331_20240401.csv",
        "1202403311.csv",
    ):
        with pytest.raises(FileRefused, match="date"):
            file.date_of(name)
    assert FileMap(match=["a"], entity="cases").date_of("sager_20240331.csv") is None
