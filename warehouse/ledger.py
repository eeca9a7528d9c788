"""The ledger: one JSON file a load, and a load counts from the moment its file is there."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from warehouse.settings import Settings
from warehouse.steps import step

Status = Literal["loaded", "refused"]


@dataclass(frozen=True)
class LedgerEntry:
    """What came of one file for one entity.

    rows_read = rows_loaded + rows_rejected + rows_repeated, all as they were when the file was
    loaded; its Parquet holds rows_loaded - rows_erased rows.
    """

    load_id: str
    delivery_id: str
    entity: str
    source_file: str
    sha256: str
    source_system: str
    municipality_code: str | None
    mapping: str
    mapping_sha256: str
    delivery: str
    status: Status
    message: str
    rows_read: int
    rows_loaded: int
    rows_rejected: int
    rows_repeated: int
    n_cpr_masked: int
    data_date: date | None
    loaded_at: datetime
    seconds: float
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


def read_ledger(settings: Settings) -> Iterator[LedgerEntry]:
    """Every load, in the order they were made."""
    names = {field.name for field in fields(LedgerEntry)}
    for path in sorted(settings.loads.glob("*.json")):
        given = {k: v for k, v in json.loads(path.read_text("utf-8")).items() if k in names}
        for name in ("data_date", "dated_on"):
            given[name] = date.fromisoformat(given[name]) if given.get(name) else None
        given["loaded_at"] = datetime.fromisoformat(given["loaded_at"])
        if given.get("first_loaded_at"):
            given["first_loaded_at"] = datetime.fromisoformat(given["first_loaded_at"])
        given["replaces"] = tuple(given["replaces"])
        yield LedgerEntry(**given)


def write_entry(settings: Settings, entry: LedgerEntry) -> None:
    """Make a load count: write its entry under another name, then rename it."""
    settings.loads.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(entry), default=str, ensure_ascii=False, indent=1)
    rename_durably(settings.loads / f"{entry.load_id}.json", text.encode(), "load.entry_unfinished")


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def rename_durably(path: Path, content: bytes | Path, at: str | None = None) -> None:
    """Put a file in its place so that after a crash it is there whole or not at all.

    Args:
        path: where it is to lie.
        content: its bytes, or a finished file on the same disk.
        at: the step (`warehouse.steps`) that comes right before the file has its name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        unfinished = path.with_name(f".{path.name}.unfinished")
        unfinished.write_bytes(content)
    else:
        unfinished = content
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    if at is not None:
        step(at)
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
