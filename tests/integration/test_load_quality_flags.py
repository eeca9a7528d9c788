"""Flags of the quality goals as a case system may deliver them, wrong ones among them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.base.settings import Settings
from warehouse.ingest.load import LoadResult, load

HEADER = "Kommunekode;Sagsnr;Afgørelsesnr;Kvalitetsmål;Opfyldt;Registreret;Sagsbehandler"
GOOD = (
    "0999;S-1;A-1;hearing;met;01-03-2024;sb1",
    "0999;S-1;A-1;grounds;not_met;01-03-2024;sb1",
    "0999;S-1;;consent;unknown;01-03-2024;sb1",
    "0999;S-2;;consent;met;02-03-2024;sb1",
    "0999;S-2;A-2;complaint_guidance;met;02-03-2024;",
    "0999;S-2;A-3;complaint_guidance;met;03-03-2024;",
    "0999;S-2;;note;met;02-03-2024;sb2",
)


def load_lines(settings: Settings, folder: Path, *lines: str) -> LoadResult:
    """Load a file of these lines below the header."""
    path = folder / "quality_flags.csv"
    path.write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
    (result,) = load(settings, path)
    return result


def findings(settings: Settings, result: LoadResult) -> list[tuple[object, ...]]:
    """Line, column, reason and severity of what was wrong."""
    path = settings.rejects / f"{result.load_id}.parquet"
    return duckdb.sql(
        f"select line, column_name, reason_code, severity from '{path}' order by all"
    ).fetchall()


def test_danish_headers_load_and_one_case_may_have_many_flags(
    settings: Settings, tmp_path: Path
) -> None:
    result = load_lines(settings, tmp_path, *GOOD)
    assert (result.status, result.entity) == ("loaded", "quality_flags")
    assert (result.rows_loaded, result.rows_rejected, result.rows_repeated) == (7, 0, 0)
    raw = settings.raw / "quality_flags" / f"{result.load_id}.parquet"
    assert "sb1" not in str(duckdb.sql(f"from '{raw}'").fetchall())


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("0999;S-3;A-9;Partshøring;met;01-03-2024;", "goal_id", "unknown_code"),
        ("0999;S-3;A-9;hearing;Ja;01-03-2024;", "flag", "unknown_code"),
        ("0999;S-3;A-9;hearing;;01-03-2024;", "flag", "missing_value"),
        ("0999;S-3;A-9;hearing;met;31-02-2024;", "Registreret", "invalid_date"),
        ("0999;;A-9;hearing;met;01-03-2024;", "case_id", "missing_value"),
        # A whole case has no decision in its key: the second row is another answer to the same.
        ("0999;S-2;;consent;not_met;02-03-2024;sb1", "goal_id", "key_conflict"),
    ],
)
def test_a_bad_flag_is_set_aside_and_named(
    settings: Settings, tmp_path: Path, line: str, column: str, reason: str
) -> None:
    result = load_lines(settings, tmp_path, *GOOD, line)
    assert (result.status, result.rows_loaded, result.rows_rejected) == ("loaded", 7, 1)
    assert findings(settings, result) == [(9, column, reason, "rejected")]


def test_the_same_flag_again_is_repeated_and_a_goal_of_no_decision_a_warning(
    settings: Settings, tmp_path: Path
) -> None:
    result = load_lines(settings, tmp_path, *GOOD, GOOD[2], "0999;S-4;;hearing;met;01-03-2024;sb1")
    assert (result.rows_loaded, result.rows_repeated, result.rows_rejected) == (8, 1, 0)
    assert findings(settings, result) == [(10, None, "flag_without_decision", "warning")]
