"""What commands say: tables and lines for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from warehouse.base.errors import SagspulsError
from warehouse.contracts.cpr import hidden

if TYPE_CHECKING:  # What a command does not use it need not wait for.
    from warehouse.build.build import BuildResult
    from warehouse.cli.demo import DemoResult
    from warehouse.cli.doctor import Check
    from warehouse.ingest.load import LoadResult
    from warehouse.publish.runs import Run
    from warehouse.publish.status import Status
    from warehouse.upkeep.erase import Erased
    from warehouse.upkeep.verify import Verdict

_MARKS = {"ok": "✓ ok", "warning": "! warning", "missing": "✗ missing"}


MOST_ROWS = 25
"""Files a load names one by one."""


def say(text: str) -> None:
    """A line on standard output, as it stands."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(message: str, hint: str | None) -> None:
    """An error on standard error: what is wrong, and what to do."""
    console = Console(stderr=True, highlight=False)
    console.print(f"[bold]Error:[/bold] {escape(hidden(message))}", soft_wrap=True)
    if hint:
        console.print(f"  → {escape(hidden(hint))}", soft_wrap=True)


def failed(error: SagspulsError, *, as_json: bool) -> None:
    """An error of ours: words on standard error, and JSON on standard output where asked for."""
    complain(error.message, error.hint)
    if not as_json:
        return
    told: dict[str, Any] = {
        "error": type(error).__name__,
        "exit_code": error.exit_code,
        "message": hidden(error.message),
        "hint": hidden(error.hint) if error.hint else None,
    }
    from warehouse.build.results import TestsFailed

    if isinstance(error, TestsFailed):
        told["failed_tests"] = error.results.failed
        told["broken_models"] = error.results.broken
    _json(told)


def answer(content: object, words: str, as_json: bool) -> None:
    """One thing in JSON or in words."""
    if as_json:
        _json(content)
    else:
        say(words)


def run_line(run: Run) -> str:
    """A run in a line."""
    return f"run {run.run_id}, data to {run.data_date or 'no date'}"


def published(run: Run) -> str:
    """A run that was published, and what became of the public edition's periods."""
    edition, lines = run.edition, [f"Published: {run_line(run)}."]
    if edition.n_new or edition.n_kept or edition.n_restated:
        lines.append(
            f"Public edition, whole periods only: {edition.n_new:,} new, {edition.n_kept:,} kept "
            f"as they were published, {edition.n_restated:,} restated."
        )
    if run.not_read:
        lines.append(_not_repeated(run))
    if edition.n_differing:
        lines.append(
            f"Of those kept, {edition.n_differing:,} would be different today. To restate them: "
            '`sagspuls build --full`, then `sagspuls publish --restate "<why>"`.'
        )
    return "\n".join(lines)


def _not_repeated(run: Run) -> str:
    """What of the public edition rests on another run than the one it should repeat."""
    names = ", ".join(run.not_read)
    if run.repeats is None:
        return (
            f"WARNING: none of the runs published before can be read ({names}), so every period of "
            "the public edition was made anew from what is loaded, and may differ from what was "
            "published. Restore a run's file from backup, then `sagspuls build --full --publish`."
        )
    return (
        f"WARNING: {names} could not be read, so the public edition repeats the periods of run "
        f"{run.repeats}. Periods published or restated since that run were made anew and may "
        "differ from what was published. Restore the file from backup, `sagspuls rollback` to "
        "it, then `sagspuls build --full --publish`."
    )


def loads(results: Sequence[LoadResult], as_json: bool, shown_rejects: int = 20) -> None:
    """What came of every file, then what was wrong.

    A delivery of many files is summed up by entity and status; what was refused stays named.

    Args:
        results: what came of every file.
        as_json: for a program.
        shown_rejects: how many of the bad rows are told.
    """
    if as_json:
        _json({"loads": results})
        return
    table = Table(show_edge=False, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("File", overflow="fold", min_width=12)
    for name in ("Entity", "Status"):
        table.add_column(name, no_wrap=True)
    for name in ("Rows", "Loaded", "Rejected", "Repeated", "Time"):
        table.add_column(name, justify="right", no_wrap=True)
    for files in _grouped(results):
        table.add_row(*_row(files))
    console = Console(highlight=False)
    console.print(table)
    said: set[tuple[str, str, str]] = set()
    for result in results:
        # A workbook read for several entities is refused for each, and that is said once.
        told = (result.source_file, result.message, result.hint or "")
        if told in said:
            continue
        said.add(told)
        if result.status == "refused":
            console.print(escape(f"Refused {result.source_file}: {result.message}"), soft_wrap=True)
        if result.hint:
            console.print(f"  → {escape(result.hint)}", soft_wrap=True)
    rejects = [(result, reject) for result in results for reject in result.rejects]
    for result, reject in rejects[:shown_rejects]:
        console.print(escape(f"  {result.source_file}{_reject_line(reject)}"), soft_wrap=True)
    if len(rejects) > shown_rejects:
        console.print('  Every row that was wrong, after a build: sagspuls sql "from load_rejects"')


def strays(paths: Sequence[Path], hint: str) -> None:
    """Raw files without a ledger entry, on standard error: a load keeps them and goes on."""
    named = ", ".join(str(path) for path in paths[:3]) + (", …" if len(paths) > 3 else "")
    complain(f"{len(paths)} raw files have no ledger entry and are in no figure: {named}", hint)


def _grouped(results: Sequence[LoadResult]) -> list[list[LoadResult]]:
    if len(results) <= MOST_ROWS:
        return [[result] for result in results]
    groups: dict[tuple[str, ...], list[LoadResult]] = {}
    for result in results:
        own = result.source_file if result.status == "refused" else ""
        groups.setdefault((result.entity, result.status, own), []).append(result)
    return list(groups.values())


def _row(files: Sequence[LoadResult]) -> tuple[str, ...]:
    first = files[0]
    name = first.source_file if len(files) == 1 else f"{len(files)} files"
    counts = (
        sum(result.rows_read for result in files),
        sum(result.rows_loaded for result in files),
        sum(result.rows_rejected for result in files),
        sum(result.rows_repeated for result in files),
    )
    seconds = sum(result.seconds for result in files)
    told = (f"{count:,}" for count in counts)
    return (escape(name), first.entity, first.status, *told, f"{seconds:.1f} s")


def built(result: BuildResult, run: Run | None, as_json: bool) -> None:
    """What a build came to, its warnings last."""
    if as_json:
        _json({**_plain_object(result), "published": run})
        return
    if result.status == "unchanged":
        say(f"Nothing has changed since build {result.run_id}; --full builds all the same.")
    else:
        how = (
            f"everything, {result.n_models} models"
            if result.full
            else f"{result.n_touched_cases:,} touched cases, {result.n_made} of "
            f"{result.n_models} models"
        )
        say(
            f"Built {result.run_id} in {result.seconds:.1f} s: {how} "
            f"from {result.n_loads} loads, {result.n_tests} tests, {result.n_warnings} warned."
        )
    for test in result.warnings:
        say(f"  warning {test.test_name}: {test.failures:,} rows. {test.description}")
    if run is not None:
        say(published(run))


def demo_done(result: DemoResult) -> None:
    """What the demo came to."""
    if result.is_new_sample or any(load.status == "loaded" for load in result.loads):
        loads(result.loads, as_json=False, shown_rejects=0)
    built(result.built, result.run, as_json=False)


def status(now: Status, as_json: bool) -> None:
    """Where a data folder stands."""
    if as_json:
        _json(now)
        return
    table = Table(show_header=False, show_edge=False, box=None)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    refused = f", {now.n_refused} refused" if now.n_refused else ""
    table.add_row("Data folder", escape(str(now.data)))
    lost = f", {now.n_strays} without ledger entry: sagspuls verify" if now.n_strays else ""
    table.add_row("Loads", f"{now.n_loads} active{refused}{lost}")
    table.add_row("Data to", str(now.newest_data_date or "no data"))
    table.add_row("Last build", escape(_build_line(now)))
    table.add_row("Current run", run_line(now.current) if now.current else now.problem or "none")
    Console(highlight=False).print(table)
    for run in now.runs:
        mark = "→" if now.current and run.run_id == now.current.run_id else " "
        say(f"  {mark} {run.run_id}  published {run.published_at} UTC, data to {run.data_date}")


def examined(checks: Sequence[Check], as_json: bool) -> None:
    """What was found on this machine, with what mends it."""
    if as_json:
        _json({"checks": checks})
        return
    console = Console(highlight=False)
    for check in checks:
        console.print(
            f"{_MARKS[check.status]:<10} [bold]{check.name}[/bold]: {escape(check.found)}",
            soft_wrap=True,
        )
        if check.mend:
            console.print(f"           → {escape(check.mend)}", soft_wrap=True)


def verified(verdict: Verdict, as_json: bool) -> None:
    """What a verification came to, what is wrong first."""
    if as_json:
        _json(verdict)
        return
    for finding in sorted(verdict.findings, key=lambda f: f.status != "wrong"):
        say(f"{finding.status} {finding.what} {finding.name}: {finding.found}")
        if finding.mend:
            say(f"  → {finding.mend}")
    rows = "rows not compared (--quick)"
    if not verdict.is_quick:
        rows = f"{verdict.n_tables} tables compared row by row"
    word = "All is right" if verdict.is_right else "Something is wrong"
    say(f"{word}: {verdict.n_raw} raw files, {verdict.n_runs} published runs, {rows}.")


def erased(done: Erased, as_json: bool) -> None:
    """What was erased, and what no command can reach."""
    if as_json:
        _json(done)
        return
    if not done.loads_rewritten:
        say("No loaded row and no mention of them was found; nothing was changed.")
        return
    rows = sum(done.rows_erased.values())
    say(
        f"Erased {rows:,} rows of {done.n_cases:,} cases; "
        f"{len(done.loads_rewritten)} loads were written anew."
    )
    if done.run_id is not None:
        say(f"Published without them: run {done.run_id}; {len(done.runs_removed)} older removed.")
    say(
        "Not reached: suppliers' extracts, backups, exported files and copies "
        "(docs/operators.md#erasure)."
    )


def _build_line(now: Status) -> str:
    last = now.last_build
    if now.is_building:
        return "at work now"
    if last is None:
        return "none"
    if last.status == "running":
        return f"{last.run_id} was ended before it was done: run `sagspuls build`"
    message = f": {last.message.splitlines()[0]}" if last.message else ""
    return f"{last.run_id} {last.status}{message}"


def _reject_line(reject: dict[str, object]) -> str:
    column = f", column {reject['column_name']}" if reject.get("column_name") else ""
    line = f" line {reject['line']}" if reject.get("line") else ""
    return f"{line}{column}: {reject.get('message')}"


def _json(content: object) -> None:
    json.dump(content, sys.stdout, default=_plain, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain_object(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON")


def _plain_object(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}
