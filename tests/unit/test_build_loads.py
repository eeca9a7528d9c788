"""Which loads count: replaced files, snapshots, refused files, and what changes between builds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from warehouse.base.errors import ConfigurationError
from warehouse.base.ledger import LedgerEntry
from warehouse.base.loads import decide_active, read_loads
from warehouse.base.settings import read_settings
from warehouse.build.raw import changed_tables
from warehouse.build.raw_tables import RAW_TABLES
from warehouse.build.state import BuildState, can_go_on, code_fingerprint, full_fingerprint

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC).replace(tzinfo=None)
ENTRY = LedgerEntry(
    load_id="a",
    delivery_id="d",
    entity="cases",
    source_file="cases.csv",
    sha256="0",
    source_system="stub",
    municipality_code="0999",
    mapping="stub",
    mapping_sha256="0",
    delivery="upsert",
    status="loaded",
    message="",
    rows_read=1,
    rows_loaded=1,
    rows_rejected=0,
    rows_repeated=0,
    n_cpr_masked=0,
    data_date=date(2024, 1, 1),
    loaded_at=NOON,
    seconds=0.1,
)


def entry(load_id: str, day: int = 1, hour: int = 0, **given: object) -> LedgerEntry:
    """A load of its own delivery, with data to a day of January."""
    changed = {
        "load_id": load_id,
        "delivery_id": load_id,
        "data_date": date(2024, 1, day),
        "loaded_at": NOON + timedelta(hours=hour),
        **given,
    }
    return replace(ENTRY, **changed)


def active(entries: Sequence[LedgerEntry]) -> set[str]:
    return {load.load_id for load in decide_active(entries) if load.is_active}


def test_every_upsert_counts() -> None:
    assert active([entry("a"), entry("b", 2)]) == {"a", "b"}


def test_refused_does_not_count_and_stays_refused() -> None:
    loads = decide_active([entry("a", status="refused")])
    assert [(load.is_active, load.status) for load in loads] == [(False, "refused")]


def test_replaced_file_does_not_count() -> None:
    loads = decide_active([entry("a"), entry("b", replaces=("a",))])
    assert [(load.is_active, load.status) for load in loads] == [
        (False, "replaced"),
        (True, "loaded"),
    ]


def test_refused_load_replaces_nothing() -> None:
    assert active([entry("a"), entry("b", status="refused", replaces=("a",))]) == {"a"}


def test_newer_snapshot_replaces_older() -> None:
    snapshots = [entry("a", 1, delivery="snapshot"), entry("b", 2, delivery="snapshot")]
    assert active(snapshots) == {"b"}


def test_the_later_snapshot_counts_whatever_its_dates() -> None:
    late = [entry("a", 9, 0, delivery="snapshot"), entry("b", 2, 5, delivery="snapshot")]
    assert active(late) == {"b"}


def test_a_given_date_puts_a_late_snapshot_before_a_newer_one() -> None:
    late = [
        entry("a", 9, 0, delivery="snapshot"),
        entry("b", 2, 5, delivery="snapshot", dated_on=date(2024, 1, 2)),
    ]
    assert active(late) == {"a"}


def order(entries: Sequence[LedgerEntry]) -> list[str]:
    """The loads in the order of deliveries."""
    return [x.load_id for x in sorted(decide_active(entries), key=lambda x: x.delivery_no)]


def test_deliveries_stand_by_their_load_and_not_by_the_dates_in_them() -> None:
    assert order([entry("a", 31, 0), entry("b", 2, 1), entry("c", 15, 2)]) == ["a", "b", "c"]


def test_a_given_date_decides_the_place_among_days_of_loading() -> None:
    dated = [
        entry("a", 1, 0),
        entry("b", 1, 1, dated_on=date(2024, 3, 1)),
        entry("c", 1, 2, dated_on=date(2024, 2, 1)),
        entry("d", 1, 3, dated_on=NOON.date()),
    ]
    assert order(dated) == ["c", "b", "a", "d"]


def test_a_file_read_anew_keeps_its_place() -> None:
    again = entry("a2", 1, 9, replaces=("a",), first_loaded_at=NOON)
    assert order([entry("a", 1, 0), entry("b", 1, 5), again]) == ["a", "a2", "b"]


def test_files_of_one_snapshot_delivery_stand_together() -> None:
    files = [
        entry("a", 1, 2, delivery="snapshot", delivery_id="x"),
        entry("b", 9, 3, delivery="snapshot", delivery_id="x"),
        entry("c", 5, 1, delivery="snapshot", delivery_id="y"),
    ]
    assert active(files) == {"a", "b"}


def test_snapshot_of_another_system_replaces_nothing() -> None:
    others = [
        entry("a", 1, delivery="snapshot"),
        entry("b", 2, delivery="snapshot", source_system="other"),
        entry("c", 2, delivery="snapshot", municipality_code="0101"),
        entry("d", 2, delivery="snapshot", entity="decisions"),
    ]
    assert active(others) == {"a", "b", "c", "d"}


def test_upserts_before_a_snapshot_do_not_count() -> None:
    loads = [
        entry("a", 6, 0),
        entry("b", 5, 1, delivery="snapshot"),
        entry("c", 1, 2),
        entry("d", 4, 9, dated_on=date(2024, 1, 4)),
    ]
    assert active(loads) == {"b", "c"}


def test_replaced_snapshot_replaces_nothing() -> None:
    loads = [
        entry("a", 1, delivery="snapshot"),
        entry("b", 9, 1, delivery="snapshot"),
        entry("c", 2, 2, delivery="snapshot", replaces=("b",)),
    ]
    assert active(loads) == {"c"}


def test_ledger_columns_are_the_entrys_own() -> None:
    own = {*ENTRY.__dataclass_fields__, "is_active", "delivery_no", "first_delivery_no"}
    of_the_loader = {"delivery_id", "mapping_sha256", "replaces", "parquet_sha256", "rows_erased"}
    of_the_loader |= {"dated_on", "first_loaded_at"}
    kinds = RAW_TABLES["load_ledger"].kinds
    assert set(kinds) == own - of_the_loader
    assert kinds["status"] == "VARCHAR"
    assert kinds["rows_read"] == "BIGINT"
    assert kinds["data_date"] == "DATE"
    assert kinds["loaded_at"] == "TIMESTAMP"
    assert kinds["seconds"] == "DOUBLE"


def test_unreadable_ledger_is_told_in_words(tmp_path: Path) -> None:
    settings = read_settings(data=tmp_path)
    settings.loads.mkdir(parents=True)
    (settings.loads / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="ledger"):
        read_loads(settings)


STATE = BuildState(
    run_id="r",
    built_at=NOON,
    data_date=None,
    code="code",
    fingerprint="",
    loads=frozenset("ab"),
    n_loads=2,
    n_models=1,
    n_tests=1,
    n_warnings=0,
    full_build=True,
    seconds=1.0,
)


@pytest.mark.parametrize(
    ("state", "code", "loads", "expected"),
    [
        (STATE, "code", "abc", True),
        (STATE, "code", "ab", True),
        (STATE, "code", "ac", False),
        (STATE, "other", "abc", False),
    ],
    ids=["new load", "only a refused one is new", "a built load has gone", "new code"],
)
def test_incremental_only_where_it_is_right(
    state: BuildState, code: str, loads: str, expected: bool
) -> None:
    assert can_go_on(state, code, set(loads)) is expected


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ({"entity": "cases"}, {"cases", "case_extracts"}),
        ({"entity": "case_events"}, {"case_events", "case_extracts", "whole_case_loads"}),
        ({"entity": "budget_lines"}, {"budget_lines"}),
        ({"entity": "cases", "status": "refused"}, set()),
    ],
    ids=["cases", "what is in cases", "a register", "refused"],
)
def test_only_what_new_loads_bring_has_changed(new: dict[str, object], expected: set[str]) -> None:
    """Left out are the ledger's tables that only loads of cases, or of events, change."""
    loads = decide_active([entry("a"), entry("b", 2, **new)])
    of_every_load = RAW_TABLES.keys() - {"case_extracts", "whole_case_loads"}
    assert changed_tables(loads, {"a"}) == expected | of_every_load


def test_fingerprint_tells_loads_apart() -> None:
    one = full_fingerprint("code", decide_active([entry("a")]))
    assert one == full_fingerprint("code", decide_active([entry("a")]))
    others = [
        full_fingerprint("code", decide_active([entry("a"), entry("b")])),
        full_fingerprint("code", decide_active([entry("a", status="refused")])),
        full_fingerprint("other", decide_active([entry("a")])),
    ]
    assert one not in others


@pytest.mark.parametrize(
    "name", ["models/a.sql", "seeds/a.csv", "macros/a.sql", "tests/sql/a.sql", "dbt_project.yml"]
)
def test_fingerprint_tells_code_apart(tmp_path: Path, name: str) -> None:
    for file in ("dbt_project.yml", "profiles.yml"):
        (tmp_path / file).write_text("a", encoding="utf-8")
    before = code_fingerprint(tmp_path, "duckdb")
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("b", encoding="utf-8")
    assert code_fingerprint(tmp_path, "duckdb") != before
