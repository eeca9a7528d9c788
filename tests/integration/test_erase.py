"""Erasing a citizen and rotating the key: what goes, what stays, what still matches."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
import stub_warehouse as stub
from models_dbt import give_what_dbt_read

from warehouse.base.errors import BuildFailed, Busy, ConfigurationError
from warehouse.base.ledger import read_ledger
from warehouse.base.locks import hold
from warehouse.base.rewrite_plan import unfinished
from warehouse.base.settings import Settings
from warehouse.contracts.audit_layout import read_items
from warehouse.contracts.pseudonym import pseudonym, read_key
from warehouse.forms.audit_form import Drawn, Round, write_form
from warehouse.ingest.load import load
from warehouse.publish.publish import publish
from warehouse.publish.runs import Run, runs
from warehouse.upkeep.erase import Erased, erase, read_numbers
from warehouse.upkeep.mentions import ERASED
from warehouse.upkeep.rekey import rekey
from warehouse.upkeep.verify import verify

CITIZEN, OTHER = "0101575001", "0202575002"
FILES = {
    "cases_1.csv": [
        "Kommunekode;Sagsnr;Sagstype;Modtaget;CPR-nummer;Forvaltning;Sagsbehandler",
        f"0999;S-1;HJM-TEK;01-03-2024;{CITIZEN};SOF;SB1",
        f"0999;S-2;HJM-TEK;01-03-2024;{OTHER};om {CITIZEN};SB1",
        f"0999;N-{CITIZEN};HJM-TEK;01-03-2024;;SOF;SB2",
        *(f"0999;T-{i};HJM-TEK;01-03-2024;;SOF;SB2" for i in range(4)),
        f"0999;S-9;HJM-TEK;31-02-2024;;;{CITIZEN} x",
    ],
    "cases_2.csv": [
        "Kommunekode;Sagsnr;Sagstype;Modtaget;CPR-nummer;Forvaltning;Sagsbehandler",
        "0999;S-1;HJM-TEK;01-03-2024;;SOF;SB1",
        f"0999;S-5;HJM-TEK;01-03-2024;{OTHER};SOF;SB1",
    ],
    "case_events_1.csv": [
        "municipality_code;case_id;event_at;event_name;event_type;caseworker_id",
        "0999;S-1;01-03-2024 10:00;Modtaget;other;SB1",
        "0999;S-2;01-03-2024 10:00;Modtaget;other;SB1",
        "0999;S-1;02-03-2024 10:00;Afgjort;other;SB1",
    ],
}


@pytest.fixture
def given(settings: Settings, tmp_path: Path) -> Settings:
    """Three loads with two citizens; nothing is published."""
    for name, lines in FILES.items():
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        results = load(settings, path)
        assert [r.status for r in results] == ["loaded"], results
    return settings


def held(settings: Settings) -> str:
    """All that stands in the raw files, the rejects and the ledger, as text."""
    texts = [path.read_text("utf-8") for path in settings.raw.rglob("*.json")]
    for path in settings.raw.rglob("*.parquet"):
        texts += map(str, duckdb.sql(f"from '{path}'").fetchall())
    return "\n".join(texts)


def raw(settings: Settings, entity: str, columns: str) -> list[tuple[object, ...]]:
    files = str(settings.raw / entity / "*.parquet")
    return duckdb.sql(
        f"select {columns} from read_parquet('{files}', union_by_name=true) order by all"
    ).fetchall()


def test_every_row_of_the_citizens_cases_goes_and_nothing_else(given: Settings) -> None:
    token = pseudonym(read_key(given.key_file), CITIZEN)
    assert token in held(given)
    done = erase(given, [CITIZEN])
    assert (done.n_cases, sum(done.rows_erased.values())) == (2, 5)
    assert token not in held(given)
    cases = [case for (case,) in raw(given, "cases", "case_id")]
    assert cases == ["S-2", "S-5", "T-0", "T-1", "T-2", "T-3"]
    assert raw(given, "case_events", "case_id") == [("S-2",)]
    other = pseudonym(read_key(given.key_file), OTHER)
    assert raw(given, "cases", "count(*) filter (where citizen_key = '" + other + "')") == [(2,)]
    assert f"om {ERASED}" in held(given)


def test_the_citizens_complaints_go_and_the_cases_of_others_stay(
    given: Settings, tmp_path: Path
) -> None:
    """A complaint without a case stands for itself, and one over another's case leaves that be."""
    path = tmp_path / "klager_1.csv"
    lines = (
        "Kommunekode;Klagenr;Sagsnr;CPR-nr;Modtaget hos;Modtaget",
        f"0999;K-1;;{CITIZEN};mayor;01-04-2024",
        f"0999;K-2;S-5;{CITIZEN};mayor;01-04-2024",
        f"0999;K-3;S-1;{OTHER};mayor;01-04-2024",
        f"0999;K-4;;{OTHER};mayor;01-04-2024",
        "0999;K-5;;;mayor;01-04-2024",
    )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    points = tmp_path / "klagepunkter_1.csv"
    lines = (
        "municipality_code;complaint_id;point_no;topic_code;justified",
        *(f"0999;K-{i};1;hearing;no" for i in range(1, 6)),
    )
    points.write_text("\n".join(lines) + "\n", encoding="utf-8")
    loads = [load(given, file) for file in (path, points)]
    assert [r.status for results in loads for r in results] == ["loaded"] * 2, loads
    erase(given, [CITIZEN])

    def left(entity: str, column: str) -> list[str]:
        files = str(given.raw / entity / "*.parquet")
        rows = duckdb.sql(f"select distinct {column} from '{files}' order by 1").fetchall()
        return [row[0] for row in rows]

    assert left("complaints", "complaint_id") == ["K-4", "K-5"]
    assert left("complaint_points", "complaint_id") == ["K-4", "K-5"]
    assert left("cases", "case_id") == ["S-2", "S-5", "T-0", "T-1", "T-2", "T-3"]


def test_what_auditors_found_in_the_citizens_cases_goes(given: Settings, tmp_path: Path) -> None:
    """They are named by case key alone, also a case whose number is the citizen's."""
    token = pseudonym(read_key(given.key_file), CITIZEN)
    keys = [f"0999|standard|{case}" for case in ("S-1", "S-2", "S-5", f"N-{token}")]
    audited = Round("0999", "r", "R", "HJM-TEK", "f", 8, "", 7, "run", date(2025, 1, 6))
    drawn = [Drawn(key, "HJM-TEK", "all", 8) for key in keys]
    path, items = tmp_path / "audit_r.xlsx", read_items()[:2]
    write_form(path, audited, drawn, items, {(key, items[0].code): "Opfyldt" for key in keys})
    assert {r.status for r in load(given, path, "audit")} == {"loaded"}
    assert raw(given, "cases", "distinct source_system") == [("standard",)]
    assert len(raw(given, "audit_samples", "case_key")) == 4
    erase(given, [CITIZEN])
    left = [("0999|standard|S-2",), ("0999|standard|S-5",)]
    assert raw(given, "audit_samples", "distinct case_key") == left
    assert raw(given, "audit_findings", "distinct case_key") == left
    assert token not in held(given)
    assert verify(given, quick=True).is_right


def test_a_mention_that_was_cut_off_goes_too(given: Settings) -> None:
    token = pseudonym(read_key(given.key_file), CITIZEN)
    path = next(given.rejects.glob("*.parquet"))
    other = path.with_suffix(".new")
    for cut in (token[:20], "p_" + "0" * 31):
        duckdb.sql(f"copy (select '{cut}' as value) to '{other}' (format parquet)")
        other.replace(path)
        erase(given, [CITIZEN])
        kept = duckdb.sql(f"select value from '{path}'").fetchall()
        assert kept == [(ERASED if token.startswith(cut) else cut,)]


def test_the_ledger_still_adds_up_and_the_files_verify(given: Settings) -> None:
    erase(given, [CITIZEN])
    for entry in read_ledger(given):
        assert entry.rows_read == entry.rows_loaded + entry.rows_rejected + entry.rows_repeated
    assert [e.rows_erased for e in read_ledger(given)] == [2, 1, 2]
    assert verify(given, quick=True).is_right


def test_nobody_is_found_and_nothing_is_written(given: Settings) -> None:
    before = held(given)
    assert erase(given, ["0303575003"]) == Erased(0, {}, (), None, ())
    assert held(given) == before


def test_erased_twice_is_erased_once(given: Settings) -> None:
    erase(given, [CITIZEN])
    before = held(given)
    assert erase(given, [CITIZEN]).rows_erased == {}
    assert held(given) == before


def test_an_erasure_that_was_cut_off_is_finished_by_that_of_another(
    given: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(name: str) -> None:
        if name == "rewrite.first_renamed":
            raise OSError("cut off")

    monkeypatch.setattr("warehouse.upkeep.rewrite.step", cut_off)
    with pytest.raises(OSError, match="cut off"):
        erase(given, [CITIZEN])
    monkeypatch.undo()
    assert not verify(given, quick=True).is_right
    with hold(given, "build", "sagspuls erase"), pytest.raises(Busy, match="sagspuls erase"):
        verify(given, quick=True)
    with pytest.raises(BuildFailed, match="erasure was not finished"):
        stub.build_stub(given)
    with pytest.raises(ConfigurationError, match="erasure was not finished"):
        rekey(given)
    erase(given, [OTHER])
    key = read_key(given.key_file)
    assert pseudonym(key, CITIZEN) not in held(given)
    assert pseudonym(key, OTHER) not in held(given)
    assert unfinished(given) is None


def test_runs_from_before_are_removed(given: Settings, stub_built: Settings) -> None:
    give_what_dbt_read(stub_built, given)

    def renew(settings: Settings) -> Run:
        stub.build_stub(settings)
        return publish(settings)

    before = renew(given)
    assert stub.published_rows(before.path, "select count(*) from marts.fct_cases") == [(8,)]
    done = erase(given, [CITIZEN], renew=renew)
    assert done.runs_removed == (before.run_id,)
    (run,) = runs(given)
    assert stub.published_rows(run.path, "select count(*) from marts.fct_cases") == [(6,)]
    assert not before.path.exists()


def test_old_and_new_loads_match_after_a_rotation(given: Settings, tmp_path: Path) -> None:
    old = read_key(given.key_file)
    before = raw(given, "cases", "case_id, citizen_key")
    done = rekey(given)
    assert (done.n_links, done.n_loads) == (2, 3)
    key = read_key(given.key_file)
    assert key[:32] == old
    text = held(given)
    for number in (CITIZEN, OTHER):
        assert pseudonym(old, number) not in text
        assert pseudonym(key, number) in text
    assert len(raw(given, "cases", "case_id")) == len(before)
    assert verify(given, quick=True).is_right

    path = tmp_path / "cases_3.csv"
    head = FILES["cases_1.csv"][0]
    path.write_text(f"{head}\n0999;S-7;X;01-04-2024;{CITIZEN};SOF;SB1\n", encoding="utf-8")
    load(given, path)
    found = dict(raw(given, "cases", "case_id, citizen_key"))
    assert found["S-7"] == pseudonym(key, CITIZEN)
    keys = raw(given, "cases", "distinct citizen_key")
    assert len(keys) == 3, "two citizens and none"
    assert len(raw(given, "cases", "distinct caseworker_key")) == 2
    erase(given, [CITIZEN])
    assert pseudonym(key, CITIZEN) not in held(given)


def test_a_rotation_twice(given: Settings) -> None:
    rekey(given)
    assert rekey(given).n_links == 3
    assert pseudonym(read_key(given.key_file), CITIZEN) in held(given)
    assert given.key_file.stat().st_mode & 0o777 == 0o600


def test_without_a_key_nothing_is_guessed(settings: Settings) -> None:
    for work in (lambda: erase(settings, [CITIZEN]), lambda: rekey(settings)):
        with pytest.raises(ConfigurationError, match="There is no key"):
            work()
    assert not settings.key_file.exists()


@pytest.mark.parametrize("text", ["", "010157-50", "0101575001\nhej"])
def test_what_is_no_cpr_number_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_numbers(text)
    assert "010157" not in refused.value.message


def test_numbers_are_read_as_people_write_them() -> None:
    assert read_numbers("010157-5001\n\n 020257 5002 \n") == [CITIZEN, OTHER]
