"""Killed, or out of disk, at every step: what was there stays, and the same command completes.

Builds killed at every step are in test_build.py, publishes and rollbacks in test_publish.py; the
whole table is made by `python tests/integration/faults.py`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import stub_runs
import stub_warehouse as stub
from fault_points import REKEY_STEPS, STEPS, steps_in_the_code
from faults import CASES, WORKS, Wrong, ready, settings_of, try_fault
from models_dbt import give_what_dbt_read

from warehouse.base.settings import Settings

ELSEWHERE = {("publish", "SIGKILL"), ("rollback", "SIGKILL"), ("build", "SIGKILL")}
"""Tried in another test."""
TRIED = [
    (work, at, fault)
    for work, at, fault in CASES
    if (work, fault) not in ELSEWHERE
    # The rest of a rekeying is the code of an erasure.
    and (work != "rekey" or (at in REKEY_STEPS and fault == "SIGKILL"))
]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Data folders as they are before each command, made when first asked for."""
    return {"": tmp_path_factory.mktemp("ready")}


@pytest.mark.parametrize(("work", "at", "fault"), TRIED)
def test_what_was_there_stays_and_the_same_command_completes(
    templates: dict[str, Path],
    stub_built: Settings,
    tmp_path: Path,
    work: str,
    at: str,
    fault: str,
) -> None:
    if work not in templates:
        folder = templates[""] / work
        if work == "build":
            give_what_dbt_read(stub_built, settings_of(folder / "data"))
        templates[work] = ready(work, folder)
    shutil.copytree(templates[work], tmp_path / "own")
    build = stub.build_stub if work == "build" else stub_runs.build_by_hand
    try_fault(work, at, fault, tmp_path / "own", build)


def test_every_step_is_in_the_table() -> None:
    assert {at for work in WORKS.values() for at in work.steps} == set(STEPS)
    assert steps_in_the_code() == STEPS


def test_what_a_fault_leaves_is_seen(tmp_path: Path) -> None:
    """The checks themselves: a file that is no one's and a raw file that is another."""
    folder = ready("load", tmp_path / "own")
    settings = settings_of(folder / "data")
    stray = settings.published / ".tmp-stray"
    stray.touch()
    with pytest.raises(Wrong, match="left behind"):
        try_fault("load", "load.locked", "SIGKILL", folder, stub_runs.build_by_hand)
    stray.unlink()
    next(settings.raw.glob("cases/*.parquet")).write_bytes(b"PAR1")
    with pytest.raises(Exception, match=r"too small|Parquet"):
        try_fault("load", "load.locked", "SIGKILL", folder, stub_runs.build_by_hand)
