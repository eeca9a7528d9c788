"""Activity and texts of providers: what cannot be is set aside by line and reason, and said."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.base.settings import Settings, read_settings
from warehouse.ingest.load import LoadResult, load

ACTIVITY = (
    "Tilbud;Ydelsesområde;År;Grundlag;Kapacitet;Realiseret aktivitet;Budgetteret belægning (%)"
    ";Ajourført"
)
TEXTS = "Tilbud;År;Afsnit;Ydelsesområde;Tekst;Ajourført"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(
        data=tmp_path / "data", key_file=tmp_path / "key", municipality_code="0999"
    )


def loaded(settings: Settings, file: Path, head: str, rows: list[str]) -> LoadResult:
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    (result,) = load(settings, file)
    return result


def activity(year: int, rest: str) -> str:
    return f"bo;Døgn;{year};realiseret;{rest};31-03-2025"


def told(result: LoadResult) -> list[tuple[int, str, str]]:
    return [(r["line"], r["reason_code"], r["severity"]) for r in result.rejects]


def test_activity_loads_with_danish_headings_words_and_numbers(
    settings: Settings, tmp_path: Path
) -> None:
    result = loaded(
        settings, tmp_path / "aktivitet.csv", ACTIVITY, [activity(2024, "24;22,5;97,5")]
    )
    assert (result.status, result.entity, result.rows_rejected) == (
        "loaded", "provider_activity", 0,
    )  # fmt: skip
    file = settings.raw / "provider_activity" / f"{result.load_id}.parquet"
    (row,) = duckdb.sql(
        f"select basis, capacity_places, activity_places, budgeted_occupancy_percent from '{file}'"
    ).fetchall()
    assert [str(value) for value in row] == ["final", "24.00", "22.50", "97.50"]


BAD = {
    "24;-1;95": ("negative_places", "rejected"),
    "-2;1;95": ("negative_places", "rejected"),
    "0;3;95": ("activity_without_capacity", "rejected"),
    "24;22;-5": ("negative_occupancy", "rejected"),
    "24;22;0,95": ("occupancy_as_share", "rejected"),
    "24;22;120": ("budgeted_over_full", "warning"),
    "24;25;95": ("more_than_full", "warning"),
    "mange;22;95": ("invalid_number", "rejected"),
    ";22;95": ("missing_value", "rejected"),
}
"""Capacity, activity and budgeted occupancy, and what is told of them."""


def test_occupancy_that_cannot_be_is_set_aside_and_what_is_unlikely_is_said(
    settings: Settings, tmp_path: Path
) -> None:
    good = [activity(1990 + i, "24;22;95") for i in range(40)]
    bad = [activity(2040 + i, rest) for i, rest in enumerate(BAD)]
    result = loaded(settings, tmp_path / "aktivitet.csv", ACTIVITY, [*good, *bad])
    file = settings.raw / "_rejects" / f"{result.load_id}.parquet"
    found = duckdb.sql(f"select line, reason_code, severity from '{file}' order by 1").fetchall()
    assert found == [(42 + i, *said) for i, said in enumerate(BAD.values())]
    assert result.rows_loaded == 40 + 2


def test_no_places_and_none_in_use_is_a_provider_that_closed(
    settings: Settings, tmp_path: Path
) -> None:
    result = loaded(settings, tmp_path / "aktivitet.csv", ACTIVITY, [activity(2024, "0;0;")])
    assert (result.rows_loaded, result.rejects) == (1, [])


@pytest.mark.parametrize(
    ("year", "reason"), [("", "missing_value"), ("24", "year_out_of_range"), ("i år", None)]
)
def test_a_year_that_is_missing_or_none_is_told_by_its_line(
    settings: Settings, tmp_path: Path, year: str, reason: str | None
) -> None:
    good = [activity(1990 + i, "24;22;95") for i in range(10)]
    bad = f"bo;Døgn;{year};realiseret;24;22;95;31-03-2025"
    result = loaded(settings, tmp_path / "aktivitet.csv", ACTIVITY, [*good, bad])
    assert (result.rows_loaded, result.rows_rejected) == (10, 1)
    ((line, code, _severity),) = told(result)
    assert line == 12
    assert code == (reason or "invalid_number")


def test_activity_without_a_column_of_years_is_refused_in_words(
    settings: Settings, tmp_path: Path
) -> None:
    head = ACTIVITY.replace("År;", "")
    result = loaded(
        settings, tmp_path / "aktivitet.csv", head, ["bo;Døgn;realiseret;24;22;95;31-03-2025"]
    )
    assert result.status == "refused"
    assert "lacks 1 required column: 'activity_year'" in result.message


def text(section: str, area: str = "", words: str = "Tekst") -> str:
    return f"bo;2024;{section};{area};{words};31-03-2025"


def test_texts_load_by_the_words_of_the_sections(settings: Settings, tmp_path: Path) -> None:
    rows = [
        text("kort fortalt"),
        text("status"),
        text("bemærkninger til ydelse", "Døgn"),
        text("bemærkninger til ydelse", "Dag"),
        text("fysiske rammer"),
    ]
    result = loaded(settings, tmp_path / "årsrapport_2024.csv", TEXTS, rows)
    assert (result.entity, result.rows_loaded, result.rejects) == ("provider_texts", 5, [])


def test_a_text_for_an_unknown_section_is_named_and_the_others_are_kept(
    settings: Settings, tmp_path: Path
) -> None:
    rows = [text("status"), text("kort fortalt"), text("andet"), text("faglig udvikling")]
    rows += [text("fysiske rammer"), text("ledelsesstruktur"), text("kompetenceudvikling")]
    rows += [text("bemærkninger til ydelse", "Døgn"), text("bemærkninger til ydelse", "Dag")]
    rows += [text("forord"), text("bemærkninger til ydelse"), text("organisatorisk udvikling", "D")]
    result = loaded(settings, tmp_path / "aarsrapport.csv", TEXTS, rows)
    assert told(result) == [
        (11, "unknown_code", "rejected"),
        (12, "remarks_without_service_area", "rejected"),
        (13, "service_area_not_asked", "rejected"),
    ]
    assert result.rejects[0]["value"] == "forord"
    assert result.rows_loaded == 9


def test_two_texts_for_one_section_are_told_apart_as_a_conflict(
    settings: Settings, tmp_path: Path
) -> None:
    rows = [text("status", words="Den ene"), text("kort fortalt"), text("andet")]
    rows += [text("fysiske rammer"), text("status", words="Den anden")]
    result = loaded(settings, tmp_path / "aarsrapport.csv", TEXTS, rows)
    assert told(result) == [(6, "key_conflict", "rejected")]
