"""The command line's shape: every command explains itself, and errors become words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from warehouse.base.errors import SagspulsError
from warehouse.build.build import BuildResult
from warehouse.build.results import Outcome, Results, TestsFailed
from warehouse.cli import commands as cli
from warehouse.cli import console
from warehouse.cli.progress_bar import drawn
from warehouse.ingest.load import LoadResult

COMMANDS = {
    *("demo", "sample", "load", "build", "publish", "rollback", "status", "sql"),
    *("dashboard", "doctor", "export chart", "export charts", "export provider-report"),
    *("verify", "erase", "rekey"),
    *("template", "audit-sample", "match-services"),
}
WITHOUT_JSON = {"demo", "sql", "dashboard"}


def commands() -> Iterator[tuple[str, typer.core.TyperCommand]]:
    root = typer.main.get_command(cli.app)
    for name, command in root.commands.items():
        if hasattr(command, "commands"):
            for below, inner in command.commands.items():
                yield f"{name} {below}", inner
        else:
            yield name, command


def test_the_commands_are_those_agreed() -> None:
    assert {name for name, _ in commands()} == COMMANDS


@pytest.mark.parametrize(
    ("name", "command"), list(commands()), ids=[name for name, _ in commands()]
)
def test_every_command_explains_itself(name: str, command: typer.core.TyperCommand) -> None:
    assert command.help
    assert f"Example: `sagspuls {name}" in (command.epilog or "")
    options = [parameter for parameter in command.params if parameter.name != "help"]
    for parameter in options:
        assert getattr(parameter, "help", None), f"{name} {parameter.name}"
    has_json = any("--json" in parameter.opts for parameter in options)
    assert has_json == (name not in WITHOUT_JSON)


def outcome(name: str, status: str = "fail") -> Outcome:
    return Outcome(name, "fct_cases", status, "error", 3, "Each case stands once.", "data engineer")


def test_failed_tests_are_named_with_who_mends_them(capsys: pytest.CaptureFixture[str]) -> None:
    results = Results(
        2, 1, (outcome("a__unique"), outcome("b__known", "pass")), ("m: no column x",)
    )
    console.failed(TestsFailed(results), as_json=True)
    said = capsys.readouterr()
    assert "test a__unique (3 rows): Each case stands once. Mended by: data engineer." in said.err
    assert "model m: no column x" in said.err
    assert "b__known" not in said.err
    told = json.loads(said.out)
    assert (told["error"], told["exit_code"]) == ("TestsFailed", 4)
    assert [test["test_name"] for test in told["failed_tests"]] == ["a__unique"]


def test_an_error_of_ours_is_words_and_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    with (
        pytest.raises(SystemExit) as ended,
        cli._in_words(["sagspuls"]),
    ):
        raise SagspulsError("The file [a] is empty.", "Ask for another.")
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert said.err == "Error: The file [a] is empty.\n  → Ask for another.\n"
    assert said.out == ""


def test_a_refusal_of_the_system_is_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, cli._in_words(["sagspuls"]):
        Path("/nowhere/at/all").read_text(encoding="utf-8")
    assert ended.value.code == 1
    assert "No such file or directory: /nowhere/at/all" in capsys.readouterr().err


def test_an_unforeseen_error_is_one_line_and_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    cli._one_line(ValueError, ValueError("two\nlines"), None)
    said = capsys.readouterr().err
    assert said.splitlines()[0] == "Error: Unexpected: ValueError: two lines"
    assert "--debug" in said


def test_filters_are_pairs() -> None:
    assert cli._pairs(["department=SOF", "unit=A=B"]) == {"department": "SOF", "unit": "A=B"}
    with pytest.raises(typer.BadParameter):
        cli._pairs(["department"])


def result(number: int, status: str = "loaded", **given: object) -> LoadResult:
    return LoadResult(
        source_file=f"f{number}.csv",
        status=status,
        entity="cases",
        rows_read=10,
        rows_loaded=9,
        rows_rejected=1,
        **given,
    )


def test_many_files_are_summed_up_but_refused_ones_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = [result(number) for number in range(40)]
    results.append(result(40, "refused", message="Two columns are missing.", hint="Ask."))
    console.loads(results, as_json=False)
    said = capsys.readouterr().out
    summed = [line.split() for line in said.splitlines()]
    assert ["cases", "loaded", "40", "360", "40", "0"] in summed
    assert "Files: 40 loaded, 1 refused" in said
    assert "Refused f40.csv: Two columns are missing." in said
    assert "f7.csv" not in said


def test_a_table_of_files_fits_a_narrow_screen_and_cuts_no_name(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    long = f"{'leverance_fra_fagsystemet_' * 3}2026.csv"
    results = [result(1), replace(result(2), source_file=long, entity="catalogue_differences")]
    console.loads(results, as_json=False)
    in_a_log = capsys.readouterr().out.splitlines()
    assert any(line.split()[:2] == [long, "catalogue_differences"] for line in in_a_log)
    monkeypatch.setattr(console, "screen_width", lambda _stream: 80)
    console.loads(results, as_json=False)
    on_screen = capsys.readouterr().out.splitlines()
    assert long in on_screen, "a long name has a line of its own"
    assert all(len(line) <= 80 for line in on_screen if line != long)
    assert all("Repeated" in text for text in (in_a_log[0], on_screen[0]))


def test_many_warnings_are_summed_up_with_where_to_look(
    capsys: pytest.CaptureFixture[str],
) -> None:
    warnings = tuple(
        Outcome(f"fct_cases__{n}", "fct_cases", "warn", "warn", n, "It holds.", "data engineer")
        for n in range(1, 25)
    )
    build = BuildResult(
        run_id="r1",
        status="built",
        full=True,
        n_loads=3,
        n_touched_cases=0,
        n_models=100,
        n_made=100,
        n_tests=400,
        n_warnings=24,
        data_date=None,
        fingerprint="f",
        seconds=1.0,
        warnings=warnings,
    )
    console.built(build, None, as_json=False, is_sample=True)
    said = capsys.readouterr().out
    assert "Warnings: 24 rules, 300 rows of the faults planted in the sample." in said
    assert "from test_results" in said
    assert "fct_cases__7" not in said
    console.built(replace(build, warnings=warnings[:2]), None, as_json=False)
    assert "Warning: fct_cases__1, 1 row. It holds." in capsys.readouterr().out


def test_rejects_are_shown_with_their_place(capsys: pytest.CaptureFixture[str]) -> None:
    reject = {"line": 7, "column_name": "received_on", "message": "31-02-2024 is no date."}
    console.loads([result(1, rejects=[reject] * 30)], as_json=False)
    said = capsys.readouterr().out
    assert "f1.csv line 7, column received_on: 31-02-2024 is no date." in said
    assert "load_rejects" in said, "where the others are"


def test_progress_without_a_terminal_is_a_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with drawn("build") as on_progress:
        on_progress("raw data", 0, 0)
        for done in range(1, 1001):
            on_progress("model", done, 1000)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].split() == ["build", "raw", "data"]
    assert "50%     500 of 1000  model" in lines[6]
    assert len(lines) == 12
    with drawn("verify") as on_progress:
        for step, total in (("reading", 40), ("comparing", 20)):
            for done in range(1, total + 1):
                on_progress(step, done, total)
    assert "comparing" in capsys.readouterr().err, "each step of a command has its own lines"
    with drawn("build", quiet=True) as on_progress:
        on_progress("raw data", 0, 0)
    assert capsys.readouterr().err == ""
