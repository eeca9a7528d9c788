"""Matching by name: proposals a person decides on; only what is confirmed loads as confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from published_fixture import write_published
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from warehouse.base.errors import ConfigurationError, NothingPublished, SagspulsError
from warehouse.base.settings import Settings, read_settings
from warehouse.cli.commands import app
from warehouse.forms.match_services import Answer, Service, likeness, match_services, propose
from warehouse.forms.template import SHEET
from warehouse.ingest.load import load
from warehouse.sample.service_catalogues import MATCHED, NOT_MATCHED, catalogues, matches


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A published run with the sample's catalogues, and nothing decided yet."""
    file = write_published(tmp_path / "data")
    rows = [
        ("0999", row["department_code"], row["service_code"], row["service_name"],
         row["service_group"] not in ("nursing", "permanent_housing"), row["version"] == "2025")
        for _, entity, rows in catalogues() if entity == "service_standards" for row in rows
    ]  # fmt: skip
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "create or replace table marts.mart_catalogue_versions (municipality_code varchar,"
            " department_code varchar, service_code varchar, service_name varchar,"
            " is_in_scope boolean, is_in_force boolean)"
        )
        connection.executemany(
            "insert into marts.mart_catalogue_versions values (?, ?, ?, ?, ?, ?)", rows
        )
        connection.execute(
            "alter table marts.mart_catalogue_versions add is_known_department boolean default true"
        )
        connection.execute(
            "create or replace table marts.dim_service as select distinct municipality_code,"
            " service_code, is_in_scope from marts.mart_catalogue_versions"
        )
        connection.execute(
            "create or replace table marts.mart_service_matches (municipality_code varchar,"
            " department_a varchar, service_code_a varchar, department_b varchar,"
            " service_code_b varchar, match_status varchar)"
        )
    return read_settings(
        data=tmp_path / "data", key_file=tmp_path / "key", municipality_code="0999"
    )


def published(settings: Settings) -> Path:
    (file,) = settings.published.glob("*.duckdb")
    return file


def test_names_are_alike_whatever_the_order_of_their_words() -> None:
    assert likeness("Personlig pleje", "pleje, PERSONLIG") == 100
    assert likeness("Ledsagelse", "Ældrebolig") < 60
    told = {(row["service_code"], row["other_service_code"]): row for row in matches()}
    for pair in (MATCHED, NOT_MATCHED):
        row = told[pair]
        score = likeness(str(row["service_name"]), str(row["other_service_name"]))
        assert row["score"] == score


def test_every_two_departments_are_matched_and_no_two_municipalities() -> None:
    services = [
        Service("0999", "A", "a", "Aflastning i eget hjem"),
        Service("0999", "B", "b", "Aflastning i hjemmet"),
        Service("0999", "C", "c", "Aflastning hjemme"),
        Service("0999", "C", "a", "Aflastning i eget hjem"),
        Service("0888", "B", "d", "Aflastning i eget hjem"),
    ]
    found = [(p.first.code, p.second.code) for p in propose(services)]
    assert set(found) == {("a", "b"), ("b", "a"), ("b", "c")}
    rejected = propose(services, [Answer("0999", "A", "a", "B", "b", is_same=False)])
    assert {(p.first.code, p.second.code) for p in rejected} == {("b", "a"), ("b", "c")}
    # A service of two departments that is confirmed may still be a third one's by another code.
    same = propose(services, [Answer("0999", "B", "b", "C", "c", is_same=True)])
    assert {(p.first.code, p.second.code) for p in same} == {("a", "b")}


def test_the_form_has_what_may_be_the_same_and_decides_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    form, proposals = match_services(settings, tmp_path / "ydelsesmatch.xlsx")
    assert [(p.first.code, p.second.code) for p in proposals] == [NOT_MATCHED, MATCHED]
    header, *rows = CalamineWorkbook.from_path(form).get_sheet_by_name(SHEET).to_python()
    assert [row[header.index("Samme ydelse")] for row in rows] == ["ikke afgjort"] * 2
    (result,) = load(settings, form)
    assert (result.status, result.rows_loaded) == ("loaded", 2)
    loaded = settings.raw / "service_matches" / f"{result.load_id}.parquet"
    assert duckdb.sql(f"select distinct decision from '{loaded}'").fetchall() == [("undecided",)]


def test_a_filled_form_loads_and_what_is_decided_is_not_proposed_again(
    settings: Settings, tmp_path: Path
) -> None:
    form, _ = match_services(settings, tmp_path / "ydelsesmatch.xlsx")
    filled = changed(form, lambda rows: [[*_answered(row)] for row in rows])
    (result,) = load(settings, filled)
    loaded = settings.raw / "service_matches" / f"{result.load_id}.parquet"
    told = dict(duckdb.sql(f"select service_code, decision from '{loaded}'").fetchall())
    assert told == {MATCHED[0]: "yes", NOT_MATCHED[0]: "no"}
    with duckdb.connect(str(published(settings))) as connection:
        connection.executemany(
            "insert into marts.mart_service_matches values ('0999', 'SOF', ?, 'SUF', ?, ?)",
            [(*MATCHED, "confirmed"), (*NOT_MATCHED, "rejected")],
        )
    with pytest.raises(SagspulsError, match="There is nothing to match"):
        match_services(settings, tmp_path / "igen_ydelsesmatch.xlsx")


def _answered(row: list[object]) -> list[object]:
    return ["ja" if c == "ikke afgjort" and MATCHED[0] in row else
            "nej" if c == "ikke afgjort" else c for c in row]  # fmt: skip


def test_a_changed_header_refuses_the_form(settings: Settings, tmp_path: Path) -> None:
    form, _ = match_services(settings, tmp_path / "ydelsesmatch.xlsx")
    wrong = changed(
        form, lambda rows: [["Svar" if c == "Samme ydelse" else c for c in row] for row in rows]
    )
    (result,) = load(settings, wrong)
    assert result.status == "refused"
    assert "decision" in str(result.message)
    assert not list((settings.raw / "service_matches").glob("*.parquet"))


def test_an_answer_that_is_none_is_named_with_its_line(settings: Settings, tmp_path: Path) -> None:
    form, _ = match_services(settings, tmp_path / "ydelsesmatch.xlsx")
    unsure = changed(
        form,
        lambda rows: [*rows[:2], ["måske" if c == "ikke afgjort" else c for c in rows[2]]],
    )
    (result,) = load(settings, unsure)
    assert result.status == "refused"  # a row of two is more than a form may have wrong
    assert [(r["line"], r["reason_code"], r["value"]) for r in result.rejects] == [
        (3, "unknown_code", "måske")
    ]


def changed(form: Path, change: Callable[[list[list[object]]], list[list[object]]]) -> Path:
    """The form with its cells changed, as a person saves it under another name."""
    rows = CalamineWorkbook.from_path(form).get_sheet_by_name(SHEET).to_python()
    file = form.with_name(f"udfyldt_{form.name}")
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet(SHEET)
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        for line, cells in enumerate(change(rows)):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(line, column, cell, day)
                else:
                    sheet.write(line, column, cell)
    return file


def test_the_form_of_another_municipality_says_which(settings: Settings, tmp_path: Path) -> None:
    of_others = settings.model_copy(update={"municipality_code": "0888"})
    form, _ = match_services(of_others, tmp_path / "ydelsesmatch.xlsx", "0999")
    header, *rows = CalamineWorkbook.from_path(form).get_sheet_by_name(SHEET).to_python()
    assert {row[header.index("Kommunekode")] for row in rows} == {"0999"}


def test_what_cannot_be_is_told_in_words(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(SagspulsError, match="cannot be called forslag"):
        match_services(settings, tmp_path / "forslag.xlsx")
    form, _ = match_services(settings, tmp_path / "ydelsesmatch.xlsx")
    with pytest.raises(ConfigurationError, match="is there already"):
        match_services(settings, form)
    with duckdb.connect(str(published(settings))) as connection:
        connection.execute("drop table marts.mart_service_matches")
    with pytest.raises(SagspulsError, match="has no catalogues"):
        match_services(settings, tmp_path / "ny_ydelsesmatch.xlsx")
    nothing = read_settings(data=tmp_path / "empty", key_file=tmp_path / "key")
    with pytest.raises(NothingPublished):
        match_services(nothing, tmp_path / "ny_ydelsesmatch.xlsx")


def test_the_command_says_what_to_do_next(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAGSPULS_DATA", str(settings.data))
    monkeypatch.setenv("SAGSPULS_MUNICIPALITY_CODE", "0999")
    out = tmp_path / "ydelsesmatch.xlsx"
    done = CliRunner().invoke(app, ["match-services", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "2 pairs of services have similar names" in done.output
    assert "Samme ydelse" in done.output
    assert out.is_file()
