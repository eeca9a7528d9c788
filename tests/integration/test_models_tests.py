"""Every dbt test finds what it is for: the warehouse is broken for each, and put right again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from models_dbt import Built

from warehouse.build.model_rules import Rule, is_rules, rules_of

BREAK = {
    "dim_provider__known": "update marts.dim_provider set is_known = false",
    "fct_budget_lines__amount_there": "update marts.fct_budget_lines set amount_dkk = null",
    "fct_budget_lines__codes_known": "update marts.fct_budget_lines set unknown_codes = 'dranst 9'",
    "mart_budget__delivered_totals_agree": "update marts.mart_budget set total_status = 'differs'",
    "mart_budget__stated_differences_agree": (
        "update marts.mart_budget set stated_status = 'differs'"
    ),
    "mart_provider_cases__estimate_positive": (
        "update marts.mart_provider_cases set expected_cases = 0"
    ),
    "mart_shared_financing__inputs_there": (
        "update marts.mart_shared_financing set financing_status = 'budget_missing'"
    ),
    "mart_shared_financing__parts_add_up": (
        "update marts.mart_shared_financing set tariff_part_dkk = tariff_part_dkk + 1"
    ),
    "mart_shared_financing_forecasts__between_limits": (
        "update marts.mart_shared_financing_forecasts set amount_low_dkk = amount_high_dkk + 1"
    ),
    "mart_shared_financing_forecasts__whole": (
        "update marts.mart_shared_financing_forecasts set forecast_status = 'incomplete'"
    ),
    "mart_shared_financing_scenarios__decided_is_decided": (
        "update marts.mart_shared_financing_scenarios set difference_dkk = 1"
    ),
    "mart_trends__stated_growth_agrees": "update marts.mart_trends set stated_status = 'differs'",
    "shared_financing__rules_known": "update seeds.shared_financing set rounding_rule = 'luck'",
    "area_tiles__one_a_place": "update seeds.area_tiles set tile_row = 1, tile_column = 1",
    "mart_participation__in_order": (
        "update marts.mart_participation set to_on = cast(from_on - interval 1 day as date)"
    ),
    "mart_participation__status": (
        "update marts.mart_participation set participation_status = 'resting'"
    ),
    "mart_participation_calendar__ahead": (
        "update marts.mart_participation_calendar set notice_by_on = date '2000-01-31'"
    ),
    "mart_participation_stays__joined_in_time": (
        "update marts.mart_participation_stays set is_joined_in_time = false"
    ),
    "mart_participation_stays__left_at_end_of_period": (
        "update marts.mart_participation_stays set is_left_at_end_of_period = false"
    ),
    "mart_participation_stays__notice_in_time": (
        "update marts.mart_participation_stays set is_notice_in_time = false"
    ),
    "mart_participation_stays__status": (
        "update marts.mart_participation_stays set participation_status = 'resting'"
    ),
    "mart_wheel_occurrences__in_order": (
        "update marts.mart_wheel_occurrences set ends_on = cast(starts_on - interval 1 day as date)"
    ),
    "mart_wheel_occurrences__status": (
        "update marts.mart_wheel_occurrences set occurrence_status = 'soon'"
    ),
    "mart_wheel_tasks__occurs": "update marts.mart_wheel_tasks set n_occurrences = 0",
    "participation_rules__possible": "update seeds.participation_rules set notice_month = 13",
    "case_type_deadlines__no_overlap": "update seeds.case_type_deadlines set valid_to = null",
    "case_type_deadlines__vocabulary": "update seeds.case_type_deadlines set day_kind = 'lunar'",
    "case_types__quiet_from_a_day": "update seeds.case_types set quiet_working_days = 0",
    "dim_case_type__known": "update marts.dim_case_type set is_known = false",
    "dim_complaint_topic__seed_names_every_topic": (
        "update marts.dim_complaint_topic set is_known = false"
    ),
    "fct_complaint_points__has_complaint": (
        "update marts.fct_complaint_points set has_complaint = false"
    ),
    "fct_complaints__answered_after_received": (
        "update marts.fct_complaints set answered_on = date '1999-01-01'"
    ),
    "fct_complaints__case_known": "update marts.fct_complaints set case_type_code = null",
    "fct_complaints__has_points": "update marts.fct_complaints set n_points = 0",
    "mart_complaint_reversals__adds_up_to_facts": (
        "update marts.mart_complaint_reversals set n_dismissed = n_dismissed + 1"
    ),
    "mart_complaint_reversals__share_of_merits": (
        "update marts.mart_complaint_reversals set n_reversed = n_on_merits + 1"
    ),
    "mart_complaint_signals__signals_have_points": (
        "update marts.mart_complaint_signals set complaint_signal = 'new'"
    ),
    "mart_complaints__adds_up_to_facts": (
        "update marts.mart_complaints set n_points = n_points + 1 where org_level = 'unit'"
    ),
    "mart_complaints__few_have_no_figure": "update marts.mart_complaints set n_answered = 9",
    "mart_complaints__parts_of_wholes": (
        "update marts.mart_complaints set n_repeats = n_complaints + 1"
    ),
    "dim_audit_round__sample_in_population": (
        "update marts.dim_audit_round set n_audited = sample_size + 1"
    ),
    "mart_audit_items__share_in_interval": "update marts.mart_audit_items set ci_low = 1.1",
    "mart_audit_items__no_share_below_ten": "update marts.mart_audit_items set n = 9",
    "stg_survey_rounds__target_group_known": (
        "update raw.survey_rounds set target_group_code = 'NOBODY'"
    ),
    "survey_questions__scale_known": "update seeds.survey_questions set scale = 'stars'",
    "fct_survey_answers__is_counted": (
        "update marts.fct_survey_answers set exclusion_reason = 'unknown_question'"
    ),
    "fct_survey_answers__score_of_answers": "update marts.fct_survey_answers set score = 6",
    "mart_survey_response__adds_up": "update marts.mart_survey_response set n_not_returned = -1",
    "mart_survey_response__share_in_interval": "update marts.mart_survey_response set ci_low = 1.1",
    "mart_survey_answers__adds_up": "update marts.mart_survey_answers set n_answered = 9999",
    "mart_survey_answers__no_figure_below_ten": (
        "update marts.mart_survey_answers set n_answered = 9"
    ),
    "mart_survey_answers__in_intervals": "update marts.mart_survey_answers set mean_low = 5.1",
    "mart_survey_gaps__said_beyond_chance": (
        "update marts.mart_survey_gaps set gap = 'citizens_experience_more'"
    ),
    "mart_survey_changes__said_beyond_chance": (
        "update marts.mart_survey_changes set change = 'improved'"
    ),
    "mart_contact_preferences__part_of_answers": (
        "update marts.mart_contact_preferences set n = n_answered + 1"
    ),
    "mart_source_agreement__adds_up": "update marts.mart_source_agreement set n = n + 1",
    "fct_quality_flags__counted_where_known": (
        "update marts.fct_quality_flags set flag = null where is_in_denominator"
    ),
    "mart_quality_goals__not_measurable_is_no_figure": (
        "update marts.mart_quality_goals set status = 'not_measurable'"
    ),
    "mart_quality_goals__no_figure_below_ten": "update marts.mart_quality_goals set n = 9",
    "mart_quality_goals_public__rounded": (
        "update marts.mart_quality_goals_public set is_suppressed = false, n = 7"
    ),
    "measurability__vocabulary": "update seeds.measurability set source = 'hearsay'",
    "dim_organisation__known": "update marts.dim_organisation set is_known = false",
    "dim_target__no_overlap": (
        "insert into marts.dim_target by name select * replace ('again' as target_id)"
        " from marts.dim_target"
    ),
    "dim_target_group__known": (
        "update marts.dim_target_group set is_known = false where target_group_code = 'ALM'"
    ),
    "event_steps__vocabulary": "update seeds.event_steps set waits_on = 'godot'",
    "fct_case_events__after_receipt": (
        "update marts.fct_case_events set event_at = timestamp '1999-01-01 00:00'"
    ),
    "fct_case_stretches__add_up_to_cases": (
        "update marts.fct_case_stretches set working_days = working_days + 1 where stretch_no = 4"
    ),
    "fct_case_stretches__cause_has_source": "update marts.fct_case_stretches set rule_id = 'luck'",
    "fct_case_stretches__quiet_has_cause": (
        "update marts.fct_case_stretches set cause_code = null where part = 'quiet'"
    ),
    "fct_case_stretches__takes_time": "update marts.fct_case_stretches set days = 0",
    "fct_case_times__every_case": (
        "delete from marts.fct_case_times where case_key = '0999|sample|S-00001'"
    ),
    "fct_case_times__parts_add_up": "update marts.fct_case_times set quiet_days = quiet_days + 1",
    "fct_case_times__throughput": (
        "update marts.fct_case_times set busy_working_days = busy_working_days + 1,"
        " throughput_working_days = throughput_working_days + 1"
    ),
    "fct_case_events__has_case": "update marts.fct_case_events set received_on = null",
    "fct_cases__deadline_after_receipt": (
        "update marts.fct_cases set deadline_on = date '1999-01-01'"
    ),
    "fct_cases__decided_in_time_order": "update marts.fct_cases set decided_on = date '1999-01-01'",
    "fct_cases__every_case": "delete from marts.fct_cases where case_id = 'S-00001'",
    "fct_cases__has_data_date": "update marts.fct_cases set observed_until = null",
    "fct_cases__not_from_the_future": "update marts.fct_cases set received_on = date '2049-01-01'",
    "fct_cases__open_is_not_decided": "update marts.fct_cases set is_open = true",
    "fct_cases__within_calendar": "update marts.fct_cases set received_on = date '1901-01-01'",
    "fct_indicator_evidence__every_case": (
        "delete from marts.fct_indicator_evidence where observed_key = '0999|sample|S-00001'"
    ),
    "fct_indicator_evidence__has_date": "update marts.fct_indicator_evidence set counted_on = null",
    "fct_indicator_evidence__reason_or_counted": (
        "update marts.fct_indicator_evidence set in_denominator = true"
    ),
    "indicators__vocabulary": "update seeds.indicators set direction = 'sideways'",
    "int_cases__current__decided_has_date": (
        "update intermediate.int_cases__current set decided_on = null"
    ),
    "int_case_time__notices__nested": (
        "update intermediate.int_case_time__notices set was_in_time = false"
    ),
    "int_case_time__survival__ends_add_up": (
        "update intermediate.int_case_time__survival set withdrawn_cif = withdrawn_cif + 1e-6"
    ),
    "fct_citizen_years__add_up_to_contacts": (
        "update marts.fct_citizen_years set n_contacts = n_contacts + 1 where org_level = 'unit'"
    ),
    "fct_citizen_years__main_within_all": "update marts.fct_citizen_years set n_contacts_main = 0",
    "load_ledger__rows_add_up": "update marts.load_ledger set rows_loaded = rows_loaded - 1",
    "mart_case_forecast__december_is_the_year": (
        "update marts.mart_case_forecast set n_so_far = n_cases - 1"
    ),
    "mart_case_estimates__estimate_positive": "update marts.mart_case_estimates set estimate = 0",
    "mart_continuity__shares_between_0_and_1": (
        "update marts.mart_continuity set main_caseworker_share = 1.01"
    ),
    "mart_catalogue_changes__changes_something": (
        "update marts.mart_catalogue_changes set new_value = old_value"
    ),
    "mart_catalogue_comparison__decisions_have_a_reference": (
        "update marts.mart_catalogue_comparison set reason_status = 'no_decision_reference'"
    ),
    "mart_catalogue_comparison__has_a_version": (
        "update marts.mart_catalogue_comparison set version_a = null, version_b = null"
    ),
    "mart_catalogue_comparison__reason_where_it_differs": (
        "update marts.mart_catalogue_comparison set needs_reason = not needs_reason"
    ),
    "mart_catalogue_reasons__service_known": (
        "update marts.mart_catalogue_reasons set reason_use = 'unknown_service'"
    ),
    "mart_catalogue_summary__adds_up": (
        "update marts.mart_catalogue_summary set n_same = n_same + 1"
    ),
    "mart_service_matches__usable": (
        "update marts.mart_service_matches set match_status = 'ambiguous'"
    ),
    "mart_catalogue_versions__department_known": (
        "update marts.mart_catalogue_versions set is_known_department = false"
    ),
    "mart_catalogue_versions__not_rewritten": (
        "update marts.mart_catalogue_versions set is_rewritten = true"
    ),
    "mart_catalogue_versions__no_overlap": (
        "update marts.mart_catalogue_versions set is_overlapping = true"
    ),
    "mart_focus_point_versions__text_changes_are_dated": (
        "update marts.mart_focus_point_versions set is_undated_text = true"
    ),
    "mart_focus_point_versions__follow_on": (
        "update marts.mart_focus_point_versions set valid_to = date '1999-01-01'"
    ),
    "mart_milestones__has_initiative": "update marts.mart_milestones set problem = 'no_initiative'",
    "mart_initiatives__money_adds_up": "update marts.mart_initiatives set over_budget_dkk = -1",
    "mart_status_counts__no_more_shares": "update marts.mart_status_counts set n_shares = n + 1",
    "mart_register_counts__not_negative": "update marts.mart_register_counts set n = -1",
    "mart_it_months__kinds_add_up": "update marts.mart_it_months set n_incidents = -1",
    "mart_budget_accounts__parts_add_up": "update marts.mart_budget_accounts set over_dkk = -1",
    "mart_initiatives__counts_fit": "update marts.mart_initiatives set n_reached = 99",
    "mart_training__no_share_below_ten": "update marts.mart_training set attended_share = 0.5",
    "mart_guidance_documents__measured_or_not": (
        "update marts.mart_guidance_documents set lix = null"
    ),
    "mart_it_incidents__counts": "update marts.mart_it_incidents set n_incidents = -1",
    "mart_follow_up_due__status_fits_days": "update marts.mart_follow_up_due set days_over = 0",
    "mart_yearly_status_public__no_verdict_without_levels": (
        "update marts.mart_yearly_status_public set verdict = 'better', value_now = null"
    ),
    "mart_initiative_effect__interval_holds_difference": (
        "update marts.mart_initiative_effect set difference_low = difference + 0.01"
    ),
    "mart_initiative_months__no_figure_below_ten": (
        "update marts.mart_initiative_months set n = 9, value = 0.5"
    ),
    "mart_open_cases__every_case": "update marts.mart_open_cases set n_open = n_open + 1",
    "mart_open_cases__parts_within_whole": (
        "update marts.mart_open_cases set n_overdue = n_overdue + n_open"
    ),
    "mart_case_time_parts__adds_up_to_cases": (
        "update marts.mart_case_time_parts set days = days + 1 where org_level = 'unit'"
    ),
    "mart_case_time_parts__shares": "update marts.mart_case_time_parts set time_share = 1.01",
    "mart_quiet_causes__adds_up_to_cases": (
        "update marts.mart_quiet_causes set days = days + 1 where org_level = 'unit'"
    ),
    "mart_quiet_causes__shares": "update marts.mart_quiet_causes set time_share = quiet_share + 1",
    "mart_quiet_steps__ten_at_most": "update marts.mart_quiet_steps set step_rank = 11",
    "mart_quiet_what_if__is_the_scorecard_s": "update marts.mart_quiet_what_if set n_kept = 0",
    "mart_quiet_what_if__no_worse": "update marts.mart_quiet_what_if set n_kept_if_halved = 0",
    "mart_scorecard__adds_up_to_evidence": (
        "update marts.mart_scorecard set n = n + 1 where org_level = 'municipality'"
        " and breakdown = 'total' and period_grain = 'year' and year(period_start) = 2023"
    ),
    "mart_scorecard__interval_holds_value": "update marts.mart_scorecard set ci_low = value + 0.01",
    "mart_scorecard__no_figure_below_ten": "update marts.mart_scorecard set n = 9",
    "mart_scorecard__since_only_not_met": "update marts.mart_scorecard set since = null",
    "mart_scorecard_public__status_follows": (
        "update marts.mart_scorecard_public set status = 'not_met', target = value"
    ),
    "mart_scorecard_public__rounded": "update marts.mart_scorecard_public set n = n + 1",
    "mart_scorecard_public__suppressed_tells_nothing": (
        "update marts.mart_scorecard_public set n = 7 where is_suppressed"
    ),
    "mart_unit_spread__limits_in_order": "update marts.mart_unit_spread set low95 = high95 + 0.01",
    "mart_unit_spread__not_for_two_units": "update marts.mart_unit_spread set n_units = 2",
    "mart_time_to_decision__ends_add_up": (
        "update marts.mart_time_to_decision set n_withdrawn = n_withdrawn + 1"
    ),
    "mart_time_to_decision__every_case": (
        "delete from marts.mart_time_to_decision"
        " where breakdown_code = 'REHAB' and clock = 'complete'"
    ),
    "mart_time_to_decision__intervals_hold_figures": (
        "update marts.mart_time_to_decision set km_median_low = km_median_days + 1"
    ),
    "mart_time_to_decision__no_figure_below_ten": "update marts.mart_time_to_decision set n = 9",
    "mart_time_to_decision__p_is_a_chance": (
        "update marts.mart_time_to_decision set is_different = not is_different"
    ),
    "mart_time_to_decision_curve__interval_holds_share": (
        "update marts.mart_time_to_decision_curve set ci_high = open_share - 0.01"
    ),
    "mart_time_to_decision_curve__steps_down": (
        "update marts.mart_time_to_decision_curve set open_share = 1 where n_at_risk = 1"
    ),
    "mart_waiting_stages__add_up_to_cases": (
        "update marts.mart_waiting_stages set days = days + 1 where stage = 'decision'"
    ),
    "mart_waiting_stages__median_in_interval": (
        "update marts.mart_waiting_stages set median_low_days = median_days + 1"
    ),
    "age_bands__forwards": "update seeds.age_bands set to_age = from_age - 1",
    "equivalence_margins__vocabulary": "update seeds.equivalence_margins set case_number = null",
    "fct_grants__days_in_order": "update marts.fct_grants set in_force_to = data_date + 1",
    "fct_grants__need_level_known": "update marts.fct_grants set is_need_level_known = false",
    "fct_grants__service_known": "update marts.fct_grants set is_service_known = false",
    "int_grants__overlaps__forwards": "update intermediate.int_grants__overlaps set days = 0",
    "int_grants__overlaps__in_force": (
        "update intermediate.int_grants__overlaps set is_in_force = false"
    ),
    "mart_case_time_comparison__equal_lies_in_margin": (
        "insert into marts.mart_case_time_comparison (municipality_code,"
        " verdict, decision_reference, ci_low, ci_high, margin)"
        " values ('0999', 'equal_within_margin', 'S', -9, 1, 7)"
    ),
    "mart_case_time_comparison__vocabulary": (
        "insert into marts.mart_case_time_comparison (municipality_code, verdict)"
        " values ('0999', 'equal')"
    ),
    "mart_case_time_comparison__grain": (
        "insert into marts.mart_case_time_comparison (municipality_b) values ('0888')"
    ),
    "mart_case_time_comparison_public__grain": (
        "insert into marts.mart_case_time_comparison_public (municipality_b) values ('0888')"
    ),
    "mart_case_time_comparison_public__no_small_number": (
        "insert into marts.mart_case_time_comparison_public (n_a) values (7)"
    ),
    "mart_case_time_comparison_public__suppressed_tells_nothing": (
        "insert into marts.mart_case_time_comparison_public (n_a, is_suppressed) values (70, true)"
    ),
    "mart_case_time_strata__grain": (
        "insert into marts.mart_case_time_strata (municipality_b) values ('0888')"
    ),
    "mart_case_time_strata__vocabulary": (
        "insert into marts.mart_case_time_strata (municipality_code, stratum_state)"
        " values ('0999', 'left out')"
    ),
    "mart_grant_comparison__equal_lies_in_margin": (
        "update marts.mart_grant_comparison set verdict = 'equal_within_margin', ci_high = margin"
    ),
    "mart_grant_comparison__granted_of_citizens": (
        "update marts.mart_grant_comparison set n_granted_b = n_granted_b + 1"
    ),
    "mart_grant_comparison__vocabulary": (
        "update marts.mart_grant_comparison set verdict = 'equal'"
    ),
    "mart_grant_findings__vocabulary": "update marts.mart_grant_findings set finding = 'strange'",
    "mart_grant_levels__add_up_to_facts": (
        "update marts.mart_grant_levels set n_applicants = n_applicants + 1"
    ),
    "mart_grant_levels__shares": (
        "update marts.mart_grant_levels set n_granted = n_applicants + 1"
    ),
    "mart_grant_strata__both_departments_have_it": (
        "update marts.mart_grant_strata set stratum_state = 'only_a'"
    ),
    "mart_grant_strata__compared_has_both": (
        "update marts.mart_grant_strata set difference = null"
    ),
    "mart_grant_strata__vocabulary": (
        "update marts.mart_grant_strata set stratum_state = 'left out'"
    ),
    "mart_grant_strata__weights_add_up": (
        "update marts.mart_grant_strata set weight_share = weight_share / 2"
    ),
    "codes__both_languages": "update seeds.codes set name_en = null",
    "need_levels__numbers": "update seeds.need_levels set need_no = 99",
    "scope_rules__vocabulary": "update seeds.scope_rules set applies_to = 'weather'",
    "targets__vocabulary": "update seeds.targets set org_level = 'planet'",
    "stg_provider_activity__grain": "update raw.provider_activity set service_area = null",
    "mart_provider_activity__within_capacity": (
        "update marts.mart_provider_activity set realised_occupancy_share = 1.01"
    ),
    "mart_provider_activity_public__few_places_hidden": (
        "update marts.mart_provider_activity_public"
        " set is_suppressed = false, activity_places = 9.9"
    ),
    "mart_provider_accounts__groups_placed": (
        "update marts.mart_provider_accounts set amount_dkk = 1 where report_line = 'unplaced'"
    ),
    "mart_provider_warnings__crossed_have_since": (
        "update marts.mart_provider_warnings set since_year = null"
    ),
    "mart_provider_texts__has_a_place": (
        "update marts.mart_provider_texts set text_status = 'unknown_provider'"
    ),
    "provider_warning_rules__threshold_usable": (
        "update seeds.provider_warning_rules set threshold_share = 5"
    ),
}
"""What breaks the rule of a test that is not of a common kind."""


def break_rule(rule: Rule, table: str) -> str:
    """The statement that breaks a rule of a table."""
    if rule.name in BREAK:
        return BREAK[rule.name]
    if rule.name.endswith("_public__no_small_number"):
        column = rule.arguments["expression"].split("coalesce(")[1].split(",")[0]
        return f"update {table} set {column} = 7"
    if rule.name.endswith("_public__suppressed_tells_nothing"):
        hidden = re.findall(r"(\w+) is null", rule.arguments["expression"])[0]
        return f"update {table} set is_suppressed = true, {hidden} = 7"
    if rule.kind in ("grain", "unique"):
        return f"insert into {table} select * from {table} limit 1"
    if rule.kind == "accepted_values":
        return f"update {table} set {rule.arguments['column']} = 'nonsense'"
    if rule.kind == "relationships":
        return f"update {table} set {rule.arguments['columns'][-1]} = 'nobody'"
    raise AssertionError(f"{rule.name}: say in BREAK how its rule is broken.")


@pytest.fixture(scope="module")
def copy(small_build: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A connection to a copy of the build file, under the same name."""
    file = tmp_path_factory.mktemp("broken") / small_build.file.name
    shutil.copy(small_build.file, file)
    with duckdb.connect(str(file)) as connection:
        yield connection


def rows_found(copy: duckdb.DuckDBPyConnection, query: str, rule: str | None) -> int:
    """How many rows a test finds; of a test of rules those that break one of them."""
    rows = f"select coalesce(sum(n_broken), 0) from ({query}) as found where rule = '{rule}'"
    (found,) = copy.execute(rows if rule else f"select count(*) from ({query}) as found").fetchall()
    return int(found[0])


def test_every_test_can_fail(small_build: Built, copy: duckdb.DuckDBPyConnection) -> None:
    """Its query gives no row as things are (or the expected warning), and more when broken."""
    quiet = []
    results, nodes = small_build.results, small_build.manifest["nodes"]
    breaks: list[tuple[str, str | None, str]] = []
    """Test, rule of it, and what breaks it."""
    for node in nodes.values():
        if is_rules(node):
            on = nodes[node["attached_node"]]
            table = f"{on['schema']}.{on['alias']}"
            breaks += [(node["name"], r.name, break_rule(r, table)) for r in rules_of(node)]
        elif node["resource_type"] == "test":
            breaks.append((node["name"], None, BREAK[node["name"]]))
    for test, rule, statement in sorted(breaks, key=str):
        query = results[test]["compiled_code"]
        before = rows_found(copy, query, rule)
        copy.execute("begin")
        copy.execute(statement)
        after = rows_found(copy, query, rule)
        copy.execute("rollback")
        if after <= before:
            quiet.append(rule or test)
    assert quiet == []


def test_every_break_is_of_a_rule(small_build: Built) -> None:
    nodes = small_build.manifest["nodes"].values()
    tests = {node["name"] for node in nodes if node["resource_type"] == "test"}
    rules = {rule.name for node in nodes if is_rules(node) for rule in rules_of(node)}
    assert set(BREAK) <= tests | rules


def test_grain_finds_an_empty_key(copy: duckdb.DuckDBPyConnection, small_build: Built) -> None:
    query = small_build.results["fct_case_events__rules"]["compiled_code"]
    copy.execute("begin")
    copy.execute("update marts.fct_case_events set event_no = null where event_name = 'Notat'")
    found = rows_found(copy, query, "fct_case_events__grain")
    copy.execute("rollback")
    assert found > 0


def test_an_empty_table_breaks_no_rule(small_build: Built, copy: duckdb.DuckDBPyConnection) -> None:
    query = small_build.results["fct_case_stretches__rules"]["compiled_code"]
    copy.execute("begin")
    copy.execute("delete from marts.fct_case_stretches")
    assert copy.execute(query).fetchall() == []
    copy.execute("rollback")
