"""Progress on the command line: a bar in a terminal, a line per tenth in a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column

from warehouse.base.progress import OnProgress, silent
from warehouse.base.text_table import one_line


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
            TextColumn(
                "{task.description}",
                table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
            ),
            BarColumn(bar_width=16),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console, transient=True, expand=True) as progress:
            yield _bar(progress, progress.add_task(title, total=None), title)


def _bar(progress: Progress, task: TaskID, title: str) -> OnProgress:
    def on_progress(what: str, done: int, total: int) -> None:
        progress.update(
            task, description=escape(f"{title}: {what}"), completed=done, total=total or None
        )

    return on_progress


def _lines(console: Console, title: str) -> OnProgress:
    """One line for each new tenth of a step, so that a log stays short."""
    shown: set[tuple[str, int, int]] = set()

    def on_progress(what: str, done: int, total: int) -> None:
        tenth = ("", total, 10 * done // total) if total else (what, 0, 0)
        if tenth not in shown:
            shown.add(tenth)
            count = f"{done} of {total}" if total else ""
            share = f"{done / total:.0%}" if total else ""
            line = f"{title:<8}{share:>5}  {count:>14}  {one_line(what)}"
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    return on_progress
