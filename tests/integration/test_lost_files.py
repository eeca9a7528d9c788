"""Files of the data folder that were damaged or lost: it is said, and nothing is thrown away.

What a killed command leaves is in test_faults.py; here the disk, a person or a backup is at fault.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
import stub_runs
import stub_warehouse as stub
from command import run

from dashboard.reading.marts import marts_of
from warehouse.base.errors import ConfigurationError, NothingPublished, RunUnreadable, SagspulsError
from warehouse.base.ledger import EntryDamaged, read_ledger, stray_files
from warehouse.base.settings import Settings, read_settings
from warehouse.build.build import build
from warehouse.ingest.load import load
from warehouse.publish.publish import publish, rollback
from warehouse.publish.query import stream_query
from warehouse.publish.runs import current_run, runs
from warehouse.publish.status import Status, read_status
from warehouse.upkeep.erase import erase
from warehouse.upkeep.rekey import rekey
from warehouse.upkeep.verify import Verdict, verify

NOBODY = 65534
HEADER = "Kommunekode;Sagsnr;Sagstype;Modtaget\n"

Damage = Callable[[Path], object]


def with_entry(**changes: object) -> Damage:
    """Change fields of an entry; one that is given as ... is left out."""

    def damage(path: Path) -> None:
        content = json.loads(path.read_text()) | changes
        path.write_text(json.dumps({k: v for k, v in content.items() if v is not ...}))

    return damage


def become_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Damage] = {
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:200]),
    "empty": lambda path: path.write_bytes(b""),
    "no JSON": lambda path: path.write_text("<html>"),
    "zeros": lambda path: path.write_bytes(bytes(600)),
    "not UTF-8": lambda path: path.write_bytes(b"\xff\xfe{}"),
    "a list": lambda path: path.write_text("[]"),
    "null": lambda path: path.write_text("null"),
    "a folder": become_folder,
    "a key missing": with_entry(rows_loaded=...),
    "a number as text": with_entry(rows_loaded="many"),
    "a number as digits": with_entry(rows_loaded="2"),
    "no date": with_entry(data_date="in May"),
    "no time": with_entry(loaded_at=None),
    "no list": with_entry(replaces="none"),
    "unknown status": with_entry(status="laoded"),
    "another load's": with_entry(load_id="20240101T000000000000-ffff"),
}


def extract(settings: Settings, number: int) -> Path:
    path = settings.data.parent / f"cases_{number}.csv"
    path.write_text(f"{HEADER}0999;S-{number};HJM-TEK;01-03-2024\n", encoding="utf-8")
    return path


@pytest.fixture
def entry_file(settings: Settings) -> Path:
    """The ledger entry of the one load there is."""
    load(settings, extract(settings, 1))
    return next(settings.loads.glob("*.json"))


def raw_files(settings: Settings) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in settings.raw.glob("*/*.parquet")}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_ledger_entry_is_named_and_nothing_is_thrown_away(
    settings: Settings, entry_file: Path, damage: str
) -> None:
    DAMAGES[damage](entry_file)
    before = raw_files(settings)
    works: list[Callable[[], object]] = [
        lambda: load(settings, extract(settings, 2)),
        lambda: build(settings, project=stub.PROJECT),
        lambda: read_status(settings),
    ]
    for work in works:
        with pytest.raises(EntryDamaged) as said:
            work()
        assert str(entry_file) in said.value.message
        assert "Nothing is lost" in said.value.message
        assert "Restore this one file from backup" in str(said.value.hint)
        assert said.value.exit_code == 2
    verdict = verify(settings, quick=True)
    wrong = [finding for finding in verdict.findings if finding.what == "ledger"]
    assert not verdict.is_right
    assert wrong[0].name == entry_file.name
    assert str(entry_file) in wrong[0].found
    assert raw_files(settings) == before
    assert entry_file.exists()


def test_commands_say_it_without_a_traceback(settings: Settings, entry_file: Path) -> None:
    entry_file.write_text('{"load_id": ')
    for command, code in (
        (("load", str(extract(settings, 2))), 2),
        (("build",), 2),
        (("status", "--json"), 2),
        (("verify", "--quick"), 9),
    ):
        done = run(settings.data, *command, SAGSPULS_KEY_FILE=str(settings.key_file))
        assert done.returncode == code, done.stderr
        assert str(entry_file) in done.stderr + done.stdout
        assert "Traceback" not in done.stderr
        assert "Unexpected" not in done.stderr


def test_a_raw_file_whose_entry_is_lost_is_kept_and_named(
    settings: Settings, entry_file: Path
) -> None:
    entry = entry_file.read_bytes()
    (path,) = settings.raw.glob("cases/*.parquet")
    entry_file.unlink()
    before = raw_files(settings)
    key_file = str(settings.key_file)
    done = run(settings.data, "load", str(extract(settings, 2)), SAGSPULS_KEY_FILE=key_file)
    assert done.returncode == 0, done.stderr
    assert str(path) in done.stderr
    assert f"Restore {entry_file}" in done.stderr
    assert before.items() <= raw_files(settings).items()
    assert stray_files(settings) == [path]
    assert read_status(settings).n_strays == 1
    verdict = verify(settings, quick=True)
    assert not verdict.is_right
    (finding,) = [finding for finding in verdict.findings if finding.status == "wrong"]
    assert finding.what == "ledger"
    assert str(path) in finding.found
    assert str(entry_file) in finding.mend

    for work in (
        lambda: build(settings, project=stub.PROJECT),
        lambda: erase(settings, ["0101575001"]),
        lambda: rekey(settings),
    ):
        with pytest.raises(ConfigurationError, match="no ledger entry"):
            work()
    assert raw_files(settings).items() >= before.items()

    entry_file.write_bytes(entry)
    assert verify(settings, quick=True).is_right
    assert len(list(read_ledger(settings))) == 2


def test_a_load_whose_extract_comes_again_is_loaded_again_where_the_entry_is_lost(
    settings: Settings, entry_file: Path
) -> None:
    (path,) = settings.raw.glob("cases/*.parquet")
    entry_file.unlink()
    (result,) = load(settings, extract(settings, 1))
    assert result.status == "loaded"
    assert path.is_file()
    path.rename(settings.data / path.name)  # as the hint says
    assert verify(settings, quick=True).is_right


@pytest.fixture
def two_runs(settings: Settings) -> Settings:
    stub_runs.publish_build(settings, 1)
    stub_runs.publish_build(settings, 2)
    return settings


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for at in range(12_288, len(content), 97):
        content[at] ^= 0x5A
    path.write_bytes(content)


RUN_DAMAGES: dict[str, Damage] = {
    "deleted": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:16_384]),
    "cut in the header": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "no database": lambda path: path.write_text("x" * 40_000),
    "overwritten": flip,
    "a folder": become_folder,
}
POINTER_DAMAGES: dict[str, Damage] = {
    "deleted": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:40]),
    "a list": lambda path: path.write_text("[1]"),
    "null": lambda path: path.write_text("null"),
    "a folder": become_folder,
    "names a run that is not there": with_entry(run_id="x", file="warehouse-x.duckdb"),
    "leads out of the folder": with_entry(file="../../build/build.duckdb"),
    "a number for a name": with_entry(run_id=5),
    "no date": with_entry(published_at="yesterday"),
}


def read_sql(settings: Settings) -> object:
    with stream_query(settings, "select sum(run) from fct_cases") as rows:
        return rows.read_all().to_pylist()


def read_page(settings: Settings) -> object:
    return marts_of(settings).current().rows("select sum(run) as n from marts.fct_cases")


def assert_way_back(settings: Settings, name: str, goal: str) -> None:
    """Both readers name the run and the rollback that mends it, and it does."""
    for read in (read_sql, read_page):
        with pytest.raises(RunUnreadable) as said:
            read(settings)
        assert name in said.value.message
        assert f"sagspuls rollback {goal}" in str(said.value.hint)
        assert said.value.exit_code == NothingPublished.exit_code == 5
    assert not verify(settings, quick=True).is_right
    rollback(settings, goal)
    n = 1000 * int(goal[-1])
    assert read_page(settings) == ({"n": n},)
    assert read_sql(settings) == [{"sum(run)": n}]


@pytest.mark.parametrize("damage", RUN_DAMAGES)
def test_a_run_that_cannot_be_read_is_named_with_the_way_back(
    two_runs: Settings, damage: str
) -> None:
    run_now, earlier = runs(two_runs)
    assert read_page(two_runs) == ({"n": 2000},)  # The dashboard had it open.
    RUN_DAMAGES[damage](run_now.path)
    assert_way_back(two_runs, run_now.run_id, earlier.run_id)


@pytest.mark.parametrize("damage", POINTER_DAMAGES)
def test_a_pointer_that_cannot_be_read_is_named_with_the_way_back(
    two_runs: Settings, damage: str
) -> None:
    pointer = two_runs.published / "current.json"
    POINTER_DAMAGES[damage](pointer)
    gone = damage == "names a run that is not there"
    status = read_status(two_runs)
    assert status.current is None
    assert "sagspuls rollback" in status.problem
    if damage == "a folder":
        shutil.rmtree(pointer)  # what no rollback can overwrite
    assert_way_back(two_runs, "x" if gone else str(pointer), runs(two_runs)[0].run_id)


def test_without_another_run_a_build_is_the_way_back(settings: Settings) -> None:
    stub_runs.publish_build(settings, 1)
    current_run(settings).path.write_bytes(b"")
    with pytest.raises(RunUnreadable, match="cannot be read") as said:
        read_sql(settings)
    assert "sagspuls build --full --publish" in str(said.value.hint)
    assert "no other run for `sagspuls rollback`" in str(said.value.hint)


def test_a_note_without_its_run_and_a_run_without_its_note_are_found(two_runs: Settings) -> None:
    new, old = runs(two_runs)
    old.path.unlink()
    new.path.with_suffix(".json").write_text("{")
    names = {f.name for f in verify(two_runs, quick=True).findings if f.what == "published"}
    assert {old.path.with_suffix(".json").name, new.path.name} <= names


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may look into: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)


def in_child_of_another_user(work: Callable[[], object]) -> Any:
    """What work gives, or its error, in a child that may only read: root becomes nobody."""

    def as_nobody(told: Connection) -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        try:
            told.send(work())
        except SagspulsError as error:
            told.send((type(error), error.message))

    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=as_nobody, args=[theirs])
    child.start()
    child.join(60)
    assert ours.poll()
    return ours.recv()


def all_files(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in (folder, *folder.rglob("*"))}


def close_for_writing(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def test_one_who_may_only_read_sees_status_and_verifies(open_folder: Path) -> None:
    settings = read_settings(data=open_folder / "data", key_file=open_folder / "key" / "k")
    load(settings, extract(settings, 1))
    stub_runs.publish_build(settings, 1)
    close_for_writing(settings.data)
    before = all_files(settings.data)
    status = in_child_of_another_user(lambda: read_status(settings))
    assert isinstance(status, Status)
    assert (status.n_loads, status.is_building) == (1, False)
    assert status.current is not None
    verdict = in_child_of_another_user(lambda: verify(settings, quick=True))
    assert isinstance(verdict, Verdict)
    assert verdict.is_right
    assert (verdict.n_raw, verdict.n_runs) == (1, 1)
    assert all_files(settings.data) == before


def test_what_one_may_not_read_is_said(open_folder: Path) -> None:
    settings = read_settings(data=open_folder / "data", key_file=open_folder / "key" / "k")
    load(settings, extract(settings, 1))
    stub_runs.publish_build(settings, 1)
    close_for_writing(settings.data)
    (raw,) = settings.raw.glob("cases/*.parquet")
    path = current_run(settings).path
    entry = next(settings.loads.glob("*.json"))
    for closed in (raw, path):
        closed.chmod(0o000)
    kind, message = in_child_of_another_user(lambda: read_sql(settings))
    assert kind is RunUnreadable
    assert path.name in message
    verdict = in_child_of_another_user(lambda: verify(settings, quick=True))
    assert isinstance(verdict, Verdict)
    unread = {f.name for f in verdict.findings if f.status == "wrong"}
    assert {f"cases/{raw.stem}", path.stem.removeprefix("warehouse-")} <= unread
    entry.chmod(0o000)
    kind, message = in_child_of_another_user(lambda: read_status(settings))
    assert kind is EntryDamaged
    assert "Permission denied" in message
    settings.loads.chmod(0o000)
    kind, message = in_child_of_another_user(lambda: read_status(settings))
    assert kind is EntryDamaged
    assert str(settings.loads) in message


def test_a_full_verification_writes_nothing_where_nothing_may_be_written(
    stub_built: Settings, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(stub_built.data, settings.data)
    publish(settings)
    before = all_files(settings.data)
    monkeypatch.setattr("warehouse.upkeep.verify._may_write", lambda settings: False)
    verdict = verify(settings, project=stub.PROJECT)
    assert verdict.is_right, verdict.findings
    assert verdict.n_tables >= 3
    assert all_files(settings.data) == before
