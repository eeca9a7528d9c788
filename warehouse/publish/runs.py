"""Published runs as readers find them: the current one, the others, and the way back."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

from warehouse.base.errors import NothingPublished, RunUnreadable
from warehouse.base.settings import Settings
from warehouse.publish.public_edition import Edition

POINTER = "current.json"
"""Names the current run."""

_DAMAGED = (ValueError, KeyError, TypeError)
"""What reading a note raises that is there and is none."""


@dataclass(frozen=True)
class Run:
    """A published run."""

    run_id: str
    path: Path
    published_at: datetime
    data_date: date | None
    previous: str | None = None
    """The run that was current when this one was first published; a rollback goes there."""
    sha256: str = ""
    """Of its file, which never changes; empty where it was published before it was kept."""
    edition: Edition = field(default_factory=Edition)
    """What became of the periods of the public edition."""
    repeats: str | None = None
    """The run whose public periods it repeats, where what it should have repeated was not read."""
    not_read: tuple[str, ...] = ()
    """Runs that stood before that one and could not be read when this one was published."""


def current_run(settings: Settings) -> Run:
    """The run that readers see; only reads the pointer and looks whether the file is there.

    Raises:
        NothingPublished: there is none.
        RunUnreadable: there is one, and the pointer or its file cannot be read; says the way back.
    """
    pointer = settings.published / POINTER
    try:
        run = _read_strictly(pointer)
    except FileNotFoundError:
        if not runs(settings):
            raise NothingPublished(
                f"Nothing is published in {settings.data} yet.",
                "Run `sagspuls build` and `sagspuls publish`, or `sagspuls demo` to see a sample.",
            ) from None
        raise RunUnreadable(
            f"What names the current run is not there: {pointer}.", way_back(settings)
        ) from None
    except OSError as error:
        raise RunUnreadable(
            f"What names the current run cannot be read: {pointer} ({error.strerror}).",
            way_back(settings),
        ) from None
    except _DAMAGED:
        raise RunUnreadable(
            f"What names the current run is damaged: {pointer}.", way_back(settings)
        ) from None
    if not run.path.is_file():
        raise RunUnreadable(
            f"The file of the current run {run.run_id} has gone: {run.path}.",
            way_back(settings, run),
        )
    if not os.access(run.path, os.R_OK):
        raise RunUnreadable(
            f"The file of the current run {run.run_id} may not be read: {run.path}.",
            f"Ask for leave to read it (docs/operators.md). Else: {way_back(settings, run)}",
        )
    return run


def way_back(settings: Settings, run: Run | None = None) -> str:
    """How readers get figures again where a run cannot be read.

    Args:
        settings: whose data folder.
        run: the run that cannot be read, if one is known.
    """
    anew = "`sagspuls build --full --publish` makes a new run from what is loaded"
    others = [other for other in runs(settings) if run is None or other.run_id != run.run_id]
    if others:
        return f"`sagspuls rollback {others[0].run_id}` shows that run at once; {anew}."
    return f"There is no other run for `sagspuls rollback`: {anew}."


def runs(settings: Settings) -> tuple[Run, ...]:
    """Every published run, newest first; opens none of their files."""
    notes = settings.published.glob("warehouse-*.json")
    there = [run for note in notes if (run := read_note(note)) and run.path.is_file()]
    return tuple(sorted(there, key=lambda run: run.run_id, reverse=True))


def strange_files(settings: Settings) -> tuple[Path, ...]:
    """Files that look like published runs and are none: a note or its file is not as it should."""
    known = {run.run_id for run in runs(settings)}
    there = (*settings.published.glob("warehouse-*.duckdb"), *settings.published.glob("*.json"))
    named = [path for path in there if path.name.startswith("warehouse-")]
    return tuple(
        sorted(path for path in named if path.stem.removeprefix("warehouse-") not in known)
    )


def read_note(path: Path) -> Run | None:
    """The run of a note or of the pointer; none where it cannot be read.

    Args:
        path: of the note.
    """
    try:
        return _read_strictly(path)
    except (OSError, *_DAMAGED):
        return None


def _read_strictly(path: Path) -> Run:
    """Read a note or the pointer; raises OSError or one of `_DAMAGED`."""
    content = json.loads(path.read_text(encoding="utf-8"))
    run_id, file = content["run_id"], content["file"]
    if not isinstance(run_id, str) or Path(file).name != file:
        raise ValueError(path)
    return Run(
        run_id=run_id,
        path=path.parent / file,
        published_at=datetime.fromisoformat(content["published_at"]),
        data_date=date.fromisoformat(content["data_date"]) if content["data_date"] else None,
        previous=content.get("previous"),
        sha256=content.get("sha256", ""),
        edition=Edition(**content.get("edition", {})),
        repeats=content.get("repeats"),
        not_read=tuple(content.get("not_read", ())),
    )


def as_json(run: Run) -> dict[str, object]:
    """What a note or the pointer says of a run."""
    return {
        "run_id": run.run_id,
        "file": run.path.name,
        "published_at": run.published_at.isoformat(timespec="seconds"),
        "data_date": run.data_date.isoformat() if run.data_date else None,
        "previous": run.previous,
        "sha256": run.sha256,
        "edition": asdict(run.edition),
        "repeats": run.repeats,
        "not_read": run.not_read,
    }


def path_of(settings: Settings, run_id: str) -> Path:
    """Where the file of a run lies."""
    return settings.published / f"warehouse-{run_id}.duckdb"


def note_of(settings: Settings, run_id: str) -> Path:
    """Where the note of a run lies."""
    return settings.published / f"warehouse-{run_id}.json"
