"""Deliveries of one system: which counts, from which day, and what is said of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from warehouse.base.errors import FileRefused
from warehouse.base.ledger import LedgerEntry, read_ledger
from warehouse.base.loads import read_loads
from warehouse.base.settings import Settings
from warehouse.build.raw import write_raw
from warehouse.ingest.load import LoadResult, load

HEADER = "kommunekode;sagsnr;sagstype;modtaget;afgjort;lukket"
EVENTS = "kommunekode;sagsnr;løbenr;tidspunkt;hændelse;hændelsestype"


def deliver(
    settings: Settings, folder: Path, name: str, lines: list[str], **given: object
) -> LoadResult:
    """Load one file of these rows."""
    path = folder / name
    path.write_text("\n".join([EVENTS if "haendelser" in name else HEADER, *lines]) + "\n", "utf-8")
    (result,) = load(settings, path, **given)  # type: ignore[arg-type]
    return result


def entry(settings: Settings, result: LoadResult) -> LedgerEntry:
    """What the ledger has of a load."""
    return next(e for e in read_ledger(settings) if e.load_id == result.load_id)


def said(result: LoadResult, reason: str) -> list[str]:
    """What is said of a file for a reason."""
    return [str(r["message"]) for r in result.rejects if r["reason_code"] == reason]


def newest(settings: Settings, entity: str, columns: str) -> list[tuple]:
    """The rows of an entity in the order of deliveries, as the models read them."""
    with duckdb.connect() as connection:
        write_raw(connection, settings, read_loads(settings), None)
        return connection.execute(
            f"select {columns} from raw.{entity} order by case_id, _delivery_no"
        ).fetchall()


def spring(n: int = 8) -> list[str]:
    """Cases received in March 2024, decided in April."""
    return [f"0999;S-{i};HJM;{i:02d}-03-2024;{i:02d}-04-2024;" for i in range(1, n + 1)]


def test_a_lone_date_does_not_decide_and_is_named(settings: Settings, tmp_path: Path) -> None:
    stray = "0999;S-9;HJM;07-03-2024;17-04-2026;17-04-2026"
    ahead = "0999;S-10;HJM;07-03-2024;17-04-2042;"
    result = deliver(settings, tmp_path, "sager.csv", [*spring(), stray, ahead])
    assert entry(settings, result).data_date == date(2024, 4, 8)
    assert said(result, "date_not_decisive") == [
        "lukket: 2026-04-17 lies alone, far from the others, so it does not decide the date of the "
        "data; 2024-04-08 does.",
        "afgjort: 2042-04-17 lies in the future, so it does not decide the date of the data; "
        "2024-04-08 does (2 such dates, this is the newest).",
    ]
    assert [r["line"] for r in result.rejects if r["reason_code"] == "date_not_decisive"] == [
        10,
        11,
    ]


def test_a_lone_date_that_other_files_tell_of_is_no_news(
    settings: Settings, tmp_path: Path
) -> None:
    """Files by the month of receipt: one case was decided a year later."""
    folder = tmp_path / "in"
    folder.mkdir()
    late = "0999;S-9;HJM;07-03-2024;17-04-2025;"
    (folder / "sager_03.csv").write_text("\n".join([HEADER, *spring(), late]), "utf-8")
    later = [row.replace("-2024", "-2025").replace("S-", "T-") for row in spring()]
    (folder / "sager_04.csv").write_text(
        "\n".join([HEADER, *later, "0999;T-9;HJM;07-03-2025;17-04-2025;"]), "utf-8"
    )
    first, second = load(settings, folder)
    assert (said(first, "date_not_decisive"), said(second, "date_not_decisive")) == ([], [])
    path = settings.rejects / f"{first.load_id}.parquet"
    assert duckdb.sql(f"select reason_code from '{path}'").fetchall() == []
    assert entry(settings, second).data_date == date(2025, 4, 17)


def test_a_given_date_is_the_date_of_the_data(settings: Settings, tmp_path: Path) -> None:
    given = date(2024, 5, 31)
    result = deliver(settings, tmp_path, "sager.csv", spring(), data_date=given)
    assert (entry(settings, result).data_date, entry(settings, result).dated_on) == (given, given)


def test_a_given_date_in_the_future_is_refused(settings: Settings, tmp_path: Path) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    with pytest.raises(FileRefused, match="lies in the future"):
        deliver(settings, tmp_path, "sager.csv", spring(), data_date=tomorrow)


def test_the_later_delivery_counts_whatever_its_dates(settings: Settings, tmp_path: Path) -> None:
    rows = ["0999;S-1;HJM;05-01-2023;01-06-2023;", "0999;S-2;HJM;05-12-2024;;"]
    deliver(settings, tmp_path, "1_sager.csv", rows)
    result = deliver(settings, tmp_path, "2_sager.csv", ["0999;S-1;HJM;05-01-2023;01-02-2023;"])
    assert newest(settings, "cases", "case_id, decided_on") == [
        ("S-1", date(2023, 6, 1)),
        ("S-1", date(2023, 2, 1)),
        ("S-2", None),
    ]
    assert said(result, "older_delivery") == [
        "The file has data to 2023-02-01, 1_sager.csv to 2024-12-05. 1 of its rows stand in place "
        "of those loaded before: the later delivery counts. Is this the older one, load it with "
        "--data-date 2023-02-01."
    ]


def test_a_folder_is_delivered_in_the_order_of_its_names(
    settings: Settings, tmp_path: Path
) -> None:
    for name, decided in (("1_sager.csv", "01-06-2023"), ("2_sager.csv", "01-02-2023")):
        (tmp_path / name).write_text(f"{HEADER}\n0999;S-1;HJM;05-01-2023;{decided};\n", "utf-8")
    load(settings, tmp_path)
    assert newest(settings, "cases", "decided_on")[-1] == (date(2023, 2, 1),)


def test_a_delivery_with_an_older_given_date_stands_before(
    settings: Settings, tmp_path: Path
) -> None:
    deliver(settings, tmp_path, "a.sager.csv", spring(), data_date=date(2024, 5, 31))
    old = ["0999;S-1;HJM;01-03-2024;;", "0999;S-0;HJM;01-03-2024;;"]
    result = deliver(settings, tmp_path, "b.sager.csv", old, data_date=date(2024, 3, 31))
    assert newest(settings, "cases", "case_id, decided_on")[1:3] == [
        ("S-1", None),
        ("S-1", date(2024, 4, 1)),
    ]
    assert said(result, "older_delivery") == [
        "1 of its rows do not count: a.sager.csv has them too and stands later, by 2024-05-31, "
        "the date given for it. This file stands by 2024-03-31, the date given for it."
    ]


def test_a_snapshot_out_of_order_is_said(settings: Settings, tmp_path: Path) -> None:
    mapping = tmp_path / "own.yaml"
    text = "system: own\nfiles:\n  - {match: '*.csv', entity: cases, delivery: snapshot}\n"
    mapping.write_text(text)
    own = {"mapping": str(mapping)}
    deliver(settings, tmp_path, "1.csv", spring(), **own)
    second = deliver(settings, tmp_path, "2.csv", spring(3), **own)
    (message,) = said(second, "older_delivery")
    assert message.startswith("The file has data to 2024-04-03, 1.csv to 2024-04-08. It stands in")
    third = deliver(settings, tmp_path, "3.csv", spring(2), data_date=date(2024, 3, 1), **own)
    (message,) = said(third, "older_delivery")
    assert message.startswith("Nothing of the file counts: a delivery that stands later is there.")
    assert len(newest(settings, "cases", "case_id")) == 3


def test_files_of_other_rows_are_no_news(settings: Settings, tmp_path: Path) -> None:
    deliver(settings, tmp_path, "sager_2024.csv", spring())
    result = deliver(settings, tmp_path, "sager_2022.csv", ["0999;T-1;HJM;01-03-2022;;"])
    assert said(result, "older_delivery") == []


def test_the_date_in_a_name_is_that_of_the_extract(settings: Settings, tmp_path: Path) -> None:
    mapping = tmp_path / "own.yaml"
    mapping.write_text(
        "system: own\nfiles:\n  - {match: '*.csv', entity: cases, date_in_name: '%Y-%m-%d'}\n"
    )
    named = {"mapping": str(mapping)}
    deliver(settings, tmp_path, "sager_2024-05-31.csv", spring(), **named)
    deliver(settings, tmp_path, "sager_2024-04-30.csv", ["0999;S-1;HJM;01-03-2024;;"], **named)
    assert newest(settings, "cases", "decided_on, _data_date")[1] == (
        date(2024, 4, 1),
        date(2024, 5, 31),
    )
    result = deliver(settings, tmp_path, "sager.csv", spring(7), **named)
    assert (result.status, "no such dates" in result.message) == ("refused", True)
    result = deliver(settings, tmp_path, "sager_2124-04-30.csv", spring(6), **named)
    assert (result.status, "in the future" in result.message) == ("refused", True)


def test_a_file_read_anew_keeps_its_place(settings: Settings, tmp_path: Path) -> None:
    mapping = tmp_path / "own.yaml"
    text = (
        "system: own\nfiles:\n"
        "  - {match: '*.csv', entity: cases, columns: {unit_code: {value: %s}}}\n"
    )
    mapping.write_text(text % "A")
    deliver(settings, tmp_path, "1.csv", ["0999;S-1;HJM;05-01-2023;01-06-2023;"], mapping=mapping)
    deliver(settings, tmp_path, "2.csv", ["0999;S-1;HJM;05-01-2023;01-02-2023;"], mapping=mapping)
    mapping.write_text(text % "B")
    load(settings, tmp_path / "1.csv", str(mapping))
    expected = [("B", date(2023, 6, 1)), ("A", date(2023, 2, 1))]
    assert newest(settings, "cases", "unit_code, decided_on") == expected
    mapping.write_text(text % "A")  # back again: what stands in the ledger as replaced is no load
    (result,) = load(settings, tmp_path / "1.csv", str(mapping))
    assert result.status == "loaded"


def test_a_ledger_of_before_is_read(settings: Settings, tmp_path: Path) -> None:
    deliver(settings, tmp_path, "1_sager.csv", spring())
    (path,) = settings.loads.glob("*.json")
    old = json.loads(path.read_text("utf-8"))
    del old["dated_on"], old["first_loaded_at"]
    path.write_text(json.dumps(old), "utf-8")
    deliver(settings, tmp_path, "2_sager.csv", ["0999;S-1;HJM;01-03-2024;02-03-2024;"])
    assert newest(settings, "cases", "decided_on")[1] == (date(2024, 3, 2),)


def test_an_inserted_event_moves_no_key(settings: Settings, tmp_path: Path) -> None:
    rows = [
        "0999;S-1;1;01-03-2024 10:00;Brev;other",
        "0999;S-1;2;02-03-2024 10:00;Notat;note_made",
        "0999;S-1;3;02-03-2024 10:00;Notat;note_made",
        "0999;S-1;3;02-03-2024 10:00;Notat;note_made",
    ]
    first = deliver(settings, tmp_path, "haendelser_1.csv", rows)
    assert (first.rows_loaded, first.rows_repeated) == (3, 1)
    moved = [row.replace(f";{n};", f";{n + 1};", 1) for n, row in enumerate(rows[:3], start=1)]
    inserted = "0999;S-1;1;01-03-2024 09:00;Indsat;registered"
    deliver(settings, tmp_path, "haendelser_2.csv", [inserted, *moved])
    keys = newest(settings, "case_events", "event_at, event_name, event_no")
    assert len(keys) == 7
    assert len(set(keys)) == 4
    assert sorted({number for *_, number in keys}) == [1, 2]


def test_rows_left_to_another_entity_are_not_judged(settings: Settings, tmp_path: Path) -> None:
    mapping = tmp_path / "own.yaml"
    mapping.write_text(
        "system: own\nmunicipality_code: '0999'\nfiles:\n  - match: log.csv\n    entity: cases\n"
        "    only: {hvad: start}\n"
        "    columns: {case_id: sag, case_type_code: hvad, received_on: tid}\n"
    )
    (tmp_path / "log.csv").write_text(
        "hvad;sag;tid\nstart;A;01-03-2024\nslut;A;ingen dato\nslut;;\nslut;A;01-03-2024;mere\n"
        "start;B;ingen dato\nstart;C;02-03-2024\nstart;D;03-03-2024\nstart;E;03-03-2024\n",
        "utf-8",
    )
    (result,) = load(settings, tmp_path / "log.csv", str(mapping))
    counts = (result.rows_read, result.rows_loaded, result.rows_rejected)
    assert counts == (5, 4, 1)
    assert [(r["line"], r["reason_code"]) for r in result.rejects] == [(6, "invalid_date")]


def test_a_missing_municipality_is_told_with_its_place(settings: Settings, tmp_path: Path) -> None:
    mapping = tmp_path / "own.yaml"
    mapping.write_text("# ours\nsystem: own\nfiles:\n  - {match: '*.csv', entity: cases}\n")
    path = tmp_path / "sager.csv"
    path.write_text("sagsnr;sagstype;modtaget\nS-1;HJM;01-03-2024\n", "utf-8")
    (result,) = load(settings, path, str(mapping))
    assert result.status == "refused"
    assert "'municipality_code'" in result.message
    assert result.hint is not None
    assert (
        f"municipality_code: '0999', with your own code, in the mapping {mapping} line 2"
        in result.hint
    )
