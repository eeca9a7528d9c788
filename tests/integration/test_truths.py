"""The truths planted in the sample municipality are found by ledger, facts and marts."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import klager_numbers as again
import numpy as np
import pytest
from klager_numbers import Asked

from dashboard import complaints
from dashboard.charts import draw
from dashboard.drawing import Context
from dashboard.marts import Published
from dashboard.view import read_view
from warehouse.build import build
from warehouse.load import LoadResult, load
from warehouse.publish import Run
from warehouse.sample import write_sample
from warehouse.sample.grant_extracts import sample_grants
from warehouse.sample.grants import SERVICES
from warehouse.sample.service_catalogues import catalogues
from warehouse.settings import read_settings

CASES, SEED = 20_000, 1

REASONS = {
    "impossible_date": {"invalid_date", "invalid_time"},
    "missing_value": {"missing_value"},
    "unknown_code": {"unknown_code"},
    "not_a_number": {"invalid_number"},
    "too_many_columns": {"too_many_columns"},
    "too_few_columns": {"too_few_columns"},
    "same_key_other_content": {"key_conflict"},
    "decided_before_received": {"decided_before_received"},
    "answered_before_received": {"answered_before_received"},
    "reached_before_started": {"reached_before_started"},
    "decision_without_reference": {"decision_without_reference"},
}
"""What the loader calls the kinds of bad rows that it names one by one."""


@dataclass(frozen=True)
class Built:
    """The sample's truths, what loading it gave, and the build file."""

    truth: dict[str, Any]
    results: list[LoadResult]
    connection: duckdb.DuckDBPyConnection

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the build file."""
        return self.connection.execute(query).fetchall()

    def row(self, query: str) -> tuple[Any, ...]:
        """The only row of a query on the build file."""
        (row,) = self.rows(query)
        return row

    def table(self, query: str) -> dict[Any, tuple[Any, ...]]:
        """Rows of a query by their first column."""
        return {first: tuple(rest) for first, *rest in self.rows(query)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """A sample, loaded and built once for all tests of this file."""
    folder = tmp_path_factory.mktemp("truths")
    write_sample(folder / "sample", CASES, SEED)
    settings = read_settings(
        data=folder / "data", key_file=folder / "pseudonym.key", memory_limit="1GB"
    )
    results = load(settings, folder / "sample", "sample")
    build(settings)
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        yield Built(read_truth(folder / "sample"), results, connection)


def read_truth(folder: Path) -> dict[str, Any]:
    """What the sample says of itself."""
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return truth


def cells(table: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Denominators and numerators of the cells that are not empty."""
    return {
        name: (cell["denominator"], cell["numerator"])
        for name, cell in table.items()
        if cell["denominator"]
    }


SCORECARD = """
    from marts.mart_scorecard
    where indicator_id = 'deadline_kept' and municipality_code = '0999' and n > 0
"""


# What the loader says


def test_every_file_is_loaded_and_counted_as_written(built: Built) -> None:
    expected = {
        (file["file"], file["entity"]): (
            "loaded", file["rows"], file["loaded"], file["rejected"], file["repeated"],
        )
        for file in built.truth["files"]
    }  # fmt: skip
    found = {
        (Path(r.source_file).name, r.entity): (
            r.status, r.rows_read, r.rows_loaded, r.rows_rejected, r.rows_repeated,
        )
        for r in built.results
        if r.status != "skipped"
    }  # fmt: skip
    assert found == expected
    ledger = built.rows(
        "select split_part(source_file, '/', -1), entity, status, rows_read, rows_loaded, "
        "rows_rejected, rows_repeated from marts.load_ledger"
    )
    assert {(name, entity): tuple(rest) for name, entity, *rest in ledger} == expected


def test_every_kind_of_bad_row_gets_its_reason(built: Built) -> None:
    expected = Counter(
        {
            (entity, kind): n
            for entity, kinds in built.truth["bad_rows"].items()
            for kind, n in kinds.items()
            if kind in REASONS
        }
    )
    kind_of = {code: kind for kind, codes in REASONS.items() for code in codes}
    rows = built.rows(
        "select entity, reason_code, count(*) from marts.load_rejects group by entity, reason_code"
    )
    found: Counter[tuple[str, str]] = Counter()
    others: Counter[str] = Counter()
    for entity, code, n in rows:
        if code in kind_of:
            found[entity, kind_of[code]] += n
        else:
            others[code] += n
    assert found == expected
    assert others == {"cpr_in_text": built.truth["n_notes_with_cpr"]}


# What the facts say


def test_cases_are_counted(built: Built) -> None:
    truth = built.truth
    assert built.row(
        """
        select count(*), count(*) filter (where is_open), count(distinct citizen_key),
            count(*) filter (where is_open and deadline_on < observed_until)
        from marts.fct_cases
        """
    ) == (truth["n_cases"], truth["n_open"], truth["n_citizens"], truth["n_open_overdue"])
    assert built.row("select count(*) from marts.fct_case_events") == (truth["n_events"],)
    assert built.row("select count(*) from marts.fct_decisions") == (truth["n_decisions"],)


def test_the_data_date_is_the_sample_s(built: Built) -> None:
    assert built.rows("select distinct observed_until from marts.fct_cases") == [
        (date.fromisoformat(built.truth["data_date"]),)
    ]


def test_the_case_type_no_seed_knows_is_marked(built: Built) -> None:
    unknown = "select case_type_code from marts.dim_case_type where not is_known"
    (code,) = built.row(unknown)
    assert code == "HJM-KOMM"
    assert built.row(f"select count(*) from marts.fct_cases where case_type_code = '{code}'") == (
        built.truth["bad_rows"]["cases"]["unknown_case_type"],
    )


def test_no_citizen_is_born_yet(built: Built) -> None:
    assert built.row(
        "select min(citizen_birth_year), max(citizen_birth_year) from marts.fct_cases"
    ) == (2050, 2057)


def test_every_case_is_kept_not_kept_or_left_out_for_its_reason(built: Built) -> None:
    found = built.rows(
        """
        select case_type_code, coalesce(exclusion_reason, 'in'),
            count(*), count(*) filter (where in_numerator)
        from marts.fct_indicator_evidence
        where indicator_id = 'deadline_kept'
        group by case_type_code, coalesce(exclusion_reason, 'in')
        """
    )
    expected = set()
    for code, cell in built.truth["deadline_kept"]["by_case_type"].items():
        expected.add((code, "in", cell["denominator"], cell["numerator"]))
        expected |= {(code, reason, n, 0) for reason, n in cell["excluded"].items()}
    assert set(found) == {row for row in expected if row[2]}


def test_working_days_to_decision(built: Built) -> None:
    evidence = "from marts.fct_indicator_evidence where indicator_id = 'working_days_to_decision'"
    truth = built.truth["working_days_to_decision"]
    for column, expected in (("case_type_code", "by_case_type"), ("unit_code", "by_unit")):
        found = built.table(
            f"select {column}, count(*), median(value) {evidence} and in_denominator group by 1"
        )
        assert found == {name: (c["n"], c["median"]) for name, c in truth[expected].items()}
    found = built.table(
        f"select exclusion_reason, count(*) {evidence} and not in_denominator group by 1"
    )
    assert found == {reason: (n,) for reason, n in truth["total"]["excluded"].items()}


def test_delay_notices_in_three_steps(built: Built) -> None:
    """The duty to tell the citizen: told, by the deadline, with a date (mission T2: 11 %)."""
    truth = built.truth["delay_notices"]
    found = built.table(
        """
        select indicator_id, sum(n)::bigint, sum(numerator)::bigint
        from marts.mart_scorecard
        where indicator_id like 'notice_%' and org_level = 'municipality'
            and breakdown = 'total' and period_grain = 'year'
        group by indicator_id
        """
    )
    assert found == {
        "notice_sent": (truth["overdue"], truth["told"]),
        "notice_in_time": (truth["overdue"], truth["told_by_deadline"]),
        "notice_with_date": (truth["overdue"], truth["told_by_deadline_with_date"]),
    }
    assert built.row("select count(*) from intermediate.int_case_time__notices") == (
        truth["notices_sent"],
    )
    assert 0.09 < truth["told_by_deadline_with_date"] / truth["overdue"] < 0.13


def test_receipts_of_written_enquiries(built: Built) -> None:
    truth = built.truth["receipts"]
    assert built.row(
        """
        select sum(n)::bigint, sum(numerator)::bigint
        from marts.mart_scorecard
        where indicator_id = 'receipt_in_time' and org_level = 'municipality'
            and breakdown = 'total' and period_grain = 'year'
        """
    ) == (truth["open_longer"], truth["receipt_in_time"])
    assert 0.65 < truth["receipt_in_time"] / truth["open_longer"] < 0.75


def test_open_cases(built: Built) -> None:
    found = built.table(
        """
        select breakdown_code, n_open, n_overdue, n_due_in_30_days
        from marts.mart_open_cases
        where org_level = 'municipality' and breakdown = 'case_type'
        """
    )
    assert found == {name: tuple(n.values()) for name, n in built.truth["open_cases"].items()}


def kaplan_meier(days: Any, is_decided: Any) -> tuple[Any, Any]:
    """Days of decision and the share still open after each, by the textbook's loop."""
    times = np.unique(days[is_decided])
    shares, share = [], 1.0
    for time in times:
        at_risk = int((days >= time).sum())
        share *= 1 - int((days[is_decided] == time).sum()) / at_risk
        shares.append(share)
    return times, np.array(shares)


@pytest.mark.parametrize("case_type", ["FOERTID", "PERS-HJ", "BOSTOETTE"])
def test_time_to_decision_is_numpys(built: Built, case_type: str) -> None:
    """Median and share by the deadline with open cases, and without them, year by year."""
    found = built.table(
        f"""
        select year(period_start), n, n_decided, n_open, km_median_days, closed_only_median_days,
            deadline_days, decided_by_deadline_share
        from marts.mart_time_to_decision
        where clock = 'received' and period_grain = 'year' and breakdown_code = '{case_type}'
        """
    )
    rows = built.rows(
        f"""
        select year(received_on), decided_on is not null, is_open,
            date_diff('day', received_on, coalesce(decided_on, closed_on, observed_until))
        from marts.fct_cases
        where case_type_code = '{case_type}' and (decided_on is null or decided_on >= received_on)
        """
    )
    year, is_decided, is_open, days = (np.array(column) for column in zip(*rows, strict=True))
    assert sorted(found) == list(range(2020, 2026))
    for one, (n, n_decided, n_open, median, closed_only, deadline, by_deadline) in found.items():
        here = year == one
        times, shares = kaplan_meier(days[here], is_decided[here])
        assert (n, n_decided, n_open) == (here.sum(), is_decided[here].sum(), is_open[here].sum())
        half = times[shares <= 0.5 + 1e-12]
        assert median == (half[0] if len(half) else None)
        assert closed_only == (np.median(days[here & is_decided]) if n_decided else None)
        if days[here].max() >= deadline:
            in_time = shares[times <= deadline]
            share = 1 - in_time[-1] if len(in_time) else 0
            assert by_deadline == pytest.approx(share)
        else:
            assert by_deadline is None


def test_the_closed_alone_look_too_fast(built: Built) -> None:
    """Of what was received last, the slow cases are those still open."""
    bias = built.table(
        """
        select period_start, closed_only_bias_days
        from marts.mart_time_to_decision
        where clock = 'received' and period_grain = 'quarter' and breakdown = 'total'
        """
    )
    assert bias[date(2025, 1, 1)][0] < -5
    assert abs(bias[date(2022, 1, 1)][0]) <= 1


def test_quiet_stretches_with_a_registered_cause(built: Built) -> None:
    """The gap after an event with a cause is as long as planted; the costliest cause is known."""
    found = built.table(
        """
        with gaps as (
            select
                events.cause_code,
                date_diff(
                    'day',
                    cast(events.event_at as date),
                    coalesce(
                        cast(
                            lead(events.event_at) over (
                                partition by events.case_key
                                order by events.event_at, events.event_no
                            ) as date
                        ),
                        cases.observed_until
                    )
                ) as days
            from marts.fct_case_events as events
            inner join marts.fct_cases as cases on events.case_key = cases.case_key
        )
        select cause_code, count(*) filter (where days > 0), sum(days)
        from gaps
        where cause_code is not null
        group by cause_code
        """
    )
    registered = built.truth["quiet"]["registered"]
    assert found == {cause: (c["stretches"], c["days"]) for cause, c in registered.items()}
    planted = built.truth["quiet"]["planted"]
    assert max(found, key=lambda cause: found[cause][1]) == "organisation"
    assert max(planted, key=lambda cause: planted[cause]["days"]) == "organisation"


def test_every_registered_quiet_period_is_found_with_its_days_and_cause(built: Built) -> None:
    found = built.table(
        """
        select cause_code, count(*), sum(days)::bigint, sum(working_days)::bigint
        from marts.fct_case_stretches
        where part = 'quiet' and cause_source = 'registered'
        group by cause_code
        """
    )
    assert found == {
        cause: (c["stretches"], c["days"], c["working_days"])
        for cause, c in built.truth["quiet"]["periods"].items()
        if c["stretches"]
    }


def test_rules_find_causes_nobody_registered(built: Built) -> None:
    """What was planted as organisation lies between an approval and a note: a rule tells it."""
    missed, told = built.row(
        """
        select count(*) filter (where cause_code <> 'organisation'), count(*)
        from marts.fct_case_stretches
        where part = 'quiet' and cause_source <> 'registered'
            and after_event = 'approval' and before_event = 'note_made'
        """
    )
    planted, registered = (
        built.truth["quiet"][kind]["organisation"]["stretches"]
        for kind in ("planted", "registered")
    )
    assert missed == 0
    assert told >= 0.9 * (planted - registered)


def test_the_cause_that_costs_most_is_found(built: Built) -> None:
    planted = built.truth["quiet"]["planted"]
    costliest = max(planted, key=lambda cause: planted[cause]["days"])
    found = built.table(
        """
        select cause_code, sum(working_days), sum(days_registered)
        from marts.mart_quiet_causes
        where org_level = 'municipality' and breakdown = 'total' and period_grain = 'year'
        group by cause_code
        """
    )
    for k in (0, 1):
        assert max(found, key=lambda cause: found[cause][k]) == costliest


def test_what_if_quiet_time_were_halved(built: Built) -> None:
    """The figures of every year and cause, told anew case by case."""
    quiet: dict[str, Counter[str]] = {}
    for key, cause, days in built.rows(
        "select case_key, cause_code, days from marts.fct_case_stretches where part = 'quiet'"
    ):
        quiet.setdefault(key, Counter()).update({cause: days, "all": days})
    expected: dict[tuple[int, str], list[int]] = {}
    causes = [code for (code,) in built.rows("select cause_code from seeds.delay_causes")]
    for key, year, kept, decided, deadline in built.rows(
        """
        select case_key, year(counted_on), in_numerator, decided_on, fct_cases.deadline_on
        from marts.fct_indicator_evidence
        inner join marts.fct_cases using (case_key)
        where indicator_id = 'deadline_kept' and in_denominator
        """
    ):
        for cause in (*causes, "all"):
            saved = timedelta(days=quiet.get(key, Counter())[cause] // 2)
            then = kept or (decided is not None and decided - saved <= deadline)
            cell = expected.setdefault((year, cause), [0, 0, 0])
            for k, counts in enumerate((True, kept, then)):
                cell[k] += counts
    found = built.rows(
        """
        select year(period_start), cause_code, n, n_kept, n_kept_if_halved
        from marts.mart_quiet_what_if
        where org_level = 'municipality' and breakdown = 'total' and period_grain = 'year'
        """
    )
    assert {(year, cause): cell for year, cause, *cell in found} == expected
    assert sum(cell[2] - cell[1] for (_, cause), cell in expected.items() if cause == "all") > 100


# What the scorecard says


@pytest.mark.parametrize(("grain", "expected"), [("year", "by_year"), ("month", "by_month")])
def test_scorecard_over_time(built: Built, grain: str, expected: str) -> None:
    found = built.table(
        f"select period_start::varchar, n, numerator {SCORECARD} and org_level = 'municipality' "
        f"and breakdown = 'total' and period_grain = '{grain}'"
    )
    assert found == cells(built.truth["deadline_kept"][expected])


def test_scorecard_by_case_type_and_year(built: Built) -> None:
    found = built.rows(
        f"select breakdown_code, period_start::varchar, n, numerator {SCORECARD} "
        "and org_level = 'municipality' and breakdown = 'case_type' and period_grain = 'year'"
    )
    truth = built.truth["deadline_kept"]["by_case_type_and_year"]
    expected = {
        (code, year, *cell) for code, years in truth.items() for year, cell in cells(years).items()
    }
    assert set(found) == expected


@pytest.mark.parametrize(
    ("level", "expected"), [("department", "by_department"), ("unit", "by_unit")]
)
def test_scorecard_by_organisation(built: Built, level: str, expected: str) -> None:
    found = built.table(
        f"select org_code, sum(n)::bigint, sum(numerator)::bigint {SCORECARD} "
        f"and org_level = '{level}' and breakdown = 'total' and period_grain = 'year' group by 1"
    )
    assert found == cells(built.truth["deadline_kept"][expected])


def test_medians_in_the_scorecard(built: Built) -> None:
    found = built.rows(
        """
        select breakdown_code, period_start::varchar, n, value
        from marts.mart_scorecard
        where indicator_id = 'working_days_to_decision' and org_level = 'municipality'
            and breakdown = 'case_type' and period_grain = 'year' and n >= 10
        """
    )
    truth = built.truth["working_days_to_decision"]["by_case_type_and_year"]
    expected = {
        (code, year, cell["n"], cell["median"])
        for code, years in truth.items()
        for year, cell in years.items()
        if cell["n"] >= 10
    }
    assert set(found) == expected


def test_case_types_below_and_above_their_goal(built: Built) -> None:
    found = built.table(
        f"select breakdown_code, status, value, target, since {SCORECARD} "
        "and org_level = 'municipality' and breakdown = 'case_type' "
        "and period_grain = 'year' and period_start = date '2024-01-01'"
    )
    for code in built.truth["below_target"]:
        status, value, target, _ = found[code]
        assert (status, target) == ("not_met", 0.8), code
        assert value < 0.78
    for code in built.truth["above_target"]:
        assert found[code][:1] == ("met",), code
    assert found["FOERTID"][1] == min(value for _, value, *_ in found.values())
    assert found["FOERTID"][3] == date(2020, 1, 1)


def test_the_slow_unit_is_the_last(built: Built) -> None:
    found = built.table(
        f"select org_code, sum(numerator) / sum(n) {SCORECARD} "
        "and org_level = 'unit' and breakdown = 'total' and period_grain = 'year' group by 1"
    )
    by_share = sorted(found, key=lambda code: found[code])
    assert by_share[0] == built.truth["slow_unit"]
    assert found[by_share[0]][0] < found[by_share[1]][0] - 0.1


def test_the_initiative_is_a_signal_of_improvement_from_its_month_on(built: Built) -> None:
    plan = built.truth["initiative"]
    found = built.table(
        f"select period_start, spc_signal {SCORECARD} and period_grain = 'month' "
        f"and org_level = 'unit' and org_code = '{plan['unit']}' "
        f"and breakdown = 'case_type' and breakdown_code = '{plan['case_type']}' "
        "and not is_partial"
    )
    starts = date.fromisoformat(plan["month"])
    after = [signal for month, (signal,) in found.items() if month > starts]
    before = [signal for month, (signal,) in found.items() if month < starts]
    assert len(before) == 48
    assert after.count("improvement") >= len(after) - 2
    assert before.count("improvement") <= 1
    gain = plan["received_after"]["share"] - plan["received_before"]["share"]
    assert gain > 0.1


# What is like for like, and what an initiative did


def test_the_initiative_is_found_as_better(built: Built) -> None:
    """Also less what changed elsewhere; its own figures are the scorecard's months added up."""
    rows = built.table(
        "select group_code, verdict, verdict_compared, n_before, n_after, difference,"
        " difference_in_differences from marts.mart_initiative_effect"
    )
    assert rows["part"][:2] == ("better", "better")
    assert rows["others"][0] == "no_clear_change"
    initiative = built.truth["initiative"]
    start = date.fromisoformat(initiative["month"])
    sides = {True: [0, 0], False: [0, 0]}
    for month, cell in initiative["by_month"].items():
        away = (int(month[:4]) - start.year) * 12 + int(month[5:7]) - start.month
        if -12 <= away < 12:
            sides[away >= 0][0] += cell["denominator"]
            sides[away >= 0][1] += cell["numerator"]
    (n_before, kept_before), (n_after, kept_after) = sides[False], sides[True]
    assert rows["part"][2:4] == (n_before, n_after)
    assert rows["part"][4] == pytest.approx(kept_after / n_after - kept_before / n_before)


def test_rebased_limits_show_the_initiative(built: Built) -> None:
    """Its months have limits of their own on either side, and the mean after is the higher one."""
    means = built.table(
        "select is_after, min(spc_mean), max(spc_mean) from marts.mart_initiative_months"
        " where group_code = 'part' and initiative_id = 'hjm-uds-myn-2024' group by is_after"
    )
    assert means[False][0] == means[False][1]
    assert means[True][0] == means[True][1]
    assert means[True][0] > means[False][0] + 0.1


def test_the_slow_unit_lies_below_the_funnel(built: Built) -> None:
    """It does so like for like in every whole year, and chance does not explain the spread."""
    rows = built.rows(
        "select year(period_start), funnel_signal, chance_share from marts.mart_unit_spread"
        " where indicator_id = 'deadline_kept' and department_code = 'all'"
        f" and period_grain = 'year' and org_code = '{built.truth['slow_unit']}'"
        " and year(period_start) between 2021 and 2024 order by 1"
    )
    assert [signal for _, signal, _ in rows] == ["below_998"] * 4
    assert max(chance for *_, chance in rows) < 0.5


# Whom citizens meet, and how many cases there were to be


def test_continuity(built: Built) -> None:
    """Whom citizens met, year by year, as it was simulated."""
    found = built.table(
        "select year_start_on::varchar, n_citizens, n_contacts, main_caseworker_share,"
        " caseworkers_mean, n_citizens_in_touch, one_caseworker_share"
        " from marts.mart_continuity where org_level = 'municipality'"
    )
    assert found == {
        year: (
            met["citizens"],
            met["contacts"],
            pytest.approx(met["contacts_main"] / met["contacts"]),
            pytest.approx(met["caseworkers"] / met["citizens"]),
            met["in_touch"],
            pytest.approx(met["with_one"] / met["in_touch"]),
        )
        for year, met in built.truth["continuity"].items()
    }


def test_handovers(built: Built) -> None:
    found = built.table(
        "select year_start_on::varchar, n_cases, handovers_per_case"
        " from marts.mart_continuity where org_level = 'municipality'"
    )
    assert found == {
        year: (ended["cases"], pytest.approx(ended["handed_over"] / ended["cases"]))
        for year, ended in built.truth["handovers"].items()
    }


def test_cases_are_held_against_estimates(built: Built) -> None:
    found = built.rows(
        "select case_type_code, year_start_on::varchar, n_cases, estimate, ratio"
        " from marts.mart_case_estimates"
    )
    received = built.truth["received"]
    assert len(found) == 15
    for case_type, year, n, estimate, ratio in found:
        assert n == received[case_type][year]
        assert ratio == pytest.approx(received[case_type][year] / estimate)


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


# What the registers say


def test_the_retired_focus_point_has_both_its_texts(built: Built) -> None:
    truth = built.truth["follow_up"]
    versions = built.rows(
        "select approved_text, status, is_new_text from marts.mart_focus_point_versions"
        f" where focus_point_id = '{truth['retired_focus_point']}' order by version_no"
    )
    assert [text for text, _, is_new in versions if is_new] == truth["retired_focus_point_texts"]
    assert [status for _, status, _ in versions] == ["in_progress", "in_progress", "retired"]


def test_money_milestones_and_recommendations_are_as_planted(built: Built) -> None:
    truth = built.truth["follow_up"]
    over = "select initiative_id from marts.mart_initiatives where money_status = 'over_grant'"
    assert built.rows(over) == [(truth["initiative_over_grant"],)]
    share = "select round(100 * budget_dkk / grant_dkk) from marts.mart_initiatives"
    assert built.row(f"{share} where initiative_id = 'fokusgrupper-2024'") == (2,)
    stray = "select initiative_id from marts.mart_milestones where problem = 'no_initiative'"
    assert built.rows(stray) == [(truth["stray_milestone_of"],)]
    due = (
        "select item_id from marts.mart_follow_up_due"
        " where register = 'recommendations' and due_status = 'overdue'"
    )
    assert built.rows(due) == [(truth["overdue_recommendation"],)]


def test_documents_templates_and_freezes_are_as_planted(built: Built) -> None:
    truth = built.truth["follow_up"]
    hard = (
        "select document_id from marts.mart_guidance_documents"
        " where days_since_review > 3 * 365 and readability = 'very_hard'"
    )
    assert built.rows(hard) == [(truth["old_document"],)]
    uncovered = (
        "select case_type_code from marts.mart_template_coverage where coverage = 'not_covered'"
    )
    assert built.rows(uncovered) == [(truth["case_type_without_template"],)]
    signals = (
        "select month_start_on, n_incidents from marts.mart_it_incidents"
        " where kind = 'freeze' and spc_signal = 'concern'"
    )
    month = date.fromisoformat(truth["freeze_month"])
    assert built.rows(signals) == [(month, truth["n_freezes"])]


def test_the_yearly_status_tells_levels_of_the_scorecard(built: Built) -> None:
    told = built.row(
        "select value_before, value_now from marts.mart_yearly_status"
        " where focus_point_id = 'FP-3' and year_start_on = date '2024-01-01'"
    )
    levels = built.table(
        "select extract(year from period_start), value from marts.mart_scorecard"
        " where indicator_id = 'deadline_kept' and period_grain = 'year'"
        " and org_level = 'department' and org_code = 'SOF' and breakdown = 'total'"
    )
    assert told == (levels[2023][0], levels[2024][0])


# What the catalogues say


def catalogue_in_force(department: str) -> dict[str, dict[str, Any]]:
    """The newest version of each service that holds on the data date, by its code."""
    found: dict[str, dict[str, Any]] = {}
    day = date(2025, 3, 31)
    for _, entity, rows in catalogues():
        for row in rows if entity == "service_standards" else ():
            ends = row["valid_to"] or date.max
            if row["department_code"] == department and row["valid_from"] <= day <= ends:
                found[str(row["service_code"])] = dict(row)  # the files come in order of version
    return found


def test_the_catalogues_are_compared_as_counted_by_hand(built: Built) -> None:
    """Every attribute of every service, told anew from the rows of the workbooks."""
    sof, suf = catalogue_in_force("SOF"), catalogue_in_force("SUF")
    truth = built.truth["harmonisation"]
    renamed = dict([truth["matched_by_name"]])
    others = dict([reversed(truth["matched_by_name"])])
    expected = {}
    for code in {*sof, *(others.get(code, code) for code in suf)}:
        left, right = sof.get(code), suf.get(renamed.get(code, code))
        for attribute in (
            "target_group", "content", "extent", "frequency", "time_limit_days", "supplier",
            "price_dkk", "legal_basis", "quality_standard",
        ):  # fmt: skip
            values = [
                " ".join(str(row[attribute]).split()).lower()
                if row and row[attribute] is not None
                else None
                for row in (left, right)
            ]
            outcome = "same" if values[0] == values[1] else "different"
            outcome = "only_one_has_it" if None in values else outcome
            outcome = "not_stated" if values == [None, None] else outcome
            is_out = code in truth["out_of_scope"]
            expected[code, attribute] = "out_of_scope" if is_out else outcome
    found = built.rows(
        "select service_code, attribute_code, outcome from marts.mart_catalogue_comparison"
        " where is_current and attribute_code <> 'service'"
    )
    assert {(code, attribute): outcome for code, attribute, outcome in found} == expected
    assert len(found) == len(expected)


def test_each_planted_difference_has_its_reason(built: Built) -> None:
    truth = built.truth["harmonisation"]
    told = {
        (code, attribute): (outcome, reason, status)
        for code, attribute, outcome, reason, status in built.rows(
            "select service_code, attribute_code, outcome, reason, reason_status"
            " from marts.mart_catalogue_comparison where is_current"
        )
    }
    assert told[tuple(truth["same"])] == ("same", None, None)
    decided = ("different", "political_decision")
    assert told[tuple(truth["differs_by_decision"])] == (*decided, "explained")
    assert told[tuple(truth["decision_without_reference"])] == (*decided, "no_decision_reference")
    assert told[tuple(truth["differs_by_tender"])] == ("different", "tender", "explained")
    nothing = "not_explained"
    assert told[tuple(truth["differs_unexplained"])] == ("different", nothing, nothing)
    only = ("only_one_has_it", "professional_need", "explained")
    assert told[truth["only_one_has_it"], "service"] == only
    for code in truth["out_of_scope"]:
        assert told[code, "service"] == ("out_of_scope", None, None)


def test_only_what_a_person_confirmed_is_matched(built: Built) -> None:
    truth = built.truth["harmonisation"]
    matched = built.rows(
        "select service_code, other_service_code from marts.mart_catalogue_comparison"
        " where is_matched and is_current group by all"
    )
    assert matched == [tuple(truth["matched_by_name"])]
    rejected = built.rows(
        "select service_code from marts.mart_catalogue_comparison where is_current"
        " and attribute_code = 'service' and outcome = 'only_one_has_it'"
    )
    assert {(code,) for code in truth["rejected_match"]} <= set(rejected)
    status = "select service_code_a, service_code_b from marts.mart_service_matches"
    unknown = built.rows(f"{status} where match_status = 'unknown_service'")
    assert unknown == [tuple(truth["match_of_unknown_services"])]


def test_the_new_catalogue_says_what_it_changed_and_what_overlaps(built: Built) -> None:
    truth = built.truth["harmonisation"]
    changes = {
        (department, code, attribute): (kind, old, new)
        for department, code, attribute, kind, old, new in built.rows(
            "select department_code, service_code, attribute_code, change_kind, old_value,"
            " new_value from marts.mart_catalogue_changes where is_latest"
        )
    }
    assert changes[tuple(truth["changed"])] == ("changed", "Hver uge", "Hver 2. uge")
    assert changes[(*truth["added"], "service")][0] == "added"
    assert changes[(*truth["dropped"], "service")][0] == "dropped"
    assert len(changes) == 4  # the time limit of support in everyday life is the fourth
    overlap = "select department_code, service_code from marts.mart_catalogue_versions"
    assert built.rows(f"{overlap} where is_overlapping") == [tuple(truth["overlap"])]
    counted = built.row(
        "select n_overlapping, n_matches_unusable from marts.mart_catalogue_summary"
    )
    assert counted == (1, 1)


# What the quality goals say


def test_every_goal_has_the_planted_counts(built: Built) -> None:
    """By department and quarter: counted, met, and owed with nothing stated."""
    expected = {
        (goal, cell): (counts["denominator"], counts["numerator"], counts["not_stated"])
        for goal, cells_of_goal in built.truth["quality_goals"]["by_department_and_quarter"].items()
        for cell, counts in cells_of_goal.items()
        if counts["denominator"] + counts["not_stated"]
    }
    found = {
        (goal, cell): tuple(counts)
        for goal, cell, *counts in built.rows(
            """
            select goal_id, org_code || ' ' || year(period_start) || '-Q' || quarter(period_start),
                n, numerator, n_not_stated
            from marts.mart_quality_goals
            where source = 'case_system' and org_level = 'department' and period_grain = 'quarter'
                and n + n_not_stated > 0
            """
        )
    }
    assert found == expected
    assert len({goal for goal, _ in found}) == 5


def test_hearing_is_a_concern_where_and_since_when_it_fell(built: Built) -> None:
    planted = built.truth["quality_goals"]["hearing_falls"]
    found = built.table(
        """
        select org_code, spc_signal, spc_since from marts.mart_quality_goals
        where goal_id = 'hearing' and source = 'case_system' and org_level = 'department'
            and period_grain = 'quarter' and period_start = '2024-10-01'
        """
    )
    signal, since = found[planted["department"]]
    assert signal == "concern"
    assert abs((since - date.fromisoformat(planted["from"])).days) <= 62
    assert found["SUF"][0] != "concern"


def test_consent_is_not_measurable_until_its_date_and_never_nothing(built: Built) -> None:
    planted = built.truth["quality_goals"]["consent_measured"]
    found = built.rows(
        f"""
        select period_start, status, measurability, n, value from marts.mart_quality_goals
        where goal_id = 'consent' and source = 'case_system' and period_grain = 'quarter'
            and org_code = '{planted["department"]}' order by period_start
        """
    )
    for start, status, measurability, n, value in found:
        is_measured = start >= date.fromisoformat(planted["from"])
        assert (status != "not_measurable") == is_measured
        assert (measurability == "measured") == is_measured
        assert is_measured or (n, value) == (0, None)
    assert {row[1] for row in found[:12]} == {"not_measurable"}
    # The scorecard tells the same, its months and units included.
    (wrong,) = built.row(
        f"""
        select count(*) from marts.mart_scorecard as scorecard
        left join marts.dim_organisation as organisations
            using (municipality_code, org_level, org_code)
        where indicator_id = 'consent_obtained' and scorecard.period_end < '{planted["from"]}'
            and '{planted["department"]}' in (org_code, parent_code)
            and (status <> 'not_measurable' or n > 0)
        """
    )
    assert wrong == 0


def test_the_goals_initiative_is_found_better_where_it_runs(built: Built) -> None:
    planted = built.truth["quality_goals"]["grounds_rise"]
    (verdict, before, after, low) = built.row(
        """
        select verdict, value_before, value_after, difference_low
        from marts.mart_initiative_effect
        where initiative_id = 'grounds-hc-2023' and group_code = 'part'
        """
    )
    assert verdict == "better"
    assert low > 0
    for share, side in ((before, "before"), (after, "after")):
        counts = planted[side]
        assert share == pytest.approx(counts["numerator"] / counts["denominator"], abs=0.08)
    told = built.rows(
        """
        select distinct org_code from marts.mart_quality_goals
        where initiative_id = 'grounds-hc-2023' order by all
        """
    )
    assert told == [("0999",), ("HC",), ("SOF",)]


def test_the_case_systems_goals_are_the_scorecards(built: Built) -> None:
    (different,) = built.row(
        """
        select count(*) from marts.mart_quality_goals as goals
        inner join marts.mart_scorecard as scorecard using (indicator_id, municipality_code,
            org_level, org_code, period_grain, period_start)
        where goals.source = 'case_system' and scorecard.breakdown = 'total'
            and (goals.n, goals.status, goals.value) is distinct from
                (scorecard.n, scorecard.status, scorecard.value)
        """
    )
    assert different == 0


def test_what_the_scorecard_hides_the_public_goals_hide(built: Built) -> None:
    """Nothing more is shown, and no target without a decision passes for one."""
    (leaks,) = built.row(
        """
        select count(*) from marts.mart_quality_goals_public as goals
        inner join marts.mart_scorecard_public as scorecard using (indicator_id,
            municipality_code, org_level, org_code, period_grain, period_start)
        where goals.source = 'case_system' and scorecard.breakdown = 'total'
            and scorecard.is_suppressed and (goals.value is not null or goals.n > 0)
        """
    )
    assert leaks == 0
    undecided = built.rows(
        "select distinct goal_id from marts.mart_quality_goals where not target_has_decision "
        "and target is not null"
    )
    assert undecided == [("note",)]


# What the audits say


def test_every_item_of_an_audit_has_the_planted_findings_and_weights(built: Built) -> None:
    for planted in built.truth["audits"]:
        found = built.table(
            f"""
            select breakdown_code, n_met, n_not_met, met_share, ci_low, ci_high
            from marts.mart_audit_items
            where round_id = '{planted["round_id"]}' and area = 'all' and breakdown = 'item'
            """
        )
        assert found.keys() == planted["items"].keys()
        for item, strata in planted["items"].items():
            n_met, n_not_met, share, low, high = found[item]
            assert n_met == sum(s["n_met"] for s in strata.values())
            assert n_not_met == sum(s["n_not_met"] for s in strata.values())
            assert (share, low, high) == pytest.approx(_estimated(strata), abs=1e-9)


def _estimated(strata: dict[str, dict[str, int]]) -> tuple[float, float, float]:
    """The share by weight and its interval, in its own words: Wilson's of the effective n."""
    drawn = 80 // len(strata)
    met = stands_for = spread = 0.0
    for stratum in strata.values():
        weight = stratum["stratum_size"] / drawn
        assessed = stratum["n_met"] + stratum["n_not_met"]
        met += weight * stratum["n_met"]
        stands_for += weight * assessed
        spread += (weight * assessed) ** 2 * (1 - 1 / weight) / assessed
    share, n, z = met / stands_for, stands_for**2 / spread, 1.959963984540054
    middle = (share + z * z / 2 / n) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / 4 / n**2) ** 0.5
    return share, middle - half, middle + half


def test_an_audit_says_the_real_change_and_not_that_of_chance(built: Built) -> None:
    changes = built.table(
        "select breakdown_code, change, difference from marts.mart_audit_changes"
        " where area = 'all' and breakdown = 'item'"
    )
    assert changes["A6"][0] == "improved"
    assert changes["A3"][0] == "not_shown"
    assert changes["A3"][1] < 0
    first = built.rows(
        "select theme, next_change from marts.mart_audit_themes"
        " where area = 'all' and training_rank = 1 order by round_id"
    )
    assert first == [("journal", "improved"), ("assessment", None)]


def test_the_public_audits_hide_small_groups_and_what_adds_up_to_them(built: Built) -> None:
    """Also one or two met or not met, the areas of a round together, and changes that tell it."""
    small = "n between 1 and 9 or n_met in (1, 2) or n_not_met in (1, 2)"
    hidden = set(
        built.rows(
            f"select distinct round_id, area = 'all', breakdown from marts.mart_audit_items"
            f" where {small}"
        )
    )
    assert hidden
    for table, columns in (
        ("items", "coalesce(n, n_met, n_not_met, n_errors, met_share, ci_low, ci_high)"),
        ("changes", "coalesce(change, n::varchar, met_share::varchar, difference::varchar)"),
        ("themes", "coalesce(n, n_errors, training_rank, met_share, ci_low)"),
    ):
        breakdown = "'theme'" if table == "themes" else "breakdown"
        for round_id, is_all, group, is_suppressed, told in built.rows(
            f"select round_id, area = 'all', {breakdown}, is_suppressed, {columns}"
            f" from marts.mart_audit_{table}_public"
        ):
            assert is_suppressed or (round_id, is_all, group) not in hidden
            assert (told is None) == is_suppressed


# What was granted


def test_what_is_wrong_in_the_grants_is_named_and_counted(built: Built) -> None:
    truth = built.truth["grants"]
    found = {
        (finding, code): n
        for finding, code, n in built.rows(
            "select finding, code, sum(n_grants) from marts.mart_grant_findings group by all"
        )
    }
    defects = truth["defects"]
    assert found["unknown_service", truth["unknown_service_code"]] == defects["unknown_service"]
    assert found["unknown_need_level", "7"] == defects["unknown_need_level"]
    overlapping = [n for (finding, _), n in found.items() if finding == "overlapping_periods"]
    assert sum(overlapping) == defects["overlapping"]
    out_of_scope = [n for (finding, _), n in found.items() if finding == "not_in_scope"]
    assert sum(out_of_scope) == defects["not_in_scope"]
    assert built.row(
        "select max(n_in_both) from marts.mart_grant_comparison"
        f" where service_code = '{truth['case_mix_only']}' and period_start = date '2024-01-01'"
    ) == (defects["in_both_departments"],)
    service, need = truth["only_one_has"]
    assert built.rows(
        "select distinct stratum_state from marts.mart_grant_strata where org_level = 'department'"
        f" and service_code = '{service}' and need_level = '{need}' and age_band = '18-64'"
        " and period_start = date '2024-01-01'"
    ) == [("only_b",)]


def test_citizens_decided_and_granted_are_those_of_the_simulation(built: Built) -> None:
    rows = built.rows(
        "select service_code, org_code, sum(n_applicants), sum(n_granted)"
        " from marts.mart_grant_levels where org_level = 'department'"
        " and period_start = date '2024-01-01' and need_level not in ('all', '-') group by all"
    )
    found = {(service, department): (n, granted) for service, department, n, granted in rows}
    for service, told in built.truth["grants"]["services"].items():
        for department, counts in told["decided"].items():
            expected = (counts["citizens"], counts["granted"])
            assert found[service, department] == expected, (service, department)


def test_every_service_gets_the_verdict_that_was_planted(built: Built) -> None:
    rows = built.rows(
        "select service_code, measure, verdict from marts.mart_grant_comparison"
        " where org_level = 'department' and period_start = date '2024-01-01'"
    )
    truths = built.truth["grants"]["services"]
    assert len(rows) == 2 * len(truths)
    assert [row for row in rows if row[2] != truths[row[0]]["truth"]] == []
    mix = built.truth["grants"]["case_mix_only"]
    explained = built.rows(
        "select service_code, measure from marts.mart_grant_comparison"
        " where org_level = 'department' and period_start = date '2024-01-01'"
        " and is_explained_by_mix order by measure"
    )
    assert explained == [(mix, "hours_per_week"), (mix, "share_granted")]


def test_the_standardised_difference_is_numpys(built: Built) -> None:
    """Told anew from the simulated grants: citizens by need and age, weighted by both groups."""
    grants, _ = sample_grants()
    year = np.datetime64("2024-01-01")
    days = grants.decided.astype("datetime64[D]")
    of_year = (days >= year) & (days < year + np.timedelta64(366, "D")) & (grants.need < 4)
    age = 2024 - grants.birth_year
    band = np.digitize(age, [18, 65, 80])
    stratum = grants.need * 10 + band
    for number, service in enumerate(SERVICES):
        numerators: Counter[tuple[int, int]] = Counter()
        denominators: Counter[tuple[int, int]] = Counter()
        there = of_year & (grants.service == number)
        granted: dict[tuple[int, int], tuple[int, bool]] = {}
        for citizen, department, place, is_granted in zip(
            grants.citizen[there].tolist(), grants.department[there].tolist(),
            stratum[there].tolist(), grants.is_granted[there].tolist(), strict=True,
        ):  # fmt: skip
            before = granted.get((citizen, department), (place, False))[1]
            granted[citizen, department] = (place, before or is_granted)
        for (_, department), (place, is_granted) in granted.items():
            denominators[department, place] += 1
            numerators[department, place] += is_granted
        both = [p for d, p in denominators if d == 0 and denominators[1, p]]
        weights = np.array([denominators[0, p] + denominators[1, p] for p in both])
        shares = [np.array([numerators[d, p] / denominators[d, p] for p in both]) for d in range(2)]
        expected = float((weights * (shares[0] - shares[1])).sum() / weights.sum())
        crude = built.row(
            "select difference, n_strata from marts.mart_grant_comparison"
            f" where org_level = 'department' and service_code = '{service}'"
            " and measure = 'share_granted' and period_start = date '2024-01-01'"
        )
        assert crude == (pytest.approx(expected, abs=1e-12), len(both)), service
