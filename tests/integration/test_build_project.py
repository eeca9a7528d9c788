"""The project's own models: a delivery added to what is built gives what a full build gives."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from warehouse.build import build
from warehouse.load import load
from warehouse.sample import write_sample
from warehouse.settings import PROJECT_ROOT, Settings

OF_THE_RUN = {"run_info", "test_results"}


def test_incremental_comes_to_what_full_does(settings: Settings, tmp_path: Path) -> None:
    """The sample delivered in two parts, the newest months last."""
    first, second = tmp_path / "first", tmp_path / "second"
    write_sample(second, cases=400, seed=5)
    newest = sorted(second.glob("sager_*"))[-1].stem.removeprefix("sager_")
    first.mkdir()
    for path in second.glob("*.*"):
        if newest not in path.name:
            shutil.copy(path, first)
    load(settings, first, "sample")
    assert build(settings).full
    load(settings, second, "sample")
    added = build(settings)
    assert not added.full
    assert 0 < added.n_touched_cases < 100
    incremental = tmp_path / "incremental.duckdb"
    shutil.copy(settings.build_file, incremental)

    assert build(settings, full=True).full
    assert different_rows(incremental, settings.build_file) == {}


def different_rows(one: Path, other: Path) -> dict[str, int]:
    """Marts whose rows differ between two build files, with how many do."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        tables = connection.execute(
            "select table_name from duckdb_tables() "
            "where database_name = 'one' and schema_name = 'marts'"
        ).fetchall()
        assert len(tables) > 10
        counts = {}
        for (table,) in tables:
            rows = connection.execute(
                f"select count(*) from ("
                f"(from one.marts.{table} except all from other.marts.{table}) union all "
                f"(from other.marts.{table} except all from one.marts.{table}))"
            ).fetchone()
            if table not in OF_THE_RUN and rows and rows[0]:
                counts[table] = rows[0]
        return counts


def test_a_changed_description_is_no_reason_to_refuse_the_project(
    settings: Settings, tmp_path: Path
) -> None:
    """Partial parsing of dbt forgets what describes a singular test when a doc block changes."""
    project = tmp_path / "project"
    for name in ("models", "macros", "seeds", "tests/sql"):
        shutil.copytree(PROJECT_ROOT / name, project / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT_ROOT / name, project / name)
    write_sample(tmp_path / "sample", cases=50, seed=5)
    load(settings, tmp_path / "sample", "sample")
    build(settings, project=project)
    described = project / "models" / "_columns.md"
    text = described.read_text()
    described.write_text(text.replace("Load that brought", "The load that brought"))
    assert build(settings, project=project).full
