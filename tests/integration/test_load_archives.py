"""Folders and archives as an attacker or a hurried colleague packs them."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from warehouse import extracts
from warehouse.errors import SagspulsError
from warehouse.load import LoadResult, load
from warehouse.settings import Settings

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
        "skipped",
        "An archive within an archive; deliver the files in one.",
    )
    assert found["secret.zip/cases_2.csv"][0] == "refused"
    assert "without a password" in found["secret.zip/cases_2.csv"][1]
    assert found["torn.zip"][1].startswith("The archive cannot be opened")
    with pytest.raises(SagspulsError, match="cannot be opened"):
        load(settings, folder / "torn.zip")


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_a_bomb_is_refused_before_it_is_unpacked(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(extracts, "UNPACKED_AT_LEAST", 1 << 22)
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
    assert found["more"] == ("skipped", "A link to a place outside the folder.")
    assert "cases_out.csv" not in found
    (result,) = load(settings, folder / "cases_link.csv")
    assert result.status == "loaded", "a link that the user names is meant"
