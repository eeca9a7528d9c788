"""Builds of a small warehouse: incremental, full, failed, killed, and two at once."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest
import stub_warehouse as stub
from models_dbt import give_what_dbt_read

from warehouse.base.errors import BuildFailed, Busy, ConfigurationError, NothingPublished
from warehouse.base.locks import hold
from warehouse.base.settings import Settings
from warehouse.build.build import build
from warehouse.build.dbt_process import DbtProcess
from warehouse.build.results import TestsFailed
from warehouse.build.state import code_fingerprint, read_attempt, read_state
from warehouse.publish.publish import publish
from warehouse.publish.runs import current_run

CASES = "select case_key, case_type_code from marts.fct_cases order by case_key"

ROUNDS = """
  - name: fct_rounds
    description: Rounds of surveys; one row.
    columns:
      - name: made_at
        description: When it was made.
      - name: n
        description: How many.
        data_tests:
          - accepted_values:
              name: fct_rounds__some
              description: There is a round.
              arguments: {values: [1]}
              config: {severity: warn, meta: {mended_by: nobody}}
"""


@pytest.fixture
def settings(stub_built: Settings, tmp_path: Path) -> Settings:
    """A load of two cases that is not built yet; dbt has read the project before."""
    settings = stub.stub_settings(tmp_path)
    stub.add_two_cases(settings)
    give_what_dbt_read(stub_built, settings)
    return settings


@pytest.fixture
def built(stub_built: Settings, tmp_path: Path) -> Settings:
    """A data folder of the test's own with a load that is built."""
    shutil.copytree(stub_built.data, tmp_path, dirs_exist_ok=True)
    return stub.stub_settings(tmp_path)


def built_rows(settings: Settings, query: str = CASES) -> list[tuple[object, ...]]:
    return stub.published_rows(settings.build_file, query)


def test_an_incremental_build_comes_to_what_a_full_one_does(settings: Settings) -> None:
    first = stub.build_stub(settings)
    assert (first.status, first.full, first.n_models, first.n_tests) == ("built", True, 3, 3)
    assert [test.test_name for test in first.warnings] == ["fct_cases__decided"]

    stub.add_load(
        settings,
        "b",
        [stub.case(2, case_type_code="PERS-HJ"), stub.case(3)],
        data_date=date(2024, 2, 1),
    )
    second = stub.build_stub(settings)
    assert (second.full, second.n_touched_cases, second.n_loads) == (False, 2, 2)
    assert second.data_date == date(2024, 2, 1)
    incremental = built_rows(settings)
    assert incremental == [
        ("0999|stub|S-1", "HJM-TEK"),
        ("0999|stub|S-2", "PERS-HJ"),
        ("0999|stub|S-3", "HJM-TEK"),
    ]
    assert stub.build_stub(settings, full=True).full
    assert built_rows(settings) == incremental


def test_an_incremental_build_leaves_what_no_new_load_reaches(
    settings: Settings, tmp_path: Path
) -> None:
    """Neither made nor tested anew, and still in the file, with what its tests found."""
    project = copied_project(tmp_path / "project")
    models = project / "models"
    (models / "fct_rounds.sql").write_text(
        "select get_current_timestamp() as made_at, count(*) as n "
        "from {{ source('raw', 'survey_rounds') }}"
    )
    text = (models / "models.yml").read_text()
    text = text.replace("      - name: load_ledger\n", "      - name: load_ledger\n{source}", 1)
    source = "      - {name: survey_rounds}\n"
    (models / "models.yml").write_text(text.replace("{source}", source) + ROUNDS)

    def build_it(n_made: int) -> set[str]:
        result = build(settings, project=project)
        assert (result.n_made, result.n_models, result.n_tests) == (n_made, 4, 4)
        return {test.test_name for test in result.warnings}

    warned = build_it(4)
    assert warned == {"fct_cases__decided", "fct_rounds__some"}
    (before,) = built_rows(settings, "from marts.fct_rounds")
    stub.add_load(settings, "b", [stub.case(3)])
    assert build_it(3) == warned
    assert len(built_rows(settings)) == 3
    assert built_rows(settings, "from marts.fct_rounds") == [before]
    assert len(built_rows(settings, "from marts.test_results")) == 4
    stub.add_load(settings, "r", [], entity="survey_rounds")
    assert build_it(2) == warned
    assert built_rows(settings, "from marts.fct_rounds") != [before]


def test_a_late_older_load_does_not_win_over_a_newer_one(built: Settings) -> None:
    old, day = [stub.case(1, case_type_code="PERS-HJ")], date(2023, 1, 1)
    stub.add_load(built, "old", old, data_date=day, dated_on=day)
    assert stub.build_stub(built).n_touched_cases == 1
    assert built_rows(built)[0] == ("0999|stub|S-1", "HJM-TEK")
    stub.add_load(built, "correction", old, data_date=day)
    assert stub.build_stub(built).n_touched_cases == 1
    assert built_rows(built)[0] == ("0999|stub|S-1", "PERS-HJ")


def test_events_alone_touch_their_case(built: Settings) -> None:
    event = {
        "municipality_code": "0999",
        "case_id": "S-2",
        "event_at": "2024-03-01 10:00",
        "event_name": "letter",
        "event_no": 1,
    }
    stub.add_load(built, "e", [event], entity="case_events", delivery="append")
    result = stub.build_stub(built)
    assert (result.full, result.n_touched_cases) == (False, 1)
    assert len(built_rows(built)) == 2


def test_a_snapshot_takes_cases_away(built: Settings) -> None:
    stub.add_load(built, "s", [stub.case(7)], delivery="snapshot", data_date=date(2024, 3, 1))
    assert stub.build_stub(built).full
    assert built_rows(built) == [("0999|stub|S-7", "HJM-TEK")]
    statuses = "select load_id, status, is_active from marts.load_ledger order by load_id"
    assert built_rows(built, statuses) == [("a", "replaced", False), ("s", "loaded", True)]


def test_nothing_is_done_where_nothing_has_changed(built: Settings) -> None:
    state = read_state(built)
    assert state is not None
    again = stub.build_stub(built)
    assert (again.status, again.run_id) == ("unchanged", state.run_id)
    stub.add_load(built, "r", [], status="refused")
    refused = stub.build_stub(built)
    assert (refused.status, refused.full, refused.n_touched_cases) == ("built", False, 0)
    assert len(built_rows(built)) == 2


def test_no_loads_at_all_make_an_empty_warehouse(tmp_path: Path) -> None:
    settings = stub.stub_settings(tmp_path)
    result = stub.build_stub(settings)
    assert (result.n_loads, result.data_date) == (0, None)
    assert built_rows(settings) == []
    publish(settings)
    assert current_run(settings).data_date is None


def test_a_raw_file_without_ledger_entry_is_told(settings: Settings) -> None:
    stub.add_load(settings, "x", [stub.case(9)])
    (settings.loads / "x.json").unlink()
    with pytest.raises(ConfigurationError, match=r"x\.parquet has no ledger entry"):
        stub.build_stub(settings)


def test_a_ledger_entry_without_raw_file_is_told(settings: Settings) -> None:
    (settings.raw / "cases" / "a.parquet").unlink()
    with pytest.raises(ConfigurationError, match=r"a\.parquet"):
        stub.build_stub(settings)


def test_a_damaged_raw_file_is_told(settings: Settings) -> None:
    path = settings.raw / "cases" / "a.parquet"
    path.write_bytes(b"PAR1 is how it should begin and end")
    with pytest.raises(BuildFailed, match=r"a\.parquet"):
        stub.build_stub(settings)
    attempt = read_attempt(settings)
    assert attempt is not None
    assert attempt.status == "failed"


def test_a_load_made_with_fewer_columns_still_reads(settings: Settings) -> None:
    path = settings.raw / "cases" / "a.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table t as select * exclude (channel) from '{path}'")
        connection.execute(f"copy t to '{path}' (format parquet)")
    stub.build_stub(settings)
    assert len(built_rows(settings)) == 2


def test_rejects_of_loads_are_there(settings: Settings) -> None:
    settings.rejects.mkdir(parents=True)
    with duckdb.connect() as connection:
        for load_id in ("a", "orphan"):
            connection.execute(
                f"copy (select '{load_id}' as load_id, 'cases' as entity, 'a.csv' as source_file, "
                "7 as line, 'received_on' as column_name, 'not_a_date' as reason_code, "
                "'rejected' as severity, 'No date.' as message, '31-02-2024' as value) "
                f"to '{settings.rejects / load_id}.parquet'"
            )
    stub.build_stub(settings)
    assert built_rows(settings, "select load_id, line, value from raw.load_rejects") == [
        ("a", 7, "31-02-2024")
    ]


def test_a_failed_test_fails_the_build_and_publishes_nothing(built: Settings) -> None:
    before = publish(built)
    stub.add_load(built, "bad", [stub.case(5, case_type_code="UNHEARD-OF")])
    with pytest.raises(TestsFailed) as caught:
        stub.build_stub(built)
    message = caught.value.message
    assert "fct_cases__known_case_type (1 row)" in message
    assert "The case type is one the catalogue knows." in message
    assert "Mended by: the system owner." in message
    assert caught.value.exit_code == BuildFailed.exit_code
    attempt = read_attempt(built)
    assert attempt is not None
    assert attempt.status == "failed"
    with pytest.raises(BuildFailed, match="no build to publish"):
        publish(built)
    assert current_run(built) == before

    mended = [stub.case(5, case_type_code="PERS-HJ")]
    stub.add_load(built, "mended", mended, data_date=date(2024, 5, 1))
    again = stub.build_stub(built)
    assert (again.status, again.full) == ("built", True)
    assert publish(built).run_id == again.run_id


def test_a_model_that_cannot_be_read_is_told(settings: Settings, tmp_path: Path) -> None:
    project = copied_project(tmp_path / "project")
    (project / "models" / "broken.sql").write_text("select * from {{ ref('nowhere') }}", "utf-8")
    with pytest.raises(BuildFailed, match="nowhere"):
        build(settings, project=project)


def test_a_model_that_cannot_be_built_is_told(settings: Settings, tmp_path: Path) -> None:
    project = copied_project(tmp_path / "project")
    (project / "models" / "broken.sql").write_text("select nothing_there", "utf-8")
    with pytest.raises(TestsFailed, match=r"model broken: .*nothing_there"):
        build(settings, project=project)


def test_new_code_builds_everything_and_leaves_no_old_table(
    settings: Settings, tmp_path: Path
) -> None:
    project = copied_project(tmp_path / "project")
    assert code_fingerprint(project, "duckdb") != "", "the folder is part of it"
    build(settings, project=project)
    renamed = (project / "models" / "load_ledger.sql").rename(project / "models" / "ledger.sql")
    described = project / "models" / "models.yml"
    described.write_text(
        described.read_text().replace(
            "  - name: load_ledger\n    desc", "  - name: ledger\n    desc"
        )
    )
    assert build(settings, project=project).full
    tables = "select table_name from information_schema.tables where table_schema = 'marts'"
    names = {name for (name,) in built_rows(settings, tables)}
    assert renamed.stem in names
    assert "load_ledger" not in names


def test_run_tables_tell_what_the_build_was(settings: Settings) -> None:
    result = stub.build_stub(settings)
    assert built_rows(
        settings,
        "select run_id, n_loads, n_models, n_tests, n_warnings, full_build from marts.run_info",
    ) == [(result.run_id, 1, 3, 3, 1, True)]
    tests = built_rows(
        settings,
        "select test_name, model, status, severity, failures, mended_by from marts.test_results "
        "where status <> 'pass'",
    )
    assert tests == [("fct_cases__decided", "fct_cases", "warn", "warn", 1, "nobody")]
    dictionary = dict(
        built_rows(
            settings, "select model || '.' || column_name, description from marts.data_dictionary"
        )
    )
    assert dictionary["mart_case_types.n_cases"] == "How many."
    assert dictionary["run_info.run_id"]


def test_a_killed_build_is_not_published(settings: Settings) -> None:
    killed = stub.run_stub(settings, "build", kill_at="build.dbt_done")
    assert killed.returncode == -signal.SIGKILL
    with pytest.raises(BuildFailed, match="no build to publish"):
        publish(settings)
    with pytest.raises(NothingPublished):
        current_run(settings)


def test_the_same_code_is_not_read_twice(built: Settings) -> None:
    parsed = built.build / "target" / "partial_parse.msgpack"
    read_at = parsed.stat().st_mtime_ns
    stub.add_load(built, "b", [stub.case(3)])
    assert not stub.build_stub(built).full
    assert parsed.stat().st_mtime_ns == read_at
    assert len(built_rows(built)) == 3


@pytest.mark.parametrize("is_named", [True, False])
def test_what_dbt_read_is_read_anew_where_it_is_damaged(built: Settings, is_named: bool) -> None:
    """Named: as it would be if dbt's own version had changed the format."""
    target = built.build / "target"
    parsed, mark = target / "partial_parse.msgpack", target / "parsed.txt"
    whole = parsed.stat().st_size
    parsed.write_bytes(b"nothing dbt has written")
    if is_named:
        code = mark.read_text("utf-8").split()[0]
        mark.write_text(f"{code} {hashlib.sha256(parsed.read_bytes()).hexdigest()}", "utf-8")
    stub.add_load(built, "b", [stub.case(3)])
    stub.build_stub(built)
    assert parsed.stat().st_size == whole
    assert len(built_rows(built)) == 3


@pytest.mark.parametrize("left", [None, b'{"nodes": {'])
def test_a_manifest_that_is_gone_or_cut_off_is_made_anew(
    built: Settings, left: bytes | None
) -> None:
    manifest = built.build / "target" / "manifest.json"
    manifest.unlink() if left is None else manifest.write_bytes(left)
    stub.add_load(built, "b", [stub.case(3)])
    assert not stub.build_stub(built).full
    assert len(built_rows(built)) == 3


def test_a_killed_build_is_done_again_without_reading_the_project(built: Settings) -> None:
    parsed = built.build / "target" / "partial_parse.msgpack"
    read_at = parsed.stat().st_mtime_ns
    stub.add_load(built, "b", [stub.case(3)])
    killed = stub.run_stub(built, "build", kill_at="build.first_model")
    assert killed.returncode == -signal.SIGKILL
    assert stub.build_stub(built).full
    assert parsed.stat().st_mtime_ns == read_at
    assert len(built_rows(built)) == 3


def test_a_damaged_build_file_is_built_anew(built: Settings) -> None:
    built.build_file.write_bytes(b"no database" * 1000)
    assert read_state(built) is None
    assert stub.build_stub(built).full


def test_two_builds_at_once_one_is_told_who_has_it(settings: Settings) -> None:
    script = (
        "import sys, time, pathlib; from warehouse.base.locks import hold; "
        "from warehouse.base.settings import read_settings\n"
        "with hold(read_settings(data=pathlib.Path(sys.argv[1])), 'build', 'sagspuls build'):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(settings.data)],
        stdout=subprocess.PIPE,
        text=True,
        env=stub.stub_environment(),
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy, match=rf"'sagspuls build' .*process {holder.pid}") as caught:
            stub.build_stub(settings)
        assert caught.value.exit_code == 6
        holder.kill()
    assert stub.build_stub(settings).status == "built"


def test_a_lock_is_free_after_an_error(settings: Settings) -> None:
    with pytest.raises(ValueError, match="stop"), hold(settings, "build", "test"):
        raise ValueError("stop")
    with hold(settings, "build", "test"):
        pass


def test_two_builds_at_the_same_moment(settings: Settings) -> None:
    """One builds, the other is told; afterwards the warehouse is whole."""
    command = [sys.executable, stub.__file__, str(settings.data), "build"]
    children = [
        subprocess.Popen(command, env=stub.stub_environment(), stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    errors = [child.communicate(timeout=120)[1] for child in children]
    codes = sorted(child.returncode for child in children)
    assert codes == [0, 1], errors
    assert "Busy" in "".join(errors)
    assert len(built_rows(settings)) == 2


def test_the_dbt_process_ends_with_a_killed_parent(settings: Settings) -> None:
    stub.run_stub(settings, "build", kill_at="build.first_model")
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            with duckdb.connect(str(settings.build_file)):
                return
        except duckdb.IOException:
            time.sleep(0.1)
    pytest.fail("the dbt process still has the build file")


def test_a_killed_dbt_process_is_told_in_words(settings: Settings) -> None:
    with DbtProcess(settings, stub.PROJECT) as dbt:
        child = dbt._running()
        child.kill()
        child.wait()
        with pytest.raises(BuildFailed, match="signal 9"):
            dbt.run(["parse"], lambda _: None)


def test_a_load_during_a_build_waits_for_the_next(settings: Settings) -> None:
    seen: list[str] = []

    def load_meanwhile(what: str, _done: int, total: int) -> None:
        if total and not seen:
            seen.append(what)
            stub.add_load(settings, "meanwhile", [stub.case(8)])

    first = build(settings, project=stub.PROJECT, on_progress=load_meanwhile)
    assert first.n_loads == 1
    assert len(built_rows(settings)) == 2
    second = stub.build_stub(settings)
    assert (second.full, second.n_loads, second.n_touched_cases) == (False, 2, 1)
    assert len(built_rows(settings)) == 3


def test_the_last_attempt_can_be_read(settings: Settings) -> None:
    assert read_attempt(settings) is None
    stub.run_stub(settings, "build", kill_at="build.first_model")
    attempt = read_attempt(settings)
    assert attempt is not None
    assert attempt.status == "running"
    result = stub.build_stub(settings)
    told = json.loads((settings.build / "last_build.json").read_text(encoding="utf-8"))
    assert (told["run_id"], told["status"]) == (result.run_id, "succeeded")


def copied_project(target: Path) -> Path:
    """The stub project, to be changed."""
    for path in stub.PROJECT.rglob("*"):
        if path.is_file():
            copy = target / path.relative_to(stub.PROJECT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    return target
