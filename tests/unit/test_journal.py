"""The journal: a line a command, with counts and no values, and never in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from warehouse.base.errors import BuildFailed
from warehouse.base.settings import Settings
from warehouse.cli import journal


def lines(settings: Settings) -> list[dict[str, object]]:
    text = journal.path_of(settings).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_line_tells_command_outcome_and_counts(settings: Settings) -> None:
    with journal.record(settings, "build") as told:
        told["run_id"] = "20261122T081500-3fa1"
    (line,) = lines(settings)
    assert (line["command"], line["outcome"], line["exit_code"]) == ("build", "ok", 0)
    assert line["run_id"] == "20261122T081500-3fa1"
    assert str(line["at"]).endswith("+00:00")
    assert isinstance(line["seconds"], float)


def test_of_an_error_only_its_kind_and_code(settings: Settings) -> None:
    with pytest.raises(BuildFailed), journal.record(settings, "build"):
        raise BuildFailed("0101575001 is in the message")
    with pytest.raises(KeyboardInterrupt), journal.record(settings, "load"):
        raise KeyboardInterrupt
    failed, ended = lines(settings)
    assert (failed["outcome"], failed["exit_code"], failed["error"]) == ("failed", 4, "BuildFailed")
    assert (ended["outcome"], ended["error"]) == ("failed", "KeyboardInterrupt")
    assert "0101575001" not in journal.path_of(settings).read_text()


def test_it_is_rotated_by_size(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES", 600)
    monkeypatch.setattr(journal, "FILES_KEPT", 2)
    for _ in range(20):
        with journal.record(settings, "verify"):
            pass
    files = sorted(journal.path_of(settings).parent.iterdir())
    assert [path.name for path in files] == [
        "sagspuls.jsonl",
        "sagspuls.jsonl.1",
        "sagspuls.jsonl.2",
    ]
    assert all(path.stat().st_size <= 600 for path in files)


def test_that_it_cannot_be_written_stops_nothing(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.data.mkdir()
    in_the_way: Path = settings.data / "log"
    in_the_way.touch()
    with journal.record(settings, "load"):
        pass
    in_the_way.unlink()
    journal.path_of(settings).mkdir(parents=True)
    with journal.record(settings, "load"):
        pass
    assert capsys.readouterr().err == ""
