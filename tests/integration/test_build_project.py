"""The project's own models: a delivery added to what is built gives what a full build gives.

Only what is built bit by bit can differ, so its models and what they are from are built, no more.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from compare import differences, grains
from part_of_project import copied_part, incremental_models, leading_to, models

from warehouse.base.errors import BuildFailed
from warehouse.base.settings import Settings
from warehouse.build.build import build
from warehouse.build.model_rules import is_rules, rules_of
from warehouse.build.results import read_manifest
from warehouse.build.state import read_state
from warehouse.ingest.load import load
from warehouse.sample.write import write_sample

OF_THE_RUN = "test_results"
"""What differs by design: an incremental build tests the cases it touched."""

CASES = "municipality_code;case_id;case_type_code;received_on;deadline_on;decided_on\n"
DECISIONS = "municipality_code;decision_id;case_id;decided_on;outcome\n"
EVENTS = "municipality_code;case_id;løbenr;event_at;event_name;event_type\n"
IN_MARCH = {
    "cases_03.csv": f"""{CASES}0999;S-OPEN;X;01-03-2024;15-04-2024;
0999;S-DECIDED;X;01-03-2024;15-04-2024;
0999;S-AGAIN;X;01-03-2024;15-04-2024;20-03-2024
0999;S-REST;X;01-03-2024;15-04-2024;15-03-2024
0999;S-FROM;X;01-03-2024;15-04-2024;
0999;S-TO;X;01-03-2024;15-04-2024;
0999;S-OLD;X;01-02-2024;15-03-2024;10-03-2024
""",
    "decisions_03.csv": f"{DECISIONS}0999;A-1;S-FROM;12-03-2024;granted\n",
    "case_events_03.csv": f"""{EVENTS}0999;S-LATE;1;02-03-2024 10:00;Modtaget;received
0999;S-AGAIN;1;04-03-2024 10:00;Brev;hearing_sent
0999;S-AGAIN;2;05-03-2024 10:00;Notat;note_made
0999;S-AGAIN;3;05-03-2024 10:00;Notat;note_made
""",
}
IN_APRIL = {
    "cases_04.csv": f"""{CASES}0999;S-DECIDED;X;01-03-2024;15-04-2024;10-04-2024
0999;S-AGAIN;X;01-03-2024;15-05-2024;
0999;S-LATE;X;02-03-2024;;
""",
    "decisions_04.csv": f"{DECISIONS}0999;A-1;S-TO;12-03-2024;granted\n",
    "case_events_04.csv": f"{EVENTS}0999;S-AGAIN;1;04-03-2024 10:00;Brev;other\n",
}
CORRECTIONS = {
    "cases_rettet.csv": f"{CASES}0999;S-REST;X;01-03-2024;15-04-2024;01-02-2024\n",
    "case_events_rettet.csv": f"""{EVENTS}0999;S-AGAIN;1;03-03-2024 10:00;Indsat;registered
0999;S-AGAIN;2;04-03-2024 10:00;Brev;other
0999;S-AGAIN;3;05-03-2024 10:00;Notat;note_made
0999;S-AGAIN;4;05-03-2024 10:00;Notat;note_made
""",
}
OF_FEBRUARY = {"cases_02.csv": f"{CASES}0999;S-OLD;X;01-02-2024;15-03-2024;\n"}


@pytest.mark.long
def test_an_incremental_build_comes_to_what_a_full_one_does(
    settings: Settings, tmp_path: Path
) -> None:
    """Two systems side by side: the sample, its newest months last, and a small one.

    In April one of its cases is decided, one reopened and its event corrected, a decision moves;
    one case comes after its event. Nothing is said of S-OPEN, now overdue. The extract of February
    comes late: what it says of S-OLD is older than March's. Corrections come last, with no date
    and old days alone: S-REST was decided in February, and S-AGAIN has an event more before the
    others, whose numbers move by one.
    """
    built_bit_by_bit = incremental_models()
    parts = leading_to(built_bit_by_bit)
    assert {name for name, sql in models().items() if "touched" in sql} <= parts
    project = copied_part(tmp_path / "project", parts)
    first, second = tmp_path / "first", tmp_path / "second"
    write_sample(second, cases=400, seed=5)
    newest = sorted(second.glob("sager_*"))[-1].stem.removeprefix("sager_")
    first.mkdir()
    late = f"kvalitetsmaal_{newest[:4]}"
    for path in second.glob("*.*"):
        if newest not in path.name and late not in path.name:
            shutil.copy(path, first)
    load(settings, first, "sample")
    deliver(settings, tmp_path, IN_MARCH, date(2024, 3, 31))
    assert build(settings, project=project).full

    load(settings, second, "sample")
    deliver(settings, tmp_path, IN_APRIL, date(2024, 4, 30))
    deliver(settings, tmp_path, OF_FEBRUARY, date(2024, 2, 29))
    deliver(settings, tmp_path, CORRECTIONS, None)
    assert not build(settings, project=project).full
    incremental = tmp_path / "incremental.duckdb"
    shutil.copy(settings.build_file, incremental)
    tests = compiled_tests(settings)
    with duckdb.connect(str(incremental), read_only=True) as connection:

        def of_the_small_one(query: str) -> list[tuple[Any, ...]]:
            return connection.execute(f"{query} like '0999|standard|%' order by 1").fetchall()

        touched = of_the_small_one("select case_key from meta.touched_cases where case_key")
        statuses = of_the_small_one(
            "select case_id, deadline_status, is_open, observed_until, decided_on "
            "from marts.fct_cases "
            "where case_key"
        )
        events = of_the_small_one(
            "select case_key, event_at::date, event_no, event_order, event_type, received_on "
            "from marts.fct_case_events where case_key"
        )
        (n_touched,) = connection.execute("select count(*) from meta.touched_cases").fetchall()[0]
    assert {key.rpartition("|")[2] for (key,) in touched} == {
        "S-OPEN", "S-DECIDED", "S-AGAIN", "S-FROM", "S-TO", "S-LATE", "S-OLD", "S-REST",
    }  # fmt: skip
    assert 8 < n_touched < 108
    assert {case_id: row for case_id, *row in statuses} == {
        case_id: [status, decided_on is None, date(2024, 4, 30), decided_on]
        for case_id, status, decided_on in (
            ("S-OPEN", "not_kept", None),
            ("S-DECIDED", "kept", date(2024, 4, 10)),
            ("S-AGAIN", "not_yet_due", None),
            ("S-REST", "kept", date(2024, 2, 1)),
            ("S-FROM", "not_kept", None),
            ("S-TO", "kept", date(2024, 3, 12)),
            ("S-LATE", "no_deadline", None),
            ("S-OLD", "kept", date(2024, 3, 10)),
        )
    }
    march = [date(2024, 3, day) for day in range(1, 6)]
    assert sorted(events) == [
        ("0999|standard|S-AGAIN", march[2], 1, 1, "registered", march[0]),
        ("0999|standard|S-AGAIN", march[3], 1, 2, "other", march[0]),
        ("0999|standard|S-AGAIN", march[4], 1, 3, "note_made", march[0]),
        ("0999|standard|S-AGAIN", march[4], 2, 4, "note_made", march[0]),
        ("0999|standard|S-LATE", march[1], 1, 1, "received", march[1]),
    ]

    assert build(settings, full=True, project=project).full
    compared = list(differences(incremental, settings.build_file, grains(settings)))
    built = {name for name in built_bit_by_bit if name.startswith("fct_")}
    assert {"fct_cases", "fct_indicator_evidence"} <= built
    assert built <= {found.mart for found in compared}
    assert [found for found in compared if found.n_differ and found.mart != OF_THE_RUN] == []
    of_touched = {rule for rule, sql in tests.items() if "touched_cases" in sql}
    assert "fct_cases__grain" in of_touched
    # Counted whole: a warning, and a grain that two cases could share.
    assert not of_touched & {"fct_case_events__has_case", "fct_decisions__grain"}
    assert not any("touched_cases" in sql for sql in compiled_tests(settings).values())


def deliver(settings: Settings, folder: Path, files: Mapping[str, str], day: date | None) -> None:
    """Load files with this text, as the data of a day where one is given."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
        (result,) = load(settings, folder / name, data_date=day)
        assert result.status == "loaded", result.message


def compiled_tests(settings: Settings) -> dict[str, str]:
    """The SQL that counts what breaks each rule in the last build, by the rule's name."""
    target = settings.build / "target"
    results = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    nodes = read_manifest(target)["nodes"]
    return {
        rule.name: next(
            part
            for part in result["compiled_code"].split("\n),\n")
            if f" as rule_{rule.name.rpartition('__')[2]}\n" in part.replace(",\n", "\n")
        )
        for result in results
        if is_rules(nodes.get(result["unique_id"], {}))
        for rule in rules_of(nodes[result["unique_id"]])
    }


@pytest.mark.long
def test_what_describes_the_project_may_change_and_may_not_be_missing(
    settings: Settings, tmp_path: Path
) -> None:
    """Partial parsing of dbt forgets what describes a singular test when a doc block changes.

    Contracts hold marts alone; here the column nobody described is of a model not published.
    """
    project = copied_part(
        tmp_path / "project", leading_to({"fct_cases", "fct_case_events", "fct_decisions"})
    )
    deliver(settings, tmp_path, IN_MARCH, date(2024, 3, 31))
    build(settings, project=project)
    described = project / "models" / "_columns.md"
    text = described.read_text()
    described.write_text(text.replace("Load that brought", "The load that brought"))
    assert build(settings, project=project).full

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
