"""Whatever a file looks like, its rows come back, or what is wrong is named; nothing is lost."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.base.ledger import read_ledger
from warehouse.base.settings import Settings, read_settings
from warehouse.ingest.load import LoadResult, load

DATE_FORMATS = ["%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]
ENCODINGS = ["utf-8", "utf-8-sig", "windows-1252", "iso-8859-1", "utf-16"]
LETTERS = "abcxyzæøåÆØÅéü ABC019.-_/§;,|'"


@dataclass(frozen=True)
class Written:
    """How a file is written."""

    delimiter: str
    encoding: str
    date_format: str
    newline: str
    title_lines: int
    quote_all: bool


dialects = st.builds(
    Written,
    delimiter=st.sampled_from([";", ",", "\t", "|"]),
    encoding=st.sampled_from(ENCODINGS),
    date_format=st.sampled_from(DATE_FORMATS),
    newline=st.sampled_from(["\n", "\r\n"]),
    title_lines=st.integers(0, 3),
    quote_all=st.booleans(),
)
texts = st.text(alphabet=LETTERS, min_size=1, max_size=12).map(str.strip).filter(bool)
amounts = st.decimals(-999_999, 999_999, places=2, allow_nan=False)
days = st.dates(date(1990, 1, 1), date(2026, 1, 1))
rows = st.lists(
    st.tuples(texts, texts, days, st.one_of(st.none(), amounts), st.one_of(st.just(""), texts)),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[0],
)


def danish(amount: object) -> str:
    """An amount with a decimal comma and thousand dots."""
    if amount is None:
        return ""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def write(path: Path, table: list[tuple], written: Written) -> None:
    """Write decisions as a supplier would."""
    text = io.StringIO()
    for i in range(written.title_lines):
        text.write(f"Udtræk {i}{written.newline}")
    writer = csv.writer(
        text,
        delimiter=written.delimiter,
        lineterminator=written.newline,
        quoting=csv.QUOTE_ALL if written.quote_all else csv.QUOTE_MINIMAL,
    )
    writer.writerow(["Afgørelsesnr", "Sagsnr", "Afgjort", "Udfald", "Beløb", "Ydelse"])
    for decision, case, day, amount, service in table:
        shown = day.strftime(written.date_format)
        writer.writerow([decision, case, shown, "granted", danish(amount), service])
    path.write_bytes(text.getvalue().encode(written.encoding))


def fresh() -> tuple[Path, Settings]:
    """A folder for one example, and settings in it."""
    folder = Path(tempfile.mkdtemp(prefix="sagspuls-"))
    return folder, read_settings(
        data=folder / "data", key_file=folder / "key", municipality_code="0999"
    )


def loaded_rows(given_settings: Settings, result: LoadResult, columns: str) -> list[tuple]:
    """What came into raw."""
    path = given_settings.raw / result.entity / f"{result.load_id}.parquet"
    return duckdb.sql(f"select {columns} from '{path}'").fetchall()


TABLES = {"table": rows, "written": dialects, "is_declared": st.booleans()}
"""Tables and how they are written, for `load_table`."""


@pytest.mark.long
@settings(max_examples=120, deadline=None)
@given(**TABLES)
def test_the_same_rows_come_back(table: list[tuple], written: Written, is_declared: bool) -> None:
    """Declared, everything comes back; detected, all but what no reader can tell apart."""
    load_table(table, written, is_declared)


def is_order_unknown(table: list[tuple], written: Written) -> bool:
    """Whether no date of a table shows if its day or its month stands first."""
    return (
        written.date_format == "%d/%m/%Y"
        and written.delimiter != ";"
        and all(day.day <= 12 for _, _, day, _, _ in table)
    )


def load_table(table: list[tuple], written: Written, is_declared: bool) -> LoadResult:
    """Load a table: every row of it comes back as it was."""
    folder, own = fresh()
    try:
        path = folder / "decisions.csv"
        write(path, table, written)
        mapping = {"system": "own", "files": [{"match": "*.csv", "entity": "decisions"}]}
        if is_declared or is_order_unknown(table, written):
            mapping["files"][0]["dialect"] = {
                "delimiter": written.delimiter,
                "date_format": written.date_format,
                "encoding": written.encoding.removesuffix("-sig"),
                "decimal": ",",
                "thousands": ".",
            }
        # ASCII alone is valid in every encoding; without a BOM nobody can refuse it.
        (folder / "own.yaml").write_text(yaml.safe_dump(mapping))
        (result,) = load(own, path, str(folder / "own.yaml"))
        assert result.status == "loaded", result
        assert (result.rows_read, result.rows_loaded) == (len(table), len(table)), result
        found = loaded_rows(
            own, result, "decision_id, case_id, decided_on, amount_dkk, service_code"
        )
        expected = [(d, c, day, amount, service or None) for d, c, day, amount, service in table]
        assert sorted(found, key=str) == sorted(expected, key=str)
        return result
    finally:
        shutil.rmtree(folder)


EVENTS = "".join(
    f"0999;S-{i % 7};{(datetime(2024, 1, 1, 8) + timedelta(hours=i)):%d-%m-%Y %H:%M};"
    f'Trin {i};note_made;"note; nr {i}";SC-NORD\n'
    for i in range(40)
)
VALID = ("Kommunekode;Sagsnr;Tidspunkt;Hændelse;Hændelsestype;Notat;Enhed\n" + EVENTS).encode(
    "windows-1252"
)


BREAKS = {
    "edits": st.lists(
        st.tuples(st.integers(0, len(VALID) - 1), st.binary(max_size=3), st.integers(0, 3)),
        min_size=1,
        max_size=6,
    ),
    "cut": st.one_of(st.none(), st.integers(0, len(VALID))),
}
"""What is done to the bytes of a valid file, for `load_broken`."""


@pytest.mark.long
@settings(max_examples=200, deadline=None)
@given(**BREAKS)
def test_broken_bytes_are_named_and_nothing_is_invented(
    edits: list[tuple[int, bytes, int]], cut: int | None
) -> None:
    """A file with bytes put in, taken out or cut off loads with a sum that holds, or is refused."""
    load_broken(edits, cut)


def load_broken(edits: list[tuple[int, bytes, int]], cut: int | None) -> LoadResult:
    """Load a broken file: what no byte of was touched is there, and its counts add up."""
    content = bytearray(VALID)
    for at, put, taken in edits:
        content[at : at + taken] = put
    content = content[:cut]
    folder, own = fresh()
    try:
        path = folder / "case_events.csv"
        path.write_bytes(bytes(content))
        (result,) = load(own, path)
        assert result.status in ("loaded", "refused")
        (entry,) = read_ledger(own)
        assert entry.rows_read == entry.rows_loaded + entry.rows_rejected + entry.rows_repeated
        if result.status == "refused":
            assert result.message
            assert not list((own.raw / "case_events").glob("*"))
        else:
            stored = loaded_rows(own, result, "count(*)")[0][0]
            assert stored == entry.rows_loaded
            # No row that no byte of was touched may be missing.
            text = bytes(content).decode("windows-1252", errors="replace")
            steps = {row[0] for row in loaded_rows(own, result, "event_name")}
            untouched = [
                line.split(";")[3]
                for line in EVENTS.splitlines()
                if f"\n{line}\n" in text.replace("\r", "")
            ]
            lost = set(untouched) - steps
            assert len(lost) <= entry.rows_rejected, (lost, entry)
        assert not list((own.data / "tmp").glob("*"))
        return result
    finally:
        shutil.rmtree(folder)
