"""A small municipality for the models' tests: raw tables in a build file, without the loader."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from warehouse.build.raw_tables import RAW_TABLES
from warehouse.contracts.contract import entities, read_contract
from warehouse.contracts.recurrence import dates
from warehouse.sample.grant_extracts import sample_grants
from warehouse.sample.grants import DEPARTMENTS, NEEDS, SERVICE_CODES, UNIT_CODES
from warehouse.sample.registers import registers

Row = Mapping[str, Any]

DATA_DATE = date(2024, 12, 31)
FIRST = date(2023, 1, 1)
SEED = 7

KINDS = {
    "HJM-TEK": (56, "SOF", ("SC-NORD", "HC"), "HANDICAP", 5),
    "FOERTID": (182, "SOF", ("SC-NORD", "SC-SYD"), "VOKSEN", 1),
    "PERS-HJ": (14, "SUF", ("LO-INDRE", "LO-OEST"), "ALM", 6),
    "REHAB": (14, "SUF", ("LO-INDRE", "MYN"), "ALM", 3),
    "HJM-UDS": (21, "SUF", ("MYN", "LO-INDRE"), "ALM", 2),
    "UKENDT": (30, "SUF", ("MYN", "NY-ENHED"), None, 1),
}
"""By case type: days it tends to take, department, units, target group and weight."""


@dataclass(frozen=True)
class Raw:
    """What the raw tables hold."""

    cases: tuple[Row, ...]
    case_events: tuple[Row, ...]
    decisions: tuple[Row, ...]
    quality_flags: tuple[Row, ...]
    complaints: tuple[Row, ...] = ()
    complaint_points: tuple[Row, ...] = ()
    audit_rounds: tuple[Row, ...] = ()
    audit_samples: tuple[Row, ...] = ()
    audit_findings: tuple[Row, ...] = ()


def make_raw(n_cases: int = 1600) -> Raw:
    """Cases of two years in every state: decided in time and late, open, withdrawn, backwards."""
    rng = random.Random(SEED)
    kinds = [kind for kind, (*_, weight) in KINDS.items() for _ in range(weight)]
    cases = [_case(i, rng.choice(kinds), rng) for i in range(n_cases)]
    decisions = [_decision(case) for case in cases if case["decided_on"]]
    for case in cases[::10]:  # some systems deliver the date with the decision only
        case["decided_on"] = None
    events = [event for case in cases for event in _events(case)]
    complaints = [_complaint(case, i) for i, case in enumerate(cases[::4])]
    points = [point for complaint in complaints for point in _points(complaint)]
    points.append(points[0] | {"complaint_id": "K-LOST"})
    flags = [flag for decision in decisions for flag in _flags(decision)]
    return Raw(
        tuple(cases),
        tuple(events),
        tuple(decisions),
        tuple(flags),
        tuple(complaints),
        tuple(points),
        *_audits(cases),
    )


def write_raw_tables(path: Path, raw: Raw) -> None:
    """Write the raw schema of a build file.

    Args:
        path: the build file, new or there already.
        raw: the rows.
    """
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema if not exists raw")
        delivered = {
            **asdict(raw),
            **_registers(),
            "grants": _grants(),
            "key_figures": _key_figures(),
        }
        for entity in entities():
            columns = read_contract(entity).raw_columns
            _write(connection, path.parent, entity, columns, delivered.get(entity, ()))
        for table, made in RAW_TABLES.items():
            types = made.kinds
            rows = {
                "load_ledger": _loads(raw),
                "load_rejects": _rejects(),
                "recurrences": _recurrences(delivered["wheel_tasks"]),
                "case_extracts": _loads(raw)[-1:],
                "whole_case_loads": [],
            }
            _write(connection, path.parent, table, types, rows[table])


def _recurrences(tasks: Sequence[Row]) -> list[Row]:
    """The dates of their rules, as `write_raw` follows them."""
    return [
        {"first_on": task["first_on"], "recurrence_rule": rule, "occurs_on": day}
        for task in {(t["first_on"], t.get("recurrence_rule")): t for t in tasks}.values()
        if (rule := task.get("recurrence_rule"))
        for day in dates(task["first_on"], rule, date(2027, 12, 31))
    ]


def _write(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    table: str,
    types: Mapping[str, str],
    rows: Sequence[Row],
) -> None:
    file = folder / f"{table}.csv"
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(types), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    connection.execute(
        f"create or replace table raw.{table} as"
        f" from read_csv('{file}', header = true, auto_detect = false, columns = {{{columns}}})"
    )


def _audits(cases: Sequence[Row]) -> tuple[tuple[Row, ...], ...]:
    """Two rounds of 24 cases of one area, twelve of each stratum; two items, one got better."""
    rounds, samples, findings = [], [], []
    for round_no, drawn_on in enumerate((date(2024, 3, 1), date(2024, 9, 1)), start=1):
        common = {
            "municipality_code": "0999",
            "source_system": "audit",
            "round_id": f"round-{round_no}",
            "drawn_on": drawn_on,
            "_load_id": f"A{round_no}",
            "_data_date": drawn_on,
            "_loaded_at": "2025-01-02 08:00:00",
        }
        rounds.append(
            common
            | {"area": "PERS-HJ, REHAB", "frame": "Decided cases", "population_size": 600}
            | {"sample_size": 24, "method": "stratified", "stratum_by": "case_type_code", "seed": 7}
        )
        for kind, size in (("PERS-HJ", 400), ("REHAB", 200)):
            drawn = [case for case in cases if case["case_type_code"] == kind][:12]
            for draw_no, case in enumerate(drawn, start=1):
                row = common | {
                    "case_key": f"0999|sample|{case['case_id']}",
                    "case_type_code": kind,
                    "draw_no": draw_no,
                    "stratum": kind,
                    "stratum_size": size,
                }
                samples.append(row)
                better = "met" if round_no == 2 or draw_no > 9 else "not_met"
                findings.append(row | {"item_code": "A1", "finding": better})
                steady = "not_met" if draw_no % 3 == 0 else "met"
                findings.append(row | {"item_code": "A3", "finding": steady})
    return tuple(rounds), tuple(samples), tuple(findings)


def _registers() -> dict[str, list[Row]]:
    """The registers as the sample has them, each delivery a load of its own."""
    found: dict[str, list[Row]] = {}
    for file, entity, rows in registers():
        found.setdefault(entity, []).extend(
            {
                "municipality_code": "0999",
                "source_system": "sample",
                "_load_id": file,
                "_data_date": row.get("updated_on", date(2025, 3, 31)),
                "_loaded_at": "2025-04-02 08:00:00",
                "_delivery_no": row.get("updated_on", date(2025, 3, 31)).toordinal(),
                **row,
            }
            for row in rows
        )
    return found


def _grants() -> list[Row]:
    """The sample's grants, those decided by the data date."""
    grants, _ = sample_grants()

    def day(number: int) -> date | None:
        return date(1970, 1, 1) + timedelta(days=number) if number >= 0 else None

    columns = {name: getattr(grants, name).tolist() for name in grants.__dataclass_fields__}
    rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return [
        {
            "municipality_code": "0999",
            "source_system": "sample",
            "grant_id": f"B-{number:05d}",
            "citizen_key": f"g{row['citizen']}",
            "department_code": DEPARTMENTS[row["department"]],
            "unit_code": UNIT_CODES[row["unit"]],
            "service_code": SERVICE_CODES[row["service"]],
            "need_level": NEEDS[row["need"]],
            "birth_year": row["birth_year"],
            "decided_on": day(row["decided"]),
            "outcome": "granted" if row["is_granted"] else "refused",
            "amount": row["amount"] if row["is_granted"] else None,
            "amount_unit": ("hours_per_week", "kroner_per_week")[row["amount_unit"]],
            "valid_from": day(row["valid_from"]),
            "valid_to": day(row["valid_to"]),
            "_load_id": "G1",
            "_data_date": DATA_DATE,
            "_loaded_at": "2025-01-02 08:00:00",
        }
        for number, row in enumerate(rows)
        if row["decided"] <= (DATA_DATE - date(1970, 1, 1)).days
    ]


def _key_figures() -> list[Row]:
    """A published key figure of two years, the second of which is missing."""
    return [
        {
            "municipality_code": "0999",
            "report": "pendling",
            "area_code": "825",
            "figure_year": year,
            "table_no": 1,
            "figure": figure,
            "source_system": "sample",
            "_load_id": "N1",
            "_data_date": DATA_DATE,
            "_loaded_at": "2025-01-02 08:00:00",
        }
        for year, figure in ((2023, "13.2"), (2024, None))
    ]


def _case(number: int, kind: str, rng: random.Random) -> dict[str, Any]:
    days, department, units, group, _ = KINDS[kind]
    received = FIRST + timedelta(days=rng.randrange((DATA_DATE - FIRST).days + 1))
    ends = received + timedelta(days=max(0, round(days * rng.uniform(0.3, 1.25))))
    state = rng.random()
    case: dict[str, Any] = {
        "municipality_code": "0999",
        "case_id": f"S-{number:05d}",
        "department_code": department,
        "unit_code": rng.choice(units),
        "case_type_code": kind,
        "target_group_code": group,
        "channel": ("digital", "letter", "email", "phone", None)[number % 5],
        "citizen_key": f"c{number % 400}",
        "caseworker_key": f"w{number % 20}",
        "received_on": received,
        "complete_on": received + timedelta(days=3) if number % 3 else None,
        "decided_on": None,
        "closed_on": None,
        "closed_as": None,
        "source_system": "sample",
        "_load_id": "L1",
        "_data_date": DATA_DATE,
        "_loaded_at": "2025-01-02 08:00:00",
    }
    if number % 400 == 399:  # decided before it was received
        case |= {"decided_on": received - timedelta(days=2), "closed_as": "decided"}
    elif ends > DATA_DATE:
        pass
    elif state < 0.05:
        case |= {"closed_on": ends, "closed_as": "withdrawn"}
    elif state < 0.95:
        case |= {"decided_on": ends, "closed_on": ends, "closed_as": "decided"}
    if number % 17 == 0:  # a deadline of its own
        case["deadline_on"] = received + timedelta(days=25)
    return case


def _decision(case: Row) -> dict[str, Any]:
    return {
        "municipality_code": case["municipality_code"],
        "decision_id": f"A-{case['case_id']}",
        "case_id": case["case_id"],
        "decided_on": case["decided_on"],
        "outcome": "refused" if int(case["case_id"][2:]) % 3 == 0 else "granted",
        "unit_code": case["unit_code"],
        "amount_dkk": "1000.50",
    } | {name: case[name] for name in ("source_system", "_load_id", "_data_date", "_loaded_at")}


def _flags(decision: Row) -> list[dict[str, Any]]:
    """What the case system says of a decision's goals: of some nothing, of some unknown."""
    number = int(decision["case_id"][2:])
    flags = ("met", "met", "met", "not_met", "unknown")
    return [
        {
            "municipality_code": decision["municipality_code"],
            "case_id": decision["case_id"],
            "decision_id": decision["decision_id"],
            "goal_id": goal,
            "flag": flags[number // 3 * step % 5],
            "registered_on": decision["decided_on"],
        }
        | {
            name: decision[name]
            for name in ("source_system", "_load_id", "_data_date", "_loaded_at")
        }
        for step, goal in enumerate(("hearing", "grounds", "complaint_guidance"), start=1)
        if (number + step) % 9
    ]


def _events(case: Row) -> list[dict[str, Any]]:
    number = int(case["case_id"][2:])
    steps = (
        ("Modtaget", "received", 0),
        ("Fordelt", "assigned", 1),
        ("Notat", "note_made", 2),
        ("Kvittering", "receipt_sent", number % 16),
        ("Fristbrev", "delay_notice_sent", number % 90),
    )
    return [
        {
            "municipality_code": case["municipality_code"],
            "case_id": case["case_id"],
            "event_at": f"{case['received_on'] + timedelta(days=day)} 09:00:00",
            "event_name": name,
            "event_no": 1,
            "event_order": 1,
            "event_type": kind,
            "caseworker_key": case["caseworker_key"] if day % 2 else f"w{number % 7}",
            "promised_on": case["received_on"] + timedelta(days=120) if number % 3 else None,
        }
        | {key: case[key] for key in ("source_system", "_load_id", "_data_date", "_loaded_at")}
        for name, kind, day in steps
    ]


def _complaint(case: Row, number: int) -> dict[str, Any]:
    """A complaint over a case: half to the appeal board, some without a case, some waiting."""
    received = min(case["received_on"] + timedelta(days=number % 60), DATA_DATE)
    answered = received + timedelta(days=10 + number % 90)
    if number % 97 == 0:
        answered = received - timedelta(days=1)
    return {
        "municipality_code": "0999",
        "complaint_id": f"K-{number:04d}",
        "case_id": case["case_id"] if number % 7 else None,
        "citizen_key": f"c{number % 150}" if number % 5 else None,
        "channel": "appeal_board" if number % 2 else ("mayor", "department")[number % 4 // 2],
        "department_code": None if number % 7 else "SOF",
        "unit_code": None if number % 7 else "HC",
        "received_on": received,
        "answered_on": answered if answered <= DATA_DATE else None,
    } | {name: case[name] for name in ("source_system", "_load_id", "_data_date", "_loaded_at")}


def _points(complaint: Row) -> list[dict[str, Any]]:
    """One point, or two on topics of two areas; the last topic is one no seed knows."""
    number = int(complaint["complaint_id"][2:])
    topics = ("hearing", "missing_reply", "case_time", "content", "grounds", "PARKERING")
    is_decided = complaint["channel"] == "appeal_board" and complaint["answered_on"]
    outcomes = ("upheld", "remitted", "dismissed", "changed", "upheld", "referred")
    return [
        {
            "municipality_code": "0999",
            "complaint_id": complaint["complaint_id"],
            "point_no": i + 1,
            "topic_code": topics[(number // 3 + i) % (6 if number % 11 == 0 else 5)],
            "area": "casework" if number % 13 == 0 else None,
            "justified": ("wholly", "no", "partly", "not_assessed")[(number + i) % 4],
            "appeal_outcome": outcomes[(number // 2 + i) % 6] if is_decided else None,
        }
        | {key: complaint[key] for key in ("source_system", "_load_id", "_data_date", "_loaded_at")}
        for i in range(1 + number % 2)
    ]


def _loads(raw: Raw) -> list[Row]:
    return [
        {
            "load_id": load_id,
            "entity": "cases",
            "source_file": f"{load_id}.csv",
            "sha256": load_id,
            "source_system": "sample",
            "municipality_code": "0999",
            "delivery": "upsert",
            "status": "loaded",
            "message": "",
            "rows_read": len(raw.cases) + 1,
            "rows_loaded": len(raw.cases),
            "rows_rejected": 1,
            "rows_repeated": 0,
            "n_cpr_masked": 0,
            "data_date": newest,
            "loaded_at": "2025-01-02 08:00:00",
            "seconds": 0.1,
            "mapping": "sample",
            "is_active": True,
        }
        for load_id, newest in sorted({(r["_load_id"], r["_data_date"]) for r in raw.cases})
    ]


def _rejects() -> list[Row]:
    return [
        {
            "load_id": "L1",
            "entity": "cases",
            "source_file": "L1.csv",
            "line": 17,
            "column_name": "received_on",
            "reason_code": "not_a_date",
            "severity": "rejected",
            "message": "31-02-2024 is no date.",
            "value": "31-02-2024",
        }
    ]
