"""Verify: what was changed behind our back is found, and what is right is called right."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
import stub_warehouse as stub
from models_dbt import give_what_dbt_read

from warehouse.base.ledger import file_sha256, read_ledger, write_entry
from warehouse.base.settings import Settings, read_settings
from warehouse.ingest.load import load
from warehouse.publish.publish import publish
from warehouse.publish.runs import Run, current_run
from warehouse.upkeep.verify import Verdict, verify


@pytest.fixture(scope="module")
def published_once(stub_built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two cases loaded, built and published; for `published` to copy."""
    folder = tmp_path_factory.mktemp("published")
    settings = of(folder)
    path = folder / "cases_1.csv"
    path.write_text(
        "Kommunekode;Sagsnr;Sagstype;Modtaget\n0999;S-1;HJM-TEK;01-03-2024\n0999;S-2;HJM-TEK;02-03-2024\n"
    )
    load(settings, path)
    give_what_dbt_read(stub_built, settings)
    stub.build_stub(settings)
    publish(settings)
    return folder


@pytest.fixture
def published(published_once: Path, tmp_path: Path) -> Settings:
    """A data folder of the test's own, published."""
    shutil.copytree(published_once, tmp_path, dirs_exist_ok=True)
    return of(tmp_path)


def of(folder: Path) -> Settings:
    return read_settings(
        data=folder / "data", key_file=folder / "key" / "pseudonym.key", memory_limit="1GB"
    )


def full(settings: Settings) -> Verdict:
    return verify(settings, project=stub.PROJECT)


def found(verdict: Verdict) -> list[tuple[str, str, str]]:
    return [(f.what, f.status, f.found) for f in verdict.findings]


def raw_path(settings: Settings) -> Path:
    return next(settings.raw.glob("cases/*.parquet"))


def test_what_is_right_is_called_right_also_where_newer_loads_wait(published: Settings) -> None:
    stub.add_load(published, "z", [stub.case(7)], data_date=date(2024, 5, 1))
    before = file_sha256(published.build_file)
    verdict = full(published)
    assert file_sha256(published.build_file) == before
    assert verdict.is_right
    assert verdict.n_tables >= 3
    assert found(verdict) == [("raw", "unknown", "no hash in the ledger")]
    assert not (published.data / "verify").exists()


def test_a_changed_raw_file_is_found(published: Settings) -> None:
    path = raw_path(published)
    other = path.with_suffix(".new")
    duckdb.sql(f"copy (from '{path}' limit 1) to '{other}' (format parquet)")
    other.replace(path)
    verdict = verify(published, quick=True)
    assert not verdict.is_right
    assert found(verdict) == [("raw", "wrong", "the file is not the one that was loaded")]


def test_a_raw_file_without_hash_is_judged_by_its_rows(published: Settings) -> None:
    (entry,) = read_ledger(published)
    raw_path(published).unlink()
    assert found(verify(published, quick=True)) == [("raw", "wrong", "the file is not there")]
    write_entry(published, type(entry)(**{**vars(entry), "parquet_sha256": "", "rows_loaded": 3}))
    raw_path_of = published.raw / "cases" / f"{entry.load_id}.parquet"
    duckdb.sql(f"copy (select 1 as a) to '{raw_path_of}' (format parquet)")
    assert found(verify(published, quick=True)) == [("raw", "wrong", "1 rows instead of 3")]


def change(settings: Settings, sql: str) -> Run:
    """Change the published file, and its note so that the hash is right again."""
    run = current_run(settings)
    with duckdb.connect(str(run.path)) as connection:
        connection.execute(sql)
    return run


def test_a_changed_published_file_is_found_by_its_hash(published: Settings) -> None:
    change(published, "update marts.fct_cases set case_type_code = 'B'")
    verdict = verify(published, quick=True)
    assert not verdict.is_right
    assert found(verdict) == [("published", "wrong", "the file is not the one that was published")]


def test_changed_rows_are_found_also_where_the_hash_was_mended(published: Settings) -> None:
    run = change(published, "delete from marts.fct_cases where case_key like '%S-1'")
    for path in (run.path.with_suffix(".json"), published.published / "current.json"):
        note = json.loads(path.read_text()) | {"sha256": file_sha256(run.path)}
        path.write_text(json.dumps(note))
    assert verify(published, quick=True).is_right
    assert ("rebuild", "wrong", "0 rows are only published, 1 only rebuilt") in found(
        full(published)
    )


def test_a_current_run_that_has_gone_is_found(published: Settings) -> None:
    current_run(published).path.unlink()
    verdict = verify(published, quick=True)
    assert not verdict.is_right
    assert verdict.current_run is None


def test_nothing_at_all_is_not_wrong(settings: Settings) -> None:
    assert full(settings).is_right
