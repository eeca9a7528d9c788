"""Load: extracts become immutable Parquet, each with its ledger entry and what was wrong in it."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import duckdb

from warehouse.base.disk import DiskFull, is_full
from warehouse.base.errors import FileRefused, SagspulsError
from warehouse.base.ledger import (
    LedgerEntry,
    file_sha256,
    putting_files,
    read_ledger,
    rename_durably,
    undo_begun_loads,
)
from warehouse.base.locks import hold
from warehouse.base.settings import Settings
from warehouse.base.steps import step
from warehouse.contracts.contract import CONTRACTS, Contract, read_contract
from warehouse.contracts.key_fingerprint import open_key, prove, prove_by_loads
from warehouse.contracts.mapping import FileMap, Mapping
from warehouse.contracts.mapping_file import read_mapping
from warehouse.contracts.pseudonym import create_macros, mask_cpr
from warehouse.ingest.audit_check import check_form
from warehouse.ingest.delivery_order import known_until, note_order, past
from warehouse.ingest.extracts import (
    TEXT_SUFFIXES,
    WORKBOOK_SUFFIXES,
    Extract,
    find_extracts,
)
from warehouse.ingest.findings import note_merged, note_sheet, note_unused
from warehouse.ingest.inspection import Inspection, inspect
from warehouse.ingest.layout import find_layout
from warehouse.ingest.rejects import check_rejects, without_known_dates, write_rejects
from warehouse.ingest.text_file import TextFile, first_undecodable, long_cells
from warehouse.ingest.typed_read import ReadResult, read_typed
from warehouse.ingest.workbook import Workbook

MEMORY = "500MB"
MOST_THREADS = 4
"""With these two a load takes less than 1 GB, whatever its file and machine."""
SMALL_BYTES = 1_000_000
"""The statements for a smaller file take longer to plan than to run."""
STANDARD_MAPPING = "standard"

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many files are done, and of how many."""


@dataclass(frozen=True)
class LoadResult:
    """What came of one file for one entity.

    `status`: `loaded`, `refused` (nothing of it was loaded) or `unchanged` (it was loaded before).
    `entity`: empty where the mapping takes no file of that name.
    `rejects` are the first of the rows that were wrong.
    """

    source_file: str
    status: str
    entity: str = ""
    load_id: str = ""
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    rows_repeated: int = 0
    seconds: float = 0.0
    message: str = ""
    hint: str | None = None
    rejects: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True)
class _Delivery:
    """One call of `load`: what all its files have in common."""

    settings: Settings
    mapping: Mapping
    mapping_name: str
    delivery_id: str
    data_date: date | None
    key: bytes
    loaded: list[LedgerEntry] = field(default_factory=list)
    """The loads that count, those of this call among them; the lock keeps others out."""

    def digest(self, file: FileMap) -> str:
        """What the result depends on beside the extract: its part of the mapping, the contract."""
        return self._digests[self.mapping.files.index(file)]

    @cached_property
    def _digests(self) -> list[str]:
        return [_mapping_digest(self, file) for file in self.mapping.files]


def load(
    settings: Settings,
    path: Path,
    mapping: str = STANDARD_MAPPING,
    *,
    data_date: date | None = None,
    on_progress: Progress | None = None,
) -> list[LoadResult]:
    """Load a file, a folder or a zip archive.

    A file that is refused takes nothing with it: the others are loaded. The same file twice is
    loaded once. Inputs are never changed.

    Args:
        settings: where the data folder and the key are.
        path: what to load.
        mapping: name or path of the mapping; the standard one knows the contracts' own column
            names and their synonyms.
        data_date: date of the extract, by which it stands in the order of deliveries; without
            one, the date in its name where the mapping takes it, else the newest date in it that
            is not alone, and it stands by the time of its load.
        on_progress: told before each file, and at the end.

    Raises:
        SagspulsError: there is nothing to load, or its date lies in the future.
        ConfigurationError: the mapping or the key cannot be used.
        Busy: another load is running on this data folder.
    """
    key = open_key(settings, create=True)
    read = read_mapping(mapping)
    extracts = [e for e in find_extracts(path) if not read.ignores(e.file_name)]
    delivery = _Delivery(
        settings=settings,
        mapping=read.model_copy(update={"system": mask_cpr(key, read.system)}),
        mapping_name=mask_cpr(key, Path(mapping).stem),
        delivery_id=_new_id(),
        data_date=past(data_date, "--data-date"),
        key=key,
    )
    results: list[LoadResult] = []
    # os.path, not Path: a folder one may not look into does not exist for it, and raises nothing.
    places = (settings.data, *settings.data.parents)
    place = next(p for p in places if os.path.exists(p))  # noqa: PTH110
    if not os.access(place, os.W_OK | os.X_OK):
        raise SagspulsError(
            f"Nothing can be written in {place}.", "Ask for write access, or set SAGSPULS_DATA."
        )
    with hold(settings, "load", "sagspuls load"), long_cells():
        _sweep(settings)
        prove(settings, key)
        step("load.locked")
        delivery.loaded.extend(e for e in read_ledger(settings) if e.status == "loaded")
        for i, extract in enumerate(extracts):
            if on_progress:
                shown = mask_cpr(delivery.key, extract.shown)
                on_progress(f"reading {shown}", i, len(extracts))
            results.extend(_load_extract(delivery, extract))
        for i, result in enumerate(results):
            rejects = without_known_dates(settings, delivery.loaded, result.load_id, result.rejects)
            results[i] = replace(result, rejects=rejects)
        prove_by_loads(settings, key, {result.load_id for result in results})
        if on_progress:
            on_progress("done", len(extracts), len(extracts))
    return results


def _load_extract(delivery: _Delivery, extract: Extract) -> list[LoadResult]:
    shown = mask_cpr(delivery.key, extract.shown)
    files = [file for file in delivery.mapping.files if file.takes(extract.file_name)]
    if not files:
        return [
            _refuse(delivery, None, extract, "", _not_taken(delivery, extract), time.monotonic())
        ]
    try:
        if extract.unsafe:
            raise FileRefused(f"{shown} is not opened. {extract.unsafe}")
        if not extract.file_name.lower().endswith((*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES)):
            raise FileRefused(f"{shown} is neither CSV nor a workbook.", "Deliver CSV or XLSX.")
        inspection = inspect(extract)
    except FileRefused as error:
        return [_refuse(delivery, files[0], extract, "", error, time.monotonic())]
    return [_load_entity(delivery, file, extract, inspection) for file in files]


def _not_taken(delivery: _Delivery, extract: Extract) -> FileRefused:
    """A file that no pattern takes was meant for somebody: it is refused like any other."""
    if extract.unsafe:
        return FileRefused(f"{mask_cpr(delivery.key, extract.shown)}: {extract.unsafe}")
    patterns = (pattern for file in delivery.mapping.files for pattern in file.match)
    return FileRefused(
        f"The mapping '{delivery.mapping_name}' takes no file of the name "
        f"{mask_cpr(delivery.key, extract.file_name)}.",
        "Rename or remove the file, or add a pattern to the mapping. Names it takes: "
        + ", ".join(dict.fromkeys(patterns))
        + ".",
    )


def _load_entity(
    delivery: _Delivery, file: FileMap, extract: Extract, inspection: Inspection
) -> LoadResult:
    started = time.monotonic()
    settings = delivery.settings
    digest = delivery.digest(file)
    # A file may be read as an entity several times, such as a column for each year.
    beside = {delivery.digest(other) for other in delivery.mapping.files} - {digest}
    replaced = {name for entry in delivery.loaded for name in entry.replaces}
    before = [
        entry
        for entry in delivery.loaded
        if entry.load_id not in replaced
        and (entry.sha256, entry.entity) == (inspection.sha256, file.entity)
        and entry.source_system == delivery.mapping.system
        and entry.mapping_sha256 not in beside
    ]
    if any(entry.mapping_sha256 == digest for entry in before):
        return LoadResult(
            source_file=mask_cpr(delivery.key, extract.shown),
            status="unchanged",
            entity=file.entity,
            load_id=before[-1].load_id,
            message="The same file was loaded before.",
            seconds=time.monotonic() - started,
        )
    load_id = _new_id()
    folder = settings.data / "tmp" / load_id
    folder.mkdir(parents=True)
    connection = _connect(settings, delivery.key, is_small=inspection.n_bytes < SMALL_BYTES)
    try:
        contract = read_contract(file.entity)
        dated_on = delivery.data_date or past(file.date_of(extract.file_name), extract.shown)
        read = _read(
            delivery,
            connection,
            contract,
            file,
            extract,
            inspection,
            load_id,
            folder,
            is_dated=dated_on is not None,
        )
        # Read anew, a file keeps its place among the deliveries, and its delivery its files.
        same = [e for e in before if e.dated_on == dated_on]
        entry = LedgerEntry(
            load_id=load_id,
            delivery_id=same[0].delivery_id if same else delivery.delivery_id,
            entity=file.entity,
            source_file=mask_cpr(delivery.key, extract.shown),
            sha256=inspection.sha256,
            source_system=delivery.mapping.system,
            municipality_code=None,
            mapping=delivery.mapping_name,
            mapping_sha256=digest,
            delivery=file.delivery or contract.delivery,
            status="loaded",
            message="",
            rows_read=read.rows_read,
            rows_loaded=read.rows_loaded,
            rows_rejected=read.rows_rejected,
            rows_repeated=read.rows_repeated,
            n_cpr_masked=read.n_cpr_masked,
            data_date=dated_on or read.newest_on,
            loaded_at=datetime.now(UTC).replace(tzinfo=None),
            seconds=0.0,
            replaces=tuple(e.load_id for e in before),
            dated_on=dated_on,
            first_loaded_at=min((e.first_loaded_at or e.loaded_at for e in before), default=None),
        )
        step("load.rows_written")
        check_rejects(settings, connection, entry)
        entry = replace(entry, municipality_code=_municipality(connection, read.parquet))
        note_order(connection, settings, delivery.loaded, entry, str(read.parquet), contract)
        entry = replace(
            entry,
            parquet_sha256=file_sha256(read.parquet),
            seconds=round(time.monotonic() - started, 3),
        )
        with putting_files(settings, entry):
            rejects = write_rejects(settings, connection, entry, folder)
            step("load.before_raw")
            rename_durably(settings.raw / file.entity / f"{load_id}.parquet", read.parquet)
            step("load.before_ledger")
        delivery.loaded.append(entry)
        step("load.after_ledger")
        return _result(entry, rejects)
    except FileRefused as error:
        return _refuse(delivery, file, extract, inspection.sha256, error, started, connection)
    except duckdb.IOException as error:
        raise DiskFull(error) if is_full(error) else error from None
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def _read(
    delivery: _Delivery,
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    file: FileMap,
    extract: Extract,
    inspection: Inspection,
    load_id: str,
    folder: Path,
    *,
    is_dated: bool,
) -> ReadResult:
    shown = mask_cpr(delivery.key, extract.shown)
    source: TextFile | Workbook
    try:
        if file.form == "audit":
            check_form(extract, shown)
        if extract.is_workbook:
            source = Workbook(extract, file.dialect.sheet)
        else:
            source = TextFile(extract, inspection, file.dialect.encoding)
        layout = find_layout(
            source,
            shown,
            contract,
            file,
            delivery.mapping.municipality_code or delivery.settings.municipality_code,
            delivery.mapping.place,
        )
        read = read_typed(
            connection,
            source,
            layout,
            contract,
            file,
            source_system=delivery.mapping.system,
            load_id=load_id,
            key=delivery.key,
            folder=folder,
            is_dated=is_dated,
            known=known_until(delivery.loaded, delivery.mapping.system, contract),
        )
    except UnicodeDecodeError as error:
        line, byte = 0, error.object[error.start]
        if error.encoding == "utf-8" or not error.encoding.startswith("utf"):
            line, byte = first_undecodable(extract, error.encoding)
        raise FileRefused(
            f"{shown}{f' line {line}' if line else ''} cannot be read: the byte 0x{byte:02X} does "
            f"not exist in {error.encoding}.",
            "Declare the file's own encoding in the mapping: dialect: {encoding: …}.",
        ) from None
    except (duckdb.OutOfMemoryException, duckdb.InterruptException):
        raise FileRefused(
            f"{shown} takes more than 1 GB of memory to read: too many cells in it cannot be "
            "read, or its rows are many megabytes long.",
            "Is the mapping the right one, and are its date format and delimiter the file's own?",
        ) from None
    except (duckdb.Error, csv.Error, OSError) as error:
        if is_full(error):
            raise DiskFull(error) from None
        first = mask_cpr(delivery.key, str(error).splitlines()[0][:300])
        raise FileRefused(f"{shown} cannot be read: {first}") from error
    others = [f for f in delivery.mapping.files if f is not file and f.takes(extract.file_name)]
    note_sheet(connection, source, layout)
    note_merged(connection, source, layout)
    note_unused(connection, layout, [name for f in others for name in f.headers], delivery.key)
    if read.rows_read == 0:
        raise FileRefused(
            f"{shown} has a header but no rows.",
            "Ask the supplier whether the extract was cut off.",
        )
    return read


def _connect(settings: Settings, key: bytes, *, is_small: bool) -> duckdb.DuckDBPyConnection:
    """Open a database in memory that may not spill to disk: the file it reads holds CPR numbers.

    Args:
        settings: number of threads.
        key: of the pseudonyms.
        is_small: whether one thread without rewriting of expressions is quicker.
    """
    threads = min(settings.threads or os.cpu_count() or 1, MOST_THREADS)
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": "",
            "threads": 1 if is_small else threads,
        }
    )
    # Rows are known by their order in the file, and no join keeps it: `in` must not become one.
    optimizers = "in_clause, expression_rewriter" if is_small else "in_clause"
    connection.execute(f"set disabled_optimizers = '{optimizers}'")
    connection.execute("set timezone = 'Europe/Copenhagen'")
    create_macros(connection, key)
    return connection


def _municipality(connection: duckdb.DuckDBPyConnection, parquet: Path) -> str | None:
    """The municipality all rows belong to; None where they are of several."""
    row = connection.execute(
        "select min(municipality_code), max(municipality_code) from read_parquet(?)",
        [str(parquet)],
    ).fetchone()
    first, last = row or (None, None)
    return first if first == last else None


def _refuse(
    delivery: _Delivery,
    file: FileMap | None,
    extract: Extract,
    sha256: str,
    error: FileRefused,
    started: float,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> LoadResult:
    """Record that nothing of a file was loaded, and why; no `file`: no pattern takes it."""
    settings = delivery.settings
    entry = LedgerEntry(
        load_id=_new_id(),
        delivery_id=delivery.delivery_id,
        entity=file.entity if file else "",
        source_file=mask_cpr(delivery.key, extract.shown),
        sha256=sha256,
        source_system=delivery.mapping.system,
        municipality_code=None,
        mapping=delivery.mapping_name,
        mapping_sha256=delivery.digest(file) if file else "",
        delivery=(file.delivery or read_contract(file.entity).delivery) if file else "",
        status="refused",
        message=mask_cpr(delivery.key, error.message),
        rows_read=0,
        rows_loaded=0,
        rows_rejected=0,
        rows_repeated=0,
        n_cpr_masked=0,
        data_date=None,
        loaded_at=datetime.now(UTC).replace(tzinfo=None),
        seconds=round(time.monotonic() - started, 3),
    )
    rejects: list[dict[str, object]] = []
    with putting_files(settings, entry):
        if connection is not None and "findings" in {
            name for (name,) in connection.execute("show tables").fetchall()
        }:
            folder = settings.data / "tmp" / entry.load_id
            folder.mkdir(parents=True)
            rejects = write_rejects(settings, connection, entry, folder)
            folder.rmdir()
    hint = mask_cpr(delivery.key, error.hint) if error.hint else None
    return replace(_result(entry, rejects), hint=hint)


def _result(entry: LedgerEntry, rejects: list[dict[str, object]]) -> LoadResult:
    return LoadResult(
        source_file=entry.source_file,
        status=entry.status,
        entity=entry.entity,
        load_id=entry.load_id,
        rows_read=entry.rows_read,
        rows_loaded=entry.rows_loaded,
        rows_rejected=entry.rows_rejected,
        rows_repeated=entry.rows_repeated,
        seconds=entry.seconds,
        message=entry.message,
        rejects=rejects,
    )


def _mapping_digest(delivery: _Delivery, file: FileMap) -> str:
    told = json.dumps(
        [
            file.model_dump(mode="json"),
            delivery.mapping.municipality_code or delivery.settings.municipality_code,
            str(delivery.data_date),
        ],
        sort_keys=True,
    )
    contract = (CONTRACTS / f"{file.entity}.odcs.yaml").read_bytes()
    return hashlib.sha256(told.encode() + contract).hexdigest()


def _new_id() -> str:
    """Sorts by time; the random part keeps two loads of one microsecond apart."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f") + "-" + secrets.token_hex(2)


def _sweep(settings: Settings) -> None:
    """Remove what killed loads left: only the holder of the lock may."""
    shutil.rmtree(settings.data / "tmp", ignore_errors=True)
    undo_begun_loads(settings)
