"""Repeated keys: rows of one file with the same key, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse.contracts.contract import Contract
from warehouse.ingest.findings import failed, one_row, parquet_rows
from warehouse.ingest.layout import Layout


def settle_keys(
    connection: duckdb.DuckDBPyConnection,
    staged: Path,
    contract: Contract,
    layout: Layout,
    error_bits: int,
) -> tuple[int, int]:
    """Fill the tables `numbers` and `dropped` for the rows that share a key.

    Where the loader numbers a key itself, equal rows are told apart by the column the number
    follows, or by their order (`numbers`). Of rows that share a key a later one is dropped: as a
    repeat where its content is the same, as a conflict, with a finding, where it is not.

    Args:
        connection: of the load.
        staged: the rows as read.
        contract: of the entity.
        layout: of the file.
        error_bits: of the checks; rows with one of them do not count.

    Returns:
        How many rows are repeats, and how many are conflicts.
    """
    connection.execute("create or replace table numbers (accepted_row bigint, number bigint)")
    connection.execute("create or replace table dropped (accepted_row bigint, is_same boolean)")
    numbered = numbered_column(contract, layout)
    key = [name for name in contract.key if name != numbered]
    _find_shared(connection, staged, key, error_bits)
    partition = f"partition by {', '.join(key)} order by file_row_number"
    if numbered:
        by = contract.column(numbered).numbered_by or "null"
        order = f"{by} nulls last, case when {by} is null then file_row_number end"
        connection.execute(
            "insert into numbers select file_row_number, "
            f"dense_rank() over (partition by {', '.join(key)} order by {order}) from shared"
        )
        connection.execute(
            "create or replace table shared as select shared.*, number "
            "from shared inner join numbers on file_row_number = accepted_row"
        )
        partition = f"partition by {', '.join(key)}, number order by file_row_number"
    content = [c for c in contract.raw_columns if not c.startswith("_") and c != "source_system"]
    row = f"row({', '.join(content)})"
    connection.execute(
        f"""
        insert into dropped
        select file_row_number, first_value({row}) over rows_of_key is not distinct from {row}
        from shared
        window rows_of_key as ({partition})
        qualify row_number() over rows_of_key > 1
        """
    )
    connection.execute(
        "insert into findings select null, accepted_row, ?, 'key_conflict', 'rejected', "
        "'The same number stands further up with other content; the first row was kept.', null "
        "from dropped where not is_same",
        [contract.key[-1]],
    )
    same, other = one_row(
        connection,
        "select count(*) filter (where is_same), count(*) filter (where not is_same) from dropped",
    )
    return same, other


def numbered_column(contract: Contract, layout: Layout) -> str | None:
    """The part of the key that the loader numbers, as the file does not have it.

    Args:
        contract: of the entity.
        layout: of the file.
    """
    delivered = {s.column.name for s in layout.resolution.sources}
    return next(
        (c.name for c in contract.columns if c.is_numbered and c.name not in delivered), None
    )


def _find_shared(
    connection: duckdb.DuckDBPyConnection, staged: Path, key: Sequence[str], error_bits: int
) -> None:
    """Rows whose key may stand more than once: a hash picks them, so that few are compared."""
    hashed = f"hash({', '.join(key)})"
    good = f"{parquet_rows(staged)} where not {failed(error_bits)}"
    connection.execute(
        f"""
        create or replace table shared as
        select *, file_row_number from {good} and {hashed} in (
            select key_hash from (select {hashed} as key_hash from {good})
            group by key_hash having count(*) > 1
        )
        """
    )
