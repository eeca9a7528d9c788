"""After load, build and publish no file of the data folder holds a CPR number."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from part_of_project import copied_part, leading_to

from warehouse.base.settings import Settings
from warehouse.build.build import build
from warehouse.ingest.load import load
from warehouse.publish.publish import publish

NUMBER, WRITTEN = "1503525302", "150352-5302"
PLAIN = re.compile(rb"150352[- ]?5302")


def test_no_cpr_number_is_kept_anywhere(
    settings: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    good = [f"0999;T-{i};HJM-TEK;01-03-2024;;digital;;SB1;SOF" for i in range(40)]
    cases = [
        "Kommunekode;Sagsnr;Sagstype;Modtaget;Afgjort;Kanal;CPR-nummer;Sagsbehandler;Forvaltning",
        f"0999;S-1;HJM-TEK;01-03-2024;;digital;{NUMBER};{NUMBER};{WRITTEN}",
        f"0999;{NUMBER};{WRITTEN};01-03-2024;;digital;om {WRITTEN};SB1;SOF",
        f"0999;S-3;HJM-TEK;{NUMBER};;digital;{NUMBER};SB1;SOF",
        f"0999;S-4;HJM-TEK;01-03-2024;;{NUMBER};{NUMBER};SB1;SOF",
        f"{NUMBER};S-5;HJM-TEK;01-03-2024;;digital;{NUMBER};SB1;SOF",
        f"0999;S-6;HJM-TEK;01-03-2024;;digital;{NUMBER};SB1;SOF;{WRITTEN}",
        f'0999;S-7;HJM-TEK;01-03-2024;;digital;{NUMBER};SB1;SOF"{WRITTEN}',
        *good,
    ]
    (inbox / f"cases_{NUMBER}.csv").write_text("\n".join(cases) + "\n", encoding="windows-1252")
    events = "Kommunekode;Sagsnr;Tidspunkt;Hændelse;Hændelsestype;Notat\n"
    events += f"0999;{NUMBER};01-03-2024 10:00;ring {WRITTEN};note_made;om {WRITTEN} igen\n"
    with zipfile.ZipFile(inbox / "in.zip", "w") as archive:
        archive.writestr(f"{WRITTEN}/case_events.csv", events.encode("windows-1252"))
        archive.writestr(f"{WRITTEN}.txt", "x")
    (inbox / "cases_refused.csv").write_text(f"{NUMBER};{WRITTEN}\n1;2\n")
    with xlsxwriter.Workbook(inbox / "afgoerelser.xlsx") as book:
        sheet = book.add_worksheet(WRITTEN)
        sheet.write_row(0, 0, ["Kommunekode", "Afgørelsesnr", "Sagsnr", "Afgjort", "Udfald"])
        for i in range(20):
            sheet.write_row(1 + i, 0, ["0999", f"D-{i}", "S-1", "01-03-2024", "granted"])
        sheet.write_row(21, 0, ["0999", int(NUMBER), NUMBER, WRITTEN, NUMBER])

    results = load(settings, inbox)
    assert [r.status for r in results].count("loaded") == 3, results
    # The facts of all that is loaded here; other marts hold nothing that these do not.
    loaded = {"fct_cases", "fct_case_events", "fct_decisions"}
    build(settings, project=copied_part(tmp_path / "project", leading_to(loaded)))
    publish(settings)
    assert not PLAIN.search(repr(results).encode())
    assert not PLAIN.search("".join(capfd.readouterr()).encode())
    n_tables = 0
    for path in settings.data.rglob("*"):
        assert not PLAIN.search(str(path.relative_to(settings.data)).encode())
        if not path.is_file():
            continue
        assert not PLAIN.search(path.read_bytes()), path
        if path.suffix == ".parquet":
            assert not PLAIN.search(repr(duckdb.sql(f"from '{path}'").fetchall()).encode()), path
        elif path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                for (table,) in connection.execute(
                    'select format(\'"{}"."{}"\', schema_name, table_name) from duckdb_tables()'
                ).fetchall():
                    n_tables += 1
                    held = repr(connection.execute(f"from {table}").fetchall()).encode()
                    assert not PLAIN.search(held), (path, table)
    assert n_tables > 20
