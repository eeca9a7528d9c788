"""--out: what is no regular file is refused in words, by every command that takes one."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import stub_runs
from command import run

from warehouse.base.errors import ConfigurationError, ExportFailed
from warehouse.base.out_file import folder, plain_file, whole
from warehouse.base.settings import Settings


def of_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


Make = Callable[[Path], object]
PLACES: dict[str, tuple[str, Make, str]] = {
    "a folder": ("x.csv", lambda path: path.mkdir(), "it is a folder"),
    "a pipe": ("x.csv", os.mkfifo, "it is a pipe"),
    "a socket": ("x.csv", of_socket, "it is a socket"),
    "a device": ("x.csv", lambda path: path.symlink_to("/dev/full"), "it is a device"),
    "a link to a pipe": (
        "x.csv",
        lambda path: (os.mkfifo(path.parent / "pipe"), path.symlink_to("pipe")),
        "it is a pipe",
    ),
    "a link to nothing": ("x.csv", lambda path: path.symlink_to("gone"), "leads nowhere"),
    "a link to itself": ("x.csv", lambda path: path.symlink_to("x.csv"), "symbolic links"),
    "no folder": ("gone/x.csv", lambda path: None, "there is no folder"),
    "a file for a folder": (
        "file/x.csv",
        lambda path: path.parent.write_text("kept"),
        "Not a directory",
    ),
}


def tree(path: Path) -> list[tuple[str, int]]:
    return sorted((str(p), p.lstat().st_mode) for p in path.rglob("*"))


@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_regular_file_is_refused(tmp_path: Path, place: str) -> None:
    name, make, words = PLACES[place]
    make(tmp_path / name)
    before = tree(tmp_path)
    with pytest.raises(ConfigurationError, match="cannot be written") as said:
        plain_file(tmp_path / name)
    assert words in said.value.message
    with pytest.raises(ExportFailed), whole(tmp_path / name, ExportFailed):
        raise AssertionError("nothing is written")
    assert tree(tmp_path) == before


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("kept")
    for place in (tmp_path / "x", tmp_path / "x" / "y"):
        with pytest.raises(ConfigurationError, match="cannot be written"):
            folder(place)
    assert folder(tmp_path / "a" / "b").is_dir()


def test_a_file_is_written_whole_through_a_link_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("before")
    (tmp_path / "link.csv").symlink_to("real.csv")
    with whole(tmp_path / "link.csv") as temporary:
        temporary.write_text("after")
        assert (tmp_path / "real.csv").read_text() == "before"
    assert (tmp_path / "real.csv").read_text() == "after"
    assert (tmp_path / "link.csv").is_symlink()
    with pytest.raises(ZeroDivisionError), whole(tmp_path / "real.csv") as temporary:
        temporary.write_text(f"half{1 // 0}")
    assert (tmp_path / "real.csv").read_text() == "after"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.csv", "real.csv"]


COMMANDS = {
    "sql": ("sql", "from fct_cases", "--format", "csv"),
    "template": ("template", "focus_points"),
    "audit-sample": (*("audit-sample", "--round", "2026-1", "--case-type", "HJM", "--seed", "1"),),
    "match-services": ("match-services",),
    "sample": ("sample", "--cases", "10"),
}
NAMES = {"audit-sample": "audit.xlsx", "match-services": "ydelsesmatch.xlsx"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_a_pipe_and_a_folder_in_words(
    settings: Settings, tmp_path: Path, command: str
) -> None:
    stub_runs.publish_build(settings, 1)
    name = NAMES.get(command, "x.csv")
    os.mkfifo(tmp_path / name)
    done = run(settings.data, *COMMANDS[command], "--out", str(tmp_path / name))
    assert done.returncode == ConfigurationError.exit_code, done.stderr
    assert f"{tmp_path / name} cannot be written: it is" in done.stderr
    assert "--out" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / name).is_fifo()


@pytest.mark.parametrize("command", ["sql", "template", "sample"])
def test_a_full_disk_has_its_exit_code_and_leaves_nothing(
    settings: Settings, tmp_path: Path, command: str
) -> None:
    stub_runs.publish_build(settings, 1)
    out = tmp_path / "out"
    out.mkdir()
    if command != "sample":
        out = out / "x.csv"
    told = full(settings, [*COMMANDS[command], "--out", str(out)])
    assert told[0] == 1, told
    assert "The disk is full" in told[1]
    assert list((tmp_path / "out").iterdir()) == []


def full(settings: Settings, arguments: list[str]) -> tuple[int, str]:
    """How a command ends in a process that may write no file any more."""
    import subprocess
    import sys

    from command import surroundings

    script = (
        "import resource, sys; from warehouse.cli.commands import main;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY));"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"sys.argv = ['sagspuls', *{arguments!r}]; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=surroundings(settings.data) | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr
