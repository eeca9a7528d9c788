"""Data: how old the figures are, what was loaded, what was rejected and why, what tests found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

import streamlit as st

from dashboard.app.markup import as_text
from dashboard.app.shell import Frame, frame
from dashboard.app.writing import say, table
from dashboard.marks.columns import Col, worded
from dashboard.reading.context import Context
from dashboard.reading.marts import Row
from dashboard.topics.data.rows import (
    age_days,
    loads,
    loads_by_entity,
    reject_examples,
    reject_reasons,
    run_info,
    tests,
)
from dashboard.words.language import Language
from dashboard.words.tables import NOTHING

ENGINES = {"duckdb": "DuckDB", "spark": "Spark"}


def show(given: Frame) -> None:
    """Show the page."""
    published = given.published
    _ = given.view.language.text
    st.title(as_text(_title(given)))
    _run(given)
    st.header(_("Loads"), anchor="loads")
    _loads(given.context, loads_by_entity(published), loads(published))
    st.header(_("Rejected rows and warnings"), anchor="rejects")
    _rejects(given.context, reject_reasons(published), reject_examples(published))
    st.header(_("Tests"), anchor="tests")
    _tests(given.context, tests(published))


def _title(given: Frame) -> str:
    language, day = given.view.language, given.published.run.data_date
    age = age_days(given.published, datetime.now(UTC).date())
    if day is None or age is None:
        return language.text("The date of the data is not known")
    if age <= 0:
        return language.text("Data to {date}: today", date=language.day(day))
    return language.plural(
        "Data to {date}: {n} day old",
        "Data to {date}: {n} days old",
        age,
        date=language.day(day),
    )


def _run(given: Frame) -> None:
    info, language = run_info(given.published), given.view.language
    _ = language.text
    facts = {
        _("Run"): given.published.run.run_id,
        _("Published"): language.moment(given.published.run.published_at),
        _("Loads"): _number(info.get("n_loads"), language),
        _("Models"): _number(info.get("n_models"), language),
        _("Tests"): _number(info.get("n_tests"), language),
        _("Warnings"): _number(info.get("n_warnings"), language),
        _("Build took"): _("{seconds} s", seconds=_number(info.get("seconds"), language)),
        _("Built with"): ENGINES.get(str(info.get("engine")), NOTHING),
        _("Version"): str(info.get("sagspuls_version") or NOTHING),
    }
    items = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in facts.items()
    )
    st.html(f'<dl class="sp-facts">{items}</dl>')


def _loads(context: Context, summed: Sequence[Row], found: Sequence[Row]) -> None:
    language = context.language
    _ = language.text
    if not found:
        say(_("Nothing has been loaded."))
        return
    table(context, summed, _BY_ENTITY, _("Loads by system and entity"))
    refused = [row for row in found if row["status"] == "refused"]
    if refused:
        table(context, refused, _FILES, _("Refused files"))
    with st.expander(language.plural("The file", "All {n} files", len(found))):
        table(context, found, _FILES, _("Loads, newest first"))


def _rejects(context: Context, reasons: Sequence[Row], examples: Sequence[Row]) -> None:
    language = context.language
    _ = language.text
    if not reasons:
        say(_("No rows were rejected."))
        return
    total = sum(row["n"] for row in reasons)
    say(language.plural("{n} remark, counted by reason:", "{n} remarks, counted by reason:", total))
    table(context, reasons, _REASONS, _("Rejects by reason"))
    label = language.plural(
        "The row, with line and value", "The first {n} rows, with line and value", len(examples)
    )
    with st.expander(label):
        table(context, examples, _EXAMPLES, _("Rejected rows"))


def _tests(context: Context, found: Sequence[Row]) -> None:
    language = context.language
    _ = language.text
    remarks = [row for row in found if row["status"] != "pass"]
    say(
        language.plural(
            "{passed} of {n} test passed.",
            "{passed} of {n} tests passed.",
            len(found),
            passed=language.number(len(found) - len(remarks)),
        )
    )
    if remarks:
        table(context, remarks, _TESTS, _("Tests that found something"))
    with st.expander(_("All tests")):
        table(context, found, _TESTS, _("All tests"))


def _place(context: Context, row: Row) -> str:
    """File, line and column, as far as they are known."""
    language = context.language
    parts = [str(row["source_file"])]
    if row["line"] is not None:
        parts.append(language.text("line {line}", line=language.number(row["line"])))
    if row["column_name"]:
        parts.append(language.text("column {column}", column=row["column_name"]))
    return ", ".join(parts)


def _reason(context: Context, row: Row) -> str:
    """The reason in words; a contract's own check says what it found itself."""
    code = str(row["reason_code"])
    if context.codes.has("reject_reason", code):
        return context.codes.word("reject_reason", code)
    return str(row["message"] or code)


_COUNTS = (
    Col("Rows in", "rows_read", "count"),
    Col("Loaded", "rows_loaded", "count"),
    Col("Rejected", "rows_rejected", "count"),
    Col("Repeated", "rows_repeated", "count"),
    Col("Data date", "data_date", "date"),
)
_LOAD_STATUS = Col("Status", worded("status", "load_status"))
_BY_ENTITY = (
    Col("Entity", "entity"),
    Col("System", "source_system"),
    _LOAD_STATUS,
    Col("Files", "n_files", "count"),
    *_COUNTS,
)
_FILES = (
    Col("File", "source_file"),
    Col("Entity", "entity"),
    _LOAD_STATUS,
    *_COUNTS,
    Col("Message", "message"),
)
_REASONS = (
    Col("Reason", _reason),
    Col("Kind", worded("severity", "reject_severity")),
    Col("Number", "n", "count"),
    Col("Files", "n_files", "count"),
    Col("The first one", _place),
)
_EXAMPLES = (
    Col("File", "source_file"),
    Col("Line", "line", "count"),
    Col("Column", "column_name"),
    Col("Reason", _reason),
    Col("What is wrong", "message"),
    Col("Value", "value"),
)
_TESTS = (
    Col("Test", "test_name"),
    Col("Status", worded("status", "test_status")),
    Col("Found", "failures", "count"),
    Col("What it checks", "description"),
    Col("Who mends it", "mended_by"),
)


def _number(value: object, language: Language) -> str:
    return language.number(value) if isinstance(value, int | float) else NOTHING


show(frame())
