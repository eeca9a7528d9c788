"""Progress on the command line: a bar in a terminal, a line per tenth in a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from warehouse.base.progress import OnProgress, silent


@contextmanager
def drawn(title: str, *, quiet: bool = False) -> Iterator[OnProgress]:
    """Draw progress on standard error; lines instead of a bar where that is not a terminal.

    Args:
        title: what the command does, such as `build`.
        quiet: draw nothing.
    """
    console = Console(stderr=True)
    if quiet:
        yield silent
    elif not console.is_terminal:
        yield _lines(console, title)
    else:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            yield _bar(progress, progress.add_task(title, total=None), title)


def _bar(progress: Progress, task: TaskID, title: str) -> OnProgress:
    def on_progress(what: str, done: int, total: int) -> None:
        progress.update(
            task, description=f"{title}: {what}"[:60], completed=done, total=total or None
        )

    return on_progress


def _lines(console: Console, title: str) -> OnProgress:
    """One line each time a new tenth is reached, so that a log stays short."""
    tenths: set[tuple[str, int]] = set()

    def on_progress(what: str, done: int, total: int) -> None:
        mark = ("", 10 * done // total) if total else (what, 0)
        if mark not in tenths:
            tenths.add(mark)
            share = f" ({done}/{total})" if total else ""
            what = what or "done"
            console.print(f"{title}: {what}{share}", highlight=False, soft_wrap=True)

    return on_progress
