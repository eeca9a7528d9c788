"""Rejects: what was wrong in a file, kept beside its load, and how much of it may be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse.base.errors import FileRefused
from warehouse.base.ledger import LedgerEntry, rename_durably
from warehouse.base.loads import decide_active
from warehouse.base.settings import Settings
from warehouse.base.sql_text import quoted
from warehouse.ingest.data_date import NOT_DECISIVE
from warehouse.ingest.delivery_order import OLDER

SHOWN_REJECTS = 5
SAID_FIRST = [NOT_DECISIVE, OLDER]
"""What is said of a file as a whole, and would be lost below its rows."""


def check_rejects(
    settings: Settings, connection: duckdb.DuckDBPyConnection, entry: LedgerEntry
) -> None:
    """Refuse a file of which too much is wrong to be read by the right mapping.

    Args:
        settings: with the share that may be wrong.
        connection: with the table `findings`.
        entry: with the counts.

    Raises:
        FileRefused: more than that is.
    """
    if entry.rows_rejected <= settings.max_reject_share * entry.rows_read:
        return
    reasons = connection.execute(
        "select count(*) as n, any_value(message), min(line) from findings "
        "where severity = 'rejected' group by reason_code, column_name order by n desc limit 3"
    ).fetchall()
    raise FileRefused(
        f"{entry.source_file}: {entry.rows_rejected} of {entry.rows_read} rows are wrong, "
        f"more than the {settings.max_reject_share:.0%} that may be. Mostly: "
        + " ".join(f"{message} ({n} rows, first in line {line})" for n, message, line in reasons),
        "Is the mapping the right one, and are its date format and delimiter the file's own?",
    )


def write_rejects(
    settings: Settings, connection: duckdb.DuckDBPyConnection, entry: LedgerEntry, folder: Path
) -> list[dict[str, object]]:
    """Keep the findings beside the load.

    Args:
        settings: whose folder of findings.
        connection: with the table `findings`.
        entry: of the load.
        folder: on the disk of the raw folder.

    Returns:
        The first of them, to be shown.
    """
    severity = "'refused'" if entry.status == "refused" else "severity"
    connection.execute(
        f"create or replace table rejects as select ?::varchar as load_id, ?::varchar as entity, "
        f"?::varchar as source_file, line, mask_cpr(column_name) as column_name, reason_code, "
        f"{severity} as severity, mask_cpr(message) as message, mask_cpr(value) as value "
        "from findings order by line, reason_code",
        [entry.load_id, entry.entity, entry.source_file],
    )
    path = folder / "rejects.parquet"
    connection.table("rejects").write_parquet(str(path))
    rename_durably(settings.rejects / f"{entry.load_id}.parquet", path)
    shown = connection.execute(
        "select line, column_name, reason_code, severity, message, value from rejects "
        "order by list_contains(?, reason_code) desc, severity, line limit ?",
        [SAID_FIRST, SHOWN_REJECTS],
    )
    names = [d[0] for d in shown.description or []]
    return [dict(zip(names, row, strict=True)) for row in shown.fetchall()]


def without_known_dates(
    settings: Settings,
    loaded: Sequence[LedgerEntry],
    load_id: str,
    rejects: list[dict[str, object]],
) -> list[dict[str, object]]:
    """Take back the findings of lone dates that other loads of the system tell of too.

    A file of the cases of one month may have one that was decided a year later.

    Args:
        settings: whose findings.
        loaded: the loads of the ledger that were loaded, this one and those beside it.
        load_id: of the load.
        rejects: the first of its findings.

    Returns:
        Those that stay.
    """
    system = next((e.source_system for e in loaded if e.load_id == load_id), None)
    if system is None or all(reject["reason_code"] != NOT_DECISIVE for reject in rejects):
        return rejects
    others = [
        load.entry.data_date
        for load in decide_active(loaded)
        if load.is_active
        and load.load_id != load_id
        and load.entry.source_system == system
        and load.entry.data_date
    ]
    until = str(max(others, default=""))
    path = settings.rejects / f"{load_id}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table kept as from read_parquet({quoted(str(path))})")
        connection.execute(
            "delete from kept where reason_code = ? and value <= ?", [NOT_DECISIVE, until]
        )
        folder = settings.data / "tmp" / load_id
        folder.mkdir(parents=True, exist_ok=True)
        connection.table("kept").write_parquet(str(folder / "rejects.parquet"))
        rename_durably(path, folder / "rejects.parquet")
        folder.rmdir()
    return [r for r in rejects if r["reason_code"] != NOT_DECISIVE or str(r["value"]) > until]
