"""The raw schema: an incremental build gets every case whose rows may have changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import stub_warehouse as stub

from warehouse.base.loads import read_loads
from warehouse.base.settings import Settings
from warehouse.build.raw import write_raw
from warehouse.ingest.load import load


def test_a_decision_that_moves_touches_both_its_cases(settings: Settings, tmp_path: Path) -> None:
    cases = ["municipality_code;case_id;case_type_code;received_on;decided_on"]
    cases += [f"0999;S-{i};X;01-03-2024;02-03-2024" for i in range(3)]
    decisions = "municipality_code;decision_id;case_id;decided_on;outcome\n"
    for name, text in (
        ("cases.csv", "\n".join(cases)),
        ("decisions_1.csv", f"{decisions}0999;A-1;S-0;02-03-2024;granted\n"),
        ("decisions_2.csv", f"{decisions}0999;A-1;S-1;03-03-2024;granted\n"),
    ):
        (tmp_path / name).write_text(text)
        load(settings, tmp_path / name)
    assert touched_cases(settings, n_built=2) == ["S-0", "S-1"]


def test_a_newer_data_date_touches_the_open_cases_of_its_system(
    settings: Settings, tmp_path: Path
) -> None:
    """S-0 to S-2 are open, to be judged by the day the new case was delivered; S-3 has ended."""
    cases = "municipality_code;case_id;case_type_code;received_on;decided_on\n"
    for name, text in (
        ("cases_1.csv", "".join(f"0999;S-{i};X;01-03-2024;\n" for i in range(3))),
        ("cases_2.csv", "0999;S-3;X;01-03-2024;15-03-2024\n"),
        ("cases_3.csv", "0999;S-4;X;20-03-2024;\n"),
    ):
        (tmp_path / name).write_text(cases + text)
        load(settings, tmp_path / name)
    assert touched_cases(settings, n_built=2) == ["S-0", "S-1", "S-2", "S-4"]


def test_cases_are_known_up_to_their_newest_active_extract(settings: Settings) -> None:
    """Refused and replaced ones tell nothing, nor do extracts of what no case owns."""
    events = [{"municipality_code": "0999", "case_id": "S-1", "event_at": "2024-02-01 10:00"}]
    for name, rows, day, given in (
        ("L1", [stub.case(1)], date(2024, 1, 31), {}),
        ("L2", events, date(2024, 2, 29), {"entity": "case_events"}),
        ("L3", [stub.case(1)], date(2024, 5, 31), {}),
        ("L4", [stub.case(1)], date(2024, 1, 30), {"replaces": ("L3",)}),
        ("L5", [], date(2024, 6, 30), {"entity": "budget_lines"}),
        ("L6", [stub.case(1)], date(2024, 7, 31), {"status": "refused"}),
        ("L7", [stub.case(2)], date(2024, 3, 31), {"system": "other"}),
    ):
        stub.add_load(settings, name, rows, data_date=day, **given)
    with duckdb.connect() as connection:
        write_raw(connection, settings, read_loads(settings), None)
        extracts = connection.execute("from raw.case_extracts order by all").fetchall()
    assert extracts == [
        ("other", "0999", date(2024, 3, 31)),
        ("stub", "0999", date(2024, 2, 29)),
    ]


def touched_cases(settings: Settings, *, n_built: int) -> list[str]:
    """The cases in the raw views after a build of the first loads."""
    loads = read_loads(settings)
    with duckdb.connect() as connection:
        write_raw(connection, settings, loads[:n_built], None)
        connection.execute("create schema marts")
        connection.execute(
            """
            create table marts.fct_cases as
            select *, decided_on is null as is_open, max(_data_date) over () as observed_until
            from raw.cases
            """
        )
        built = [load.load_id for load in loads[:n_built]]
        touched = write_raw(connection, settings, loads, built)
        held = connection.execute("select case_id from raw.cases order by all").fetchall()
    assert touched == len(held)
    return [case_id for (case_id,) in held]
