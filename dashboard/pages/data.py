"""Data: how old the figures are, what was loaded, what was rejected and why, what tests found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

import streamlit as st

from dashboard.app.markup import as_text
from dashboard.app.shell import Frame, frame
from dashboard.reading.codes import Codes
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
from dashboard.words.tables import NOTHING, Column, Table, html_table

ENGINES = {"duckdb": "DuckDB", "spark": "Spark"}
_COUNTS = ("rows_read", "rows_loaded", "rows_rejected", "rows_repeated", "data_date")


def show(given: Frame) -> None:
    """Show the page."""
    published, codes = given.published, given.codes
    language = codes.language
    _ = language.text
    st.title(as_text(_title(given)))
    _run(given)
    st.header(_("Loads"), anchor="loads")
    _loads(loads_by_entity(published), loads(published), codes)
    st.header(_("Rejected rows and warnings"), anchor="rejects")
    _rejects(reject_reasons(published), reject_examples(published), codes)
    st.header(_("Tests"), anchor="tests")
    _tests(tests(published), codes)


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


def _loads(summed: Sequence[Row], found: Sequence[Row], codes: Codes) -> None:
    language = codes.language
    _ = language.text
    if not found:
        st.html(f'<p class="sp-say">{escape(_("Nothing has been loaded."))}</p>')
        return
    counts = (
        Column(_("Rows in"), "count"),
        Column(_("Loaded"), "count"),
        Column(_("Rejected"), "count"),
        Column(_("Repeated"), "count"),
        Column(_("Data date"), "date"),
    )
    table = Table(
        (
            Column(_("Entity")),
            Column(_("System")),
            Column(_("Status")),
            Column(_("Files"), "count"),
            *counts,
        ),
        tuple(
            (
                row["entity"],
                row["source_system"],
                _known("load_status", row["status"], codes),
                row["n_files"],
                *(row[name] for name in _COUNTS),
            )
            for row in summed
        ),
    )
    st.html(html_table(table, language, caption=_("Loads by system and entity")))
    files = Table(
        (
            Column(_("File")),
            Column(_("Entity")),
            Column(_("Status")),
            *counts,
            Column(_("Message")),
        ),
        tuple(
            (
                row["source_file"],
                row["entity"],
                _known("load_status", row["status"], codes),
                *(row[name] for name in _COUNTS),
                row["message"],
            )
            for row in found
        ),
    )
    refused = [row for row in found if row["status"] == "refused"]
    if refused:
        only = Table(files.columns, files.rows[: len(refused)])
        st.html(html_table(only, language, caption=_("Refused files")))
    with st.expander(language.plural("The file", "All {n} files", len(found))):
        st.html(html_table(files, language, caption=_("Loads, newest first")))


def _rejects(reasons: Sequence[Row], examples: Sequence[Row], codes: Codes) -> None:
    language = codes.language
    _ = language.text
    if not reasons:
        st.html(f'<p class="sp-say">{escape(_("No rows were rejected."))}</p>')
        return
    total = sum(row["n"] for row in reasons)
    said = language.plural(
        "{n} remark, counted by reason:", "{n} remarks, counted by reason:", total
    )
    st.html(f'<p class="sp-say">{escape(said)}</p>')
    counted = Table(
        (
            Column(_("Reason")),
            Column(_("Kind")),
            Column(_("Number"), "count"),
            Column(_("Files"), "count"),
            Column(_("The first one")),
        ),
        tuple(
            (
                _reason(row, codes),
                _known("reject_severity", row["severity"], codes),
                row["n"],
                row["n_files"],
                _place(row, language),
            )
            for row in reasons
        ),
    )
    st.html(html_table(counted, language, caption=_("Rejects by reason")))
    label = language.plural(
        "The row, with line and value", "The first {n} rows, with line and value", len(examples)
    )
    with st.expander(label):
        rows = Table(
            (
                Column(_("File")),
                Column(_("Line"), "count"),
                Column(_("Column")),
                Column(_("Reason")),
                Column(_("What is wrong")),
                Column(_("Value")),
            ),
            tuple(
                (
                    row["source_file"],
                    row["line"],
                    row["column_name"],
                    _reason(row, codes),
                    row["message"],
                    row["value"],
                )
                for row in examples
            ),
        )
        st.html(html_table(rows, language, caption=_("Rejected rows")))


def _place(row: Row, language: Language) -> str:
    """File, line and column, as far as they are known."""
    parts = [str(row["source_file"])]
    if row["line"] is not None:
        parts.append(language.text("line {line}", line=language.number(row["line"])))
    if row["column_name"]:
        parts.append(language.text("column {column}", column=row["column_name"]))
    return ", ".join(parts)


def _tests(found: Sequence[Row], codes: Codes) -> None:
    language = codes.language
    _ = language.text
    remarks = [row for row in found if row["status"] != "pass"]
    said = language.plural(
        "{passed} of {n} test passed.",
        "{passed} of {n} tests passed.",
        len(found),
        passed=language.number(len(found) - len(remarks)),
    )
    st.html(f'<p class="sp-say">{escape(said)}</p>')
    if remarks:
        st.html(
            html_table(
                _test_table(remarks, codes), language, caption=_("Tests that found something")
            )
        )
    with st.expander(_("All tests")):
        st.html(html_table(_test_table(found, codes), language, caption=_("All tests")))


def _test_table(found: Sequence[Row], codes: Codes) -> Table:
    language = codes.language
    _ = language.text
    return Table(
        (
            Column(_("Test")),
            Column(_("Status")),
            Column(_("Found"), "count"),
            Column(_("What it checks")),
            Column(_("Who mends it")),
        ),
        tuple(
            (
                row["test_name"],
                _known("test_status", row["status"], codes),
                row["failures"],
                row["description"],
                row["mended_by"],
            )
            for row in found
        ),
    )


def _known(code_list: str, code: object, codes: Codes) -> str:
    """The word of a code; the code itself where there is none."""
    return codes.word(code_list, code) or NOTHING


def _reason(row: Row, codes: Codes) -> str:
    """The reason in words; a contract's own check says what it found itself."""
    code = str(row["reason_code"])
    if codes.has("reject_reason", code):
        return codes.word("reject_reason", code)
    return str(row["message"] or code)


def _number(value: object, language: Language) -> str:
    return language.number(value) if isinstance(value, int | float) else NOTHING


show(frame())
