"""The date of an extract: the newest day of its rows that is neither alone nor in the future."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median_low

import duckdb

from warehouse.contracts.contract import Contract
from warehouse.ingest.findings import NOT_OURS, failed, one_row, parquet_rows
from warehouse.ingest.layout import Layout

NOT_DECISIVE = "date_not_decisive"
"""Reason of the finding of such a date; its value is the date."""

FAR_DAYS = 180
"""Half a year: dates that lie closer belong together in any file."""

FAR_TIMES = 10
"""In a file with few rows a gap is wide only beside its usual one."""


def newest_day(days: Mapping[date, int], known: date | None = None) -> date | None:
    """The newest day that is not a lone date far from the rest.

    Days fall into groups where a gap is wider than half a year and than ten times the usual gap
    between two rows. The newest group counts that has more than one row, and more than one row in
    a thousand. Where none has, as in a file of one row, the newest day counts that is not far from
    what is known already; where that is nothing, the newest.

    Args:
        days: how many rows have the day as their newest.
        known: up to which day the earlier deliveries tell.
    """
    if not days:
        return None
    ordered = sorted(days)
    n_rows = sum(days.values())
    gaps = [(later - earlier).days for earlier, later in pairwise(ordered)]
    usual = median_low([0] * (n_rows - len(ordered)) + gaps) if n_rows > 2 else 0
    far = max(FAR_DAYS, FAR_TIMES * usual)
    groups = [[ordered[0]]]
    for day, gap in zip(ordered[1:], gaps, strict=True):
        if gap > far:
            groups.append([])
        groups[-1].append(day)
    for group in reversed(groups):
        if sum(days[day] for day in group) > max(1, n_rows // 1000):
            return group[-1]
    if known is None:
        return ordered[-1]
    return max((day for day in ordered if (day - known).days <= FAR_DAYS), default=known)


def find_data_date(
    connection: duckdb.DuckDBPyConnection,
    staged: Path,
    contract: Contract,
    layout: Layout,
    error_bits: int,
    known: date | None,
) -> date | None:
    """Find the date of an extract in its good rows; dates that do not decide become findings.

    Args:
        connection: of the load, with its table `findings`.
        staged: the rows as read.
        contract: of the entity: its columns that tell the date of the data.
        layout: of the file.
        error_bits: of the checks; rows with one of them do not count.
        known: up to which day the earlier deliveries tell, for a file too small to tell itself.
    """
    columns = [column.name for column in contract.columns if column.tells_data_date]
    if not columns:
        return None
    rows = f"from {parquet_rows(staged)} where not {failed(error_bits | 1 << NOT_OURS)}"
    past = ", ".join(f"case when {c}::date <= current_date then {c}::date end" for c in columns)
    found = connection.execute(
        f"select day, count(*) from (select greatest({past}) as day {rows}) "
        "where day is not null group by day"
    ).fetchall()
    newest = newest_day(dict(found), known)
    limit, decides = (
        (f"date '{newest}'", f"{newest} does") if newest else ("current_date", "no date does")
    )
    headers = {
        s.column.name: layout.header[s.positions[0]]
        for s in layout.resolution.sources
        if s.positions
    }
    for column in columns:
        n, row, last, is_future = one_row(
            connection,
            f"select count(*), arg_max(file_row_number, {column}), max({column}::date), "
            f"max({column}::date) > current_date {rows} and {column}::date > {limit}",
        )
        if n == 0:
            continue
        shown = headers.get(column, column)
        why = "lies in the future" if is_future else "lies alone, far from the others"
        message = (
            f"{shown}: {last} {why}, so it does not decide the date of the data; {decides}"
            + (f" ({n} such dates, this is the newest)." if n > 1 else ".")
        )
        connection.execute(
            "insert into findings values (null, ?, ?, ?, 'warning', ?, ?)",
            [row, column, NOT_DECISIVE, message, str(last)],
        )
    return newest
