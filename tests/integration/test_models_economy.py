"""Budgets, shared financing and trends: every published figure comes out of the input lines.

Source: Aalborg Kommune, Børne- og Familiesekretariatet, Budget Børnehus Nord 2016-2017 and overview
of the shared financing, 27 September 2016 (case 2016-012713-8).
"""

from __future__ import annotations

import pytest
from models_dbt import Built

LINES = {
    "Afdelingsleder": (533_000, 545_000),
    "2 Socialrådgiver": (884_000, 903_000),
    "Socialrådgiver (32 timer)": (None, 397_000),
    "Psykolog (37 timer)": (579_000, 592_000),
    "Psykolog (30 timer)": (466_216, 476_000),
    "Psykolog (32 timer)": (None, 506_000),
    "Sekretær": (363_000, 371_000),
    "Råderum": (87_000, 89_000),
    "Akut beredskab": (15_000, 15_000),
    "Uddannelse/supervision": (80_000, 80_000),
    "Kørsel": (108_000, 108_000),
    "IT drift": (12_000, 12_000),
    "Kontorhold": (35_000, 35_000),
    "Mødeafholdelse": (36_000, 36_000),
    "Husleje": (680_000, 696_000),
    "Rengøring": (152_000, 155_000),
    "Varme": (36_800, 37_000),
    "El": (54_400, 54_000),
    "Vand, kloak og renovation": (25_600, 26_000),
    "Øvrig bygningsdrift, tekniske installationer": (19_200, 19_000),
}
GROUPS = {
    "Lønudgift": (2_927_216, 3_894_000),
    "Øvrig personale": (188_000, 188_000),
    "Øvrig drift": (83_000, 83_000),
    "Bygningsdrift": (968_000, 987_000),
    "-": (4_166_216, 5_152_000),
}
SHARES = {
    "Brønderslev": (7_995, 181_833, 213_860),
    "Frederikshavn": (10_918, 248_312, 292_049),
    "Hjørring": (13_239, 301_100, 354_134),
    "Jammerbugt": (8_050, 183_084, 215_332),
    "Læsø": (249, 5_663, 6_661),
    "Mariagerfjord": (8_648, 196_685, 231_328),
    "Morsø": (4_020, 91_428, 107_532),
    "Rebild": (6_933, 157_680, 185_453),
    "Thisted": (8_982, 204_281, 240_262),
    "Vesthimmerlands": (7_781, 176_966, 208_136),
    "Aalborg": (38_747, 881_241, 1_036_453),
}
OF_2017 = "from marts.mart_budget where provider_id = 'boernehus-nord' and budget_year = 2017"


def test_budget_lines_are_those_of_the_document(small_build: Built) -> None:
    found = small_build.query(
        f"select line_text, amount_before_dkk, amount_dkk {OF_2017} and row_level = 'line'"
    )
    assert {line: (before, now) for line, before, now in found} == LINES
    assert len(found) == len(LINES)


def test_groups_and_the_whole_are_sums_and_agree_with_what_was_delivered(
    small_build: Built,
) -> None:
    found = small_build.query(
        f"select group_name, amount_before_dkk, amount_dkk, total_status, delivered_total_dkk"
        f" {OF_2017} and row_level <> 'line'"
    )
    assert {group: (before, now) for group, before, now, _, _ in found} == GROUPS
    assert {status for *_, status, _ in found} == {"agrees"}
    assert all(now == delivered for _, _, now, _, delivered in found)


def test_the_stated_difference_of_986000_is_what_the_lines_state_and_216_too_much(
    small_build: Built,
) -> None:
    found = small_build.query(
        f"select stated_difference_dkk, difference_dkk {OF_2017} and row_level = 'total'"
    )
    assert found == [(986_000, 985_784)]
    assert small_build.query(
        f"select line_text, stated_difference_dkk, difference_dkk {OF_2017}"
        " and row_level = 'line' and stated_status = 'differs'"
    ) == [("Psykolog (30 timer)", 10_000, 9_784)]


def test_new_lines_are_new_and_every_change_has_its_reason_or_none(small_build: Built) -> None:
    found = small_build.query(
        f"select line_text {OF_2017} and row_level = 'line' and change_kind = 'new' order by 1"
    )
    assert found == [("Psykolog (32 timer)",), ("Socialrådgiver (32 timer)",)]
    assert small_build.query(f"select reason {OF_2017} and line_text = 'Husleje'") == [
        ("Fremskrivning KL",)
    ]


def test_shared_part_surplus_and_tariff_are_the_published_ones(small_build: Built) -> None:
    found = small_build.query(
        "select year, total_dkk, shared_dkk, surplus_taken_dkk, shared_after_surplus_dkk,"
        " tariff_part_dkk, expected_cases, tariff_dkk, shared_difference_dkk, is_estimate"
        " from marts.mart_shared_financing order by 1"
    )
    assert found == [
        (2016, 4_166_216, 2_499_730, 0, 2_499_730, 1_666_486, 170, 9_803, None, False),
        (2017, 5_152_000, 3_091_200, 462_927, 2_628_273, 2_060_800, 210, 9_813, 128_543, False),
        (2018, 5_152_000, 3_091_200, 0, 3_091_200, 2_060_800, 210, 9_813, 462_927, True),
    ]


@pytest.mark.parametrize(("year", "place", "rounding"), [(2017, 1, 2), (2018, 2, -1)])
def test_shares_of_the_eleven_municipalities_are_the_published_ones(
    small_build: Built, year: int, place: int, rounding: int
) -> None:
    found = small_build.query(
        "select name, n_persons, amount_dkk, rounding_dkk, rounded_dkk"
        f" from marts.mart_shared_financing_shares where year = {year}"
    )
    assert {name: (n, amount) for name, n, amount, _, _ in found} == {
        name: (row[0], row[place]) for name, row in SHARES.items()
    }
    assert sum(n for _, n, *_ in found) == 115_562
    assert sum(amount for _, _, amount, _, _ in found) == (2_628_273, 3_091_200)[place - 1]
    assert sum(rounded for *_, rounded in found) == (2_628_271, 3_091_201)[place - 1]
    assert {name: r for name, _, _, r, _ in found if r} == {"Aalborg": rounding}


def test_a_year_without_its_population_shares_nothing_and_says_why(small_build: Built) -> None:
    assert small_build.query(
        "select distinct population_status, amount_dkk, cast(population_on as varchar),"
        " cast(other_counted_on as varchar) from marts.mart_shared_financing_shares"
        " where year = 2016"
    ) == [("of_another_date", None, "2015-01-01", "2016-01-01")]


def test_scenarios_add_up_and_hold_the_decided_one(small_build: Built) -> None:
    (row,) = small_build.query(
        "select count(distinct (year, cases_percent, shared_percent, key_code)),"
        " count(*) filter (is_decided), max(abs(to_share_dkk - own))"
        " from (select *, sum(amount_dkk) over (partition by year, cases_percent, shared_percent,"
        " key_code) as own from marts.mart_shared_financing_scenarios)"
    )
    assert row == (2 * 11 * 11 * 2, 2 * 11, 0)


def test_a_scenario_by_hand(small_build: Built) -> None:
    """Half as many cases and half of the budget shared: 2,576,000 over 105 and by 115,562."""
    (row,) = small_build.query(
        "select n_cases, tariff_dkk, tariff_difference_dkk, to_share_dkk, amount_dkk,"
        " difference_dkk from marts.mart_shared_financing_scenarios where year = 2017"
        " and cases_percent = 50 and shared_percent = 50 and key_code = 'population'"
        " and name = 'Læsø'"
    )
    to_share = 2_576_000 - 462_927
    amount = round(to_share * 249 / 115_562)
    assert row == (105, 24_533, 24_533 - 9_813, to_share, amount, amount - 5_663)


def test_a_surplus_larger_than_the_shared_part_is_taken_as_far_as_it_goes(
    small_build: Built,
) -> None:
    assert small_build.query(
        "select distinct to_share_dkk, amount_dkk from marts.mart_shared_financing_scenarios"
        " where year = 2017 and shared_percent = 0"
    ) == [(0, 0)]


def test_cases_against_the_estimate_and_what_tariffs_bring_in(small_build: Built) -> None:
    found = small_build.query(
        "select year, actual_cases, expected_cases, cost_per_case_dkk, tariff_income_dkk,"
        " tariff_income_difference_dkk from marts.mart_provider_cases order by 1"
    )
    assert found == [
        (2014, 128, 140, None, None, None),
        (2015, 185, 152, None, None, None),
        (2016, 216, 170, 19_288, 216 * 9_803, 216 * 9_803 - 1_666_486),
        (2017, None, 210, 24_533, None, None),
    ]


def test_growth_is_computed_and_agrees_with_what_the_source_states(small_build: Built) -> None:
    (row,) = small_build.query(
        "select figure, round(100 * growth, 1), stated_growth, stated_status"
        " from marts.mart_trends where series_id = 'homeless' and year = 2015"
    )
    assert row == (6_138, 22.8, 0.23, "agrees")


def test_the_wrong_total_is_named_and_not_added(small_build: Built) -> None:
    assert small_build.query(
        "select delivered_total_text, amount_dkk, delivered_total_dkk, total_difference_dkk"
        " from marts.mart_budget where total_status = 'differs'"
    ) == [("Drift i alt", 905_000, 950_000, 45_000)]
    assert small_build.query(
        "select amount_dkk from marts.mart_budget where row_level = 'total'"
        " and provider_id = 'proevetilbud' and kind = 'budget' and budget_year = 2025"
    ) == [(1_694_000 + 905_000 - 320_000,)]


def test_equal_lines_are_both_counted_and_unknown_codes_named(small_build: Built) -> None:
    assert small_build.query(
        "select line_no, amount_dkk from marts.fct_budget_lines where line_text = 'Pædagog'"
        " and kind = 'budget' and budget_year = 2024 order by 1"
    ) == [(1, 452_000), (2, 452_000)]
    assert small_build.query(
        "select distinct line_text, unknown_codes from marts.fct_budget_lines"
        " where unknown_codes is not null"
    ) == [("Tolk", "kind_code 9.99")]


def test_accounts_are_held_against_the_revised_budget(small_build: Built) -> None:
    assert small_build.query(
        "select budget_dkk, revised_dkk, actual_dkk, difference_dkk, held_against"
        " from marts.mart_budget_accounts where row_level = 'total' and budget_year = 2024"
        " and provider_id = 'proevetilbud'"
    ) == [(2_229_000, 2_274_000, 2_249_425, -24_575, "actual")]
