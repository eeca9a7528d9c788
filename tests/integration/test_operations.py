"""Operations from the command line: verify, erase, rekey, their exit codes and the journal."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from warehouse.base.settings import Settings
from warehouse.cli import commands as cli
from warehouse.cli import journal

CITIZEN = "0101575001"
LINES = [
    "Kommunekode;Sagsnr;Sagstype;Modtaget;CPR-nummer",
    f"0999;S-1;HJM-TEK;01-03-2024;{CITIZEN}",
    "0999;S-2;HJM-TEK;01-03-2024;",
]


@pytest.fixture
def loaded(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A load made on the command line, which works on the test's own data folder."""
    monkeypatch.setenv("SAGSPULS_DATA", str(settings.data))
    monkeypatch.setenv("SAGSPULS_KEY_FILE", str(settings.key_file))
    done = run("load", extract(tmp_path, "cases_1.csv", LINES))
    assert done.exit_code == 0, done.output
    return settings


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(cli.app, list(arguments), input=given)


def extract(folder: Path, name: str, lines: list[str]) -> str:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def last_line(settings: Settings) -> dict[str, object]:
    text = journal.path_of(settings).read_text(encoding="utf-8")
    line: dict[str, object] = json.loads(text.splitlines()[-1])
    return line


def test_the_journal_counts_a_load_and_holds_no_value(loaded: Settings, tmp_path: Path) -> None:
    line = last_line(loaded)
    assert (line["command"], line["outcome"]) == ("load", "ok")
    assert (line["rows_read"], line["rows_loaded"], line["n_files"]) == (2, 2, {"loaded": 1})
    assert len(line["load_ids"]) == 1  # type: ignore[arg-type]  # a list, as JSON has it
    refused = run("load", extract(tmp_path, "cases_2.csv", ["a;b", f"{CITIZEN};1"]))
    assert refused.exit_code == 3
    line = last_line(loaded)
    assert (line["outcome"], line["exit_code"], line["n_files"]) == ("refused", 3, {"refused": 1})
    text = journal.path_of(loaded).read_text()
    assert CITIZEN not in text
    assert "S-1" not in text


def test_verify_ends_with_9_where_something_is_wrong(loaded: Settings) -> None:
    right = run("verify", "--json")
    assert right.exit_code == 0, right.output
    assert json.loads(right.stdout)["is_right"] is True
    next(loaded.raw.glob("cases/*.parquet")).unlink()
    wrong = run("verify", "--quick", "--json")
    assert wrong.exit_code == 9
    assert json.loads(wrong.stdout)["findings"][0]["found"] == "the file is not there"
    assert (last_line(loaded)["outcome"], last_line(loaded)["exit_code"]) == ("wrong", 9)
    said = run("verify", "--quick")
    assert said.stdout.startswith("wrong raw cases/")
    assert "→ Restore" in said.stdout


def test_erase_reads_numbers_from_a_file_or_a_pipe_only(loaded: Settings, tmp_path: Path) -> None:
    assert run("erase", CITIZEN).exit_code == 2, "never as an argument"
    done = run("erase", "--json", given="010157-5001\n")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["n_cases"] == 1
    line = last_line(loaded)
    assert (line["command"], line["rows_erased"], line["n_cases"]) == ("erase", 1, 1)
    assert CITIZEN not in journal.path_of(loaded).read_text()
    again = run("erase", "--cpr-file", extract(tmp_path, "numbers.txt", ["010157-5001"]))
    assert "nothing was changed" in again.stdout
    assert run("verify", "--quick").exit_code == 0


def test_rekey_says_to_back_up_the_key(loaded: Settings) -> None:
    done = run("rekey")
    assert done.exit_code == 0, done.output
    assert "1 loads now use key 2" in done.stdout
    assert "Back up the key file now" in done.stdout
    assert last_line(loaded)["n_links"] == 2


def test_a_full_disk_is_said_in_words(
    loaded: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_text: str) -> list[str]:
        raise OSError(errno.ENOSPC, "No space left on device", str(loaded.data))

    monkeypatch.setattr("warehouse.upkeep.erase.read_numbers", full)
    monkeypatch.setattr(sys, "argv", ["sagspuls", "erase", "--cpr-file", __file__])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "The disk is full" in said
    assert "run the same command again" in said
