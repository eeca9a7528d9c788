"""The raw schema: an incremental build gets every case whose rows may have changed."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.load import load
from warehouse.raw import read_loads, write_raw
from warehouse.settings import Settings


def test_a_decision_that_moves_touches_both_its_cases(settings: Settings, tmp_path: Path) -> None:
    cases = ["municipality_code;case_id;case_type_code;received_on"]
    cases += [f"0999;S-{i};X;01-03-2024" for i in range(3)]
    decisions = "municipality_code;decision_id;case_id;decided_on;outcome\n"
    for name, text in (
        ("cases.csv", "\n".join(cases)),
        ("decisions_1.csv", f"{decisions}0999;A-1;S-0;02-03-2024;granted\n"),
        ("decisions_2.csv", f"{decisions}0999;A-1;S-1;03-03-2024;granted\n"),
    ):
        (tmp_path / name).write_text(text)
        load(settings, tmp_path / name)
    loads = read_loads(settings)
    with duckdb.connect() as connection:
        touched = write_raw(connection, settings, loads, [load.load_id for load in loads[:2]])
        held = connection.execute("select case_id from raw.cases order by all").fetchall()
    assert touched == 2
    assert held == [("S-0",), ("S-1",)]
