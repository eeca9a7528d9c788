"""Every field of a chart's specification is a column of its mart, of a type its kind can show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboard.marks.columns import Col, phrase
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context
from dashboard.reading.read import FromMart
from dashboard.reading.view import View
from dashboard.topics.charts import CHARTS

MODELS = Path(__file__).parents[2] / "models"
NUMBERS = ("bigint", "integer", "double", "decimal")
TYPES = {
    "text": ("string", "bigint", "integer"),
    "date": ("date",),
    "share": ("double", "decimal"),
    "count": NUMBERS,
    "kroner": NUMBERS,
    "change": NUMBERS,
    "days": NUMBERS,
    "score": NUMBERS,
}


def _columns() -> dict[str, dict[str, str]]:
    """Columns of every model with their types, as dbt's contracts state them."""
    found: dict[str, dict[str, str]] = {}
    for file in MODELS.rglob("*.yml"):
        for model in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("models", ()):
            found[model["name"]] = {
                column["name"]: str(column.get("data_type", "")).lower()
                for column in model.get("columns", ())
            }
    return found


COLUMNS = _columns()
SPECS = [
    chart
    for chart in CHARTS.values()
    if isinstance(chart, Chart) and isinstance(chart.rows, FromMart) and not callable(chart.columns)
]


def _faults(chart: Any) -> list[str]:
    columns = COLUMNS[chart.rows.mart]
    fields = [
        (col.field, TYPES[col.kind])
        for col in chart.columns
        # Texts beside marks are of the picture's rows, which may be others.
        if isinstance(col.field, str) and (col.in_table or chart.picture is None)
    ]
    order = [(name.lstrip("-"), None) for name in filter(None, chart.rows.order.split(", "))]
    return [
        f"{chart.chart_id}: {field} {columns.get(field, 'is no column')}"
        for field, types in (*fields, *order)
        if field not in columns or (types and columns[field].partition("(")[0] not in types)
    ]


@pytest.mark.parametrize("chart", SPECS, ids=lambda chart: chart.chart_id)
def test_fields_are_columns_of_the_mart(chart: Chart) -> None:
    assert not _faults(chart)


def test_a_field_that_is_none_is_found() -> None:
    chart = next(chart for chart in SPECS if chart.chart_id == "shared_financing_shares")
    wrong = (Col("Persons", "n_people", "count"), Col("Name", "name", "date"))
    assert len(_faults(replace(chart, columns=wrong))) == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "1,200 persons, 12.3%, 12%, +5 kr. and –"), ("da", "1.200 persons, 12,3\u00a0%")],
)
def test_a_sentence_writes_fields_as_their_kinds(language: str, text: str) -> None:
    row = {"n": 1200, "part": 0.123, "change": 5, "none": None}
    source = "{n:count} persons, {part:share}, {part:share.0}, {change:change} kr. and {none:date}"
    context: Any = Context(published=None, view=View(language, "0999"), public=False)  # type: ignore[arg-type]
    assert phrase(context, source, row).startswith(text)
