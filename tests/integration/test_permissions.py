"""Whatever the umask, nobody but its owner reads the data folder, unless it is a group's."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import stub_runs

from dashboard.reading.marts import Published
from warehouse.base.permissions import open_to_others
from warehouse.base.settings import Settings
from warehouse.cli import journal
from warehouse.cli.doctor import check_modes
from warehouse.ingest.load import load
from warehouse.publish.runs import current_run


@pytest.fixture(params=[0o022, 0o000, 0o027])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """The umask of a machine."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def work(settings: Settings, tmp_path: Path) -> set[tuple[str, int]]:
    """Load and publish; the kinds of what is there, with their modes."""
    path = tmp_path / "cases_1.csv"
    lines = "Kommunekode;Sagsnr;Sagstype;Modtaget\n0999;S-1;X;01-03-2024\n0999;S-2;X;02-03-2024\n"
    path.write_text(lines + "0999;S-3;X;03-03-2024\n0999;S-4;X;04-03-2024\n0999;S-5;X;hej\n")
    with journal.record(settings, "load"):
        load(settings, path)
    stub_runs.publish_build(settings, 1)
    # The build is one made by hand, without the lock.
    paths = [p for p in settings.data.rglob("*") if settings.build not in (p, p.parent)]
    return {("folder" if p.is_dir() else "file", stat.S_IMODE(p.stat().st_mode)) for p in paths}


def test_files_are_the_owners_alone(settings: Settings, tmp_path: Path, umask: int) -> None:
    assert work(settings, tmp_path) == {("folder", 0o700), ("file", 0o600)}
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700
    assert os.umask(umask) == umask, "it is put back"


def test_a_group_reads_where_the_folder_says_so(
    settings: Settings, tmp_path: Path, umask: int
) -> None:
    settings.data.mkdir()
    settings.data.chmod(0o2750)
    assert work(settings, tmp_path) == {("folder", 0o2750), ("file", 0o640)}


def test_doctor_names_what_others_may_read(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "cases_1.csv"
    path.write_text("Kommunekode;Sagsnr;Sagstype;Modtaget\n0999;S-1;X;01-03-2024\n")
    load(settings, path)
    assert check_modes(settings).status == "ok"
    (raw,) = settings.raw.glob("cases/*.parquet")
    raw.chmod(0o644)
    check = check_modes(settings)
    assert (check.status, check.mend) == ("warning", f"chmod -R go= {settings.data}")
    assert str(raw) in check.found
    settings.data.chmod(0o2750)
    raw.chmod(0o640)
    assert open_to_others(settings) == []


def test_the_key_of_case_names_is_made_once_and_names_cannot_be_made_without(
    settings: Settings, tmp_path: Path
) -> None:
    work(settings, tmp_path)
    kept = settings.case_names_key.read_text("ascii")
    assert len(kept) == 64
    assert stat.S_IMODE(settings.case_names_key.stat().st_mode) == 0o600
    stub_runs.publish_build(settings, 2)
    assert settings.case_names_key.read_text("ascii") == kept
    run = current_run(settings)
    assert Published(run, settings).case_names_key() == kept
    settings.case_names_key.unlink()
    passing = Published(run, settings).case_names_key()
    assert len(passing) == 64
    assert passing != kept
