"""What is planted of complaints is found, and the Klager page says what a second SQL says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import klager_numbers as again
import pytest
from klager_numbers import Asked
from truths import Built

from dashboard.reading.context import Context
from dashboard.reading.marts import Published
from dashboard.reading.view import read_view
from dashboard.topics.charts import draw
from dashboard.topics.citizens import rows as complaints
from warehouse.base.settings import read_settings
from warehouse.publish.runs import Run

# Complaints


def test_complaints_are_counted_once_and_their_points_apart(built: Built) -> None:
    truth = built.truth["complaints"]
    assert built.row(
        """
        select count(*), sum(n_points), sum(n_points_assessed), sum(n_points_justified),
            count(answer_days), median(answer_days), count(*) filter (where answered_on is null),
            count(*) filter (where answered_on < received_on), count(*) filter (where is_repeat)
        from marts.fct_complaints
        """
    ) == tuple(
        truth[name]
        for name in (
            "complaints", "points", "points_assessed", "points_justified", "answered",
            "answer_days_median", "unanswered", "answered_before_received", "repeats",
        )
    )  # fmt: skip
    by = "select breakdown_code, sum({}) from marts.mart_complaints where period_grain = 'year' "
    by += "and org_level = 'municipality' and breakdown = '{}' group by 1"
    channels = built.table(by.format("n_complaints", "channel"))
    assert {code: n for code, (n,) in channels.items()} == truth["by_channel"]
    topics = built.table(by.format("n_points", "topic"))
    assert {code: n for code, (n,) in topics.items()} == truth["points_by_topic"]
    quarters = built.rows(
        "select period_start, n_complaints from marts.mart_complaints where period_grain = "
        "'quarter' and org_level = 'municipality' and breakdown = 'total'"
    )
    assert {start.isoformat(): n for start, n in quarters} == truth["by_quarter"]
    assert built.row(
        "select count(*) filter (where not has_complaint), count(*) filter (where not "
        "is_topic_known) from marts.fct_complaint_points"
    ) == (truth["points_without_complaint"], truth["unknown_topic_points"])


def test_the_planted_share_of_reversals_is_found(built: Built) -> None:
    truth = built.truth["complaints"]
    outcomes = built.table(
        "select appeal_outcome, count(*) from marts.fct_complaints where appeal_outcome is not null"
        " group by 1"
    )
    assert {code: n for code, (n,) in outcomes.items()} == truth["appeal_outcomes"]
    assert built.row(
        "select sum(n_reversed) / sum(n_on_merits)::double from marts.mart_complaint_reversals "
        "where org_level = 'municipality' and period_grain = 'year' and breakdown = 'total'"
    ) == (pytest.approx(truth["reversal_share"]),)


@pytest.mark.parametrize("planted", ["special_cause", "new"])
def test_the_planted_signals_are_found(built: Built, planted: str) -> None:
    truth = built.truth["complaints"][planted]
    assert built.rows(
        f"""
        select n_points, complaint_signal from marts.mart_complaint_signals
        where org_level = 'unit' and org_code = '{truth["unit"]}'
            and topic_code = '{truth["topic"]}' and period_start = '{truth["quarter"]}'
        """
    ) == [(truth["points"], planted)]
    assert (truth["points_before"] > 0) == (planted == "special_cause")


# Each number on the Klager page, by a second SQL

ASKED = {
    "everything, a quarter": ({"period": "2024-Q4"}, "true", date(2024, 10, 1), date(2025, 1, 1)),
    "a department, a year": (
        {"period": "2024", "department": "SOF"}, "dep = 'SOF'", date(2024, 1, 1), date(2025, 1, 1)
    ),
    "a unit, a quarter": (
        {"period": "2024-Q4", "unit": "SC-SYD"}, "uni = 'SC-SYD'",
        date(2024, 10, 1), date(2025, 1, 1),
    ),
    "a unit, a year": (
        {"period": "2024", "unit": "MYN"}, "uni = 'MYN'", date(2024, 1, 1), date(2025, 1, 1)
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def page(
    built: Built, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Published, duckdb.DuckDBPyConnection]]:
    """The run as the page reads it, and a connection of its own to the raw tables."""
    folder = tmp_path_factory.mktemp("klager")
    (source,) = built.row("select path from duckdb_databases() where database_name = 'build'")
    file = shutil.copy(source, folder / "klager-page.duckdb")
    run = Run("20250401T080000-0000", Path(file), datetime(2025, 4, 1, tzinfo=UTC), None)
    with duckdb.connect() as connection:
        again.prepare(connection, str(shutil.copy(source, folder / "klager-raw.duckdb")))
        yield Published(run, read_settings(data=folder)), connection


@pytest.mark.parametrize("asked", ASKED)
def test_each_number_on_the_klager_page_is_that_of_a_second_sql(
    page: tuple[Published, duckdb.DuckDBPyConnection], asked: str
) -> None:
    published, connection = page
    address, where, start, end = ASKED[asked]
    view = read_view(address, published, "en")
    context = Context(published, view, public=False)
    there = Asked(where, start, end)

    def table(chart_id: str) -> dict[str, tuple[Any, ...]]:
        return {str(row[0]): row[1:] for row in draw(chart_id, context).table.rows}

    def close(found: dict[str, tuple[Any, ...]], wanted: dict[str, tuple[Any, ...]]) -> None:
        assert found.keys() == wanted.keys()
        for name, row in wanted.items():
            assert len(found[name]) == len(row)
            for value, other in zip(found[name], row, strict=True):
                assert value == (
                    pytest.approx(other, abs=1e-9) if isinstance(other, float) else other
                ), (name, found[name], row)

    def all_of(name: str, rows: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
        return dict.fromkeys([name] if rows else [], next(iter(rows.values()), ()))

    def named(kind: str, rows: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
        return {complaints.name_of(context, kind, code): row for code, row in rows.items()}

    quarters = {
        view.language.period(first, "quarter"): numbers
        for first, *numbers in again.by_quarter(connection, there)
        if first < end
    }
    close({name: row[:5] for name, row in table("complaints_over_time").items()},
          {name: tuple(row) for name, row in quarters.items()})  # fmt: skip

    for chart_id, kind, code, all_words in (
        ("complaints_by_channel", "channel", "channel", "All channels"),
        ("complaints_by_area", "area", "main_area", "All areas"),
    ):
        rows = table(chart_id)
        total = again.counted(connection, there, "'total'")["total"]
        (all_rates, before) = (again.rates(connection, one) for one in (there, there.a_year_before))
        assert rows[all_words][4:] == pytest.approx((all_rates[3], before[3]))
        made = (all_rates[2], before[2])
        wanted = {all_words: total}
        wanted |= named(kind, again.counted(connection, there, code))
        close({name: row[:4] for name, row in rows.items()}, wanted)
        for name, (now, then, *_rest) in wanted.items():
            assert rows[name][4:] == pytest.approx((1000 * now / made[0], 1000 * then / made[1]))

    close(
        table("complaints_by_topic"),
        {
            name: (points, n, judged, justified, share)
            for name, (share, _low, _high, justified, judged, points, n) in named(
                "topic", again.judged(connection, there, "topic_code")
            ).items()
        },
    )
    close(
        table("complaint_justified"),
        {
            name: row[:6]
            for name, row in (
                {"All areas": again.judged(connection, there, "'total'")["total"]}
                | named("area", again.judged(connection, there, "main_area"))
            ).items()
            if row[4]
        },
    )
    organisations = complaints.organisations(context)
    conditions = {"municipality": "true", "department": "dep = '{}'", "unit": "uni = '{}'"}
    close(
        table("complaints_by_unit"),
        {
            name: again.rates(connection, Asked(conditions[level].format(code), start, end))
            for level, code, name in organisations
        },
    )
    close(
        table("complaint_reversals"),
        all_of("All case types", again.reversals(connection, there, "'all'"))
        | {
            "Not stated" if code == "-" else context.name("case_type", code): row
            for code, row in again.reversals(connection, there, "kind").items()
        },
    )
    close(
        table("complaint_answer_days"),
        all_of("All channels", again.answers(connection, there, "'all'"))
        | named("channel", again.answers(connection, there, "channel")),
    )
    found = draw("complaint_signals", context).table.rows
    wanted_signals = again.signals(connection, there)
    assert sorted(row[2:6] for row in found) == [
        (*row[:3], pytest.approx(row[3])) for row in sorted(wanted_signals.values())
    ]
    assert asked == "a unit, a year" or found
