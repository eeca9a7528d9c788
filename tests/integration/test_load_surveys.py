"""User surveys as people may deliver them, wrong rows among them; what no contract can see."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.base.settings import Settings
from warehouse.ingest.load import LoadResult, load

ROUNDS = "Kommunekode;Runde;Svargruppe;Målgruppe;Navn;Udsendt;Lukket;Inviterede;Besvarelser"
GOOD_ROUNDS = (
    "0999;BU-1;borgere;ALM;Undersøgelse;02-09-2024;30-09-2024;100;60",
    "0999;BU-1;sagsbehandlere;ALM;Undersøgelse;02-09-2024;30-09-2024;30;20",
    "0999;BU-1;borgere;FAMILIE;Undersøgelse;02-09-2024;30-09-2024;80;50",
    "0999;BU-1;sagsbehandlere;FAMILIE;Undersøgelse;02-09-2024;30-09-2024;30;20",
)
ANSWERS = "Kommunekode;Runde;Svargruppe;Målgruppe;Spørgsmål;Svar;Antal"
GOOD_ANSWERS = (
    "0999;BU-1;borgere;ALM;I1;enig;30",
    "0999;BU-1;borgere;ALM;I1;5;20",
    "0999;BU-1;borgere;ALM;I1;ved ikke;4",
    "0999;BU-1;sagsbehandlere;ALM;K1;skriftligt;12",
)


def load_lines(settings: Settings, folder: Path, entity: str, *lines: str) -> LoadResult:
    """Load a file of these lines, header first."""
    path = folder / f"{entity}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (result,) = load(settings, path)
    return result


def findings(settings: Settings, result: LoadResult) -> list[tuple[object, ...]]:
    """Line, column, reason and severity of what was wrong."""
    path = settings.rejects / f"{result.load_id}.parquet"
    return duckdb.sql(
        f"select line, column_name, reason_code, severity from '{path}' order by all"
    ).fetchall()


def test_words_and_codes_load_and_no_column_tells_a_person(
    settings: Settings, tmp_path: Path
) -> None:
    rounds = load_lines(settings, tmp_path, "survey_rounds", ROUNDS, *GOOD_ROUNDS)
    assert (rounds.status, rounds.rows_loaded, rounds.rows_rejected) == ("loaded", 4, 0)
    answers = load_lines(settings, tmp_path, "survey_answers", ANSWERS, *GOOD_ANSWERS)
    assert (answers.status, answers.entity, answers.rows_loaded) == ("loaded", "survey_answers", 4)
    raw = settings.raw / "survey_answers" / f"{answers.load_id}.parquet"
    assert sorted(
        duckdb.sql(f"select respondent_kind, answer, n_answers from '{raw}'").fetchall()
    ) == [
        ("caseworker", "writing", 12),
        ("citizen", "4", 30),
        ("citizen", "5", 20),
        ("citizen", "do_not_know", 4),
    ]
    assert not [
        c for c in duckdb.sql(f"from '{raw}'").columns if "key" in c or "respondent_id" in c
    ]


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        # An answer outside the scale, and one that is none of the words.
        ("0999;BU-1;borgere;ALM;I2;6;3", "answer", "unknown_code"),
        ("0999;BU-1;borgere;ALM;I2;måske;3", "answer", "unknown_code"),
        ("0999;BU-1;naboer;ALM;I2;4;3", "respondent_kind", "unknown_code"),
        ("0999;BU-1;borgere;ALM;I2;;3", "answer", "missing_value"),
        ("0999;BU-1;borgere;ALM;;4;3", "question_code", "missing_value"),
        ("0999;BU-1;borgere;ALM;I2;4;mange", "Antal", "invalid_number"),
        ("0999;BU-1;borgere;ALM;I2;4;-3", None, "negative_number"),
        ("0999;BU-1;borgere;ALM;I1;enig;31", "answer", "key_conflict"),
    ],
)
def test_a_bad_answer_is_set_aside_and_named(
    settings: Settings, tmp_path: Path, line: str, column: str | None, reason: str
) -> None:
    result = load_lines(settings, tmp_path, "survey_answers", ANSWERS, *GOOD_ANSWERS, line)
    assert (result.status, result.rows_loaded, result.rows_rejected) == ("loaded", 4, 1)
    (found,) = findings(settings, result)
    assert found[0] == 6
    assert found[2:] == (reason, "rejected")
    assert found[1] == column


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0999;BU-2;borgere;ALM;;02-09-2024;30-09-2024;100;101", "more_returned_than_invited"),
        ("0999;BU-2;borgere;ALM;;02-09-2024;30-08-2024;100;60", "closed_before_sent"),
        ("0999;BU-2;borgere;ALM;;02-09-2024;30-09-2024;-1;-5", "negative_number"),
        ("0999;BU-2;borgere;ALM;;31-09-2024;30-09-2024;100;60", "invalid_date"),
    ],
)
def test_a_round_that_cannot_be_is_set_aside(
    settings: Settings, tmp_path: Path, line: str, reason: str
) -> None:
    result = load_lines(settings, tmp_path, "survey_rounds", ROUNDS, *GOOD_ROUNDS, line)
    assert (result.status, result.rows_loaded, result.rows_rejected) == ("loaded", 4, 1)
    (found,) = findings(settings, result)
    assert (found[0], found[2], found[3]) == (6, reason, "rejected")
