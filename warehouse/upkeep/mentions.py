"""Where citizens are mentioned: by pseudonym, by one of an older notation, or in clear.

Rows loaded before every notation was known (`contracts.cpr`) stand under the pseudonym of the text
as it was written, and hold numbers in clear. Both are found by the number alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb
from duckdb.sqltypes import VARCHAR

from warehouse.base.settings import Settings
from warehouse.contracts.cpr import SIFT_TEXT, find
from warehouse.contracts.pseudonym import PREFIX, pseudonym

ERASED = f"{PREFIX}erased"
"""What stands where the citizen was mentioned in a row that is kept."""

_LEAST_CUT = len(PREFIX) + 4
"""A pseudonym cut shorter than this fits too many people to be anybody's."""

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe58\ufe63\uff0d_~"
_BLANKS = " \u00a0\u2009\u202f\u200b\t\n"
_SIGNS = ("", *_DASHES, *_BLANKS, *"./\\,:·", "-\u200b", "\u200b-", "\r\n", "--", "-\n")
_BEFORE = ("'", '="', "DK", "CPR", "CPR ", "CPR: ", "CPR:", "CPR-nr. ", "CPR-nr.: ", "Cpr ", "cpr ")
_AFTER = ("\t", "\u200b", "\ufeff", ".0", ",0", ".00", "x", '"', "'", ".", ";", ",")


def written(number: str) -> Iterator[str]:
    """Every way a number may have stood in a cell that was hashed as it stood.

    Args:
        number: as `cpr.find` gives it.
    """
    day, month, year, last = number[:2], number[2:4], number[4:6], number[6:]
    lasts = {last, last.lower()}
    years = (year, f"18{year}", f"19{year}", f"20{year}")
    dates = {f"{day}{s}{month}{s}{y}" for s in _SIGNS for y in years}
    dates |= {f"{day}/{month}-{y}" for y in years}
    dates |= {date for s in _SIGNS for date in (f"{day}{month}{s}{year}", f"{day}{s}{month}{year}")}
    short_day, short_month = day.lstrip("0"), month.lstrip("0")
    dates |= {f"{short_day}{s}{short_month}{s}{y}" for s in "./- " for y in years}
    dates |= {f"{short_day}{month}{year}", f"{short_day}/{short_month}-{year}"}
    signs = {sign for s in _SIGNS for sign in (s, f" {s} ", f" {s}", f"{s} ")}
    for tail in lasts:
        for date in dates:
            yield from (f"{date}{sign}{tail}" for sign in signs)
        for sign in ("", "-", " ", "\u2011", "\u2013"):
            for start in (f"{day}{month}{year}", f"{short_day}{month}{year}"):
                plain = f"{start}{sign}{tail}"
                yield from (f"{before}{plain}" for before in _BEFORE)
                yield from (f"{plain}{after}" for after in _AFTER)
                yield f'="{plain}"'
                yield plain.translate({ord(str(i)): 0xFF10 + i for i in range(10)})


class Mentions:
    """What names citizens in the data, and how it is taken out of a text.

    Args:
        key: of the pseudonyms.
        tokens: pseudonyms of the citizens.
    """

    def __init__(self, key: bytes, tokens: Sequence[str]) -> None:
        self.tokens = tuple(tokens)
        self.pattern = _pattern(self.tokens)
        self._compiled = re.compile(self.pattern)
        self._key = key

    def erased(self, text: str) -> str:
        """A text without the citizens, be they in it by pseudonym or in clear."""
        return self._compiled.sub(ERASED, self._without_numbers(text))

    def _without_numbers(self, text: str) -> str:
        parts, done = [], 0
        for start, end, number in find(text):
            if pseudonym(self._key, number) in self.tokens:
                parts += [text[done:start], ERASED]
                done = end
        return "".join([*parts, text[done:]])

    def create_functions(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Create the macros `mentions(text)` and `erased(text)`."""
        connection.create_function("erased_in_text", self.erased, [VARCHAR], VARCHAR)
        sift = SIFT_TEXT.replace("'", "''")
        connection.execute(
            f"create or replace temp macro erased(x) as case when "
            f"regexp_matches(x, '{self.pattern}') or "
            f"(strlen(x) >= 9 and regexp_matches(x, '{sift}')) then erased_in_text(x) else x end"
        )
        connection.execute("create or replace temp macro mentions(x) as erased(x) != x")

    def left_over(self, settings: Settings) -> list[str]:
        """Files of the data folder that still mention the citizens, and where in them.

        Extracts that lie in the folder (`inbox/`) are not looked at: they are never changed.
        """
        left = []
        with duckdb.connect(config={"memory_limit": settings.memory_limit}) as connection:
            self.create_functions(connection)
            for path in sorted(settings.data.rglob("*")):
                shown = str(path.relative_to(settings.data))
                if shown.startswith("inbox/") or not path.is_file():
                    continue
                if path.suffix == ".parquet":
                    left += self._in_table(connection, _parquet(path), shown)
                elif path.suffix == ".duckdb":
                    left += self._in_database(connection, path, shown)
                elif self._is_in_text(path, by_number=not shown.startswith("build/")):
                    left.append(shown)
        return left

    def _in_database(
        self, connection: duckdb.DuckDBPyConnection, path: Path, shown: str
    ) -> list[str]:
        try:
            connection.execute(f"attach {_text(str(path))} as looked_at (read_only)")
        except duckdb.Error:
            return [f"{shown}, which cannot be read now"]
        try:
            tables = connection.execute(
                "select schema_name, table_name from duckdb_tables() "
                "where database_name = 'looked_at'"
            ).fetchall()
            return [
                place
                for schema, table in tables
                for place in self._in_table(
                    connection, f'looked_at."{schema}"."{table}"', f"{shown} {table}"
                )
            ]
        finally:
            connection.execute("detach looked_at")

    def _in_table(self, connection: duckdb.DuckDBPyConnection, table: str, shown: str) -> list[str]:
        columns = connection.execute(f"describe from {table}").fetchall()
        names = [
            '"' + row[0].replace('"', '""') + '"'
            for row in columns
            if row[1] == "VARCHAR" and row[0] != "_load_id"
        ]
        if not names:
            return []
        counts = ", ".join(f"count(*) filter (where mentions({name}))" for name in names)
        row = connection.execute(f"select {counts} from {table}").fetchone() or ()
        return [
            f"{shown}, column {name} ({n} rows)" for name, n in zip(names, row, strict=True) if n
        ]

    def _is_in_text(self, path: Path, *, by_number: bool) -> bool:
        """Whether a text file mentions them; dbt's own are long, and hold no extract's text."""
        with path.open(encoding="utf-8", errors="replace") as file:
            if by_number and path.suffix in (".json", ".jsonl", ".txt"):
                return any(self.erased(line) != line for line in file)
            return any(self._compiled.search(line) for line in file)


def stored_tokens(
    connection: duckdb.DuckDBPyConnection,
    key: bytes,
    numbers: Iterable[str],
    columns: Iterable[tuple[Path, str]],
) -> tuple[str, ...]:
    """The pseudonyms of citizens: by their number, and those of other notations that are stored.

    Args:
        connection: any.
        key: of the pseudonyms.
        numbers: the citizens', as `cpr.find` gives them.
        columns: raw files and their columns of people.
    """
    numbers = set(numbers)
    tokens = {pseudonym(key, number) for number in numbers}
    others = {pseudonym(key, text) for number in numbers for text in written(number)}
    connection.execute(
        "create or replace temp table other_notations as select unnest(?::varchar[]) as token",
        [sorted(others)],
    )
    for path, column in columns:
        rows = connection.execute(
            f'select distinct token from other_notations semi join (select "{column}" as token '
            f"from {_parquet(path)}) using (token)"
        ).fetchall()
        tokens |= {token for (token,) in rows}
    return tuple(sorted(tokens))


def _pattern(tokens: Sequence[str]) -> str:
    """A pattern of the pseudonyms, also of one that was cut off at the end of a shown value."""
    cut = [f"{token[:n]}$" for token in tokens for n in range(len(token) - 1, _LEAST_CUT, -1)]
    return "|".join([*tokens, *cut])


def _parquet(path: Path) -> str:
    return f"read_parquet({_text(str(path))})"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
