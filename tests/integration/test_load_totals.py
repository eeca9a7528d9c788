"""Totals that people add below their rows are known, or told; never added in silence."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.base.settings import Settings, read_settings
from warehouse.ingest.load import LoadResult, load
from warehouse.ingest.totals import ANYWHERE, AT_THE_START, create_macros


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(
        data=tmp_path / "data", key_file=tmp_path / "key", municipality_code="0999"
    )


def loaded(settings: Settings, path: Path, header: str, rows: list[str]) -> LoadResult:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    (result,) = load(settings, path)
    return result


def told(result: LoadResult) -> list[tuple]:
    return [(r["line"], r["reason_code"], r["value"]) for r in result.rejects]


@pytest.mark.parametrize(
    "name",
    ["Ialt", "I ALT:", "I\u00a0alt", "Drift i alt", "Sum", "Sub-total", "SAMLET", "Årets resultat"],
)
def test_a_total_is_known_by_its_name(name: str) -> None:
    with duckdb.connect() as connection:
        create_macros(connection)
        assert connection.execute("select is_total_name(?)", [name]).fetchone() == (True,)


@pytest.mark.parametrize(
    "name", ["Resultatløn", "Totalentreprise", "Summer", "Ny samlet", "Alt", ""]
)
def test_other_names_are_no_totals(name: str) -> None:
    with duckdb.connect() as connection:
        create_macros(connection)
        assert connection.execute("select is_total_name(?)", [name]).fetchone() == (False,)


def test_the_models_know_the_same_words() -> None:
    macro = (Path(__file__).parents[2] / "macros" / "total_text.sql").read_text(encoding="utf-8")
    anywhere, first = macro.split("at_the_start = ", 1)
    assert "".join(anywhere.split("'")[1:-3:2]).split(",") == list(ANYWHERE)
    assert first.split("'")[1].split(",") == list(AT_THE_START)


BUDGET = "Tilbud;År;Slags;Gruppe;Konto;Række;Beløb;Ajourført"


def budget(*rows: tuple[str, str, str, int]) -> list[str]:
    return [f"bo;2024;budget;{g};{text};{kind};{a};01-02-2024" for g, text, kind, a in rows]


def test_a_budget_line_that_equals_the_others_is_told(settings: Settings, tmp_path: Path) -> None:
    rows = budget(("", "Løn", "", 1000), ("", "Drift", "", 500), ("", "Overskrift", "", 1500))
    result = loaded(settings, tmp_path / "budget.csv", BUDGET, rows)
    assert result.rows_loaded == 3
    assert told(result) == [(4, "equals_sum", "Overskrift")]


def test_a_subtotal_of_the_rows_above_or_of_its_group_is_told(
    settings: Settings, tmp_path: Path
) -> None:
    rows = budget(
        ("", "Løn", "", 1000),
        ("", "Drift", "", 500),
        ("", "Personale og drift", "", 1500),
        ("", "Husleje", "", 300),
        ("Mad", "Mad og drikke", "", 90),
        ("Mad", "Brød", "", 50),
        ("Mad", "Mælk", "", 40),
    )
    result = loaded(settings, tmp_path / "budget.csv", BUDGET, rows)
    assert told(result) == [
        (4, "equals_sum", "Personale og drift"),
        (6, "equals_sum", "Mad og drikke"),
    ]


def test_what_is_called_a_total_or_a_line_is_not_told(settings: Settings, tmp_path: Path) -> None:
    rows = budget(
        ("", "Løn", "", 1000),
        ("", "Drift", "", 500),
        ("", "I alt", "", 1500),
        ("", "Overskrift", "linje", 1500),
        ("", "Bund", "i alt", 3000),
    )
    assert told(loaded(settings, tmp_path / "budget.csv", BUDGET, rows)) == []


def test_two_equal_lines_are_no_sum(settings: Settings, tmp_path: Path) -> None:
    rows = budget(("", "Løn", "", 1000), ("", "Drift", "", 1000), ("", "Intet", "", 0))
    assert told(loaded(settings, tmp_path / "budget.csv", BUDGET, rows)) == []


def test_totals_of_activity_are_set_aside_or_told(settings: Settings, tmp_path: Path) -> None:
    header = "Tilbud;Ydelsesområde;År;Grundlag;Kapacitet;Aktivitet;Ajourført"
    areas = [("Døgn", 10, 8), ("Dag", 5, 4), ("I alt", 15, 12), ("Hele huset", 15, 12)]
    areas += [(f"Andet {i}", 1 + i, 1) for i in range(6)]
    rows = [f"p;{name};2024;realiseret;{c};{a};2025-03-31" for name, c, a in areas]
    result = loaded(settings, tmp_path / "aktivitet.csv", header, rows)
    assert (result.rows_loaded, result.rows_rejected) == (9, 1)
    assert told(result) == [(4, "total_row", None), (5, "equals_sum", "Hele huset")]


def test_totals_of_a_survey_are_set_aside(settings: Settings, tmp_path: Path) -> None:
    header = "Runde;Svargruppe;Målgruppe;Spørgsmål;Svar;Antal"
    rows = [f"BU;borgere;HANDICAP;I{i};2;5" for i in range(9)]
    rows += ["BU;borgere;I alt;I1;2;45", "BU;borgere;HANDICAP;Samlet;2;45"]
    result = loaded(settings, tmp_path / "undersoegelse_svar.csv", header, rows)
    assert told(result) == [(11, "total_row", None), (12, "total_row", None)]
