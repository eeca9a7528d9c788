"""What commands say: tables and lines for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from warehouse.base.errors import SagspulsError
from warehouse.base.text_table import one_line, screen_width, table
from warehouse.contracts.cpr import hidden

if TYPE_CHECKING:  # What a command does not use it need not wait for.
    from warehouse.build.build import BuildResult
    from warehouse.build.results import Outcome
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

MOST_WARNINGS = 5
"""Warnings a build names one by one."""

WARNED = "sagspuls sql \"from test_results where status = 'warn'\""
REJECTED = 'sagspuls sql "from load_rejects"'


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
            f"WARNING: no earlier published run can be read ({names}), so every period of the "
            "public edition was computed again from what is loaded, and may differ from what was "
            "published. Restore a run's file from backup, then `sagspuls build --full --publish`."
        )
    return (
        f"WARNING: {names} could not be read, so the public edition repeats the periods of run "
        f"{run.repeats}. Periods published or restated since that run were computed again and may "
        "differ from what was published. Restore the file from backup, `sagspuls rollback` to "
        "it, then `sagspuls build --full --publish`."
    )


def loads(results: Sequence[LoadResult], as_json: bool, shown_rejects: int = 20) -> None:
    """Show what came of every file, then what was wrong.

    A delivery of many files is summed up by entity and status; refused files stay named.

    Args:
        results: what came of every file.
        as_json: for a program.
        shown_rejects: how many of the bad rows are shown.
    """
    if as_json:
        _json({"loads": results})
        return
    _loads_table(results)
    say(loaded(results))
    shown: set[tuple[str, str, str]] = set()
    for result in results:
        # A workbook read for several entities is refused for each, with the same message.
        message = (result.source_file, result.message, result.hint or "")
        if message in shown:
            continue
        shown.add(message)
        if result.status == "refused":
            say(f"Refused {result.source_file}: {result.message}")
        if result.hint:
            say(f"  → {result.hint}")
    rejects = [(result, reject) for result in results for reject in result.rejects]
    for result, reject in rejects[:shown_rejects]:
        say(f"  {result.source_file}{_reject_line(reject)}")
    if len(rejects) > shown_rejects:
        say(f"Every rejected row, after a build: {REJECTED}")


def loaded(results: Sequence[LoadResult]) -> str:
    """Files and rows of a load in a line."""
    # A workbook read for several entities is one file.
    pairs = {(result.source_file, result.status): None for result in results}
    files = Counter(status for _, status in pairs)
    counts = (
        f"{sum(r.rows_loaded for r in results):,} rows loaded",
        f"{sum(r.rows_rejected for r in results):,} rejected",
        f"{sum(r.rows_repeated for r in results):,} repeated",
    )
    seconds = sum(result.seconds for result in results)
    states = ", ".join(f"{n:,} {status}" for status, n in files.items())
    return f"Files: {states} in {seconds:.1f} s. {', '.join(counts)}."


def _loads_table(results: Sequence[LoadResult]) -> None:
    counts = ("Loaded", "Rejected", "Repeated")
    if len(results) <= MOST_ROWS:
        headings = ("File", "Entity", "Status", *counts)
        rows = [(one_line(r.source_file), r.entity, r.status, *_counts([r])) for r in results]
    else:
        headings = ("Entity", "Status", "Files", *counts)
        groups: dict[tuple[str, str], list[LoadResult]] = {}
        for result in results:
            groups.setdefault((result.entity, result.status), []).append(result)
        rows = [(*key, f"{len(group):,}", *_counts(group)) for key, group in groups.items()]
    width = screen_width(sys.stdout)
    for line in table(headings, rows, right=("Files", *counts), width=width):
        say(line)


def _counts(files: Sequence[LoadResult]) -> tuple[str, str, str]:
    return (
        f"{sum(result.rows_loaded for result in files):,}",
        f"{sum(result.rows_rejected for result in files):,}",
        f"{sum(result.rows_repeated for result in files):,}",
    )


def strays(paths: Sequence[Path], hint: str) -> None:
    """Raw files without a ledger entry, on standard error: a load keeps them and goes on."""
    named = ", ".join(str(path) for path in paths[:3]) + (", …" if len(paths) > 3 else "")
    complain(f"{len(paths)} raw files have no ledger entry and are in no figure: {named}", hint)


def built(result: BuildResult, run: Run | None, as_json: bool, *, is_sample: bool = False) -> None:
    """Show what a build came to, its warnings last.

    Args:
        result: the build.
        run: it, once published.
        as_json: for a program.
        is_sample: the rows warned of are planted in a sample.
    """
    if as_json:
        _json({**_plain_object(result), "published": run})
        return
    if result.status == "unchanged":
        say(f"Nothing has changed since build {result.run_id}. To build anyway: --full")
    else:
        how = (
            f"all {result.n_models} models"
            if result.full
            else f"{result.n_touched_cases:,} touched cases, {result.n_made} of "
            f"{result.n_models} models"
        )
        say(f"Built {result.run_id} in {result.seconds:.1f} s: {how} from {result.n_loads} loads.")
        say(f"Rules tested: {result.n_tests}; {result.n_warnings} gave a warning.")
    _warnings(result.warnings, is_sample=is_sample, is_published=run is not None)
    if run is not None:
        say(published(run))


def _warnings(warnings: Sequence[Outcome], *, is_sample: bool, is_published: bool) -> None:
    if len(warnings) <= MOST_WARNINGS and not is_sample:
        for test in warnings:
            say(f"  Warning: {test.test_name}, {_rows(test.failures)}. {test.description}")
        return
    if warnings:
        rows = _rows(sum(test.failures for test in warnings))
        planted = " of the faults planted in the sample" if is_sample else ""
        when = "Listed" if is_published else "Once published, listed"
        say(f"Warnings: {len(warnings)} rules, {rows}{planted}. {when} on page Data and by:")
        say(f"  {WARNED}")


def demo_done(result: DemoResult) -> None:
    """Show what the demo came to."""
    if result.is_new_sample or any(load.status == "loaded" for load in result.loads):
        say(loaded(result.loads))
        if any(load.rows_rejected for load in result.loads):
            say(f"Rejected rows, planted in the sample, are listed by: {REJECTED}")
    built(result.built, result.run, as_json=False, is_sample=True)


def status(now: Status, as_json: bool) -> None:
    """Show where a data folder stands."""
    if as_json:
        _json(now)
        return
    refused = f", {now.n_refused} refused" if now.n_refused else ""
    lost = f", {now.n_strays} without ledger entry: sagspuls verify" if now.n_strays else ""
    for name, text in (
        ("Data folder", str(now.data)),
        ("Loads", f"{now.n_loads} active{refused}{lost}"),
        ("Data to", str(now.newest_data_date or "no data")),
        ("Last build", _build_line(now)),
        ("Current run", run_line(now.current) if now.current else now.problem or "none"),
    ):
        say(f"{name:<11}  {text}")
    if not now.runs:
        return
    say("")
    current = now.current.run_id if now.current else None
    rows = [
        (
            run.run_id,
            str(run.published_at),
            str(run.data_date or ""),
            "current" if run.run_id == current else "",
        )
        for run in now.runs
    ]
    for line in table(("Run", "Published (UTC)", "Data to", "State"), rows):
        say(line)


def examined(checks: Sequence[Check], as_json: bool) -> None:
    """Show what was found on this machine, and the command that mends it."""
    if as_json:
        _json({"checks": checks})
        return
    for check in checks:
        _hanging(f"{_MARKS[check.status]:<11}{check.name:<15}", check.found)
        if check.mend:
            say(f"{'':<26}→ {check.mend}")


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
    runs = f"{verdict.n_runs} published {'run' if verdict.n_runs == 1 else 'runs'}"
    say(f"{word}: {verdict.n_raw} raw files, {runs}, {rows}.")


def erased(done: Erased, as_json: bool) -> None:
    """What was erased, and what no command can reach."""
    if as_json:
        _json(done)
        return
    if not done.loads_rewritten:
        say("No row and no text names them; nothing was changed.")
        return
    rows = sum(done.rows_erased.values())
    say(
        f"Erased {rows:,} rows of {done.n_cases:,} cases; "
        f"{len(done.loads_rewritten)} loads were rewritten."
    )
    if done.run_id is not None:
        say(f"Published without them: run {done.run_id}; {len(done.runs_removed)} older deleted.")
    say(
        "Not reached: suppliers' extracts, backups, exported files and copies "
        "(docs/operators.md#erasure)."
    )


def _hanging(start: str, text: str) -> None:
    """A text beside its name, wrapped below itself on a screen; in a log it is one line."""
    width = screen_width(sys.stdout)
    lines = [text]
    if width is not None:
        room = max(width - len(start), 20)
        lines = wrap(text, room, break_long_words=False, break_on_hyphens=False)
    for number, line in enumerate(lines):
        say((" " * len(start) if number else start) + line)


def _rows(count: int) -> str:
    return f"{count:,} {'row' if count == 1 else 'rows'}"


def _build_line(now: Status) -> str:
    last = now.last_build
    if now.is_building:
        return "building now"
    if last is None:
        return "none"
    if last.status == "running":
        return f"{last.run_id} did not finish: run `sagspuls build`"
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
