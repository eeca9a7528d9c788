"""A small warehouse to build and publish: loads made by hand, and a dbt project of three models.

Run as a program it does one thing and ends, so that a test can kill it:
`python stub_warehouse.py <data> [kill-at:<step>] build|build-full|publish|rollback`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
from fault_points import arm, kill

from warehouse.base.ledger import LedgerEntry, write_entry
from warehouse.base.settings import PROJECT_ROOT, Settings, read_settings
from warehouse.build.build import BuildResult, build
from warehouse.contracts.contract import read_contract
from warehouse.publish.publish import publish, rollback

PROJECT = Path(__file__).resolve().parent / "stub_project"
FIRST_DAY = date(2024, 1, 1)
KILL_AT = "kill-at:"

Row = dict[str, object]


def stub_settings(data: Path, **given: object) -> Settings:
    """Settings with everything below one folder."""
    return read_settings(data=data, key_file=data / "key", memory_limit="500MB", **given)


def build_stub(settings: Settings, *, full: bool = False) -> BuildResult:
    """Build the stub project; the rules for the real one do not hold for it."""
    return build(settings, full=full, project=PROJECT)


def add_two_cases(settings: Settings) -> None:
    """A load of two cases, one of them not decided."""
    add_load(settings, "a", [case(1), case(2, decided_on=None)])


def case(number: int, **given: object) -> Row:
    """A case with what a contract requires."""
    return {
        "municipality_code": "0999",
        "case_id": f"S-{number}",
        "case_type_code": "HJM-TEK",
        "received_on": FIRST_DAY,
        "decided_on": FIRST_DAY + timedelta(days=20),
        **given,
    }


def add_load(
    settings: Settings,
    load_id: str,
    rows: Sequence[Row],
    *,
    entity: str = "cases",
    system: str = "stub",
    delivery: str = "upsert",
    delivery_id: str | None = None,
    data_date: date = FIRST_DAY,
    dated_on: date | None = None,
    loaded_at: datetime | None = None,
    status: str = "loaded",
    replaces: tuple[str, ...] = (),
) -> LedgerEntry:
    """Put a load into the raw folder, then into the ledger, as the loader does."""
    loaded_at = loaded_at or datetime.fromisoformat("2024-06-01") + timedelta(
        seconds=len(list(settings.loads.glob("*.json")))
    )
    if status == "loaded":
        _write_parquet(settings, load_id, entity, system, rows, data_date, loaded_at)
    entry = LedgerEntry(
        load_id=load_id,
        delivery_id=delivery_id or load_id,
        entity=entity,
        source_file=f"{load_id}.csv",
        sha256=load_id,
        source_system=system,
        municipality_code="0999",
        mapping=system,
        mapping_sha256="",
        delivery=delivery,
        status="loaded" if status == "loaded" else "refused",
        message="",
        rows_read=len(rows),
        rows_loaded=len(rows),
        rows_rejected=0,
        rows_repeated=0,
        n_cpr_masked=0,
        data_date=data_date,
        loaded_at=loaded_at,
        seconds=0.1,
        replaces=replaces,
        dated_on=dated_on,
    )
    write_entry(settings, entry)
    return entry


def run_stub(
    settings: Settings, *work: str, kill_at: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run this file as a program, to be killed at a step where one is given."""
    armed = [f"{KILL_AT}{kill_at}"] if kill_at else []
    return subprocess.run(
        [sys.executable, __file__, str(settings.data), *armed, *work],
        env=stub_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def stub_environment() -> dict[str, str]:
    """The environment of a child: this checkout first."""
    return {**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}


def published_rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """What a reader of a published file sees."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def _write_parquet(
    settings: Settings,
    load_id: str,
    entity: str,
    system: str,
    rows: Sequence[Row],
    data_date: date,
    loaded_at: datetime,
) -> None:
    columns = read_contract(entity).raw_columns
    path = settings.raw / entity / f"{load_id}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        kinds = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"create table rows ({kinds})")
        for row in rows:
            added = {
                "source_system": system,
                "_load_id": load_id,
                "_data_date": data_date,
                "_loaded_at": loaded_at,
            }
            full = {**row, **added}
            names = ", ".join(f'"{name}"' for name in full)
            marks = ", ".join("?" for _ in full)
            connection.execute(f"insert into rows ({names}) values ({marks})", list(full.values()))
        connection.execute(f"copy rows to '{path}' (format parquet)")


if __name__ == "__main__":
    given = stub_settings(Path(sys.argv[1]), keep_runs=2)
    for what in sys.argv[2:]:
        if what.startswith(KILL_AT):
            arm(what.removeprefix(KILL_AT), kill)
            continue
        if what in ("build", "build-full"):
            done = build_stub(given, full=what == "build-full").status
        elif what == "publish":
            done = publish(given).run_id
        else:
            done = rollback(given).run_id
        sys.stdout.write(done + "\n")
