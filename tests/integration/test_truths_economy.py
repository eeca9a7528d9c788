"""What is planted in the sample's budgets is found by the marts, from the workbooks on."""

from __future__ import annotations

from truths import Built


def test_the_wrong_total_is_found_and_named(built: Built) -> None:
    planted = built.truth["economy"]["wrong_total"]
    found = built.row(
        "select delivered_total_text, budget_year, kind, amount_dkk, delivered_total_dkk"
        " from marts.mart_budget where total_status = 'differs'"
    )
    assert found == (
        planted["line_text"],
        planted["year"],
        planted["kind"],
        planted["of_lines_dkk"],
        planted["delivered_dkk"],
    )


def test_the_stated_difference_that_is_not_that_of_its_amounts_is_named(built: Built) -> None:
    planted = built.truth["economy"]["stated_difference"]
    found = built.row(
        "select line_text, stated_difference_dkk, difference_dkk from marts.mart_budget"
        " where row_level = 'line' and stated_status = 'differs'"
    )
    assert found == (planted["line_text"], planted["stated_dkk"], planted["difference_dkk"])


def test_equal_lines_and_the_unknown_account_are_there(built: Built) -> None:
    equal = built.truth["economy"]["equal_lines"]
    assert built.row(
        "select count(*) from marts.fct_budget_lines where kind = 'budget' and budget_year = 2024"
        f" and line_text = '{equal['line_text']}' and amount_dkk = {equal['amount_dkk']}"
    ) == (equal["n"],)
    unknown = built.truth["economy"]["unknown_account"]
    assert built.rows(
        "select distinct line_text, unknown_codes from marts.fct_budget_lines"
        " where unknown_codes is not null"
    ) == [(unknown["line_text"], f"kind_code {unknown['kind_code']}")]


def test_shares_are_by_the_population_that_was_delivered(built: Built) -> None:
    persons = built.truth["economy"]["population_0_17"]
    whole = sum(persons.values())
    found = built.table(
        "select area_code, n_persons, rounded_dkk, rounding_dkk"
        " from marts.mart_shared_financing_shares where year = 2017"
    )
    own = {area: (n, round(2_628_273 * n / whole)) for area, n in persons.items()}
    assert {area: row[:2] for area, row in found.items()} == own
    left = 2_628_273 - sum(amount for _, amount in own.values())
    largest = max(persons, key=lambda area: persons[area])
    assert {area: row[2] for area, row in found.items() if row[2]} == {largest: left}


def test_who_left_the_cooperation_against_the_rules_is_named(built: Built) -> None:
    planted = built.truth["economy"]
    found = built.table(
        "select provider_id, is_joined_in_time, is_notice_in_time, is_left_at_end_of_period"
        " from marts.mart_participation_stays"
    )
    assert found[planted["left_in_time"]] == (True, True, True)
    broken = {provider: judged for provider, judged in found.items() if not all(judged)}
    assert broken == {
        planted["short_notice"]: (True, False, True),
        planted["left_in_odd_year"]: (True, True, False),
        planted["joined_in_march"]: (False, True, True),
    }
    leaving = planted["leaving"]
    assert built.row(
        "select provider_id, cast(earliest_leave_on as varchar)"
        " from marts.mart_participation_stays where participation_status = 'leaving'"
    ) == (leaving["provider_id"], leaving["leaves_on"])


def test_the_tasks_that_come_next_are_those_told_by_hand(built: Built) -> None:
    planted = built.truth["economy"]["next_tasks"]
    found = built.rows(
        "select task_id, cast(next_on as varchar) from marts.mart_wheel_tasks"
        " where next_on is not null"
    )
    assert dict(found) == planted
    # Every year, and every second one, from the first to the second year after the data.
    assert built.rows(
        "select n_occurrences, count(*) from marts.mart_wheel_tasks"
        " where recurrence_rule is not null group by 1 order by 1"
    ) == [(5, 2), (10, 1), (11, 5)]
