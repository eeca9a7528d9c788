"""What is planted of quality goals, audits and registers is found by the marts."""

from __future__ import annotations

from datetime import date

import pytest
from truths import Built

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


def test_audits_are_a_source_of_the_goals_of_their_department_alone(built: Built) -> None:
    goals = built.table(
        "select indicator_id, item_code from marts.dim_quality_goal"
        " inner join marts.dim_audit_item using (goal_id)"
    )
    for planted in built.truth["audits"]:
        year = planted["round_id"][:4]
        found = built.rows(
            f"""
            select indicator_id, org_code, measurability, n, numerator, value, ci_low, ci_high
            from marts.mart_quality_goals
            where source = 'audit' and period_grain = 'year' and org_level <> 'unit'
                and period_start = '{year}-01-01' and org_code <> '-'
            """
        )
        assert {row[0] for row in found} == goals.keys()
        for indicator, org, measurability, n, numerator, *figures in found:
            if org not in ("0999", "SUF"):
                assert (measurability, n, figures) == ("in_preparation", 0, [None] * 3)
                continue
            (item,) = goals[indicator]
            strata = planted["items"][item]
            n_met = sum(s["n_met"] for s in strata.values())
            assert (n, numerator) == (n_met + sum(s["n_not_met"] for s in strata.values()), n_met)
            assert figures == pytest.approx(_estimated(strata), abs=1e-9)
            assert measurability == ("partly_measured" if org == "0999" else "measured")


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
    assert built.row(
        "select n_training_planned, n_training_held, n_trained from marts.mart_audit_themes"
        " where area = 'all' and theme = 'journal' and next_round_id is not null"
    ) == (2, 1, 25)


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
