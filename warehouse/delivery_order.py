"""The order of deliveries, said: where a load counts before what is newer, or behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from warehouse.contracts import Contract
from warehouse.errors import FileRefused
from warehouse.findings import one_row
from warehouse.ledger import LedgerEntry
from warehouse.raw import decide_active, is_case_family, place
from warehouse.settings import Settings
from warehouse.sql_text import quoted

OLDER = "older_delivery"
"""Reason of the findings about the order."""


def past(day: date | None, whose: str) -> date | None:
    """The date given for an extract, which no later delivery could supersede if it lay ahead.

    Args:
        day: as given.
        whose: where it was given, for the message.

    Raises:
        FileRefused: it lies in the future.
    """
    if day is not None and day > date.today():
        raise FileRefused(
            f"{whose}: the date of the extract, {day}, lies in the future.",
            "Give the day the extract was taken.",
        )
    return day


def known_until(loaded: Sequence[LedgerEntry], system: str, contract: Contract) -> date | None:
    """Up to which day the deliveries of an entity of cases tell; registers may rest for years.

    Args:
        loaded: the loads of the ledger that were loaded.
        system: whose deliveries.
        contract: of the entity.
    """
    if not is_case_family(contract):
        return None
    days = [
        load.entry.data_date
        for load in decide_active(loaded)
        if load.is_active
        and (load.entry.entity, load.entry.source_system) == (contract.entity, system)
        and load.entry.data_date
    ]
    return max(days, default=None)


def note_order(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    loaded: Sequence[LedgerEntry],
    entry: LedgerEntry,
    rows: str,
    contract: Contract,
) -> None:
    """Say in the table `findings` where the order of deliveries is not that of their dates.

    Args:
        connection: of the load.
        settings: whose raw folder.
        loaded: the loads of the ledger that were loaded.
        entry: the new one, with its dates.
        rows: path of its Parquet.
        contract: of the entity.
    """
    before = {load.load_id for load in decide_active(loaded) if load.is_active}
    others = [
        e
        for e in loaded
        if e.load_id in before
        and e.load_id not in entry.replaces
        and (e.entity, e.source_system) == (entry.entity, entry.source_system)
        and (None in (e.municipality_code, entry.municipality_code)
             or e.municipality_code == entry.municipality_code)
    ]  # fmt: skip
    now = {x.load_id: x.is_active for x in decide_active([*loaded, entry])}
    if not now[entry.load_id]:
        _note(
            connection,
            "Nothing of the file counts: a delivery that stands later is there. This one stands "
            f"by {_stands_by(entry)}.",
        )
        return
    for other in others:
        is_later = place(entry) > place(other)
        if is_later and not _is_older(entry, other):
            continue
        n_shared = _shared(connection, settings, other, rows, contract)
        if is_later and (n_shared or not now[other.load_id]):
            what = f"{n_shared} of its rows stand" if now[other.load_id] else "It stands"
            _note(
                connection,
                f"The file has data to {entry.data_date}, {other.source_file} to "
                f"{other.data_date}. {what} in place of those loaded before: the later delivery "
                f"counts. Is this the older one, load it with --data-date {entry.data_date}.",
            )
        elif n_shared:
            _note(
                connection,
                f"{n_shared} of its rows do not count: {other.source_file} has them too and "
                f"stands later, by {_stands_by(other)}. This file stands by {_stands_by(entry)}.",
            )


def _is_older(entry: LedgerEntry, other: LedgerEntry) -> bool:
    if entry.data_date is None or other.data_date is None:
        return False
    return entry.data_date < other.data_date


def _stands_by(entry: LedgerEntry) -> str:
    why = "the date given for it" if entry.dated_on else "when it was loaded"
    return f"{place(entry)[0]}, {why}"


def _note(connection: duckdb.DuckDBPyConnection, message: str) -> None:
    connection.execute(
        "insert into findings values (null, null, null, ?, 'warning', ?, null)", [OLDER, message]
    )


def _shared(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    other: LedgerEntry,
    rows: str,
    contract: Contract,
) -> int:
    """How many rows of the new load have a key that the other load has too."""
    path = settings.raw / other.entity / f"{other.load_id}.parquet"
    if not path.is_file():
        return 0
    key = ", ".join(n for n in contract.key if not contract.column(n).numbered_by)
    return int(
        one_row(
            connection,
            f"select count(*) from (select {key} from read_parquet({quoted(rows)})) semi join "
            f"(select {key} from read_parquet({quoted(str(path))})) using ({key})",
        )[0]
    )
