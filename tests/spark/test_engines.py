"""One project, two engines: the same marts from both, also where a worker is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from compare import Difference, differences, grains, table
from models_dbt import copy_what_dbt_read, give_what_dbt_read

from warehouse.base.settings import PROJECT_ROOT, Settings, read_settings
from warehouse.build.build import TARGET_OF_RULES, build
from warehouse.build.dbt_process import DbtProcess, Event
from warehouse.build.spark_cluster import Cluster, cluster
from warehouse.ingest.load import load
from warehouse.publish.publish import publish
from warehouse.publish.runs import current_run
from warehouse.sample.write import write_sample

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]

CASES = 3000
REAL = "receipt_wabo"
KILLED_AT = 25
"""How many models are built when a worker is killed."""

MACROS = """
select
    {{ days_between("date '2024-02-28'", "date '2024-03-01'") }} as two,
    {{ days_between("date '2024-03-01'", "date '2024-02-28'") }} as minus_two,
    {{ add_days("date '2024-02-28'", 2) }} = date '2024-03-01' as adds,
    {{ add_days("date '2024-03-01'", -1) }} = date '2024-02-29' as goes_back,
    {{ period_start('quarter', "date '2024-05-31'") }} = date '2024-04-01' as starts,
    {{ period_end('month', "date '2024-02-01'") }} = date '2024-02-29' as month_ends,
    {{ period_end('quarter', "date '2024-10-01'") }} = date '2024-12-31' as quarter_ends,
    {{ period_end('year', "date '2024-01-01'") }} = date '2024-12-31' as year_ends,
    {{ month_start_after("date '2024-01-31'", 1) }} = date '2024-02-01' as next_month,
    {{ month_start_after("date '2024-01-31'", -12) }} = date '2023-01-01' as year_before,
    {{ iso_weekday("date '2024-01-01'") }} as monday,
    {{ iso_weekday("date '2024-01-07'") }} as sunday,
    {{ hash64(["'a'", "'b'"]) }} <> {{ hash64(["'b'", "'a'"]) }} as hashes_in_order,
    {{ hash64(["'a'", "cast(null as string)"]) }} is not null as hashes_null,
    (
        select max(newest) from (
            select {{ newest_known('known') }} over (
                order by place asc nulls last rows between unbounded preceding and current row
            ) as newest, place
            from (
                select 1 as place, 'a' as known union all select 2 as place, null as known
            ) as two_rows
        ) as windowed where place = 2
    ) as newest_known,
    (select count(*) from ({{ every_date('2024-02-01', '2024-03-01') }}) as days) as n_days,
    {{ published('0.285e0', "'share'", 'false') }} as rounded,
    {{ published('-2.5e0', "'days'", 'false') }} as rounded_days,
    (
        select {{ ordered_sum('x') }} = 0.6000000000000001e0
        from (select 0.3e0 as x union all select 0.1e0 as x union all select 0.2e0 as x) as three
    ) as sums_in_order,
    (
        select max({{ half_up('1e6 * total') }})
        from (
            select {{ exact_sum('x', 'partition by y') }} as total
            from (select 0.1e0 as x, 1 as y) as one_row
        ) as summed
    ) as summed_exactly,
    round({{ chi2_p('3.841458820694124e0') }} * 1e6) as p_in_a_million,
    round({{ survival_bound('0.5e0', '0.04e0', 1) }} * 1e6) as low_in_a_million,
    (
        select {{ survival_day('share', '0.5e0') }}
        from (select 3 as day_no, 0.5000000000000001e0 as share) as points
    ) as median_day,
    (
        select {{ median_of_counts('day_no', 'so_far', '4') }}
        from (select 1 as day_no, 2 as so_far union all select 4 as day_no, 4 as so_far) as counts
    ) as median_of_four
"""
EXPECTED = {
    "two": 2,
    "minus_two": -2,
    "adds": True,
    "goes_back": True,
    "starts": True,
    "month_ends": True,
    "quarter_ends": True,
    "year_ends": True,
    "next_month": True,
    "year_before": True,
    "monday": 1,
    "sunday": 7,
    "hashes_in_order": True,
    "hashes_null": True,
    "newest_known": "a",
    "n_days": 30,
    "rounded": 0.29,
    "rounded_days": -3.0,
    "sums_in_order": True,
    "summed_exactly": 100000.0,
    "p_in_a_million": 50000.0,
    "low_in_a_million": 295172.0,
    "median_day": 3,
    "median_of_four": 2.5,
}


@pytest.fixture(scope="module", autouse=True)
def quick_java() -> Iterator[None]:
    """Spark for hundreds of small statements: what prepares large ones never pays back.

    Java without its second compiler, with as much room for code as with both (a fifth of it fills
    up and is compiled again and again), and expressions worked out as they stand.
    """
    settings = (
        "-XX:TieredStopAtLevel=1",
        "-XX:ReservedCodeCacheSize=240m",
        "-XX:+UseSerialGC",
        "-Dspark.sql.codegen.wholeStage=false",
        "-Dspark.sql.codegen.factoryMode=NO_CODEGEN",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_TOOL_OPTIONS", " ".join(settings))
        yield


@pytest.fixture(scope="module")
def on_duckdb(
    tmp_path_factory: pytest.TempPathFactory, project_read: Settings, real_folder: Path
) -> Settings:
    """The sample and, where they are, real cases beside it: built on DuckDB and published."""
    folder = tmp_path_factory.mktemp("engines")
    settings = read_settings(data=folder / "duckdb", key_file=folder / "key" / "pseudonym.key")
    give_what_dbt_read(project_read, settings)
    write_sample(folder / "sample", CASES, 1, lambda *_: None)
    load(settings, folder / "sample", "sample")
    if real_folder.is_dir():
        load(settings, real_folder / REAL, REAL)
    build(settings)
    publish(settings)
    return settings


@pytest.fixture(scope="module")
def on_spark(on_duckdb: Settings) -> Settings:
    """The same, built on Spark with a cluster of its own, of which a worker is killed meanwhile."""
    settings = like(on_duckdb, "spark")
    copy_what_dbt_read(on_duckdb.build / "target", settings.build / TARGET_OF_RULES)
    killed = []

    def on_progress(_what: str, done: int, _total: int) -> None:
        if done >= KILLED_AT and not killed:
            killed.append(worker_of(settings))
            os.kill(killed[0], signal.SIGKILL)

    assert build(settings, on_progress=on_progress).full
    assert killed
    publish(settings)
    return settings


def worker_of(settings: Settings) -> int:
    """Process id of a worker of the cluster that builds into a data folder."""
    asked = ["pgrep", "--full", f"{settings.build}.*deploy.worker.Worker"]
    found = subprocess.run(asked, capture_output=True, text=True, check=True)
    return int(found.stdout.split()[0])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster for the macros' test."""
    with cluster(read_settings(data=tmp_path_factory.mktemp("cluster"))) as started:
        yield started


def like(settings: Settings, name: str) -> Settings:
    """Settings of a data folder with the same raw files, for Spark."""
    data = settings.data.parent / name
    shutil.copytree(settings.raw, data / "raw")
    return settings.model_copy(update={"data": data, "engine": "spark"})


def compared(left: Settings, right: Settings) -> list[Difference]:
    sides = [next(iter(settings.published.glob("*.duckdb"))) for settings in (left, right)]
    found = list(differences(sides[0], sides[1], grains(left)))
    sys.stdout.write("\n" + table(found) + "\n")
    return found


def test_marts_are_the_same_though_a_worker_was_killed(
    on_duckdb: Settings, on_spark: Settings
) -> None:
    found = compared(on_duckdb, on_spark)
    assert {d.mart for d in found} >= {"fct_cases", "mart_scorecard", "test_results"}
    assert [d for d in found if d.n_differ] == []
    assert sorted(path.name for path in (on_spark.build / "spark").iterdir()) == ["logs"]


@pytest.mark.usefixtures("real_data")
def test_real_cases_were_among_the_compared(on_duckdb: Settings, on_spark: Settings) -> None:
    """1,434 cases with 8,577 events, as their publishers count them (test_real_data.py)."""
    for settings in (on_duckdb, on_spark):
        with duckdb.connect(str(current_run(settings).path), read_only=True) as connection:
            counted = [
                connection.execute(
                    f"select count(*) from marts.{mart} where source_system = ?", [REAL]
                ).fetchall()
                for mart in ("fct_cases", "fct_case_events")
            ]
        assert counted == [[(1434,)], [(8577,)]]


@pytest.fixture(scope="module")
def macros_alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the macros without models, which dbt reads in a moment."""
    folder = tmp_path_factory.mktemp("macros")
    shutil.copy(PROJECT_ROOT / "profiles.yml", folder)
    lines = ("name: sagspuls", "profile: sagspuls", f"macro-paths: ['{PROJECT_ROOT / 'macros'}']")
    (folder / "dbt_project.yml").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_macros_mean_the_same(
    settings: Settings, running: Cluster, macros_alone: Path, engine: str
) -> None:
    address = f"{running.host}:{running.port}"
    settings = settings.model_copy(update={"engine": engine, "spark": address})
    settings.build.mkdir(parents=True)
    told: list[Event] = []
    with DbtProcess(settings, macros_alone) as dbt:
        arguments = ["show", "--inline", MACROS, "--output", "json"]
        assert dbt.run(arguments, told.append), told
    shown = next(event for event in told if event["name"] == "ShowNode")
    (row,) = json.loads(shown["data"]["preview"])
    assert row == EXPECTED


def test_a_difference_is_found(on_duckdb: Settings, tmp_path: Path) -> None:
    other = on_duckdb.model_copy(update={"data": tmp_path})
    shutil.copytree(on_duckdb.published, other.published)
    file = next(iter(other.published.glob("*.duckdb")))
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "update marts.fct_cases set decided_on = null where decided_on is not null"
        )
        connection.execute("delete from marts.dim_target")
        connection.execute("update marts.mart_scorecard set value = value + 1e-8 where value < 0.5")
        connection.execute("update marts.mart_scorecard set ci_low = ci_low + 1e-12")
        connection.execute("alter table marts.fct_decisions alter amount_dkk type double")
    compared_marts = compared(on_duckdb, other)
    found = {d.mart: d.n_differ for d in compared_marts}
    assert found["fct_decisions"] == -1
    assert found["dim_calendar"] == 0
    assert min(found[mart] for mart in ("fct_cases", "dim_target", "mart_scorecard")) > 0
    assert found["mart_scorecard"] < max(d.n_rows for d in compared_marts)
