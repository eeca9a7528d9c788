"""Inputs: files of events to load, and sample municipalities; made once and kept."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.measure import python, run

EVENTS_PER_CASE = 10.4
"""Of the sample municipality, on average."""

COLUMNS = {
    "Sagsnr": "VARCHAR",
    "Tid": "TIMESTAMP",
    "Haendelse": "VARCHAR",
    "Enhed": "VARCHAR",
    "SB": "VARCHAR",
    "Note": "VARCHAR",
}
"""Columns of a file of events, with the types a bare read gives them."""

TIME_FORMAT = "%d-%m-%Y %H:%M"

MAPPING = """\
system: bench
municipality_code: '0999'
files:
  - match: events*.csv
    entity: case_events
    columns:
      case_id: Sagsnr
      event_at: Tid
      event_name: Haendelse
      event_type: {from: Haendelse, values: {Ansøgning modtaget: received}, otherwise: other}
      unit_code: Enhed
      caseworker_id: SB
      note: Note
"""


def events_file(folder: Path, rows: int, *, wrong: bool) -> Path:
    """A file of events as a case system writes it, with `mapping.yaml` beside it.

    300 caseworkers, ten events a case, a note on every twentieth. Where it is to be wrong, of
    each 10,000 rows one has no date, one no name, one is there twice, and one has a CPR number in
    its note.

    Args:
        folder: where it is kept.
        rows: how many.
        wrong: whether some rows are wrong.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    path = folder / f"events_{rows}_{'wrong' if wrong else 'good'}.csv"
    if path.exists():
        return path

    def one_in_10000(place: int, value: str, otherwise: str) -> str:
        return (
            f"case when i % 10000 = {place} then {value} else {otherwise} end"
            if wrong
            else otherwise
        )

    time = "strftime(timestamp '2018-01-01' + to_minutes(i // 4), '%d-%m-%Y %H:%M')"
    names = ["Ansøgning modtaget", "Telefonnotat", "Brev sendt", "Partshøring", "Afgørelse"]
    name = f"{names}[i % {len(names)} + 1]"
    note = "case when i % 20 = 0 then 'Talt med borgeren, ringer igen i uge ' || i % 52 else '' end"
    unfinished = path.with_suffix(".unfinished")
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            copy (
                select
                    'S-' || (i // 10) as "Sagsnr",
                    {one_in_10000(11, "'31-02-2024'", time)} as "Tid",
                    {one_in_10000(22, "''", name)} as "Haendelse",
                    'SOF-' || i % 40 as "Enhed",
                    'SB' || hash(i) % 300 as "SB",
                    {one_in_10000(40, "'Se ogsaa 150352-5302'", note)} as "Note"
                from (
                    select case when i % 10000 = 35 and {wrong} then i - 5 else i end as i
                    from range({rows}) as numbers (i)
                )
            ) to '{unfinished}' (header, delimiter ';')
            """
        )
    unfinished.rename(path)
    return path


def delivery(folder: Path, events: int) -> Path:
    """Cases and events that a sample does not have yet, from every month of it.

    Args:
        folder: where samples are kept.
        events: how many, about.
    """
    whole = sample(folder, events, seed=77)
    for path in whole.glob("*.*"):  # Decisions, complaints, rounds of audits are numbered anew.
        if not path.name.startswith(("sager_", "haendelser_", "truth")):
            path.unlink()
    return whole


def sample(folder: Path, events: int, *, seed: int = 1) -> Path:
    """Extracts of a sample municipality with about this many events.

    Args:
        folder: where samples are kept.
        events: how many, about.
        seed: another one gives other cases.
    """
    out = folder / f"sample_{events}_{seed}"
    if not (out / "truth.json").exists():
        cases = str(round(events / EVENTS_PER_CASE))
        run(python("warehouse", "sample", "--out", str(out), "--cases", cases, "--seed", str(seed)))
    return out


def grants_file(path: Path, rows: int) -> None:
    """Grants and refusals of two years in two departments, a tenth of the citizens with several.

    Args:
        path: a Parquet file with the raw columns of grants.
        rows: how many.
    """
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            copy (
                select
                    '0999' as municipality_code, 'B' || n as grant_id,
                    'c' || (hash(n) % {max(rows * 8 // 10, 1)}) as citizen_key,
                    null::integer as citizen_birth_year, null::varchar as citizen_sex,
                    case when hash(n, 1) % 2 = 0 then 'SOF' else 'SUF' end as department_code,
                    case when hash(n, 1) % 2 = 0 then ['SC-NORD', 'SC-SYD'] else ['LO-OEST', 'MYN']
                    end[1 + (hash(n, 2) % 2)::integer] as unit_code,
                    ['SEL83-PP', 'SEL83-PH', 'SEL83A-RE', 'SEL112-HJ'][
                        1 + (hash(n, 3) % 4)::integer]
                        as service_code,
                    (1 + hash(n, 4) % 4)::varchar as need_level,
                    1928 + (hash(n, 5) % 78)::integer as birth_year,
                    date '2023-01-01' + (hash(n, 6) % 700)::integer as decided_on,
                    case when hash(n, 7) % 4 = 0 then 'refused' else 'granted' end as outcome,
                    case when hash(n, 7) % 4 > 0
                        then ((hash(n, 8) % 80) / 4 + 0.25)::decimal(18, 2) end as amount,
                    case when hash(n, 3) % 4 = 3 then 'kroner_per_week' else 'hours_per_week' end
                        as amount_unit,
                    date '2023-01-10' + (hash(n, 6) % 700)::integer as valid_from,
                    case when hash(n, 9) % 3 = 0
                        then date '2023-03-10' + (hash(n, 6) % 700 + hash(n, 10) % 300)::integer
                    end as valid_to,
                    'sample' as source_system, 'G' as _load_id, date '2024-12-31' as _data_date,
                    timestamp '2025-01-02 08:00:00' as _loaded_at
                from range({rows}) as r(n)
            ) to '{path}' (format parquet)
            """
        )
