"""The sample's vocabulary agrees with its mapping, the contracts and the seeds."""

from __future__ import annotations

import csv
from datetime import date

import numpy as np
import pytest

from warehouse.base.settings import PROJECT_ROOT
from warehouse.contracts.codes import form_words
from warehouse.contracts.contract import read_contract
from warehouse.contracts.mapping import FileMap
from warehouse.contracts.mapping_file import read_mapping
from warehouse.sample import catalogue, complaint_extracts, complaints, suppliers
from warehouse.sample.days import public_holidays, working_days_between


def seed(name: str) -> list[dict[str, str]]:
    """Rows of a seed that are about the sample municipality."""
    with (PROJECT_ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [r for r in rows if r.get("municipality_code", "0999") == catalogue.MUNICIPALITY_CODE]


def file_map(name: str) -> FileMap:
    """The mapping's entry for a file name; exactly one takes it."""
    found = [file for file in read_mapping("sample").files if file.takes(name)]
    assert len(found) == 1, name
    return found[0]


@pytest.mark.parametrize(
    ("name", "entity", "header"),
    [
        ("sager_202401.csv", "cases", suppliers.CASE_HEADER),
        ("haendelser_202401.csv", "case_events", suppliers.EVENT_HEADER),
        ("afgoerelser_2023.csv", "decisions", suppliers.DECISION_HEADER),
        ("afgoerelser.xlsx", "decisions", suppliers.DECISION_HEADER),
        ("afgoerelser_2.xlsx", "decisions", suppliers.DECISION_HEADER),
        ("afgoerelser_12.xlsx", "decisions", suppliers.DECISION_HEADER),
        ("klager_2024.csv", "complaints", complaint_extracts.COMPLAINT_HEADER),
        ("klagepunkter_2024.csv", "complaint_points", complaint_extracts.POINT_HEADER),
        ("kvalitetsmaal_2024.csv", "quality_flags", suppliers.QUALITY_HEADER),
    ],
)
def test_every_header_is_mapped(name: str, entity: str, header: tuple[str, ...]) -> None:
    found = file_map(name)
    assert found.entity == entity
    assert {h for column in found.columns.values() for h in column.headers} == set(header)
    assert set(found.columns) <= {column.name for column in read_contract(entity).columns}


@pytest.mark.parametrize(
    ("file", "column", "words"),
    [
        ("sager_202401.csv", "target_group_code", catalogue.TARGET_GROUPS),
        ("sager_202401.csv", "channel", catalogue.CHANNELS),
        ("sager_202401.csv", "closed_as", catalogue.ENDINGS),
        ("haendelser_202401.csv", "cause_code", catalogue.CAUSES),
        ("haendelser_202401.csv", "event_type", catalogue.EVENTS),
        ("afgoerelser_2022.csv", "outcome", catalogue.OUTCOMES),
        ("klager_2024.csv", "channel", complaints.CHANNELS),
        ("klagepunkter_2024.csv", "area", complaints.AREAS),
        ("klagepunkter_2024.csv", "justified", complaints.JUSTIFIED),
        ("klagepunkter_2024.csv", "appeal_outcome", complaints.APPEAL_OUTCOMES),
        ("klagepunkter_2024.csv", "topic_code", {c: t.word for c, t in complaints.TOPICS.items()}),
    ],
)
def test_words_of_the_files_mean_what_they_should(
    file: str, column: str, words: dict[str, str]
) -> None:
    mapped = file_map(file).columns[column]
    for code, word in words.items():
        assert mapped.values.get(word, mapped.otherwise) == code
    allowed = read_contract(file_map(file).entity).column(column).allowed
    assert not allowed or set(words) <= set(allowed)


def test_deadlines_are_those_of_the_seed() -> None:
    rows = seed("case_type_deadlines")
    assert {(row["day_kind"], row["clock"]) for row in rows} == {("calendar", "received")}
    assert {
        (r["case_type_code"], int(r["deadline_days"]), r["valid_from"], r["valid_to"]) for r in rows
    } == {
        (
            d.case_type,
            d.days,
            d.valid_from.isoformat(),
            d.valid_to.isoformat() if d.valid_to else "",
        )
        for d in catalogue.DEADLINES
    }


def test_codes_are_those_of_the_seeds() -> None:
    units = {
        r["org_code"]: r["parent_code"] for r in seed("organisation") if r["org_level"] == "unit"
    }
    assert dict(catalogue.UNITS) == units
    types = {row["case_type_code"]: row["legal_basis"] for row in seed("case_types")}
    assert {code: kind.legal_basis for code, kind in catalogue.CASE_TYPES.items()} == types
    assert catalogue.UNKNOWN_CASE_TYPE not in types
    assert set(catalogue.TARGET_GROUPS) == {
        row["target_group_code"] for row in seed("target_groups")
    }


def test_shares_add_up() -> None:
    assert sum(kind.share for kind in catalogue.CASE_TYPES.values()) == pytest.approx(1)
    assert sum(catalogue.CAUSE_SHARES) == pytest.approx(1)
    assert sum(catalogue.OUTCOME_SHARES) == pytest.approx(1)
    assert {
        *catalogue.BELOW_TARGET,
        *catalogue.ABOVE_TARGET,
        catalogue.INITIATIVE.case_type,
    } == set(catalogue.CASE_TYPES)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2025-12-19", "2026-01-05", 8),  # oracle business_days_dk.json
        ("2024-04-25", "2024-04-29", 2),  # Store bededag is none from 2024
        ("2023-05-04", "2023-05-08", 1),  # and was one to 2023
    ],
)
def test_working_days_are_the_danish_ones(start: str, end: str, expected: int) -> None:
    days = np.array([start, end], dtype="datetime64[D]").astype(np.int64)
    assert working_days_between(days[:1], days[1:]).tolist() == [expected]
    assert date(2024, 6, 5) not in public_holidays().tolist(), "Grundlovsdag is a working day"


def test_topics_are_the_document_s_and_their_areas_the_sample_s() -> None:
    rows = seed("complaint_topics")
    kinds = [row["kind"] for row in rows]
    assert (kinds.count("basic"), kinds.count("service"), kinds.count("content")) == (17, 9, 1)
    assert {row["topic_code"]: row["area"] for row in rows} == {
        code: topic.area for code, topic in complaints.TOPICS.items()
    }
    assert dict(form_words("complaint_channel")) == dict(complaints.CHANNELS)
    assert dict(form_words("complaint_area")) == dict(complaints.AREAS)
