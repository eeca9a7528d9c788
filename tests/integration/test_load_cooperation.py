"""The strengthened cooperation and the yearly wheel: what is wrong is told where it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from warehouse.base.loads import read_loads
from warehouse.base.settings import Settings, read_settings
from warehouse.build.raw import write_raw
from warehouse.ingest.load import LoadResult, load

WHEEL = "Opgave nr;Årshjul;Forum;Opgave;Dato eller måned;Første gang;Gentagelse;Ajourført"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(
        data=tmp_path / "data", key_file=tmp_path / "key", municipality_code="0999"
    )


def wheel(tmp_path: Path, rules: list[str], first_on: str = "01-01-2018") -> Path:
    file = tmp_path / "aarshjul.csv"
    rules = [*rules, *[""] * 20]
    rows = [
        f'{i};andet;DAS;Møde;måned;{first_on};"{rule}";31-03-2025' for i, rule in enumerate(rules)
    ]
    file.write_text("\n".join([WHEEL, *rows]) + "\n", encoding="utf-8")
    return file


def loaded(settings: Settings, path: Path) -> LoadResult:
    (result,) = load(settings, path)
    return result


def rejects(settings: Settings, result: LoadResult) -> list[tuple[object, ...]]:
    file = settings.rejects / f"{result.load_id}.parquet"
    return duckdb.sql(
        f"select line, column_name, reason_code, value from '{file}' order by line"
    ).fetchall()


def test_a_rule_nobody_can_read_is_refused_by_line_and_column(
    settings: Settings, tmp_path: Path
) -> None:
    result = loaded(
        settings, wheel(tmp_path, ["FREQ=YEARLY", "hvert år", "", "FREQ=YEARLY;INTERVAL=0"])
    )
    assert (result.rows_loaded, result.rows_rejected) == (22, 2)
    assert rejects(settings, result) == [
        (3, "recurrence_rule", "invalid_recurrence", "hvert år"),
        (5, "recurrence_rule", "invalid_recurrence", "FREQ=YEARLY;INTERVAL=0"),
    ]
    file = settings.rejects / f"{result.load_id}.parquet"
    ((message,),) = duckdb.sql(f"select distinct message from '{file}'").fetchall()
    assert message.startswith("Gentagelse is not a recurrence rule")
    assert "FREQ=YEARLY;INTERVAL=2" in message


def test_a_first_date_out_of_the_calendar_is_refused(settings: Settings, tmp_path: Path) -> None:
    result = loaded(settings, wheel(tmp_path, ["FREQ=YEARLY"], first_on="01-01-1889"))
    assert [row[2] for row in rejects(settings, result)] == ["out_of_calendar"] * 21


def test_a_build_follows_the_rules_to_the_second_year_after_the_data(
    settings: Settings, tmp_path: Path
) -> None:
    loaded(settings, wheel(tmp_path, ["FREQ=YEARLY;INTERVAL=2", "FREQ=YEARLY;INTERVAL=2"]))
    with duckdb.connect() as connection:
        write_raw(connection, settings, read_loads(settings), None)
        found = connection.execute(
            "select first_on, occurs_on from raw.recurrences order by occurs_on"
        ).fetchall()
    first = date(2018, 1, 1)
    assert found == [(first, date(year, 1, 1)) for year in (2018, 2020, 2022, 2024, 2026)]


def test_leaving_before_joining_is_refused(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "forstaerket_samarbejde.csv"
    file.write_text(
        "Tilbud id;Tilbudsnavn;Driftsherre;Omfattet fra;Udmeldt;Omfattet til;Ajourført\n"
        "a;A;Prøvekommune;01-01-2019;15-01-2024;31-12-2024;31-03-2025\n"
        "b;B;Prøvekommune;01-01-2019;;31-12-2018;31-03-2025\n"
        "c;C;Prøvekommune;01-01-2019;01-02-2025;31-12-2024;31-03-2025\n"
        + "".join(f"d{i};D;Prøvekommune;01-01-2019;;;31-03-2025\n" for i in range(20)),
        encoding="utf-8",
    )
    result = loaded(settings, file)
    assert (result.rows_loaded, result.rows_rejected) == (21, 2)
    assert [(row[0], row[2]) for row in rejects(settings, result)] == [
        (3, "left_before_joined"),
        (4, "left_before_joined"),
    ]
