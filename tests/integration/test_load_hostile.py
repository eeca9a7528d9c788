"""Files that break a loader: what is bad is named, the rest is loaded, nothing runs away."""

from __future__ import annotations

import glob
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb
import pytest
import yaml

from warehouse.base.errors import SagspulsError
from warehouse.base.ledger import read_ledger
from warehouse.base.settings import Settings
from warehouse.contracts.pseudonym import read_key
from warehouse.ingest import memory
from warehouse.ingest.load import LoadResult, load

NOBODY = 65534
HEADER = "Kommunekode;Sagsnr;Tidspunkt;Hændelse;Hændelsestype;Notat\n"


def row(i: int, note: str = "x", at: str = "01-03-2024 10:00") -> str:
    """An event."""
    return f"0999;S-{i};{at};Trin;note_made;{note}\n"


def loaded(settings: Settings, folder: Path, text: str | bytes) -> LoadResult:
    """What came of a file of events."""
    path = folder / "case_events.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    (result,) = load(settings, path)
    assert result.rows_read == result.rows_loaded + result.rows_rejected + result.rows_repeated
    return result


def test_rows_keep_the_order_of_the_file_however_many_there_are(
    settings: Settings, tmp_path: Path
) -> None:
    """A join in the read gives rows in any order, so the line of a finding is another's."""
    n = 400_000
    lines = ["Kommunekode;Afgørelsesnr;Sagsnr;Afgjort;Udfald\n"]
    lines += [f"0999;D-{i};S-{i};01-03-2024;granted\n" for i in range(n)]
    lines += [f"0999;D-{i};S-other;01-03-2024;refused\n" for i in (7, 200_000)]
    path = tmp_path / "decisions.csv"
    path.write_text("".join(lines), encoding="utf-8")
    (result,) = load(settings, path)
    rejects = settings.rejects / f"{result.load_id}.parquet"
    raw = settings.raw / "decisions" / f"{result.load_id}.parquet"
    found = duckdb.sql(f"select line, reason_code from '{rejects}' order by line").fetchall()
    assert found == [(n + 2, "key_conflict"), (n + 3, "key_conflict")]
    assert duckdb.sql(f"from '{raw}' where case_id = 'S-other'").fetchall() == []


def test_a_line_without_end_is_refused_unread(settings: Settings, tmp_path: Path) -> None:
    result = loaded(settings, tmp_path, HEADER + row(1) + "x" * (64 << 20))
    assert result.status == "refused"
    assert "line 3 is longer than 16 MB" in result.message


def test_a_line_too_long_for_a_row_is_named_and_the_others_are_loaded(
    settings: Settings, tmp_path: Path
) -> None:
    text = HEADER + row(1) + row(2, "x" * 5_000_000) + "".join(row(i) for i in range(3, 20))
    result = loaded(settings, tmp_path, text)
    assert (result.rows_loaded, result.rows_rejected) == (18, 1)
    assert [(r["line"], r["reason_code"]) for r in result.rejects] == [(3, "line_too_long")]


def test_sparse_files_and_pictures_are_refused_at_once(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "case_events.csv"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    started = time.monotonic()
    (result,) = load(settings, path)
    assert result.status == "refused"
    assert "NUL bytes" in result.message
    assert time.monotonic() - started < 5


def test_a_quote_that_swallows_good_rows_refuses_the_file(
    settings: Settings, tmp_path: Path
) -> None:
    text = HEADER + "".join(row(i) for i in range(50)) + row(50, '"åben') + row(51) + row(52)
    result = loaded(settings, tmp_path, text)
    assert result.status == "refused"
    assert "line 52: a quotation mark is opened and not closed" in result.message


def test_a_quote_that_a_later_row_closes_by_chance_refuses_the_file(
    settings: Settings, tmp_path: Path
) -> None:
    good = "".join(row(i) for i in range(50))
    text = HEADER + good + row(50, '"åben') + row(51) + row(52, '"lukket') + row(53)
    result = loaded(settings, tmp_path, text)
    assert result.status == "refused"
    assert "line 52: a quotation mark is opened and not closed" in result.message


def test_a_note_of_several_lines_in_a_row_of_too_many_cells_costs_that_row_alone(
    settings: Settings, tmp_path: Path
) -> None:
    long = row(50, '"første linje\nanden linje";for meget')
    result = loaded(settings, tmp_path, HEADER + "".join(row(i) for i in range(50)) + long)
    assert (result.status, result.rows_loaded, result.rows_rejected) == ("loaded", 50, 1)
    assert [(r["line"], r["reason_code"]) for r in result.rejects] == [(52, "too_many_columns")]


def test_a_last_row_cut_off_within_quotes_is_named_and_the_others_are_loaded(
    settings: Settings, tmp_path: Path
) -> None:
    text = HEADER + "".join(row(i) for i in range(50)) + row(50, '"cut').removesuffix("\n")
    result = loaded(settings, tmp_path, text)
    assert (result.status, result.rows_loaded, result.rows_rejected) == ("loaded", 50, 1)
    assert [(r["line"], r["reason_code"]) for r in result.rejects] == [(52, "broken_quotes")]


def test_an_unknown_column_is_named_and_does_no_harm(settings: Settings, tmp_path: Path) -> None:
    text = HEADER.replace("\n", ";Ekstra\n") + row(1).replace("\n", ";1\n")
    result = loaded(settings, tmp_path, text)
    assert (result.status, result.rows_loaded, result.rows_rejected) == ("loaded", 1, 0)
    (warning,) = result.rejects
    assert (warning["line"], warning["reason_code"]) == (1, "unused_columns")
    assert warning["severity"] == "warning"
    assert str(warning["message"]).endswith("were not loaded: Ekstra.")


def test_a_load_that_grows_too_much_is_ended_in_words(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOST_GROWTH", 1 << 20)
    text = HEADER + "".join(row(i, at="31-02-2024 10:00") for i in range(300_000))
    result = loaded(settings, tmp_path, text)
    assert result.status == "refused"
    assert "more than 1 GB of memory" in result.message
    assert not list((settings.data / "tmp").glob("*"))


@pytest.mark.long
def test_memory_stays_under_one_gb(settings: Settings, tmp_path: Path) -> None:
    """Many rejected cells: DuckDB keeps them beside its own limit."""
    text = "".join(row(i, at=f"{31 if i % 5 == 0 else 1:02}-02-2024 10:00") for i in range(900_000))
    text = HEADER + text
    (tmp_path / "case_events.csv").write_text(text, encoding="utf-8")
    peak = subprocess.run(
        [
            sys.executable,
            "-c",
            "import resource, subprocess, sys\n"
            "subprocess.run([sys.executable, '-m', 'warehouse', 'load', sys.argv[1]])\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
            str(tmp_path / "case_events.csv"),
        ],
        env={
            "PATH": "/usr/bin:/bin",
            "SAGSPULS_DATA": str(settings.data),
            "SAGSPULS_KEY_FILE": str(settings.key_file),
        },
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    ).stdout.split()[-1]
    assert [entry.rows_rejected for entry in read_ledger(settings)] == [180_000]
    assert int(peak) * 1024 < 1e9


@pytest.mark.long
def test_the_messy_files_of_others(settings: Settings, tmp_path: Path, real_data: Path) -> None:
    """Every sixth file is loaded or refused in words, in a few seconds, and its sum holds."""
    files = []
    for path in sorted((real_data / "messy_csv").rglob("*.csv"))[::6]:
        if not path.is_file():
            continue
        with path.open("rb") as file:
            first = file.read(20_000).decode("utf-8", "replace").splitlines()[:1] or [""]
        delimiter = next((d for d in ",;|\t" if d in first[0]), ",")
        cells = [cell.strip('" ') or "x" for cell in first[0].split(delimiter)]
        columns = {
            "case_id": cells[0],
            "event_at": {"value": "2024-01-01"},
            "event_name": cells[-1],
            "event_type": {"value": "other"},
        }
        match = glob.escape(path.name.removesuffix(".gz"))
        if match not in {file["match"] for file in files}:
            files.append({"match": match, "entity": "case_events", "columns": columns})
    mapping = tmp_path / "messy.yaml"
    mapping.write_text(yaml.safe_dump({"system": "m", "municipality_code": "0999", "files": files}))
    results = load(settings, real_data / "messy_csv", str(mapping))
    assert max(result.seconds for result in results) < 10
    assert all(result.message or result.status == "loaded" for result in results)
    assert [result.status for result in results].count("loaded") > 10
    for entry in read_ledger(settings):
        assert entry.rows_read == entry.rows_loaded + entry.rows_rejected + entry.rows_repeated


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may look into: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_a_data_folder_that_may_not_be_written_is_told_before_work_starts(
    open_folder: Path,
) -> None:
    settings = Settings(data=open_folder / "data", key_file=open_folder / "key" / "k")
    extract = _extract(open_folder)
    read_key(settings.key_file)
    settings.key_file.parent.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(settings.key_file, NOBODY, NOBODY)
    settings.data.mkdir(mode=0o555)
    said = _told_to_nobody(settings, extract)
    settings.data.chmod(0o755)
    assert said == f"Nothing can be written in {settings.data}."
    assert list(settings.data.iterdir()) == []


def test_a_key_that_may_not_be_read_is_told(open_folder: Path) -> None:
    settings = Settings(data=open_folder / "data", key_file=open_folder / "key" / "k")
    extract = _extract(open_folder)
    read_key(settings.key_file)
    settings.key_file.parent.chmod(0o000)
    said = _told_to_nobody(settings, extract)
    settings.key_file.parent.chmod(0o700)
    assert said == f"The key file {settings.key_file} cannot be read or created: Permission denied."


def _extract(folder: Path) -> Path:
    extract = folder / "case_events.csv"
    extract.write_text(HEADER + row(1), encoding="utf-8")
    return extract


def _told_to_nobody(settings: Settings, extract: Path) -> str:
    """What a load says in a child that is nobody: root may read and write everywhere."""

    def as_nobody(told: Connection) -> None:
        if os.geteuid() == 0:
            os.setuid(NOBODY)
        try:
            load(settings, extract)
        except SagspulsError as error:
            told.send(error.message)
        else:
            told.send("nothing")

    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=as_nobody, args=[theirs])
    child.start()
    child.join(60)
    assert ours.poll()
    return str(ours.recv())
