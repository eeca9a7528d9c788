"""Publishing: kills at every step, readers meanwhile, rollback, retention, leftovers."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import stub_warehouse as stub
from fault_points import PUBLISH_STEPS, ROLLBACK_STEPS
from stub_runs import day, make_build, publish_build

from warehouse.base.errors import BuildFailed, Busy, ConfigurationError, NothingPublished
from warehouse.base.locks import hold
from warehouse.base.settings import Settings
from warehouse.cli import console
from warehouse.publish.publish import publish, rollback
from warehouse.publish.runs import Run, current_run, runs

RUN = "select distinct run from marts.fct_cases"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return stub.stub_settings(tmp_path, keep_runs=2)


def number_in(run: Run) -> object:
    """The number of the build a published file is from; it has rows of one build only."""
    rows = stub.published_rows(run.path, RUN)
    assert len(rows) == 1
    return rows[0][0]


def names(settings: Settings) -> set[str]:
    return {path.name for path in settings.published.iterdir()}


def test_a_published_file_has_the_marts_and_nothing_else(settings: Settings) -> None:
    run_id = make_build(settings, 1)
    run = publish(settings)
    assert run == current_run(settings)
    assert (run.run_id, run.data_date, run.previous) == (run_id, day(1), None)
    tables = stub.published_rows(
        run.path,
        "select table_schema, table_name, table_type from information_schema.tables order by all",
    )
    assert tables == [
        ("marts", name, "BASE TABLE")
        for name in (
            "data_dictionary",
            "fct_cases",
            "mart_cases",
            "public_periods",
            "run_info",
            "test_results",
        )
    ]
    assert names(settings) == {"current.json", f"{run.path.stem}.json", run.path.name}


def test_descriptions_are_where_sql_tools_show_them(settings: Settings) -> None:
    run = publish_build(settings, 1)
    comments = "select comment from duckdb_tables() where table_name = 'fct_cases'"
    assert stub.published_rows(run.path, comments) == [("Cases; it's one row per case.",)]
    comments = "select comment from duckdb_columns() where column_name = 'run'"
    assert stub.published_rows(run.path, comments) == [("Which build wrote the row.",)]


def test_the_pointer_has_the_agreed_keys(settings: Settings) -> None:
    run = publish_build(settings, 1)
    pointer = json.loads((settings.published / "current.json").read_text(encoding="utf-8"))
    assert pointer["run_id"] == run.run_id
    assert pointer["file"] == run.path.name == f"warehouse-{run.run_id}.duckdb"
    assert pointer["data_date"] == day(1).isoformat()
    assert pointer["published_at"] == run.published_at.isoformat()


def test_publishing_twice_does_nothing_the_second_time(settings: Settings) -> None:
    run = publish_build(settings, 1)
    before = run.path.stat()
    assert publish(settings) == run
    after = run.path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("kill_at", [s for s in PUBLISH_STEPS if s != "publish.first_removed"])
def test_killed_at_any_step_the_last_run_stays_and_the_next_publish_ends_it(
    settings: Settings, kill_at: str
) -> None:
    before = publish_build(settings, 1)
    run_id = make_build(settings, 2)
    killed = stub.run_stub(settings, "publish", kill_at=kill_at)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    is_switched = kill_at == "publish.switched"
    assert current_run(settings).run_id == (run_id if is_switched else before.run_id)
    assert number_in(current_run(settings)) == (2 if is_switched else 1)
    assert number_in(before) == 1

    after = publish(settings)
    assert (after.run_id, number_in(after)) == (run_id, 2)
    assert after.previous == before.run_id
    assert names(settings) == {
        "current.json",
        *(
            f"warehouse-{run.run_id}.{kind}"
            for run in (before, after)
            for kind in ("json", "duckdb")
        ),
    }


@pytest.mark.parametrize("kill_at", PUBLISH_STEPS)
def test_the_very_first_publish_killed_leaves_nothing_or_all(
    settings: Settings, kill_at: str
) -> None:
    if kill_at == "publish.first_removed":
        for number in (1, 2):
            publish_build(settings, number)
    make_build(settings, 3)
    killed = stub.run_stub(settings, "publish", kill_at=kill_at)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    if kill_at in ("publish.switched", "publish.first_removed"):
        assert number_in(current_run(settings)) == 3
    else:
        with pytest.raises(NothingPublished):
            current_run(settings)
    assert number_in(publish(settings)) == 3
    assert all(run.path.is_file() for run in runs(settings))


def test_killed_while_removing_leaves_no_half_run(settings: Settings) -> None:
    for number in (1, 2):
        publish_build(settings, number)
    make_build(settings, 3)
    stub.run_stub(settings, "publish", kill_at="publish.first_removed")
    assert [number_in(run) for run in runs(settings)] == [3, 2]
    publish(settings)
    assert len(names(settings)) == 5


def test_retention_keeps_the_newest_and_what_a_rollback_needs(settings: Settings) -> None:
    published = [publish_build(settings, number) for number in range(1, 5)]
    assert runs(settings) == (published[3], published[2])

    rollback(settings)
    assert current_run(settings) == published[2]
    fifth = publish_build(settings, 5)
    assert fifth.previous == published[2].run_id
    assert set(runs(settings)) == {published[2], published[3], fifth}
    rollback(settings)
    assert current_run(settings) == published[2], "not the run that was rolled back from"


def test_rollback_to_a_named_run_and_back(settings: Settings) -> None:
    first = publish_build(settings, 1)
    second = publish_build(settings, 2)
    files = names(settings)
    assert rollback(settings, first.run_id) == first == current_run(settings)
    assert rollback(settings, second.run_id) == second == current_run(settings)
    assert names(settings) == files
    with pytest.raises(ConfigurationError, match="nowhere") as caught:
        rollback(settings, "nowhere")
    assert first.run_id in str(caught.value.hint)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("kill_at", ROLLBACK_STEPS)
def test_a_rollback_killed_at_any_step_comes_to_the_same_run(
    settings: Settings, kill_at: str
) -> None:
    settings = settings.model_copy(update={"keep_runs": 3})
    first, second, _ = (publish_build(settings, number) for number in (1, 2, 3))
    files = names(settings)
    for _ in range(2):
        killed = stub.run_stub(settings, "rollback", kill_at=kill_at)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert rollback(settings) == second == current_run(settings)
    assert names(settings) == files
    assert rollback(settings) == first, "one that has ended is not taken up again"


def test_a_killed_rollback_gives_way_to_what_came_after_it(settings: Settings) -> None:
    first, second = (publish_build(settings, number) for number in (1, 2))
    stub.run_stub(settings, "rollback", kill_at="publish.switched")
    assert rollback(settings, second.run_id) == second
    assert rollback(settings) == first
    publish(settings)
    stub.run_stub(settings, "rollback", kill_at="publish.switched")
    publish_build(settings, 3)
    publish_build(settings, 4)
    assert number_in(rollback(settings)) == 3, "not the first, which the killed one went to"


def test_publish_after_a_rollback_goes_forward_again(settings: Settings) -> None:
    first = publish_build(settings, 1)
    second = publish_build(settings, 2)
    rollback(settings)
    assert current_run(settings) == first
    assert publish(settings) == second == current_run(settings)


def test_there_is_nothing_before_the_first_run(settings: Settings) -> None:
    with pytest.raises(NothingPublished) as caught:
        rollback(settings)
    assert caught.value.exit_code == 5
    publish_build(settings, 1)
    with pytest.raises(NothingPublished, match="no run before"):
        rollback(settings)


def test_a_file_that_has_gone_is_told(settings: Settings) -> None:
    first = publish_build(settings, 1)
    second = publish_build(settings, 2)
    second.path.unlink()
    with pytest.raises(NothingPublished, match="has gone"):
        current_run(settings)
    assert rollback(settings, first.run_id) == first
    assert number_in(publish(settings)) == 2, "the build is still there to be published"


@pytest.mark.parametrize("content", ["", "{", '{"run_id": "x"}', "[]"])
def test_a_damaged_pointer_is_told_and_mended_by_publishing(
    settings: Settings, content: str
) -> None:
    run = publish_build(settings, 1)
    (settings.published / "current.json").write_text(content, encoding="utf-8")
    with pytest.raises(NothingPublished):
        current_run(settings)
    assert publish(settings) == run == current_run(settings)


def test_leftovers_of_killed_publishes_are_removed(settings: Settings) -> None:
    settings.published.mkdir(parents=True)
    for name in (".tmp-warehouse-x.duckdb", ".tmp-warehouse-x.duckdb.wal", "warehouse-x.json"):
        (settings.published / name).write_text("{}", encoding="utf-8")
    publish_build(settings, 1)
    assert len(names(settings)) == 3


def test_nothing_built_nothing_published(settings: Settings) -> None:
    with pytest.raises(BuildFailed, match="no build to publish"):
        publish(settings)


def test_no_publish_while_a_build_is_at_work(settings: Settings) -> None:
    make_build(settings, 1)
    with hold(settings, "build", "sagspuls build"), pytest.raises(Busy, match="sagspuls build"):
        publish(settings)


def test_a_rollback_needs_not_wait_for_a_build(settings: Settings) -> None:
    first = publish_build(settings, 1)
    publish_build(settings, 2)
    with hold(settings, "build", "sagspuls build"):
        assert rollback(settings) == first


def test_a_full_disk_leaves_the_last_run(settings: Settings) -> None:
    """A limit on the size of files stands for the full disk: the copy fails half-way."""
    before = publish_build(settings, 1)
    make_build(settings, 2, rows=300_000)
    script = (
        "import resource, runpy, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        f"sys.argv = ['stub', {str(settings.data)!r}, 'publish']\n"
        f"runpy.run_path({stub.__file__!r}, run_name='__main__')"
    )
    failed = subprocess.run(
        [sys.executable, "-c", script],
        env=stub.stub_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert failed.returncode != 0
    assert current_run(settings) == before
    assert number_in(before) == 1
    assert number_in(publish(settings)) == 2
    assert not [name for name in names(settings) if name.startswith(".tmp")]


READER = """
import sys, time, duckdb
from pathlib import Path
from warehouse.publish.runs import current_run
from warehouse.base.settings import read_settings
settings = read_settings(data=Path(sys.argv[1]))
seen, path, connection = [], None, None
print("reading", flush=True)
while True:
    time.sleep(0.005)
    run = current_run(settings)
    if run.path != path:
        try:
            opened = duckdb.connect(str(run.path), read_only=True)
        except duckdb.IOException:
            assert not run.path.exists(), "only two runs later it may have gone"
            continue
        if connection:
            connection.close()
        path, connection = run.path, opened
    rows = connection.execute("select min(run), max(run), count(*) from marts.fct_cases").fetchone()
    assert rows[0] == rows[1] and rows[2] == 1000, rows
    seen.append(rows[0])
    if rows[0] == int(sys.argv[2]):
        break
assert seen == sorted(seen), "a reader never goes back"
print(len(seen), len(set(seen)))
"""


def test_readers_see_whole_runs_while_others_are_published(settings: Settings) -> None:
    """Readers switch to each run they notice; files may go while they read them."""
    publish_build(settings, 1)
    last = 21
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(settings.data), str(last)],
            env=stub.stub_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
    for number in range(2, last + 1):
        publish_build(settings, number)
    for reader in readers:
        out, err = reader.communicate(timeout=60)
        assert reader.returncode == 0, err
        queries, runs_seen = (int(part) for part in out.split())
        assert queries >= runs_seen >= 2


def test_current_run_opens_no_database(settings: Settings) -> None:
    """Opening and closing a file in a reader's process would drop the lock it has on it."""
    run = publish_build(settings, 1)
    run.path.chmod(0o000)
    try:
        assert current_run(settings) == run == runs(settings)[0]
    finally:
        run.path.chmod(0o600)


def test_the_published_file_is_read_only_to_readers(settings: Settings) -> None:
    run = publish_build(settings, 1)
    with (
        duckdb.connect(str(run.path), read_only=True) as connection,
        pytest.raises(duckdb.Error, match="read-only"),
    ):
        connection.execute("create table x as select 1")


def test_a_current_run_that_cannot_be_read_is_told_when_the_next_is_published(
    settings: Settings,
) -> None:
    first = publish_build(settings, 1)
    second = publish_build(settings, 2)
    assert (second.repeats, second.not_read) == (None, ())
    second.path.write_bytes(b"no database" * 1000)
    third = publish_build(settings, 3)
    assert (third.repeats, third.not_read) == (first.run_id, (second.run_id,))
    assert third == current_run(settings)
    said = console.published(third)
    assert f"WARNING: {second.run_id} could not be read" in said
    assert f"repeats the periods of run {first.run_id}." in said
    assert console.published(second).count("WARNING") == 0


def test_a_damaged_pointer_is_told_when_the_next_run_is_published(settings: Settings) -> None:
    first = publish_build(settings, 1)
    (settings.published / "current.json").write_text("{", encoding="utf-8")
    second = publish_build(settings, 2)
    assert (second.repeats, second.not_read) == (first.run_id, ("current.json",))


def test_that_no_earlier_run_can_be_read_is_told(settings: Settings) -> None:
    first = publish_build(settings, 1)
    first.path.write_bytes(b"no database" * 1000)
    second = publish_build(settings, 2)
    assert (second.repeats, second.not_read) == (None, (first.run_id,))
    assert f"no earlier published run can be read ({first.run_id})" in console.published(second)
