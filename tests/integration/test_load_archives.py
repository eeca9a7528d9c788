"""Folders and archives as an attacker or a hurried colleague packs them."""

from __future__ import annotations

import gzip
import unicodedata
import zipfile
from pathlib import Path

import pytest

from warehouse.base.errors import SagspulsError
from warehouse.base.ledger import read_ledger
from warehouse.base.settings import Settings
from warehouse.ingest import inspection
from warehouse.ingest.load import LoadResult, load

DECISIONS = "Kommunekode;Afgørelsesnr;Sagsnr;Afgjort;Udfald\n0999;1;S-1;01-03-2024;granted\n"
CASES = "Kommunekode;Sagsnr;Sagstype;Modtaget\n0999;S-1;X;01-03-2024\n"


def by_name(results: list[LoadResult]) -> dict[str, tuple[str, str]]:
    """Status and message of each file."""
    return {r.source_file: (r.status, r.message) for r in results}


def test_names_that_lead_out_of_an_archive_are_refused(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../cases_1.csv", "/tmp/cases_2.csv", "C:/cases_3.csv", "a/../../cases_4.csv"):
            archive.writestr(name, CASES)
        archive.writestr("cases_5.csv", CASES)
    results = load(settings, path)
    assert [r.status for r in results].count("refused") == 4
    assert [r.source_file for r in results if r.status == "loaded"] == ["in.zip/cases_5.csv"]
    assert all("a place outside itself" in r.message for r in results if r.status == "refused")
    assert not list(tmp_path.glob("cases_*"))


def test_nested_encrypted_and_damaged_archives_are_told_in_words(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "cases_1.csv").write_text(CASES)
    with zipfile.ZipFile(folder / "outer.zip", "w") as archive:
        archive.writestr("inner.zip", b"PK")
        archive.writestr("cases_2.csv", CASES.replace("S-1", "S-2"))
    packed = bytearray((folder / "outer.zip").read_bytes())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = packed.rindex(mark)
        packed[at + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    (folder / "secret.zip").write_bytes(packed)
    (folder / "torn.zip").write_bytes((folder / "outer.zip").read_bytes()[:40])
    found = by_name(load(settings, folder))
    assert found["cases_1.csv"][0] == "loaded"
    assert found["outer.zip/cases_2.csv"][0] == "loaded"
    assert found["outer.zip/inner.zip"] == (
        "refused",
        "outer.zip/inner.zip: An archive within an archive; deliver the files in one.",
    )
    assert found["secret.zip/cases_2.csv"][0] == "refused"
    assert "without a password" in found["secret.zip/cases_2.csv"][1]
    assert found["torn.zip"][0] == "refused"
    assert found["torn.zip"][1].startswith("torn.zip: The archive cannot be opened")


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_a_bomb_is_refused_before_it_is_unpacked(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(inspection, "UNPACKED_AT_LEAST", 1 << 22)
    content = CASES.encode() + b"0999;S-1;X;01-03-2024\n" * 1_000_000
    if kind == "zip":
        path = tmp_path / "in.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            archive.writestr("cases.csv", content)
    else:
        path = tmp_path / "cases.csv.gz"
        path.write_bytes(gzip.compress(content))
    (result,) = load(settings, path)
    assert result.status == "refused"
    assert "when it is unpacked" in result.message


def test_what_systems_leave_lying_about_is_passed_over(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "cases_1.csv").write_text(CASES)
    for name in ("~$cases_1.xlsx", "Thumbs.db", "desktop.ini", "cases_2.csv.part", "._cases_1.csv"):
        (folder / name).write_bytes(b"\7Bruger\0")
    with zipfile.ZipFile(folder / "mac.zip", "w") as archive:
        archive.writestr("udtræk/cases_3.csv", CASES.replace("S-1", "S-3"))
        for name in ("__MACOSX/udtræk/._cases_3.csv", "udtræk/.DS_Store", "udtræk/~$cases_3.xlsx"):
            archive.writestr(name, b"\0\5\x16\7")
    assert [(r.source_file, r.status) for r in load(settings, folder)] == [
        ("cases_1.csv", "loaded"),
        ("mac.zip/udtræk/cases_3.csv", "loaded"),
    ]
    litter = tmp_path / "litter"
    litter.mkdir()
    (litter / "Thumbs.db").write_bytes(b"x")
    with pytest.raises(SagspulsError, match="no file to load"):
        load(settings, litter)


@pytest.mark.parametrize(
    "written",
    [
        "afgørelser.csv".encode("cp850"),
        "afgørelser.csv".encode(),
        "mappe\\AFGØRELSER.CSV".encode("cp850"),
    ],
)
def test_names_in_archives_without_the_utf8_flag_are_read(
    settings: Settings, tmp_path: Path, written: bytes
) -> None:
    plain = "d" * len(written)
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(plain, DECISIONS)
    path.write_bytes(path.read_bytes().replace(plain.encode(), written))
    (result,) = load(settings, path)
    assert (result.entity, result.status, result.rows_loaded) == ("decisions", "loaded", 1)
    assert "AFGØRELSER" in result.source_file.upper()


def test_a_name_that_an_archive_holds_twice_is_refused(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cases.csv", CASES)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("cases.csv", CASES.replace("S-1", "S-2"))
    assert {r.status for r in load(settings, path)} == {"refused"}


def test_a_name_of_a_mac_matches_as_it_looks(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / unicodedata.normalize("NFD", "årshjul.csv")
    path.write_text("x")
    (result,) = load(settings, path)
    assert result.entity == "wheel_tasks"


def test_a_file_that_no_pattern_takes_stands_in_the_ledger(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "cases.csv").write_text(CASES)
    (folder / "ukendt.csv").write_text(CASES)
    results = load(settings, folder)
    assert by_name(results)["cases.csv"][0] == "loaded"
    entries = {e.source_file: (e.entity, e.status, e.message) for e in read_ledger(settings)}
    assert entries["ukendt.csv"] == (
        "",
        "refused",
        "The mapping 'standard' takes no file of the name ukendt.csv.",
    )


def test_a_mapping_names_what_lies_beside_its_files(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "cases.csv").write_text(CASES)
    (folder / "kvittering.txt").write_text("tak")
    mapping = tmp_path / "own.yaml"
    mapping.write_text(
        "{system: own, ignore: kvittering.*, files: [{match: '*.csv', entity: cases}]}"
    )
    assert [r.source_file for r in load(settings, folder, str(mapping))] == ["cases.csv"]


def test_links_are_not_followed_out_of_a_folder(settings: Settings, tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "in"
    outside.mkdir()
    folder.mkdir()
    (outside / "cases_out.csv").write_text(CASES)
    (folder / "cases_in.csv").write_text(CASES.replace("S-1", "S-2"))
    (folder / "cases_link.csv").symlink_to(outside / "cases_out.csv")
    (folder / "more").symlink_to(outside)
    (folder / "cases_gone.csv").symlink_to(folder / "nothing.csv")
    found = by_name(load(settings, folder))
    assert found["cases_in.csv"][0] == "loaded"
    assert found["cases_link.csv"][0] == "refused"
    assert found["cases_gone.csv"][0] == "refused"
    assert found["more"] == ("refused", "more: A link to a place outside the folder.")
    assert "cases_out.csv" not in found
    (result,) = load(settings, folder / "cases_link.csv")
    assert result.status == "loaded", "a link that the user names is meant"
