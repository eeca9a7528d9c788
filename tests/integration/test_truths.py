"""The truths planted in the sample municipality are found by ledger, facts and scorecard."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from truths import SCORECARD, Built, cells

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


# What the loader says


def test_every_file_is_loaded_and_counted_as_written(built: Built) -> None:
    expected = {
        (file["file"], file["entity"]): (
            "loaded", file["rows"], file["loaded"], file["rejected"], file["repeated"],
        )
        for file in built.truth["files"]
    }  # fmt: skip
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
