"""The order of deliveries, and findings where it differs from the order of their dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from warehouse.base.errors import FileRefused
from warehouse.base.ledger import LedgerEntry
from warehouse.base.loads import decide_active, place
from warehouse.base.settings import Settings
from warehouse.base.sql_text import quoted
from warehouse.contracts.contract import Contract, is_case_family
from warehouse.ingest.findings import one_row

OLDER = "older_delivery"
"""Reason of the findings about the order."""
LEFT_OUT = "events_left_out"
"""Reason of the finding about events of before that a delivery lacks."""
IN_TWO_FILES = "case_in_two_files"
"""Reason of the finding about cases that two files of one delivery hold whole."""
ROWS_AT_A_TIME = 2_000_000
"""Events compared at a time: keys of more would not fit into a load's memory."""


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
    if entry.delivery == "append":
        _note_left_out(connection, settings, others, entry, rows)
    if entry.delivery == "whole_cases":
        _note_in_two_files(connection, settings, others, entry, rows)
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


def _note(connection: duckdb.DuckDBPyConnection, message: str, reason: str = OLDER) -> None:
    connection.execute(
        "insert into findings values (null, null, null, ?, 'warning', ?, null)", [reason, message]
    )


def _note_left_out(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    others: Sequence[LedgerEntry],
    entry: LedgerEntry,
    rows: str,
) -> None:
    """Say where a delivery repeats events of before and lacks some between them.

    New events alone repeat none, and an overlapping extract repeats all. So such a file holds its
    cases anew, and what it lacks was moved or taken back in the source.
    """
    before = [e for e in others if place(e) < place(entry)]
    paths = [settings.raw / e.entity / f"{e.load_id}.parquet" for e in before]
    there = ", ".join(quoted(str(path)) for path in paths if path.is_file())
    if not there:
        return
    new, old = f"read_parquet({quoted(rows)})", f"read_parquet([{there}], union_by_name = true)"
    event = "hash(municipality_code, case_id, event_at, event_name)"
    n_parts = 1 + entry.rows_loaded // ROWS_AT_A_TIME
    parts = [f"hash(case_id) % {n_parts} = {part}" for part in range(n_parts)]
    shared = [
        one_row(
            connection,
            f"select min(event_at) from {old} where {part} "
            f"and {event} in (select {event} from {new} where {part})",
        )[0]
        for part in parts
    ]
    since = min((instant for instant in shared if instant is not None), default=None)
    if since is None:
        return
    (until,) = one_row(connection, f"select max(event_at) from {new}")
    n_events = n_cases = 0
    for part in parts:
        events, cases = connection.execute(
            f"""
            with lacking as (
                select distinct municipality_code, case_id, event_at, event_name
                from {old}
                where {part} and event_at between ? and ?
                    and {event} not in (select {event} from {new} where {part})
            )
            select count(*), count(distinct (municipality_code, case_id))
            from lacking
            semi join {new} using (municipality_code, case_id)
            """,
            [since, until],
        ).fetchall()[0]
        n_events, n_cases = n_events + events, n_cases + cases
    if n_events:
        _note(
            connection,
            f"The file repeats events that were loaded before and lacks {n_events} of them, in "
            f"{n_cases} of its cases; they still count. If each file holds all events of its "
            "cases, write delivery: whole_cases in the mapping and load the files again.",
            LEFT_OUT,
        )


def _note_in_two_files(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    others: Sequence[LedgerEntry],
    entry: LedgerEntry,
    rows: str,
) -> None:
    """Say where two files of one delivery have events of one case: parts, or two exports."""
    case = "municipality_code, case_id"
    for other in others:
        path = settings.raw / other.entity / f"{other.load_id}.parquet"
        is_beside = (other.delivery_id, other.dated_on) == (entry.delivery_id, entry.dated_on)
        if not is_beside or not path.is_file():
            continue
        (n_cases,) = one_row(
            connection,
            f"select count(*) from (select distinct {case} from read_parquet({quoted(rows)})) "
            f"semi join read_parquet({quoted(str(path))}) using ({case})",
        )
        if n_cases:
            _note(
                connection,
                f"{n_cases} of its cases have events in {other.source_file} too, which came in "
                "the same delivery: the events of both files count. If one is an export of an "
                "earlier day, load it by itself and first, or give its day with --data-date.",
                IN_TWO_FILES,
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
