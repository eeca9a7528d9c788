"""Another key than the data's is refused, and a mistyped path makes none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from warehouse.base.errors import ConfigurationError
from warehouse.base.settings import Settings
from warehouse.cli.doctor import check_key
from warehouse.contracts.key_fingerprint import fingerprint, open_key, stored
from warehouse.contracts.pseudonym import read_key
from warehouse.ingest.load import load
from warehouse.upkeep.erase import erase
from warehouse.upkeep.rekey import rekey

CITIZEN = "0101575001"
HEAD = "Kommunekode;Sagsnr;Sagstype;Modtaget;CPR-nummer;Sagsbehandler"


def delivery(folder: Path, name: str, case: str, number: str = CITIZEN) -> Path:
    path = folder / name
    path.write_text(f"{HEAD}\n0999;{case};X;01-03-2024;{number};SB1\n", encoding="utf-8")
    return path


@pytest.fixture
def loaded(settings: Settings, tmp_path: Path) -> Settings:
    """A data folder with one load."""
    load(settings, delivery(tmp_path, "cases_1.csv", "S-1"))
    return settings


def contents(settings: Settings) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(settings.raw.rglob("*")) if p.is_file()}


def commands(tmp_path: Path) -> dict[str, Callable[[Settings], object]]:
    return {
        "load": lambda s: load(s, delivery(tmp_path, "cases_2.csv", "S-2")),
        "erase": lambda s: erase(s, [CITIZEN]),
        "rekey": rekey,
    }


@pytest.mark.parametrize("command", ["load", "erase", "rekey"])
@pytest.mark.parametrize("is_there", [True, False])
def test_another_key_or_none_is_refused_and_nothing_is_changed(
    loaded: Settings, tmp_path: Path, command: str, is_there: bool
) -> None:
    wrong = loaded.model_copy(update={"key_file": tmp_path / "other" / "mistyped.key"})
    if is_there:
        read_key(wrong.key_file)
    before = contents(loaded)
    with pytest.raises(ConfigurationError) as refused:
        commands(tmp_path)[command](wrong)
    assert "mistyped.key" in refused.value.message
    assert wrong.key_file.exists() is is_there
    assert contents(loaded) == before
    assert check_key(wrong).status == "missing"
    assert check_key(loaded).status == "ok"


def test_the_first_load_keeps_the_fingerprint_and_it_is_no_key(loaded: Settings) -> None:
    key = read_key(loaded.key_file)
    kept = stored(loaded)
    assert kept == fingerprint(key)
    assert len(kept) == 32
    assert key.hex() not in "".join(p.read_text("utf-8") for p in loaded.raw.rglob("*.json"))


def test_a_folder_from_before_is_proven_by_a_person_known_already(
    loaded: Settings, tmp_path: Path
) -> None:
    (loaded.raw / "_key.json").unlink()
    mistyped = loaded.model_copy(update={"key_file": tmp_path / "other" / "mistyped.key"})
    with pytest.raises(ConfigurationError, match="no new one is made"):
        load(mistyped, delivery(tmp_path, "cases_2.csv", "S-2"))
    read_key(mistyped.key_file)
    with pytest.raises(ConfigurationError, match="Nothing proves yet"):
        rekey(mistyped)
    with pytest.raises(ConfigurationError, match="Nothing proves yet"):
        erase(mistyped, [CITIZEN])
    assert stored(loaded) is None
    load(loaded, delivery(tmp_path, "cases_3.csv", "S-3", "0202575002"))
    assert stored(loaded) == fingerprint(read_key(loaded.key_file))


def test_an_erasure_proves_the_key_by_whom_it_finds(loaded: Settings) -> None:
    (loaded.raw / "_key.json").unlink()
    assert erase(loaded, [CITIZEN]).n_cases == 1
    assert stored(loaded) == fingerprint(read_key(loaded.key_file))


def test_the_fingerprint_goes_with_the_key_and_an_older_backup_is_told(
    loaded: Settings, tmp_path: Path
) -> None:
    before = (loaded.raw / "_key.json").read_bytes()
    rekey(loaded)
    assert stored(loaded) == fingerprint(open_key(loaded))
    (loaded.raw / "_key.json").write_bytes(before)
    with pytest.raises(ConfigurationError, match="was rotated since"):
        load(loaded, delivery(tmp_path, "cases_2.csv", "S-2"))


@pytest.mark.parametrize("at", ["rekey.key_written", "rekey.key_switched", "rewrite.first_renamed"])
def test_a_rotation_that_was_cut_off_is_finished_under_its_own_key(
    loaded: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    def cut_off(name: str) -> None:
        if name == at:
            raise OSError("cut off")

    for module in ("rekey", "rewrite"):
        monkeypatch.setattr(f"warehouse.upkeep.{module}.step", cut_off)
    with pytest.raises(OSError, match="cut off"):
        rekey(loaded)
    monkeypatch.undo()
    assert rekey(loaded).n_links == 2
    assert stored(loaded) == fingerprint(open_key(loaded))
    assert erase(loaded, [CITIZEN]).n_cases == 1
