"""One citizen's number in every notation, new rows and old ones: after an erasure none is left."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.base.errors import NotErased
from warehouse.base.ledger import read_ledger
from warehouse.base.settings import Settings
from warehouse.contracts.pseudonym import pseudonym, read_key
from warehouse.ingest.load import load
from warehouse.upkeep.erase import erase, read_numbers
from warehouse.upkeep.mentions import ERASED, written
from warehouse.upkeep.verify import verify

CITIZEN, OTHER = "0101575001", "0202575002"
WAYS = [
    "0101575001", "010157-5001", "010157 5001", "010157\u20135001", "010157\u20115001",
    "010157\u22125001", "010157 - 5001", "010157.5001", "010157/5001", "010157_5001",
    "0101\u00ad575001", "01.01.57-5001", "01-01-1957-5001", "101575001", "'0101575001",
    "DK0101575001", "CPR: 010157-5001",
]  # fmt: skip
HEAD = "kommunekode;sagsnr;sagstype;modtaget;cpr;sagsbehandler"


def rows_of(settings: Settings, entity: str) -> int:
    files = [str(path) for path in settings.raw.glob(f"{entity}/*.parquet")]
    row = duckdb.execute("select count(*) from read_parquet(?)", [files]).fetchone()
    assert row is not None
    return int(row[0])


def test_a_number_in_17_ways_leaves_no_row(settings: Settings, tmp_path: Path) -> None:
    cases = [f"0999;S-{i};X;01-03-2024;{way};SB1" for i, way in enumerate(WAYS)]
    cases += [f"0999;N-{i}-{way};X;01-03-2024;;SB1" for i, way in enumerate(WAYS[:6])]
    cases += [f"0999;T-{i};X;01-03-2024;{OTHER};SB1" for i in range(3)]
    (tmp_path / "sager.csv").write_text("\n".join([HEAD, *cases]) + "\n", encoding="utf-8")
    events = ["kommunekode;sagsnr;tidspunkt;hændelse;hændelsestype;notat"]
    events += [f"0999;T-0;01-03-2024 09:{i:02};a;note_made;om {w} igen" for i, w in enumerate(WAYS)]
    path = tmp_path / "haendelser 010157\u20115001.csv"
    path.write_text("\n".join(events) + "\n", encoding="utf-8")
    for file in (tmp_path / "sager.csv", path):
        assert [r.status for r in load(settings, file)] == ["loaded"]
    done = erase(settings, [CITIZEN])
    assert done.n_cases == len(WAYS) + 6
    assert rows_of(settings, "cases") == 3
    texts = duckdb.sql(f"select note from '{settings.raw}/case_events/*.parquet'").fetchall()
    assert len(texts) == len(WAYS)
    assert all(ERASED in text and "5001" not in text for (text,) in texts)
    assert any(ERASED in entry.source_file for entry in read_ledger(settings))
    assert verify(settings, quick=True).is_right


def as_loaded_before(settings: Settings, way: str) -> None:
    """Make the one case's citizen stand as the loader wrote it before: under the text itself."""
    key = read_key(settings.key_file)
    (path,) = settings.raw.glob("cases/*.parquet")
    other = path.with_suffix(".new")
    old = pseudonym(key, way)
    duckdb.execute(
        f"copy (select * replace ('{old}' as citizen_key, ? as department_code) from '{path}' "
        f"where case_id = 'S-1' union all from '{path}' where case_id != 'S-1') "
        f"to '{other}' (format parquet)",
        [f"om {way}."],
    )
    other.replace(path)


@pytest.mark.parametrize("way", WAYS)
def test_rows_loaded_before_the_notation_was_known_go_too(
    settings: Settings, tmp_path: Path, way: str
) -> None:
    lines = [HEAD, "0999;S-1;X;01-03-2024;;SB1", f"0999;S-2;X;01-03-2024;{OTHER};SB1"]
    (tmp_path / "sager.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    load(settings, tmp_path / "sager.csv")
    as_loaded_before(settings, way)
    assert erase(settings, [CITIZEN]).n_cases == 1
    assert rows_of(settings, "cases") == 1


def test_a_replacement_number_with_letters_is_erased(settings: Settings, tmp_path: Path) -> None:
    numbers = read_numbers("010157-1ab2\n0202571AB3\n")
    assert numbers == ["0101571AB2", "0202571AB3"]
    lines = [HEAD, "0999;S-1;X;01-03-2024;010157 1AB2;", "0999;S-2;X;01-03-2024;020257-1AB4;"]
    (tmp_path / "sager.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    load(settings, tmp_path / "sager.csv")
    assert erase(settings, numbers).n_cases == 1
    assert rows_of(settings, "cases") == 1


def test_what_is_left_is_never_called_erased(settings: Settings, tmp_path: Path) -> None:
    lines = [HEAD, f"0999;S-1;X;01-03-2024;{CITIZEN};SB1"]
    (tmp_path / "sager.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    load(settings, tmp_path / "sager.csv")
    copy = settings.data / "kopi.parquet"
    copy.write_bytes(next(settings.raw.glob("cases/*.parquet")).read_bytes())
    note = settings.data / "log" / "noter.txt"
    note.parent.mkdir(exist_ok=True)
    note.write_text("ring til 010157\u20115001")
    with pytest.raises(NotErased) as told:
        erase(settings, [CITIZEN])
    assert "kopi.parquet" in told.value.message
    assert "noter.txt" in told.value.message
    copy.unlink()
    note.unlink()
    assert erase(settings, [CITIZEN]).n_cases == 0


def test_every_way_is_tried() -> None:
    tried = set(written(CITIZEN))
    assert [way for way in WAYS if way not in tried] == []
    assert len(tried) < 50_000
