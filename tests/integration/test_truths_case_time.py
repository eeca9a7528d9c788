"""What is planted of case times, causes, uniformity and initiatives is found by the marts."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from truths import Built


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
                                order by events.event_at, events.event_order, events.event_no
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


def test_the_year_is_reckoned_from_the_share_of_earlier_years(built: Built) -> None:
    """Counted anew from the cases: the first quarter of 2025, by that of the years before."""
    counted = built.table(
        "select case_type_code, count(*) filter (year(received_on) = 2025),"
        " count(*) filter (year(received_on) < 2025 and month(received_on) <= 3),"
        " count(*) filter (year(received_on) < 2025)"
        " from marts.fct_cases group by 1"
    )
    found = built.table(
        "select case_type_code, n_so_far, forecast_cases from marts.mart_case_forecast"
        " where is_newest and known_on = date '2025-03-31'"
    )
    assert found
    for case_type, (n_so_far, forecast_cases) in found.items():
        now, then, whole = counted[case_type]
        assert n_so_far == now
        assert forecast_cases == (int(now * whole / then + 0.5) if then else None)
