"""CPR numbers in every notation, planted in every place a delivery has: none is kept in clear.

Each place gets a number of its own, so that the one that was kept is named.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
import yaml

from warehouse.base.ledger import read_ledger
from warehouse.base.settings import Settings
from warehouse.contracts.contract import Column, entities, read_contract
from warehouse.contracts.pseudonym import TOKEN, pseudonym, read_key
from warehouse.ingest.findings import is_free_text
from warehouse.ingest.load import LoadResult, load

NOTATIONS = {
    "bare": "{d}{m}{y}{n}",
    "hyphen": "{d}{m}{y}-{n}",
    "en dash": "{d}{m}{y}\u2013{n}",
    "no-break hyphen": "{d}{m}{y}\u2011{n}",
    "minus": "{d}{m}{y}\u2212{n}",
    "small hyphen": "{d}{m}{y}\ufe63{n}",
    "soft hyphen": "{d}{m}\u00ad{y}{n}",
    "zero width": "{d}{m}{y}-\u200b{n}",
    "no-break space": "{d}{m}{y}\u00a0{n}",
    "thin spaces": "{d}{m}{y}\u2009-\u2009{n}",
    "dot": "{d}{m}{y}.{n}",
    "slash": "{d}{m}{y}/{n}",
    "underscore": "{d}{m}{y}_{n}",
    "tilde": "{d}{m}{y}~{n}",
    "dotted date": "{d}.{m}.{y}-{n}",
    "spaced date": "{d} {m} {y} {n}",
    "slashed date": "{d}/{m}/{y} {n}",
    "four-digit year": "{d}-{m}-19{y}-{n}",
    "two lines": "{d}{m}{y}-\n{n}",
    "in words": "CPR{d}{m}{y}-{n}x",
    "full width": "\uff10{d[1]}{m}{y}\uff0d{n}",
    "entity": "{d}{m}{y}&nbsp;{n}",
}
IN_TEXT_ALONE = {
    "no leading zero": "{d[1]}{m}{y}{n}",
    "float": "{d[1]}{m}{y}{n}.0",
    "short date": "{d[1]}/{d[1]}-{y} {n}",
    "pairs": "{d} {m} {y} {n[0]}{n[1]} {n[2]}{n[3]}",
}
"""What may be something else in an identifier: kept there, and warned of."""


class Planting:
    """Numbers that belong to nobody: born in 2057 by their seventh digit."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def number(self, place: str, notation: str) -> str:
        """A number no other place has, as it is written in a notation."""
        at = len(self.places)
        day, month, last = f"{1 + at % 9:02}", f"{1 + at % 9:02}", f"{5000 + at}"
        assert last < "9000"
        self.places[f"57{last}"] = f"{place}: {notation}"
        written = {**NOTATIONS, **IN_TEXT_ALONE}[notation]
        return written.format(d=day, m=month, y="57", n=last)


def usual(column: Column, at: int) -> str:
    """A value the contract takes."""
    if column.allowed:
        return column.allowed[0]
    if column.is_recurrence:
        return "FREQ=YEARLY"
    if column.pattern:
        return "0999" if column.name.endswith("municipality_code") else "202"
    if column.duckdb_type in ("DATE", "TIMESTAMP"):
        return "2024-03-01" if column.duckdb_type == "DATE" else "2024-03-01 10:00:00"
    if column.duckdb_type == "VARCHAR":
        return f"A{at}" if column.is_key and column.classification == "none" else "B"
    return "1"


def delivered(entity: str) -> list[Column]:
    """The columns of an entity that a file brings: the loader numbers the rest itself."""
    return [column for column in read_contract(entity).columns if not column.is_numbered]


def rows_with_numbers(entity: str, planting: Planting) -> Iterator[list[str]]:
    """The header of an entity, then a row for each of its text columns and each notation."""
    columns = delivered(entity)
    yield [column.name for column in columns]
    at = 0
    for planted in columns:
        if planted.classification == "none" and not is_free_text(planted):
            continue
        alone = {} if planted.is_identifier else IN_TEXT_ALONE
        for notation in {**NOTATIONS, **alone}:
            at += 1
            number = planting.number(f"{entity}.{planted.name}", notation)
            text = number if planted.classification == "cpr" else f"om {number}."
            yield [text if c is planted else usual(c, at) for c in columns]


def in_clear(settings: Settings, planting: Planting) -> Iterator[str]:
    """Places whose number stands anywhere in the data folder, in any notation."""
    for path in settings.data.rglob("*"):
        texts = [str(path.relative_to(settings.data))]
        if path.suffix == ".parquet":
            relation = duckdb.sql(f"from '{path}'")
            names = [f'"{c}"' for c in relation.columns if not c.startswith("_")]
            rows = relation.select(", ".join(names)).fetchall()
            texts += [str(cell) for row in rows for cell in row if cell is not None]
        elif path.is_file():
            texts += path.read_bytes().decode("utf-8", "replace").splitlines()
        for text in texts:
            plain = re.sub(TOKEN, " ", text)
            plain = re.sub(r"\d{8}T\d{12}-[0-9a-f]{4}|\"(\w*sha256|loaded_at)\": .*", " ", plain)
            plain = "".join(str(unicodedata.digit(c, "")) if not c.isascii() else c for c in plain)
            digits = re.sub(r"\D", "", plain)
            for number, place in planting.places.items():
                if number in digits:
                    yield f"{place} in {path.name}: {text[:80]}"


def write_csv(path: Path, rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def mapping_of_everything(folder: Path) -> Path:
    """A mapping that takes a file of every entity by its name."""
    files = [
        {
            "match": f"{entity}.csv",
            "entity": entity,
            "dialect": {"date_format": "iso"},
            "columns": {column.name: column.name for column in delivered(entity)},
        }
        for entity in entities()
    ]
    path = folder / "alt.yaml"
    path.write_text(yaml.safe_dump({"system": "alt", "files": files}))
    return path


@pytest.mark.long
def test_no_notation_is_kept_in_any_text_column_of_any_entity(
    settings: Settings, tmp_path: Path
) -> None:
    inbox, planting = tmp_path / "in", Planting()
    inbox.mkdir()
    for entity in entities():
        if len(rows := list(rows_with_numbers(entity, planting))) > 1:
            write_csv(inbox / f"{entity}.csv", rows)
    open_settings = settings.model_copy(update={"max_reject_share": 1.0})
    results = load(open_settings, inbox, str(mapping_of_everything(tmp_path)))
    assert {r.status for r in results} == {"loaded"}, [r for r in results if r.status != "loaded"]
    assert sum(r.rows_loaded for r in results) > 2000
    assert list(in_clear(settings, planting)) == []
    shown = [str(value) for r in results for reject in r.rejects for value in reject.values()]
    digits = [re.sub(r"\D", "", re.sub(TOKEN, " ", text)) for text in shown]
    assert not [n for n in planting.places if any(n in text for text in digits)]


def by_notation(written: dict[str, str]) -> Iterator[tuple[str, str]]:
    for notation in written:
        yield notation, Planting().number("one", notation)


def test_one_citizen_is_one_in_every_notation_of_the_cpr_column(
    settings: Settings, tmp_path: Path
) -> None:
    number = "0101575000"
    cells = [cell for _, cell in by_notation({**NOTATIONS, **IN_TEXT_ALONE})]
    cells += ["'0101575000", "DK0101575000", "CPR-nr. 010157-5000", "0101575000\t", '="0101575000"']
    rows = [["kommunekode", "sagsnr", "sagstype", "modtaget", "cpr", "sagsbehandler"]]
    rows += [["0999", f"S-{i}", "X", "01-03-2024", c, c.strip("'")] for i, c in enumerate(cells)]
    write_csv(tmp_path / "sager.csv", rows)
    (result,) = load(settings, tmp_path / "sager.csv")
    path = settings.raw / "cases" / f"{result.load_id}.parquet"
    keys = duckdb.sql(
        f"select distinct citizen_key, citizen_birth_year, citizen_sex from '{path}' order by all"
    ).fetchall()
    key = pseudonym(read_key(settings.key_file), number)
    # Without its zero the number may be another one: the year is in doubt, the citizen is not.
    assert keys == [(key, 2057, "female"), (key, None, None)]
    assert result.rows_loaded == len(cells)


def test_a_cell_that_names_several_names_nobody(settings: Settings, tmp_path: Path) -> None:
    cells = ["010157-5001 / 020257-5002", "010157-1AB2", "010157 1ab2"]
    rows = [["kommunekode", "sagsnr", "sagstype", "modtaget", "cpr"]]
    rows += [["0999", f"S-{i}", "X", "01-03-2024", cell] for i, cell in enumerate(cells)]
    write_csv(tmp_path / "sager.csv", rows)
    (result,) = load(settings, tmp_path / "sager.csv")
    path = settings.raw / "cases" / f"{result.load_id}.parquet"
    known = duckdb.sql(
        f"select citizen_key, citizen_birth_year, citizen_sex from '{path}' order by case_id"
    ).fetchall()
    replacement = (pseudonym(read_key(settings.key_file), "0101571AB2"), None, None)
    assert known == [(None, None, None)] + [replacement] * 2
    (finding,) = [r for r in result.rejects if r["reason_code"] == "unclear_cpr"]
    assert "(1 row, this the first)" in str(finding["message"])


def test_a_part_of_a_number_is_nobody_and_no_birthday_lies_ahead(
    settings: Settings, tmp_path: Path
) -> None:
    cells = ["010157", "010157", "010157-50", "5001", "101575001", "203570001", "991575001"]
    rows = [["kommunekode", "sagsnr", "sagstype", "modtaget", "cpr"]]
    rows += [["0999", f"S-{i}", "X", "01-03-2024", cell] for i, cell in enumerate(cells)]
    write_csv(tmp_path / "sager.csv", rows)
    (result,) = load(settings, tmp_path / "sager.csv")
    path = settings.raw / "cases" / f"{result.load_id}.parquet"
    known = duckdb.sql(
        f"select citizen_key, citizen_birth_year, citizen_sex from '{path}' order by case_id"
    ).fetchall()
    key = read_key(settings.key_file)
    assert known == [
        *[(None, None, None)] * 4,
        (pseudonym(key, "0101575001"), None, None),
        (pseudonym(key, "0203570001"), 1957, "male"),
        (pseudonym(key, "991575001"), None, None),
    ]
    messages = {str(r["reason_code"]): str(r["message"]) for r in result.rejects}
    assert messages.keys() == {"unclear_cpr", "unclear_birthday", "invalid_cpr"}
    assert "(4 rows, this the first)" in messages["unclear_cpr"]
    assert "the citizen is not born yet" in messages["unclear_birthday"]


@pytest.mark.parametrize(
    "notation", ["bare", "hyphen", "en dash", "no-break hyphen", "dotted date"]
)
def test_no_name_that_a_delivery_brings_keeps_a_number(
    settings: Settings, tmp_path: Path, notation: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Names of files, folders, members, sheets, headings; the mapping's own; what is refused."""
    inbox, planting = tmp_path / "in", Planting()
    inbox.mkdir()

    def number(place: str) -> str:
        return planting.number(place, notation)

    header = f"kommunekode;sagsnr;sagstype;modtaget;kanal;antal {number('unused heading')}"
    good = "".join(f"0999;S-{i};X;01-03-2024;digital;1\n" for i in range(20))
    bad = f"0999;T-1;X;{number('rejected date')};digital;1\n"
    bad += f"0999;T-2;X;01-03-2024;{number('rejected code')};1\n"
    bad += f"0999;T-3;X;01-03-2024;digital;1;{number('a cell too many')}\n"
    bad += f"{number('rejected pattern')};T-4;X;01-03-2024;digital;1\n"
    name = f"sager {number('file name')}.csv"
    (inbox / name.replace("/", "-")).write_text(f"{header}\n{good}{bad}", encoding="utf-8")
    (inbox / f"sager_{number('refused file')}.csv").write_text(f"{number('header')};x\n1;2\n")
    (inbox / f"{number('file nothing takes')}.pdf").write_text("x")
    with zipfile.ZipFile(inbox / f"{number('archive')}.zip", "w") as archive:
        archive.writestr(f"{number('folder')}/sager_{number('member')}.csv", f"{header}\n{good}")
    with xlsxwriter.Workbook(inbox / "sager.xlsx") as book:
        sheet = book.add_worksheet(number("sheet")[:31])
        sheet.write_row(0, 0, [number("heading of a workbook"), "x"])
        sheet.write_row(1, 0, ["1", "2"])
    (inbox / "sager.xls").write_bytes(number("no workbook").encode())
    mapping = tmp_path / f"m {number('mapping')}.yaml"
    files = [
        {
            "match": ["*sager*"],
            "entity": "cases",
            "columns": {
                "department_code": {"value": number("constant")},
                "channel": {"from": "kanal"},
                "unit_code": {"from": "sagstype", "values": {"X": number("value of a code")}},
            },
        }
    ]
    mapping.write_text(yaml.safe_dump({"system": "alt", "files": files}, allow_unicode=True))
    results = load(settings, inbox, str(mapping))
    assert {r.status for r in results} == {"loaded", "refused"}
    assert list(in_clear(settings, planting)) == []
    shown = re.sub(TOKEN, " ", "".join(capfd.readouterr()) + "".join(map(_shown, results)))
    shown = re.sub(r"\d{8}T\d{12}-[0-9a-f]{4}", " ", shown)
    assert [n for n in planting.places if n in re.sub(r"\D", "", shown)] == []


def _shown(result: LoadResult) -> str:
    return json.dumps([repr(result), result.hint], ensure_ascii=False)


def test_what_may_be_an_amount_or_a_case_number_is_kept_and_warned_of(
    settings: Settings, tmp_path: Path
) -> None:
    rows = [["kommunekode", "afgørelsesnr", "sagsnr", "afgjort", "udfald", "beløb"]]
    rows += [["0999", f"D-{i}", "S-1", "01-03-2024", "granted", "1500"] for i in range(5)]
    rows += [["0999", "D-7", "101575001", "01-03-2024", "granted", "101575001"]]
    rows += [["0999", "D-8", "991575001", "01-03-2024", "granted", "0101575001"]]
    write_csv(tmp_path / "afgoerelser.csv", rows)
    (result,) = load(settings, tmp_path / "afgoerelser.csv")
    assert result.rows_loaded == 7
    path = settings.raw / "decisions" / f"{result.load_id}.parquet"
    kept = duckdb.sql(f"select case_id, amount_dkk from '{path}' where decision_id > 'D-5'")
    assert sorted(kept.fetchall()) == [("101575001", 101575001), ("991575001", 101575001)]
    warned = [r for r in result.rejects if r["reason_code"] == "maybe_cpr"]
    assert {(r["line"], r["column_name"], r["severity"], r["value"]) for r in warned} == {
        (7, "amount_dkk", "warning", None),
        (7, "case_id", "warning", None),
    }
    assert sum(e.n_cpr_masked for e in read_ledger(settings)) == 0
