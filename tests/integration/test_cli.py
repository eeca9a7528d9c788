"""The command line as a user meets it: a demo, exit codes, JSON, no traceback."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from command import run, surroundings

from warehouse.cli.demo import CASES


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_second_demo_does_nothing_again(demo_data: Path) -> None:
    before = sorted(path.name for path in (demo_data / "published").iterdir())
    again = run(demo_data, "demo", "--no-serve")
    assert again.returncode == 0, again.stderr
    assert "Nothing has changed" in again.stdout
    assert sorted(path.name for path in (demo_data / "published").iterdir()) == before


def test_a_demo_does_not_mix_with_another_sample(demo_data: Path) -> None:
    other = run(demo_data, "demo", "--no-serve", "--cases", str(CASES + 1))
    assert other.returncode == 2
    assert "another sample" in other.stderr


def test_a_demo_does_not_mix_with_real_loads(data: Path) -> None:
    extract = data.parent / "cases.csv"
    extract.write_text(
        "municipality_code;case_id;case_type_code;received_on\n0999;1;HJM-TEK;01-02-2024\n",
        encoding="utf-8",
    )
    loaded = run(data, "load", str(extract), "--json")
    assert loaded.returncode == 0, loaded.stderr
    assert json.loads(loaded.stdout)["loads"][0]["status"] == "loaded"
    mixed = run(data, "demo", "--no-serve")
    assert mixed.returncode == 2
    assert "would mix" in mixed.stderr


def test_status(demo_data: Path) -> None:
    told = json.loads(run(demo_data, "status", "--json").stdout)
    assert told["current"]["run_id"] == told["runs"][0]["run_id"] == told["last_build"]["run_id"]
    assert told["n_loads"] > 0
    assert not told["is_building"]
    words = run(demo_data, "status").stdout
    assert told["current"]["run_id"] in words


def test_build_and_publish_of_the_same_answer_in_json(demo_data: Path) -> None:
    built = json.loads(run(demo_data, "build", "--publish", "--json").stdout)
    assert built["status"] == "unchanged"
    assert built["published"]["run_id"] == built["run_id"]
    published = json.loads(run(demo_data, "publish", "--json").stdout)
    assert published["run_id"] == built["run_id"]


def test_sql(demo_data: Path, tmp_path: Path) -> None:
    query = "select count(*) as n from fct_cases"
    for arguments, given in ((("sql", query), None), (("sql", "-"), query)):
        done = run(demo_data, *arguments, "--format", "json", given=given)
        assert json.loads(done.stdout)[0]["n"] > 250
    out = tmp_path / "rows.parquet"
    done = run(demo_data, "sql", "from dim_calendar", "--format", "parquet", "--out", str(out))
    assert (done.returncode, done.stdout) == (0, "")
    assert out.stat().st_size > 1000
    refused = run(demo_data, "sql", "drop table fct_cases")
    assert refused.returncode == 7
    assert "read-only" in refused.stderr
    huge = run(demo_data, "sql", "select repeat('x', 4000000000)")
    assert huge.returncode == 7
    assert "memory" in huge.stderr


def test_export(demo_data: Path, tmp_path: Path) -> None:
    unknown = run(demo_data, "export", "chart", "nowhere")
    assert unknown.returncode == 8
    assert "Charts: " in unknown.stderr
    chart = unknown.stderr.split("Charts: ")[1].split(",")[0].split(".")[0].strip()
    done = run(
        demo_data, "export", "chart", chart, "--format", "csv", "--out", str(tmp_path), "--json"
    )
    assert done.returncode == 0, done.stderr
    assert Path(json.loads(done.stdout)["file"]).stat().st_size > 0


def test_rollback_without_an_earlier_run(demo_data: Path) -> None:
    done = run(demo_data, "rollback", "--json")
    assert done.returncode == 5
    assert json.loads(done.stdout)["error"] == "NothingPublished"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["sql", "select 1"], 5, "Nothing is published"),
        (["rollback"], 5, "Nothing is published"),
        (["publish"], 4, "no build to publish"),
        (["load", "nowhere.csv"], 1, "nowhere.csv"),
        (["load", __file__, "--mapping", "unheard-of"], 2, "unheard-of"),
        (["nonsense"], 2, "No such command"),
        (["sql"], 2, "Missing argument"),
        (["sample", "--out", "x", "--cases", "0"], 2, "cases"),
        (["export", "chart", "x", "--filter", "department"], 2, "name=code"),
        (["export", "chart", "x", "--format", "gif"], 2, "gif"),
    ],
)
def test_exit_codes(data: Path, arguments: list[str], code: int, words: str) -> None:
    done = run(data, *arguments)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_refused_file_ends_with_its_own_code(data: Path) -> None:
    extract = data.parent / "cases.csv"
    extract.write_text("nothing;we;know\n1;2;3\n", encoding="utf-8")
    done = run(data, "load", str(extract), "--json")
    assert done.returncode == 3, done.stderr
    assert json.loads(done.stdout)["loads"][0]["status"] == "refused"


def test_wrong_settings_are_told(data: Path) -> None:
    done = run(data, "status", SAGSPULS_KEEP_RUNS="1")
    assert done.returncode == 2
    assert "keep_runs" in done.stderr


def test_an_error_of_the_system_has_a_traceback_only_when_asked_for(data: Path) -> None:
    data.mkdir()
    (data / "locks").write_text("a file, not a folder", encoding="utf-8")
    short = run(data, "build")
    assert short.returncode == 1
    assert "Traceback" not in short.stderr
    assert len(short.stderr.splitlines()) <= 5
    assert "Traceback" in run(data, "--debug", "build").stderr


def test_doctor(demo_data: Path) -> None:
    done = run(demo_data, "doctor", "--json")
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert checks["published run"]["status"] == "ok"
    assert done.returncode == int(any(c["status"] == "missing" for c in checks.values()))
    (demo_data.parent / "pseudonym.key").chmod(0o644)
    try:
        broken = run(demo_data, "doctor")
        assert broken.returncode == 1
        assert "chmod 600" in broken.stdout
    finally:
        (demo_data.parent / "pseudonym.key").chmod(0o600)


def test_version(data: Path) -> None:
    assert run(data, "--version").returncode == 0


def test_the_dashboard_answers_and_ends(demo_data: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "warehouse", "dashboard", "--port", str(port)],
        env=surroundings(demo_data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as served:
        assert served.stdout is not None
        address = f"http://127.0.0.1:{port}"
        assert address in served.stdout.readline()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address, timeout=10) as page:
            assert page.status == 200
        taken = run(demo_data, "dashboard", "--port", str(port))
        assert taken.returncode == 6
        assert f"--port {port + 1}" in taken.stderr
        served.send_signal(signal.SIGTERM)
        assert served.wait(timeout=20) == 0
    with socket.socket() as again:
        assert again.connect_ex(("127.0.0.1", port)) != 0, "no process is left behind"
