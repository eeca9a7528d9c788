"""Builds by hand, without dbt: what a publish needs of a build file, quickly."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import duckdb

from warehouse.base.disk import DiskFull
from warehouse.base.loads import read_loads
from warehouse.base.settings import Settings
from warehouse.build.raw import write_raw
from warehouse.build.results import write_run_tables
from warehouse.build.state import BuildState, clear_state, open_build_file, write_state
from warehouse.publish.publish import publish
from warehouse.publish.runs import Run, current_run

FIRST = datetime.fromisoformat("2024-06-01")
MANIFEST = {
    "metadata": {"project_name": "stub"},
    "docs": {},
    "nodes": {
        "model.stub.fct_cases": {
            "resource_type": "model",
            "schema": "marts",
            "alias": "fct_cases",
            "description": "Cases; it's one row per case.",
            "columns": {"run": {"description": "Which build wrote the row."}},
        }
    },
}


def make_build(settings: Settings, number: int, rows: int = 1000) -> str:
    """Make a build file that ended well, whose rows all carry its number.

    Args:
        settings: whose data folder.
        number: which build it is; a later one has a greater number.
        rows: how many rows fct_cases has.

    Returns:
        The name of the run.
    """
    settings.build.mkdir(parents=True, exist_ok=True)
    settings.build_file.unlink(missing_ok=True)
    built_at = FIRST + timedelta(days=number)
    state = BuildState(
        run_id=f"{built_at:%Y%m%dT%H%M%S}-{number:04x}",
        built_at=built_at,
        data_date=built_at.date(),
        code="code",
        fingerprint=str(number),
        loads=frozenset(),
        n_loads=0,
        n_models=1,
        n_tests=0,
        n_warnings=0,
        full_build=True,
        seconds=0.1,
    )
    run_info: dict[str, object] = {
        **{name: getattr(state, name) for name in ("run_id", "built_at", "data_date", "n_loads")},
        **{name: getattr(state, name) for name in ("n_models", "n_tests", "n_warnings")},
        **{
            name: getattr(state, name)
            for name in ("full_build", "engine", "fingerprint", "seconds")
        },
        "sagspuls_version": "0",
    }
    with open_build_file(settings) as connection:
        clear_state(connection)
        connection.execute("create schema marts")
        connection.execute(
            f"create table marts.fct_cases as select {number} as run, range as case_no "
            f"from range({rows})"
        )
        connection.execute(
            "create view marts.mart_cases as select count(*) as n from marts.fct_cases"
        )
        connection.execute("create table main.inner_work as select 1 as a")
        write_run_tables(connection, run_info, [], MANIFEST)
        write_state(connection, state)
    return state.run_id


def build_by_hand(settings: Settings) -> str:
    """Make a build of the loaded cases, later than the current run: what a renewal publishes.

    Returns:
        The name of the run.

    Raises:
        DiskFull: as `warehouse.build.build` does.
    """
    newest = datetime.strptime(current_run(settings).run_id[:8], "%Y%m%d")
    number = (newest - FIRST).days + 1
    key = "concat_ws('|', municipality_code, source_system, case_id)"
    try:
        run_id = make_build(settings, number)
        with open_build_file(settings) as connection:
            write_raw(connection, settings, read_loads(settings), None)
            connection.execute(
                "create or replace table marts.fct_cases as "
                f"select {number} as run, {key} as case_key from raw.cases"
            )
    except duckdb.IOException as error:
        raise DiskFull(error) from None
    return run_id


def publish_build(settings: Settings, number: int) -> Run:
    """Make a build and publish it."""
    make_build(settings, number)
    return publish(settings)


def day(number: int) -> date:
    """The data date of a build."""
    return (FIRST + timedelta(days=number)).date()
