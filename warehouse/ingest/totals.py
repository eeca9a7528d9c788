"""Totals among the rows of a file: known by their names, or told where a row equals the others."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.contracts.contract import Contract
from warehouse.ingest.findings import NOT_OURS, failed, parquet_rows

ANYWHERE = (
    "i alt",
    "ialt",
    "total",
    "totalt",
    "totalen",
    "totaler",
    "totals",
    "totalsum",
    "totalbeløb",
    "hovedtotal",
    "subtotal",
    "sub total",
    "deltotal",
    "mellemtotal",
    "sum",
    "summen",
    "hovedsum",
    "delsum",
    "mellemsum",
    "slutsum",
    "sammentælling",
    "sammentalt",
    "sammenlagt",
    "tilsammen",
)
"""Words that make a row a total wherever they stand in its name (`macros/total_text.sql`)."""

AT_THE_START = ("samlet", "samlede", "resultat", "årets resultat", "saldo")
"""Words that make it one where its name begins with them."""


def create_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `is_total_name(text)`, which the contracts' checks use."""
    words = "|".join(ANYWHERE)
    first = "|".join(AT_THE_START)
    connection.execute(
        "create or replace temp macro is_total_name(name) as regexp_full_match("
        r"' ' || trim(regexp_replace(lower(name), '[^\pL\pN]+', ' ', 'g')) || ' ', "
        f"'.* ({words}) .*| ({first}) .*')"
    )


def note_sums(
    connection: duckdb.DuckDBPyConnection, staged: Path, contract: Contract, error_bits: int
) -> None:
    """Warn of a row that equals the sum of the others, or of all above it: it may be a total.

    A row whose name says that it is a total is none of them, nor one that says it is a line.

    Args:
        connection: with the table `findings`.
        staged: the rows as read.
        contract: of the entity; nothing is done where its rows are not added up.
        error_bits: of the checks; rows with one of them do not count.
    """
    added_up = contract.added_up
    if added_up is None:
        return
    told = added_up.told_by or "null"
    for within in added_up.within:
        place = ", ".join(within)
        first, *_ = added_up.amounts
        others, above = (
            " and ".join(condition.format(amount) for amount in added_up.amounts)
            for condition in ("all_{0} = 2 * {0}", "above_{0} = {0}")
        )
        sums = ", ".join(
            f"sum({amount}) over (partition by {place}) as all_{amount}, "
            f"sum({amount}) over (partition by {place} order by file_row_number "
            f"rows between unbounded preceding and 1 preceding) as above_{amount}"
            for amount in added_up.amounts
        )
        connection.execute(
            f"""
            insert into findings
            select null, file_row_number, ?, 'equals_sum', 'warning',
                'The row equals the sum of the rows ' || case when {others} then 'beside'
                else 'above' end || ' it and was counted with them. If it is a total, name it '
                || 'so, or leave it out.',
                left(mask_cpr({added_up.name}), 200)
            from (
                select *, file_row_number, {sums},
                    count(*) over (partition by {place}) as n_all,
                    row_number() over (partition by {place} order by file_row_number) as n
                from {parquet_rows(staged)}
                where not {failed(error_bits | 1 << NOT_OURS)}
                    and {" and ".join(f"{column} is not null" for column in within)}
                    and {first} <> 0
                    and not is_total_name({added_up.name})
                    and {told} is distinct from 'total'
            )
            where {told} is null
                and (({others} and n_all > 2) or ({above} and n > 2))
                and file_row_number not in (
                    select accepted_row from findings
                    where reason_code = 'equals_sum' and accepted_row is not null
                )
            """,
            [added_up.name],
        )
