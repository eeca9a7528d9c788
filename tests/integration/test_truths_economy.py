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


def test_a_forecast_tells_who_would_pay_what_and_how_uncertain_it_is(built: Built) -> None:
    planted = built.truth["economy"]
    missing = planted["not_forecast"]
    for day, expected in planted["forecast"].items():
        found = built.table(
            "select area_code, forecast_status, amount_dkk, amount_low_dkk, amount_high_dkk"
            f" from marts.mart_shared_financing_forecasts"
            f" where year = 2017 and expected_on = '{day}'"
        )
        assert set(found) == set(expected)
        if day == missing["expected_on"]:
            assert set(found.values()) == {("incomplete", None, None, None)}
            continue
        assert sum(row[1] for row in found.values()) == 2_628_273
        for area, (persons, low, high) in expected.items():
            others = [numbers for other, numbers in expected.items() if other != area]
            lowest, highest = (sum(row[place] for row in others) for place in (1, 2))
            whole = sum(row[0] for row in expected.values())
            amounts = found[area]
            assert abs(amounts[1] - 2_628_273 * persons / whole) <= len(expected) / 2
            assert amounts[2] == round(2_628_273 * low / (low + highest))
            assert amounts[3] == round(2_628_273 * high / (high + lowest))
    assert built.rows(
        "select distinct area_code from marts.mart_shared_financing_forecasts"
        " where population_status <> 'ok'"
    ) == [(missing["area_code"],)]


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


CROSSED = (
    "select provider_id, service_area, rule_id, figure_year, since_year"
    " from marts.mart_provider_warnings where warning_status = 'crossed' order by all"
)


def test_each_provider_gives_the_early_warning_that_is_planted(built: Built) -> None:
    planted = built.truth["providers"]
    occupancy, deficit = planted["occupancy"], planted["deficit"]
    own = [
        (occupancy["provider_id"], occupancy["service_area"], "occupancy_below_budget", year, 2024)
        for year in (2024, 2025)
    ]
    own.append((deficit["provider_id"], "-", "deficit_of_gross_budget", 2024, deficit["since"]))
    assert built.rows(CROSSED) == sorted(own)
    assert occupancy["since"] == 2024
    assert built.row(
        "select count(*), count(*) filter (warning_status = 'crossed')"
        f" from marts.mart_provider_warnings where provider_id = '{planted['no_warning']}'"
    ) == (15, 0)


def test_occupancy_is_what_was_used_of_what_there_was(built: Built) -> None:
    own = {
        (provider, area, int(year)): round(activity / capacity, 9)
        for provider, areas in built.truth["providers"]["activity"].items()
        for area, years in areas.items()
        for year, (capacity, activity, _budgeted) in years.items()
    }
    found = built.rows(
        "select provider_id, service_area, activity_year, round(realised_occupancy_share, 9)"
        " from marts.mart_provider_activity"
    )
    assert {tuple(key): share for *key, share in found} == own


def test_the_accounts_of_the_report_add_up_to_what_was_planted(built: Built) -> None:
    for provider, years in built.truth["providers"]["money"].items():
        for year, planted in years.items():
            found = built.table(
                "select report_line, amount_dkk from marts.mart_provider_accounts"
                f" where provider_id = '{provider}' and budget_year = {year}"
            )
            amounts = {line: amount for line, (amount,) in found.items()}
            gross, total = amounts.pop("gross_budget"), amounts.pop("total")
            assert (gross, total) == (planted["gross_budget"], planted["total"])
            assert sum(amounts.values()) == total


def test_few_places_in_use_are_not_published_nor_what_is_concluded_from_them(
    built: Built,
) -> None:
    planted = built.truth["providers"]["not_published"]
    for mart in ("mart_provider_activity_public", "mart_provider_warnings_public"):
        hidden = built.rows(
            f"select distinct provider_id, service_area from marts.{mart} where is_suppressed"
        )
        assert hidden == [(planted["provider_id"], planted["service_area"])]


def test_remarks_to_a_service_area_without_activity_are_named(built: Built) -> None:
    assert built.rows(
        "select service_area, text_status from marts.mart_provider_texts where text_status <> 'ok'"
    ) == [(built.truth["providers"]["stray_remark"], "unknown_service_area")]
