"""A tiny published run, written here and not by dbt: tests of pages and exports are quick."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import jinja2
from published_audits import write_audits
from published_case_time import add_notices, write_case_time
from published_catalogues import write_catalogues
from published_complaints import write_complaints
from published_cooperation import write_cooperation
from published_economy import write_economy
from published_follow_up import write_follow_up
from published_grants import write_grants
from published_quality_goals import add_goals, write_quality_goals
from published_surveys import write_surveys

from warehouse.base.settings import PROJECT_ROOT

RUN_ID = "20260115T080000-0a1b"
DATA_DATE = date(2025, 12, 31)
CASE_TYPES = {
    "FOERTID": ("Førtidspension", "Disability pension"),
    "HJM-TEK": ("Tekniske hjælpemidler", "Technical aids"),
    "LEDSAGE": ("Ledsageordning", "Companion scheme"),
}
UNITS = {
    "SC-NORD": ("SOF", "Socialcenter Nord", "Social Centre North"),
    "SC-VEST": ("SOF", "Socialcenter Vest", "Social Centre West"),
    "LO-SYD": ("SUF", "Lokalområde Syd", "Local Area South"),
}
DEPARTMENTS = {
    "SOF": ("Socialforvaltningen", "Social Services Administration"),
    "SUF": ("Sundheds- og Omsorgsforvaltningen", "Health and Care Administration"),
}
MISSED_FROM = date(2025, 1, 1)
"""Disability pension keeps its deadlines until here, and 60 % of them from here."""

_COLUMNS = {
    "municipality_code": "varchar",
    "indicator_id": "varchar",
    "period_grain": "varchar",
    "org_level": "varchar",
    "org_code": "varchar",
    "breakdown": "varchar",
    "breakdown_code": "varchar",
    "target_id": "varchar",
    "status": "varchar",
    "spc_rule": "varchar",
    "spc_signal": "varchar",
    "n": "bigint",
    "numerator": "bigint",
    "n_excluded": "bigint",
    "value": "double",
    "ci_low": "double",
    "ci_high": "double",
    "target": "double",
    "spc_mean": "double",
    "spc_lower": "double",
    "spc_upper": "double",
    "period_start": "date",
    "period_end": "date",
    "since": "date",
    "data_date": "date",
    "is_partial": "boolean",
}


def write_published(
    data: Path,
    *,
    run_id: str = RUN_ID,
    municipalities: tuple[str, ...] = ("0999",),
    unit_name: str | None = None,
) -> Path:
    """Write a published run below a data folder and make it the current one.

    Args:
        data: the data folder.
        run_id: its id.
        municipalities: codes; each gets the same figures.
        unit_name: name of the unit SC-VEST, to try names out of the ordinary.
    """
    folder = data / "published"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"warehouse-{run_id}.duckdb"
    file.write_bytes(_warehouse(municipalities, unit_name))
    current = {
        "run_id": run_id,
        "file": file.name,
        "published_at": datetime(2026, 1, 15, 8, tzinfo=UTC).isoformat(),
        "data_date": DATA_DATE.isoformat(),
    }
    temporary = folder / ".current.json"
    temporary.write_text(json.dumps(current), encoding="utf-8")
    temporary.replace(folder / "current.json")
    return file


@cache
def _warehouse(municipalities: tuple[str, ...], unit_name: str | None) -> bytes:
    """The content of a published file; written once and copied, for every test needs one."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "warehouse.duckdb"
        # In small blocks: of 130 tables with a few rows each, a quarter of the usual file.
        with duckdb.connect(str(file), config={"default_block_size": "16384"}) as connection:
            connection.execute("create schema marts")
            write_codes(connection)
            _write_scorecard(connection, municipalities)
            write_case_time(connection)
            write_complaints(connection)
            write_follow_up(connection)
            write_catalogues(connection)
            write_grants(connection)
            _write_dimensions(connection, municipalities, unit_name)
            write_quality_goals(connection)
            write_audits(connection)
            write_surveys(connection)
            write_economy(connection)
            write_cooperation(connection)
            _write_status_counts(connection)
            _write_ledger(connection)
        return file.read_bytes()


def write_codes(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `dim_code`, by the model's own SQL over the seeds."""
    sql = (PROJECT_ROOT / "models" / "marts" / "core" / "dim_code.sql").read_text(encoding="utf-8")
    sql = jinja2.Template(sql).render(ref=_seed)
    connection.execute(f"create table marts.dim_code as {sql.replace(' as string', ' as varchar')}")


def _seed(name: str) -> str:
    """SQL of a seed: its numbers as such, all else as text."""
    file = PROJECT_ROOT / "seeds" / f"{name}.csv"
    header = file.read_text(encoding="utf-8").splitlines()[0].split(",")
    numbers = [column for column in header if column.endswith("_no") or column == "from_age"]
    cast = ", ".join(f"cast({column} as integer) as {column}" for column in numbers)
    replaced = f" replace ({cast})" if cast else ""
    return f"(select *{replaced} from read_csv('{file}', all_varchar = true))"


def _write_scorecard(
    connection: duckdb.DuckDBPyConnection, municipalities: tuple[str, ...]
) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    connection.execute(f"create table marts.mart_scorecard ({columns})")
    rows = [row for m in municipalities for row in _cells(m)]
    # Column by column: thousands of rows one by one take seconds.
    lists = ", ".join(f"unnest(cast(? as {kind}[]))" for kind in _COLUMNS.values())
    values = [[row[name] for row in rows] for name in _COLUMNS]
    connection.execute(f"insert into marts.mart_scorecard select {lists}", values)
    add_notices(connection)
    add_goals(connection)
    connection.execute(
        """
        create or replace table marts.mart_scorecard as
        select *, case when period_grain = 'month' then cast(sum(n) over (
            partition by municipality_code, indicator_id, org_level, org_code, breakdown,
                breakdown_code, period_grain
            order by period_start rows between 35 preceding and current row) as bigint)
            end as n_36_months
        from marts.mart_scorecard
        """
    )
    connection.execute(
        """
        create table marts.mart_scorecard_public as
        select municipality_code, indicator_id, period_grain, org_level, org_code, breakdown,
            breakdown_code, target_id, status,
            case when n >= 10 then (round(n / 5.0) * 5)::bigint end as n,
            case when n >= 10 then round(value, 2) end as value,
            target, period_start, period_end, data_date, is_partial,
            coalesce(n < 10, true) as is_suppressed
        from marts.mart_scorecard
        """
    )


def _write_status_counts(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        create table marts.mart_status_counts as
        with cells as (
            select scorecard.*, parent_code, unit = 'share' as is_share,
                n > 0 or status <> 'not_assessed' as is_counted
            from marts.mart_scorecard as scorecard
            join marts.dim_indicator using (indicator_id)
            left join marts.dim_organisation using (municipality_code, org_level, org_code)
        ),
        lists as (
            select 'goals' as list_of, * replace ('all' as indicator_id, 'all' as breakdown,
                'all' as breakdown_code)
            from cells where target is not null
            union all
            select 'case_types', * replace ('all' as breakdown_code)
            from cells where breakdown = 'case_type' and is_counted
            union all
            select 'organisations', * replace ('municipality' as org_level,
                municipality_code as org_code)
            from cells where org_level <> 'municipality' and is_counted
            union all
            select 'organisations', * replace ('department' as org_level,
                if(org_level = 'unit', parent_code, org_code) as org_code)
            from cells where org_level <> 'municipality' and is_counted
        )
        select list_of, municipality_code, indicator_id, period_grain, period_start, org_level,
            org_code, breakdown, breakdown_code, status, count(*) as n,
            cast(sum(cast(is_share as integer)) as bigint) as n_shares
        from lists
        group by all
        """
    )


def _cells(municipality: str) -> Iterator[dict[str, Any]]:
    organisations = [("municipality", municipality, 4)]
    organisations += [("department", code, 2) for code in DEPARTMENTS]
    organisations += [("unit", code, 1) for code in UNITS]
    for level, code, size in organisations:
        for kind, grain_months in (("month", 1), ("quarter", 3), ("year", 12)):
            for start in _starts(grain_months):
                cells = {
                    case_type: _kept(case_type, start, size * grain_months, code)
                    for case_type in CASE_TYPES
                }
                total = (sum(k for k, _n in cells.values()), sum(n for _k, n in cells.values()))
                for breakdown, breakdown_code, (kept, n) in [
                    ("total", "total", total),
                    *(("case_type", c, pair) for c, pair in cells.items()),
                ]:
                    target = 0.9 if breakdown == "total" else 0.8
                    base = {
                        "municipality_code": municipality,
                        "period_grain": kind,
                        "org_level": level,
                        "org_code": code,
                        "breakdown": breakdown,
                        "breakdown_code": breakdown_code,
                        "period_start": start,
                        "period_end": _after(start, grain_months) - timedelta(days=1),
                        "is_partial": False,
                        "data_date": DATA_DATE,
                        "n": n,
                        "n_excluded": 3,
                    }
                    yield _share(base, kept, target)
                    yield _days(base)


def _share(base: dict[str, Any], kept: int, target: float) -> dict[str, Any]:
    n, kind = base["n"], base["period_grain"]
    row = dict.fromkeys(_COLUMNS) | base | {"indicator_id": "deadline_kept", "target": target}
    if n < 10:
        return row | {"status": "too_few"}
    share = kept / n
    half = 1.96 * math.sqrt(max(share * (1 - share), 0.01) / n)
    low, high = max(share - half, 0.0), min(share + half, 1.0)
    status = "met" if low > target else "not_met" if high < target else "uncertain"
    row |= {"numerator": kept, "value": share, "ci_low": low, "ci_high": high, "status": status}
    if status == "not_met":
        row["since"] = max(MISSED_FROM, date(2025, 1, 1))
    if kind == "month":
        is_late = base["period_start"] >= MISSED_FROM and base["breakdown_code"] == "FOERTID"
        row |= {"spc_mean": 0.85, "spc_lower": 0.7, "spc_upper": 0.98}
        row |= {
            "spc_signal": "concern" if is_late else "common_cause",
            "spc_rule": "outside_limits" if is_late else None,
        }
    return row


def _days(base: dict[str, Any]) -> dict[str, Any]:
    row = dict.fromkeys(_COLUMNS) | base | {"indicator_id": "working_days_to_decision"}
    row |= {"value": 14.5, "ci_low": 12.0, "ci_high": 17.0, "status": "no_target"}
    if base["period_grain"] == "month":
        row |= {"spc_mean": 14.0, "spc_lower": 9.0, "spc_upper": 19.0}
        row["spc_signal"] = "common_cause"
    return row


def _kept(case_type: str, start: date, size: int, org: str) -> tuple[int, int]:
    """Kept and all of a case type: the companion scheme has few cases, pension keeps few."""
    if case_type == "LEDSAGE":
        return (2 * size, 2 * size)
    n = 20 * size
    if case_type == "FOERTID" and start >= MISSED_FROM and org != "LO-SYD":
        return (round(0.6 * n), n)
    return (round(0.95 * n), n)


def _starts(months: int) -> list[date]:
    return [date(year, month, 1) for year in (2024, 2025) for month in range(1, 13, months)]


def _after(start: date, months: int) -> date:
    over = start.month - 1 + months
    return date(start.year + over // 12, over % 12 + 1, 1)


def _write_dimensions(
    connection: duckdb.DuckDBPyConnection, municipalities: tuple[str, ...], unit_name: str | None
) -> None:
    connection.execute(
        "create table marts.dim_organisation (municipality_code varchar, org_level varchar, "
        "org_code varchar, parent_code varchar, name_da varchar, name_en varchar, "
        "valid_from date, valid_to date, is_known boolean)"
    )
    rows: list[tuple[Any, ...]] = []
    for m in municipalities:
        name = "Eksempel Kommune" if m == "0999" else f"Prøve Kommune {m}"
        rows.append((m, "municipality", m, None, name, name.replace("Kommune", "Municipality")))
        rows += [(m, "department", c, m, da, en) for c, (da, en) in DEPARTMENTS.items()]
        for code, (parent, da, en) in UNITS.items():
            named = unit_name if unit_name and code == "SC-VEST" else None
            rows.append((m, "unit", code, parent, named or da, named or en))
    connection.executemany(
        "insert into marts.dim_organisation values (?, ?, ?, ?, ?, ?, '1990-01-01', null, true)",
        rows,
    )
    connection.execute(
        "create table marts.dim_case_type (case_type_code varchar, name_da varchar, "
        "name_en varchar, department_code varchar, legal_basis varchar, is_known boolean)"
    )
    connection.executemany(
        "insert into marts.dim_case_type values (?, ?, ?, 'SOF', null, true)",
        [(code, *names) for code, names in CASE_TYPES.items()],
    )
    connection.execute(
        """
        create table marts.dim_indicator as
        select *, case when indicator_id = 'notice_with_date' then 0.11 end as published_value,
            date '2005-05-01' as published_on
        from (values
            ('deadline_kept', 'Afgjort inden for fristen', 'Decided by the deadline',
                'Andel afgjort til tiden.', 'Share decided in time.', 'share', 'higher_is_better'),
            ('working_days_to_decision', 'Arbejdsdage til afgørelse', 'Working days to decision',
                'Median af arbejdsdage.', 'Median of working days.', 'days', 'lower_is_better'),
            ('notice_sent', 'Underrettet', 'Told', 'd', 'd', 'share', 'higher_is_better'),
            ('notice_in_time', 'Underrettet i tide', 'Told in time', 'd', 'd', 'share',
                'higher_is_better'),
            ('notice_with_date', 'Underrettet med dato', 'Told with a date', 'd', 'd', 'share',
                'higher_is_better'),
            ('receipt_in_time', 'Kvitteret i tide', 'Receipt in time', 'd', 'd', 'share',
                'higher_is_better'),
            ('hearing_held', 'Partshøring', 'Hearing', 'd', 'd', 'share', 'higher_is_better'),
            ('consent_obtained', 'Samtykke', 'Consent', 'd', 'd', 'share', 'higher_is_better')
        ) as v (indicator_id, name_da, name_en, definition_da, definition_en, unit, direction)
        """
    )


def _write_ledger(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        create table marts.load_ledger as
        select * from (values
            ('l1', 'cases', 'sager.csv', 'sample', 'loaded', null::varchar, 1200::bigint,
                1195::bigint, 5::bigint, 0::bigint, date '2025-12-31',
                timestamp '2026-01-15 07:00:00'),
            ('l2', 'cases', 'sager_gammel.csv', 'sample', 'refused', 'Kolonnen Sagsnr mangler.',
                10, 0, 10, 0, null, timestamp '2026-01-15 07:01:00')
        ) as v (load_id, entity, source_file, source_system, status, message, rows_read,
            rows_loaded, rows_rejected, rows_repeated, data_date, loaded_at)
        """
    )
    connection.execute(
        """
        create table marts.load_rejects as
        select 'l1' as load_id, 'cases' as entity, 'sager.csv' as source_file, line,
            'Modtaget' as column_name, code as reason_code, severity, message, value
        from (values
            (17::bigint, 'invalid_date', 'rejected', 'Modtaget is not a date.', '31-02-2025'),
            (18, 'invalid_date', 'rejected', 'Modtaget is not a date.', '99-99-9999'),
            (40, 'own_check', 'warning', 'The case was closed before it was received.', null)
        ) as v (line, code, severity, message, value)
        """
    )
    connection.execute(
        """
        create table marts.run_info as
        select '20260115T080000-0a1b' as run_id, timestamp '2026-01-15 08:00:00' as built_at,
            date '2025-12-31' as data_date, 2::bigint as n_loads, 27::bigint as n_models,
            3::bigint as n_tests, 1::bigint as n_warnings, true as full_build, 'duckdb' as engine,
            '0.1.0' as sagspuls_version, 'f' as fingerprint, 8.0::double as seconds
        """
    )
    connection.execute(
        """
        create table marts.test_results as
        select * from (values
            ('fct_cases__grain', 'fct_cases', 'pass', 'error', 0::bigint, 'One row a case.',
                'engineer'),
            ('fct_cases__in_order', 'fct_cases', 'warn', 'warn', 12, 'Decided after receipt.',
                'system owner')
        ) as v (test_name, model, status, severity, failures, description, mended_by)
        """
    )
