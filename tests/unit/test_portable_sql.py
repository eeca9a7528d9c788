"""The models' SQL means the same on DuckDB and Spark: what differs is in `macros/engine/`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from warehouse.base.settings import PROJECT_ROOT

NOT_PORTABLE = {
    r"\basof\b": "a join on a range and row_number()",
    r"\bdistinct on\b": "row_number() and a filter",
    r"\bexclude\s*\(|\*\s*(except|replace)\b": "the columns written out",
    r"\bexclude\s+(current|ties|group|no)\b": "a frame without it",
    r"\bgroup by all\b": "the columns written out",
    r"\bunion\s+(all\s+)?by\s+name\b": "the columns written out in one order",
    r"\bqualify\b": "a subquery",
    r"\bquantile_cont\b": "percentile_cont",
    r"::": "cast()",
    r"\b(varchar|text)\b(?=\s*\))": "string",
    r"\b(date_diff|datediff|date_add|date_sub|date_trunc|isodow|dayofweek|add_months)\s*\(": (
        "a macro of engine/dates"
    ),
    r"\bextract\s*\(\s*(dow|dayofweek)": "iso_weekday: Sunday is 0 in one engine, 1 in the other",
    r"\binterval\b": "a macro of engine/dates",
    r"\b\w+_on\s*[-+]\s*[\w.(]|[-+]\s*(\w+\.)?\w+_on\b": "days_between or add_days",
    r"\b(regexp_replace)\s*\(([^(),]|\([^()]*\))*,([^(),]|\([^()]*\))*,([^(),]|\([^()]*\))*\)": (
        "a macro of engine: DuckDB replaces the first match, Spark all"
    ),
    r"\b(hash|md5_number)\s*\(": "hash64",
    r"/\s*0(\.0*|e0)?(?![\w.])": "a case for the zero: null in one engine, an error in another",
    r"\bround\s*\(([^(),]|\([^()]*\))*,": "round() to whole numbers: engines differ on 0.285",
}
"""What Spark has not, or silently understands otherwise, and what to write in its place."""

SIZED_BY_ENGINE = r"\b(sum|avg|count|row_number|rank|dense_rank)\s*\("
"""What each engine gives a type of its own: a mart, whose types are held to, casts it."""

ALIAS = re.compile(r"\bas\s+(\w+)\s*(?:,|$)")
SELECT = re.compile(r"\bselect\b(.*?)\bfrom\b(.*?)\bwhere\b(.*?)(?=\bgroup by\b|\bunion\b|$)", re.S)


def not_portable(sql: str, *, is_mart: bool = False) -> Iterator[str]:
    """What in a model differs between the engines.

    Args:
        sql: a model's text.
        is_mart: whether dbt holds its columns to their types.
    """
    sql = re.sub(r"--.*|\{#[\s\S]*?#\}", "", sql)
    for pattern, instead in NOT_PORTABLE.items():
        if re.search(pattern, sql, re.IGNORECASE):
            yield f"{pattern}; write {instead}"
    # A window, a ranking and an ordered aggregate say where nulls go.
    for order in re.findall(r"order by((?:[^()]|\([^()]*\))*?)(?:rows between|\)|$)", sql):
        for part in re.split(r",(?![^()]*\))", order):
            if part.strip() and not re.search(r"nulls (first|last)|calendar_on", part):
                yield f"order by {part.strip()} without nulls first or last"
    yield from _aliases_in_where(re.sub(r"{{.*?}}", "_", sql, flags=re.DOTALL))
    if is_mart:
        last = sql[sql.rfind(" as (\n") :]
        for found in re.finditer(SIZED_BY_ENGINE, last):
            if not re.search(r"\bcast\s*\((?:[^()]|\([^()]*\))*$", last[: found.start()]):
                yield f"{found[0]} without a cast"


def _aliases_in_where(sql: str) -> Iterator[str]:
    """Names given in a select list and used in its own where: Spark does not know them there."""
    while True:
        inner = re.search(r"\(([^()]*)\)", sql)
        text = inner[1] if inner else sql
        for names, _, where in SELECT.findall(text):
            for alias in ALIAS.findall(names.strip()):
                if re.search(rf"(?<![\w.]){alias}\b", where):
                    yield f"where uses the alias {alias}"
        if inner is None:
            return
        sql = sql[: inner.start()] + "_" + sql[inner.end() :]


@pytest.mark.parametrize("folder", ["models", "tests/sql"])
def test_sql_is_portable(folder: str) -> None:
    wrong = [
        f"{path.name}: {found}"
        for path in sorted((PROJECT_ROOT / folder).rglob("*.sql"))
        for found in not_portable(path.read_text("utf-8"), is_mart="marts" in path.parts)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "sql",
    [
        "select * from a asof join b on a.x >= b.x",
        "select distinct on (x) y from a",
        "select * exclude (x) from a",
        "select * except (x) from a",
        "select sum(x) over (order by y nulls last rows 1 preceding exclude current row) from a",
        "select x, count(*) from a group by all",
        "select x from a union all by name select x from b",
        "select x from a qualify row_number() over (order by x nulls last) = 1",
        "select quantile_cont(x, 0.5) from a",
        "select x::date from a",
        "select cast(x as varchar) from a",
        "select date_trunc('month', x) from a",
        "select extract(dow from x) from a",
        "select x + interval 1 day from a",
        "select decided_on - received_on from a",
        "select a.received_on + 3 from a",
        "select regexp_replace(x, 'a', 'b') from a",
        "select regexp_replace(trim(x), 'a', 'b') from a",
        "select hash(x) from a",
        "select 1 / 0 from a",
        "select 1 / 0.0 from a",
        "select round(x, 2) from a",
        "select round(abs(x), 2) from a",
        "select row_number() over (partition by x order by y) from a",
        "select listagg(x) within group (order by x) from a",
        "select y + 1 as x from a where x > 2",
        "select * from (select y + 1 as x from a where x > 2) as b",
    ],
)
def test_a_ban_is_told(sql: str) -> None:
    assert list(not_portable(sql)) != []


@pytest.mark.parametrize(
    "sql",
    [
        "select hash64(x), rehash(x) from a",
        "select x / 0.5, x / 05 from a",
        "select regexp_replace(x, 'a', 'b', 'g') from a",
        "select round(x * 100) / 100 from a",
        "select y + 1 as x from a where a.x > 2",
        "select row_number() over (partition by x order by y asc nulls last) from a",
    ],
)
def test_what_both_engines_know_is_let_through(sql: str) -> None:
    assert list(not_portable(sql)) == []


def test_types_of_a_mart_are_cast() -> None:
    model = "with\n\nm as (\n\n    select {} as n\n    from a\n\n)\n\nselect * from m\n"
    for bare in ("sum(x)", "avg(x)", "row_number() over (order by x nulls last)"):
        assert list(not_portable(model.format(bare), is_mart=True)) != []
        cast = f"cast({bare} as bigint)"
        assert list(not_portable(model.format(cast), is_mart=True)) == []
