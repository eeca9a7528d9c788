"""The engine's macros as dbt has them, called from a test: rendered by Jinja, run on DuckDB."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from warehouse.base.settings import PROJECT_ROOT

DATA = Path(__file__).parent / "data"


class _Adapter:
    """dbt's dispatch: DuckDB's own macro, else the default."""

    module: Any

    def dispatch(self, name: str, _namespace: str) -> Any:
        default = getattr(self.module, f"default__{name}")
        return getattr(self.module, f"duckdb__{name}", default)


@cache
def macros() -> Any:
    """Every macro of the project as a function that returns SQL.

    Those of tests and materializations are left out: only dbt's Jinja knows them.
    """
    files = sorted((PROJECT_ROOT / "macros").rglob("*.sql"))
    of_dbt = ("tests", "materializations")
    text = "\n".join(path.read_text("utf-8") for path in files if path.parent.name not in of_dbt)
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined)
    adapter = _Adapter()
    names = {"adapter": adapter, "return": lambda x: x}
    template = environment.from_string(text, globals=names)
    adapter.module = template.module
    return template.module


def oracle(name: str) -> Any:
    """The numbers in a file: what JSON holds, or the rows of a CSV."""
    path = DATA / name
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def values(rows: list[tuple[Any, ...]], columns: str) -> str:
    """A relation of those rows for a `with` clause, such as `(select ... ) as t(a, b)`."""
    literals = ", ".join("(" + ", ".join(map(_literal, row)) + ")" for row in rows)
    return f"(select * from (values {literals}) as given({columns}))"


def _literal(value: Any) -> str:
    if isinstance(value, float):
        return f"cast({value!r} as double)"
    return repr(value)
