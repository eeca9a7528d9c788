"""The tables of a build that readers may see, in a file of their own with their descriptions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.base.progress import OnProgress, silent
from warehouse.base.settings import Settings
from warehouse.base.steps import step
from warehouse.publish.public_edition import Edition, make_edition


def write_copy(
    settings: Settings,
    temporary: Path,
    *,
    run_id: str,
    published_at: datetime,
    earlier: Path | None,
    restate: str | None = None,
    on_progress: OnProgress = silent,
) -> Edition:
    """Write the tables of a build that readers may see into a file of their own.

    Args:
        settings: whose build file.
        temporary: the file to write.
        run_id: name of the run.
        published_at: when it is published (UTC).
        earlier: published file whose public periods are kept, if there is one.
        restate: why public periods are made anew.
        on_progress: told how far it is.

    Returns:
        What became of the public edition's periods.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory_limit
    }
    with duckdb.connect(str(temporary), config=config) as connection:
        source = str(settings.build_file).replace("'", "''")
        connection.execute(f"attach '{source}' as build (read_only)")
        connection.execute("create schema marts")
        tables = connection.execute(
            "select table_name from information_schema.tables "
            "where table_catalog = 'build' and table_schema = 'marts' order by table_name"
        ).fetchall()
        for done, (table,) in enumerate(tables, start=1):
            connection.execute(f'create table marts."{table}" as from build.marts."{table}"')
            step("publish.first_table")
            on_progress(f"copied {table}", done, len(tables))
        connection.execute("detach build")
        if earlier is not None:
            path = str(earlier).replace("'", "''")
            connection.execute(f"attach '{path}' as earlier (read_only)")
        edition = make_edition(
            connection,
            run_id=run_id,
            published_at=published_at,
            earlier=None if earlier is None else "earlier",
            restate=restate,
        )
        _write_comments(connection)
        if earlier is not None:
            connection.execute("detach earlier")
        connection.execute("checkpoint")
    return edition


def _write_comments(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the descriptions where analysts' SQL tools show them."""
    rows = connection.execute(
        "select model, column_name, description, model_description from marts.data_dictionary"
    ).fetchall()
    for table, text in sorted({(table, text) for table, _, _, text in rows if text}):
        connection.execute(f'comment on table marts."{table}" is {_quoted(text)}')
    for table, column, text, _ in rows:
        if text:
            connection.execute(f'comment on column marts."{table}"."{column}" is {_quoted(text)}')


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
