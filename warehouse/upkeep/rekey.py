"""Key rotation: every stored pseudonym is brought under the new key.

The numbers themselves are not kept, so a pseudonym can only be made of the one before:
HMAC(new, HMAC(old, number)). The loader does the same from then on, so old and new loads match.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb.sqltypes import VARCHAR

from warehouse.base.errors import ConfigurationError
from warehouse.base.ledger import read_ledger, refuse_strays, rename_durably
from warehouse.base.locks import hold
from warehouse.base.progress import OnProgress, silent
from warehouse.base.rewrite_plan import Plan, unfinished
from warehouse.base.settings import Settings
from warehouse.base.steps import step
from warehouse.contracts.cpr import TOKEN
from warehouse.contracts.key_fingerprint import (
    fingerprint,
    open_key,
    prove,
    stored,
    unproven,
    write,
)
from warehouse.contracts.pseudonym import KEY_BYTES, create_macros, links, read_key, relink
from warehouse.upkeep.rewrite import (
    Renew,
    build_and_publish,
    carry_out,
    finish,
    make_plan,
    text_columns,
)


@dataclass(frozen=True)
class Rekeyed:
    """What a rotation came to."""

    key_file: Path
    n_links: int
    n_loads: int
    run_id: str | None
    runs_removed: tuple[str, ...]


def rekey(
    settings: Settings,
    *,
    renew: Renew = build_and_publish,
    on_progress: OnProgress = silent,
) -> Rekeyed:
    """Add a link to the key and bring every raw file and the published run under it.

    Killed at any point, the same command finishes the rotation that was begun.

    Args:
        settings: whose data folder and key.
        renew: builds and publishes.
        on_progress: told before each load.

    Raises:
        ConfigurationError: there is no key yet, an erasure is not finished, or a raw file has no
            ledger entry and would keep the old key's pseudonyms.
        BuildFailed: the build failed; the runs from before are still there.
        Busy: a load, a build or a publish is at work.
    """
    doing = "sagspuls rekey"
    with hold(settings, "load", doing), hold(settings, "build", doing):
        plan = unfinished(settings)
        if plan is not None and plan.kind != "rekey":
            raise ConfigurationError(
                "An erasure was not finished.", "Run the same `sagspuls erase` first."
            )
        _check_key(settings, plan)
        coming = settings.key_file.with_name(f"{settings.key_file.name}.next")
        # Where the new key is not in place yet no file was touched: the plan may be made anew.
        if plan is None or coming.is_file():
            refuse_strays(settings)
            _write_next(settings.key_file, coming)
            step("rekey.key_written")
            plan = make_plan(settings, "rekey", read_ledger(settings))
            rename_durably(settings.key_file, coming)
            step("rekey.key_switched")
        key = read_key(settings.key_file)
        write(settings, key)
        step("rekey.fingerprint_written")
        newest = links(key)[-1]
        with duckdb.connect(config={"memory_limit": settings.memory_limit}) as connection:
            create_macros(connection, newest)
            connection.create_function(
                "relink_in_text", lambda text: relink(newest, text), [VARCHAR], VARCHAR
            )
            carry_out(
                settings,
                plan,
                connection,
                lambda path: _select(connection, path),
                lambda text: relink(newest, text),
                on_progress,
            )
    run, removed = finish(settings, renew)
    return Rekeyed(
        key_file=settings.key_file,
        n_links=len(links(key)),
        n_loads=len(plan.loads),
        run_id=run.run_id if run else None,
        runs_removed=removed,
    )


def _check_key(settings: Settings, plan: Plan | None) -> None:
    """Refuse another key than the data's; in a rotation that was cut off the new one is right."""
    kept = stored(settings)
    if plan is not None and settings.key_file.is_file():
        key = read_key(settings.key_file)
        if kept == fingerprint(b"".join(links(key)[:-1])):
            return
    if not prove(settings, open_key(settings)):
        raise unproven(settings)


def _write_next(key_file: Path, coming: Path) -> None:
    """Write the key with one more link beside the key in use."""
    old = [link.hex() for link in links(read_key(key_file))]
    text = "\n".join([*old, secrets.token_hex(KEY_BYTES)]) + "\n"
    coming.unlink(missing_ok=True)
    with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _select(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """A file with every pseudonym brought under the new link; whole columns of them by SQL."""
    columns = [c.replace('"', '""') for c in text_columns(connection, path)]
    replaced = ", ".join(
        f'case when regexp_full_match("{c}", \'{TOKEN}\') then pseudonym("{c}") '
        f'when regexp_matches("{c}", \'{TOKEN}\') then relink_in_text("{c}") '
        f'else "{c}" end as "{c}"'
        for c in columns
    )
    file = str(path).replace("'", "''")
    return f"select * replace ({replaced}) from read_parquet('{file}')"
