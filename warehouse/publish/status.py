"""What is loaded, built and published, in one view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from warehouse.base.errors import NothingPublished, RunUnreadable
from warehouse.base.ledger import stray_files
from warehouse.base.loads import read_loads
from warehouse.base.locks import is_held
from warehouse.base.settings import Settings
from warehouse.build.state import Attempt, read_attempt
from warehouse.publish.runs import Run, current_run, runs


@dataclass(frozen=True)
class Status:
    """Where a data folder stands."""

    data: Path
    n_loads: int
    """Loads that count."""
    n_refused: int
    n_strays: int
    """Raw files whose ledger entry is lost: `sagspuls verify` names them."""
    newest_data_date: date | None
    last_build: Attempt | None
    is_building: bool
    current: Run | None
    problem: str
    """Why the current run cannot be read, and the way back; empty where it can, or there is none.
    """
    runs: tuple[Run, ...]
    """Newest first; any of them can be rolled back to."""


def read_status(settings: Settings) -> Status:
    """Read where a data folder stands; changes nothing and waits for nobody.

    Args:
        settings: whose data folder.

    Raises:
        EntryDamaged: a ledger file cannot be read.
    """
    loads = read_loads(settings)
    dates = [load.entry.data_date for load in loads if load.is_active and load.entry.data_date]
    current, problem = None, ""
    try:
        current = current_run(settings)
    except RunUnreadable as error:
        problem = f"{error.message} {error.hint}"
    except NothingPublished:
        pass
    return Status(
        data=settings.data,
        n_loads=sum(load.is_active for load in loads),
        n_refused=sum(load.status == "refused" for load in loads),
        n_strays=len(stray_files(settings)),
        newest_data_date=max(dates, default=None),
        last_build=read_attempt(settings),
        is_building=is_held(settings, "build"),
        current=current,
        problem=problem,
        runs=runs(settings),
    )
