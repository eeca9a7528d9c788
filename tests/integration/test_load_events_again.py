"""A second delivery of events: one moved, one dropped and one inserted each count as it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest
from part_of_project import copied_part, leading_to

from warehouse.base.loads import read_loads
from warehouse.base.settings import Settings
from warehouse.build.build import build
from warehouse.ingest.load import LoadResult, load

Event = tuple[str, str, str]
"""Case, instant and name."""

FIRST: tuple[Event, ...] = (
    ("A", "2024-03-04T10:00:00+01:00", "Brev"),
    ("A", "2024-03-05T10:00:00+01:00", "Notat"),
    ("A", "2024-03-05T10:00:00+01:00", "Notat"),
    ("A", "2024-03-06T10:00:00+01:00", "Svar"),
    ("A", "2024-03-07T10:00:00+01:00", "Møde"),
    ("B", "2024-03-08T10:00:00+01:00", "Brev"),
)
SECOND: tuple[Event, ...] = (
    ("A", "2024-03-03T10:00:00+01:00", "Indsat"),  # inserted before the others
    ("A", "2024-03-04T10:00:00+01:00", "Brev"),
    ("A", "2024-03-05T10:00:00+01:00", "Notat"),
    ("A", "2024-03-05T10:00:00+01:00", "Notat"),
    ("A", "2024-03-09T10:00:00+01:00", "Svar"),  # moved; "Møde" is dropped
    ("C", "2024-03-08T10:00:00+01:00", "Brev"),
)
COUNTED = sorted([*SECOND, FIRST[-1]])
"""B is in the first delivery alone: nothing was told of it since."""

FINE = "Create Fine"


def coselog(events: Sequence[Event]) -> str:
    """The events as CoSeLoG WABO 1-5 has them."""
    rows = (f"muni1,{no},{c},,{at},{name}," for no, (c, at, name) in enumerate(events, start=1))
    header = "source,_event_no,case_id,org:resource,time:timestamp,concept:name,taskName"
    return "\n".join([header, *rows]) + "\n"


def receipt(events: Sequence[Event]) -> str:
    """The events as the receipt phase has them."""
    rows = (f"{no},{c},,,{name},{at}" for no, (c, at, name) in enumerate(events, start=1))
    return "\n".join(
        ["_event_no,case_id,org:group,org:resource,concept:name,time:timestamp", *rows]
    )


def fines(events: Sequence[Event]) -> str:
    """The events as the fines have them, each case with its fine."""
    fined = [(c, "2024-03-01T00:00:00+01:00", FINE) for c in sorted({c for c, *_ in events})]
    rows = (
        f"{no},{c},,{name},A,{at},157"
        for no, (c, at, name) in enumerate([*fined, *events], start=1)
    )
    header = "_event_no,case_id,org:resource,concept:name,vehicleClass,time:timestamp,article"
    return "\n".join([header, *rows]) + "\n"


SYSTEMS: dict[str, Callable[[Sequence[Event]], str]] = {
    "coselog_wabo": coselog,
    "receipt_wabo": receipt,
    "road_traffic_fines": fines,
}
OWN_EVENTS = (
    "system: own\nmunicipality_code: '0999'\nfiles:\n  - match: '*.csv'\n    entity: case_events\n"
    "    delivery: {delivery}\n    {more}\n    columns:\n      case_id: sag\n      event_at: tid\n"
    "      event_name: navn\n      event_type: {{value: other}}\n"
)


def deliver(settings: Settings, folder: Path, events: Sequence[Event]) -> None:
    """Load these events as every log that comes whole."""
    for system, written in SYSTEMS.items():
        path = folder / f"{system}_events.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(written(events), "utf-8")
        results = load(settings, path, system)
        assert {r.status for r in results} == {"loaded"}, results


def counted(settings: Settings) -> dict[str, list[Event]]:
    """The events that the models have, by system."""
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        rows = connection.execute(
            "select source_system, split_part(case_key, '|', 3), "
            "strftime(event_at, '%Y-%m-%dT%H:%M:%S+01:00'), event_name "
            f"from marts.fct_case_events where event_name <> '{FINE}' order by all"
        ).fetchall()
    return {system: [tuple(e) for s, *e in rows if s == system] for system in SYSTEMS}


@pytest.mark.long
def test_the_events_of_a_case_are_those_of_its_newest_delivery(
    settings: Settings, tmp_path: Path
) -> None:
    project = copied_part(
        tmp_path / "project", leading_to({"fct_cases", "fct_case_events", "fct_decisions"})
    )
    deliver(settings, tmp_path / "1", FIRST)
    assert build(settings, project=project).full
    assert counted(settings) == dict.fromkeys(SYSTEMS, sorted(FIRST))

    deliver(settings, tmp_path / "2", SECOND)
    assert not build(settings, project=project).full
    assert counted(settings) == dict.fromkeys(SYSTEMS, COUNTED)
    assert build(settings, full=True, project=project).full
    assert counted(settings) == dict.fromkeys(SYSTEMS, COUNTED)


def own(folder: Path, delivery: str, more: str = "") -> str:
    """A mapping of an own system whose events are delivered in a way."""
    path = folder / "own.yaml"
    path.write_text(OWN_EVENTS.format(delivery=delivery, more=more), "utf-8")
    return str(path)


def write(path: Path, events: Sequence[Event]) -> Path:
    """The events of an own system, in one file."""
    path.write_text("\n".join(["sag;tid;navn", *map(";".join, events)]) + "\n", "utf-8")
    return path


def said(result: LoadResult) -> list[tuple[str, str]]:
    """What is said of a file's place among the others."""
    return [
        (str(r["reason_code"]), str(r["message"]))
        for r in result.rejects
        if r["reason_code"] in ("events_left_out", "case_in_two_files")
    ]


@pytest.mark.parametrize("delivery", ["append", "whole_cases"])
def test_a_file_that_repeats_events_and_lacks_some_is_said(
    settings: Settings, tmp_path: Path, delivery: str
) -> None:
    mapping = own(tmp_path, delivery)
    load(settings, write(tmp_path / "1.csv", FIRST), mapping)
    (result,) = load(settings, write(tmp_path / "2.csv", SECOND), mapping)
    if delivery == "whole_cases":
        assert said(result) == []
        return
    ((reason, message),) = said(result)
    assert reason == "events_left_out"
    assert "lacks 2 of them, in 1 of its cases" in message
    assert "write delivery: whole_cases" in message


def test_new_events_alone_and_overlaps_lack_nothing(settings: Settings, tmp_path: Path) -> None:
    mapping = own(tmp_path, "append")
    load(settings, write(tmp_path / "1.csv", FIRST), mapping)
    late = ("A", "2024-03-05T09:00:00+01:00", "Efterregistreret")
    new = ("A", "2024-03-20T10:00:00+01:00", "Svar")
    (result,) = load(settings, write(tmp_path / "2.csv", [late, new]), mapping)
    assert said(result) == []
    (result,) = load(settings, write(tmp_path / "3.csv", [*FIRST[3:], new]), mapping)
    assert said(result) == []


def test_files_of_one_delivery_are_parts_unless_their_days_differ(
    settings: Settings, tmp_path: Path
) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    write(parts / "log_2024-03-31.csv", FIRST)
    write(parts / "log_2024-04-30.csv", SECOND)
    first, second = load(settings, parts, own(tmp_path, "whole_cases"))
    assert said(first) == []
    ((reason, message),) = said(second)
    assert reason == "case_in_two_files"
    assert "1 of its cases have events in log_2024-03-31.csv too" in message
    assert [x.first_delivery_no for x in read_loads(settings)] == [1, 1]

    dated = own(tmp_path, "whole_cases", "date_in_name: '%Y-%m-%d'")
    results = load(settings, parts, dated)
    assert [said(r) for r in results] == [[], []]
    active = [x for x in read_loads(settings) if x.is_active]
    assert [(x.entry.dated_on, x.delivery_no == x.first_delivery_no) for x in active] == [
        (date(2024, 3, 31), True),
        (date(2024, 4, 30), True),
    ]


def test_two_snapshots_in_one_folder_are_told_apart_by_their_days(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    write(folder / "log_2024-03-31.csv", FIRST)
    write(folder / "log_2024-04-30.csv", SECOND)
    load(settings, folder, own(tmp_path, "snapshot", "date_in_name: '%Y-%m-%d'"))
    active = [x.entry.source_file for x in read_loads(settings) if x.is_active]
    assert [Path(name).name for name in active] == ["log_2024-04-30.csv"]
