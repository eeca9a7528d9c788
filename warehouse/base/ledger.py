"""The ledger: one JSON file per load. A load counts from the moment its file is there.

A load writes its entry under another name before it puts a file under its final name, and ends by
renaming it. So what a killed load left (an entry only begun) is told from a load whose entry was
lost (none at all): the first is removed by the next load, the second is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import TypeAdapter, ValidationError

from warehouse.base.errors import ConfigurationError
from warehouse.base.settings import Settings
from warehouse.base.steps import step

Status = Literal["loaded", "refused"]

_BEGUN = ".begun"
"""Ending of the entry of a load that has not ended."""


@dataclass(frozen=True)
class LedgerEntry:
    """What came of one file for one entity.

    rows_read = rows_loaded + rows_rejected + rows_repeated, all as they were when the file was
    loaded; its Parquet holds rows_loaded - rows_erased rows. A field with a description is a column
    of raw.load_ledger too (`build.raw_tables`).
    """

    load_id: Annotated[str, "The load."]
    delivery_id: str
    entity: Annotated[str, "Entity the file was read as, such as cases."]
    source_file: Annotated[str, "Name of the file."]
    sha256: Annotated[str, "SHA-256 of the file, in hexadecimal."]
    source_system: Annotated[str, "System the file is from: the name of its mapping."]
    municipality_code: Annotated[
        str | None, "Municipality all its rows belong to; empty where they are of several."
    ]
    delivery: Annotated[str, "How a delivery counts: snapshot, append, upsert or whole_cases."]
    status: Annotated[Status, "What became of it: loaded, refused or replaced."]
    message: Annotated[str, "Why it was refused, in words."]
    rows_read: Annotated[int, "Rows in the file."]
    rows_loaded: Annotated[int, "Rows that were loaded."]
    rows_rejected: Annotated[int, "Rows in quarantine."]
    rows_repeated: Annotated[int, "Rows that stood in the file more than once."]
    n_cpr_masked: Annotated[int, "CPR numbers found in free text and replaced."]
    data_date: Annotated[date | None, "Date of the extract."]
    loaded_at: Annotated[datetime, "When it was loaded, UTC."]
    seconds: Annotated[float, "Seconds the load took."]
    mapping: Annotated[str, "Mapping that read it."]
    mapping_sha256: str
    replaces: tuple[str, ...] = ()
    parquet_sha256: str = ""
    """Of its Parquet in the raw folder; empty where nothing was loaded, or before it was kept."""
    rows_erased: int = 0
    """Rows taken out again at a citizen's request."""
    dated_on: date | None = None
    """The date given for the extract, by `--data-date` or in its name; none was asked for before
    this was kept."""
    first_loaded_at: datetime | None = None
    """When its bytes were loaded first, where they were read anew since."""


_ENTRY = TypeAdapter(LedgerEntry)


class EntryDamaged(ConfigurationError):
    """A file of the ledger cannot be read; nothing that was loaded is lost by it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The ledger entry {path} cannot be read: {reason}. Nothing is lost: what was loaded "
            "lies untouched beside it.",
            "Restore this one file from backup (docs/operators.md). Without a backup: move it and "
            f"{path.parent.parent}/<entity>/{path.stem}.parquet out of {path.parent.parent}, and "
            "load the extract again.",
        )
        self.path = path
        self.reason = reason


def read_ledger(settings: Settings) -> Iterator[LedgerEntry]:
    """Every load, in the order they were made.

    Raises:
        EntryDamaged: a file of the ledger cannot be read; says which, why and what to do.
    """
    for path in entry_files(settings):
        yield read_entry(path)


def entry_files(settings: Settings) -> list[Path]:
    """Files of the ledger, in the order of the loads.

    Raises:
        EntryDamaged: the folder cannot be looked into.
    """
    try:
        paths = sorted(settings.loads.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise EntryDamaged(settings.loads, str(error.strerror)) from None
    return [path for path in paths if path.suffix == ".json" and not path.name.startswith(".")]


def read_entry(path: Path) -> LedgerEntry:
    """One load.

    Raises:
        EntryDamaged: the file cannot be read, or is not the entry its name says.
    """
    try:
        entry = _ENTRY.validate_json(path.read_bytes(), strict=True)
    except OSError as error:
        raise EntryDamaged(path, str(error.strerror)) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise EntryDamaged(path, f"{where}: {first['msg']}" if where else first["msg"]) from None
    if entry.load_id != path.stem:
        raise EntryDamaged(path, f"it is the entry of load {entry.load_id}")
    return entry


def write_entry(settings: Settings, entry: LedgerEntry) -> None:
    """Write an entry anew, whole or not at all."""
    rename_durably(settings.loads / f"{entry.load_id}.json", _as_json(entry))


@contextmanager
def putting_files(settings: Settings, entry: LedgerEntry) -> Iterator[None]:
    """Put a load's files in the block; they count from its end, and go where it fails.

    Args:
        settings: whose data folder; the caller holds the lock.
        entry: the whole entry of the load.
    """
    begun = _begun(settings, entry.load_id)
    try:
        rename_durably(begun, _as_json(entry))
        step("load.begun")
        yield
        rename_durably(settings.loads / f"{entry.load_id}.json", begun)
    finally:
        _undo(settings, begun)


def undo_begun_loads(settings: Settings) -> None:
    """Remove what killed loads left; the caller holds the lock."""
    for path in settings.raw.glob("*/.*.unfinished"):
        path.unlink()
    for begun in settings.loads.glob(f"*{_BEGUN}"):
        _undo(settings, begun)


def stray_files(settings: Settings) -> list[Path]:
    """Raw files that no entry names and no load is writing: their entries are lost.

    The rows in them are in no figure, and are never removed: an operator decides.
    """
    files = sorted(settings.raw.glob("*/*.parquet"))
    return [path for path in files if path.parent != settings.rejects and _is_stray(settings, path)]


def refuse_strays(settings: Settings) -> None:
    """Refuse to work on raw files of which some would silently be left out.

    Raises:
        ConfigurationError: a raw file has no ledger entry.
    """
    strays = stray_files(settings)
    if not strays:
        return
    more = f", and {len(strays) - 1} more" if len(strays) > 1 else ""
    raise ConfigurationError(
        f"The raw file {strays[0]}{more} has no ledger entry: its rows would be missing from every "
        "figure.",
        stray_hint(settings, strays[0]),
    )


def stray_hint(settings: Settings, path: Path) -> str:
    """What to do about a raw file without an entry."""
    return (
        f"Restore {settings.loads / path.stem}.json from backup (docs/operators.md). If its "
        f"extract has been loaded again, or is not to count, move the file out of {settings.raw}."
    )


def _undo(settings: Settings, begun: Path) -> None:
    """Remove the files of a load that did not end, its entry last; nothing where it ended."""
    if not begun.exists():
        return
    if not begun.with_suffix(".json").exists():
        for path in settings.raw.glob(f"*/{begun.stem}.parquet"):
            path.unlink()
    begun.unlink()


def _is_stray(settings: Settings, path: Path) -> bool:
    entry = settings.loads / f"{path.stem}.json"
    # Looked for twice: a load may end between the two looks.
    return not (entry.exists() or _begun(settings, path.stem).exists() or entry.exists())


def _begun(settings: Settings, load_id: str) -> Path:
    return settings.loads / f"{load_id}{_BEGUN}"


def _as_json(entry: LedgerEntry) -> bytes:
    return json.dumps(asdict(entry), default=str, ensure_ascii=False, indent=1).encode()


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def rename_durably(path: Path, content: bytes | Path) -> None:
    """Put a file in its place so that after a crash it is there whole or not at all.

    Args:
        path: where it is to lie.
        content: its bytes, or a finished file on the same disk.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        if isinstance(content, bytes):
            unfinished.write_bytes(content)
        else:
            unfinished = content
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        if isinstance(content, bytes):
            unfinished.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
