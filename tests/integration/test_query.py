"""SQL of analysts: what it may do, what ends it, and the formats it comes in."""

from __future__ import annotations

import json
import time
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
import stub_warehouse as stub
from stub_runs import publish_build

from warehouse.base.errors import ConfigurationError, NothingPublished, QueryFailed
from warehouse.base.settings import Settings
from warehouse.publish.query import DEFAULT_LIMITS, Limits, stream_query
from warehouse.publish.query_formats import FORMATS, TABLE_RECORDS, TABLE_ROWS, write_rows

SMALL = Limits(memory_bytes=128 << 20, seconds=10)


def all_rows(settings: Settings, sql: str, limits: Limits = DEFAULT_LIMITS) -> pa.Table:
    with stream_query(settings, sql, limits) as rows:
        return rows.read_all()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = stub.stub_settings(tmp_path_factory.mktemp("query"))
    publish_build(settings, 1)
    return settings


def test_tables_need_no_prefix(settings: Settings) -> None:
    expected = [{"n": 1000}]
    for sql in ("from mart_cases", "from marts.mart_cases", "select 1; from mart_cases"):
        assert all_rows(settings, sql).to_pylist() == expected


def test_many_rows_come_whole(settings: Settings) -> None:
    assert all_rows(settings, "select range as a from range(1000000)").num_rows == 1_000_000


@pytest.mark.parametrize(
    "sql",
    [
        "create table x as select 1",
        "insert into fct_cases select * from fct_cases",
        "delete from fct_cases",
        "drop table fct_cases",
        "update fct_cases set run = 0",
        "alter table fct_cases add column x int",
    ],
)
def test_writing_is_refused(settings: Settings, sql: str) -> None:
    with pytest.raises(QueryFailed, match="read-only"):
        all_rows(settings, sql)
    assert all_rows(settings, "from mart_cases").to_pylist() == [{"n": 1000}]


@pytest.mark.parametrize(
    "sql",
    [
        "from read_csv('/etc/passwd')",
        "from read_text('{file}')",
        "from read_blob('{file}')",
        "from glob('/*')",
        "copy fct_cases to '{folder}/out.csv'",
        "export database '{folder}/out'",
        "attach '{folder}/other.duckdb' as other",
        "attach '{build}' as build",
        "from 'https://example.org/a.parquet'",
        "install httpfs",
    ],
)
def test_files_and_addresses_are_refused(settings: Settings, tmp_path: Path, sql: str) -> None:
    file = tmp_path / "secret.txt"
    file.write_text("secret", encoding="utf-8")
    query = sql.format(file=file, folder=tmp_path, build=settings.build_file)
    with pytest.raises(QueryFailed) as caught:
        all_rows(settings, query)
    assert "secret" not in caught.value.message.replace(str(file), "")
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    "sql",
    [
        "set enable_external_access = true",
        "set lock_configuration = false",
        "set memory_limit = '64GB'",
        "set temp_directory = '/tmp'",
        "set python_enable_replacements = true",
        "load '/tmp/x.duckdb_extension'",
    ],
)
def test_limits_cannot_be_lifted(settings: Settings, sql: str) -> None:
    with pytest.raises(QueryFailed):
        all_rows(settings, sql)


def test_variables_of_the_process_are_no_tables(settings: Settings) -> None:
    for name in ("request", "connection", "settings"):
        with pytest.raises(QueryFailed, match=f"Table with name {name} does not exist"):
            all_rows(settings, f"from {name}")


@pytest.mark.parametrize(
    "sql",
    [
        "select repeat('x', 4000000000)",
        "select len(list_transform(range(1000000000), lambda x: x + 1))",
        "select count(*) from (select distinct random() as a from range(100000000))",
        "select string_agg(repeat('x', 1000)) from range(10000000)",
    ],
)
def test_too_much_memory_is_told_in_words(settings: Settings, sql: str) -> None:
    with pytest.raises(QueryFailed, match="128 MB") as caught:
        all_rows(settings, sql, SMALL)
    assert caught.value.hint
    assert caught.value.exit_code == 7


def test_too_long_is_ended(settings: Settings) -> None:
    started = time.monotonic()
    sql = "select sum(a.range * b.range) from range(1000000) a, range(10000000) b"
    with pytest.raises(QueryFailed, match="1 seconds"):
        all_rows(settings, sql, Limits(seconds=1))
    assert time.monotonic() - started < 10


def test_an_error_after_the_first_rows_is_an_error(settings: Settings) -> None:
    """Rows that stop short must not look like a whole answer."""
    sql = (
        "select case when range = 2900000 then error('late') else 'x' end as a from range(3000000)"
    )
    with pytest.raises(QueryFailed, match="late"):
        all_rows(settings, sql)


@pytest.mark.parametrize("sql", ["", " ", "-- nothing", ";"])
def test_no_statement_is_told(settings: Settings, sql: str) -> None:
    with pytest.raises(QueryFailed, match="no statement"):
        all_rows(settings, sql)


def test_wrong_sql_is_told_where(settings: Settings) -> None:
    with pytest.raises(QueryFailed, match="LINE 1"):
        all_rows(settings, "selec 1")
    with pytest.raises(QueryFailed, match="fct_cses"):
        all_rows(settings, "from fct_cses")


def test_nothing_published(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished):
        all_rows(stub.stub_settings(tmp_path), "select 1")


SQL = (
    "select 1 as n, 'Sagsbehandling; \"ø\"' as word, date '2024-06-01' as day, "
    "timestamp '2024-06-01 10:00' as instant, 0.25::decimal(4, 2) as share, null as nothing "
    "union all select 2, null, null, null, null, null order by n"
)


def written(settings: Settings, form: str, sql: str = SQL) -> bytes:
    out = BytesIO()
    with stream_query(settings, sql) as rows:
        FORMATS[form](rows, out)
    return out.getvalue()


def test_csv(settings: Settings) -> None:
    lines = written(settings, "csv").decode().splitlines()
    assert lines[0] == '"n","word","day","instant","share","nothing"'
    assert lines[1].startswith('1,"Sagsbehandling; ""ø""",2024-06-01,2024-06-01 10:00:00')
    assert lines[2] == "2,,,,,"


def test_json(settings: Settings) -> None:
    assert json.loads(written(settings, "json")) == [
        {
            "n": 1,
            "word": 'Sagsbehandling; "ø"',
            "day": "2024-06-01",
            "instant": "2024-06-01T10:00:00",
            "share": 0.25,
            "nothing": None,
        },
        {"n": 2, "word": None, "day": None, "instant": None, "share": None, "nothing": None},
    ]
    assert json.loads(written(settings, "json", "select 1 as a where false")) == []


def test_parquet(settings: Settings) -> None:
    table = pa.parquet.read_table(BytesIO(written(settings, "parquet")))
    assert table.num_rows == 2
    assert table.schema.field("day").type == pa.date32()


def test_table_says_where_there_is_more(settings: Settings) -> None:
    text = written(settings, "table").decode()
    assert "Sagsbehandling" in text
    assert text.endswith("(2 rows)\n")
    many = written(settings, "table", "from range(100000000)").decode()
    assert f"the first {TABLE_ROWS} rows" in many


def test_a_table_loses_no_column_in_a_log_or_on_a_screen(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    wide = ", ".join(f"'{'x' * 20}' as column_{n}" for n in range(12))
    sql = f"select {wide}, 'two\nlines' as text from range(30)"
    in_a_log = written(settings, "table", sql).decode().splitlines()
    assert in_a_log[0].split() == [*(f"column_{n}" for n in range(12)), "text"]
    assert in_a_log[2].split() == ["x" * 20] * 12 + ["two", "lines"]
    monkeypatch.setattr(Screen, "isatty", lambda _self: True)
    with stream_query(settings, sql) as rows:
        FORMATS["table"](rows, screen := Screen())
    on_screen = screen.getvalue().decode().splitlines()
    assert f"column_11  {'x' * 20}" in on_screen
    assert on_screen.count("text       two lines") == TABLE_RECORDS
    assert all(len(line) <= 80 for line in on_screen)
    assert f"the first {TABLE_RECORDS} rows" in on_screen[-1]


class Screen(BytesIO):
    """What a terminal is to a command."""


def test_a_file_has_its_name_only_once_it_is_whole(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    late = "select case when range = 900000 then error('late') else 'x' end a from range(1000000)"
    with pytest.raises(QueryFailed), stream_query(settings, late) as rows:
        write_rows(rows, "csv", out, BytesIO())
    assert list(tmp_path.iterdir()) == []
    with stream_query(settings, SQL) as rows:
        write_rows(rows, "csv", out, BytesIO())
    assert len(out.read_text(encoding="utf-8").splitlines()) == 3


def test_a_file_that_cannot_be_written_is_told(settings: Settings, tmp_path: Path) -> None:
    with (
        pytest.raises(ConfigurationError, match="cannot be written"),
        stream_query(settings, SQL) as rows,
    ):
        write_rows(rows, "csv", tmp_path / "nowhere" / "a.csv", BytesIO())
