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
    for pattern in ("afgoerelser*", "klage*"):
        for path in whole.glob(pattern):  # numbered anew, they would be those of other cases
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
