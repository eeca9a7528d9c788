"""The project's own models: a delivery added to what is built gives what a full build gives."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from warehouse.build import build
from warehouse.build_state import read_state
from warehouse.errors import BuildFailed
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


@pytest.mark.parametrize("build_between", [True, False])
def test_deliveries_out_of_order_tell_what_the_newest_data_say(
    settings: Settings, tmp_path: Path, build_between: bool
) -> None:
    """The extract of 1 March arrives after that of 1 April: April's row of a case stands."""
    header = "municipality_code;case_id;case_type_code;received_on;decided_on\n"
    for day, rows in (
        (date(2024, 4, 1), "0999;S-1;X;01-02-2024;15-03-2024\n"),
        (date(2024, 3, 1), "0999;S-1;X;01-02-2024;\n0999;S-2;X;02-02-2024;\n"),
    ):
        extract = tmp_path / f"cases_{day:%m}.csv"
        extract.write_text(header + rows, encoding="utf-8")
        (result,) = load(settings, extract, data_date=day)
        assert result.status == "loaded"
        if build_between:
            build(settings)
    build(settings)
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        cases = connection.execute(
            "select case_id, decided_on from marts.fct_cases order by case_id"
        ).fetchall()
    assert cases == [("S-1", date(2024, 3, 15)), ("S-2", None)]


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
    project = copied_project(tmp_path / "project")
    write_sample(tmp_path / "sample", cases=50, seed=5)
    load(settings, tmp_path / "sample", "sample")
    build(settings, project=project)
    described = project / "models" / "_columns.md"
    text = described.read_text()
    described.write_text(text.replace("Load that brought", "The load that brought"))
    assert build(settings, project=project).full


def test_a_column_nobody_described_fails_the_build(settings: Settings, tmp_path: Path) -> None:
    """Contracts hold marts alone; here it is a model that is not published."""
    project = copied_project(tmp_path / "project")
    write_sample(tmp_path / "sample", cases=50, seed=5)
    load(settings, tmp_path / "sample", "sample")
    model = project / "models" / "intermediate" / "cases" / "int_cases__observed_until.sql"
    text = model.read_text()
    model.write_text(
        text.replace("as observed_until\n", "as observed_until,\n        1 as extra\n")
    )
    undescribed = "int_cases__observed_until: column extra is not described"
    with pytest.raises(BuildFailed, match=undescribed):
        build(settings, project=project)
    assert read_state(settings) is None
    model.write_text(text)
    assert build(settings, project=project).full


def copied_project(target: Path) -> Path:
    """The project, to be changed."""
    for name in ("models", "macros", "seeds", "tests/sql"):
        shutil.copytree(PROJECT_ROOT / name, target / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT_ROOT / name, target / name)
    return target
