"""Small marts of case time for the published run that tests read; see `published_fixture`."""

from __future__ import annotations

import duckdb

STEP = ("assessment", "approval")
"""The step with most quiet time."""

LONGEST = "0999|stub|S-0"
"""Key of the case with the longest quiet period."""
"""The case that comes first in the list behind that step."""

_CELLS = """
    create table marts.fixture_cells as
    select distinct municipality_code, org_level, org_code, breakdown, breakdown_code,
        period_grain, period_start
    from marts.mart_scorecard
    where period_grain in ('quarter', 'year')
"""

_NOTICES = """
    insert into marts.mart_scorecard
    select
        cells.* replace (
            said.indicator_id as indicator_id, 'no_target' as status, null as target,
            cast(cells.n * said.share as bigint) as numerator,
            case when cells.n >= 10 then said.share end as value,
            case when cells.n >= 10 then said.share - 0.05 end as ci_low,
            case when cells.n >= 10 then said.share + 0.05 end as ci_high,
            null as since, null as spc_mean, null as spc_lower, null as spc_upper,
            null as spc_rule, null as spc_signal
        )
    from marts.mart_scorecard as cells
    cross join (
        values ('notice_sent', 0.5), ('notice_in_time', 0.3), ('notice_with_date', 0.2),
            ('receipt_in_time', 0.7)
    ) as said (indicator_id, share)
    where cells.indicator_id = 'deadline_kept'
"""

_MARTS = {
    "mart_open_cases": """
        select municipality_code, org_level, org_code, breakdown, breakdown_code,
            120::bigint as n_open, 40::bigint as n_overdue, 25::bigint as n_due_in_30_days,
            10::bigint as n_no_deadline, 21.0 as median_days_over, 90 as max_days_over,
            44.5 as median_days_open, date '2025-12-31' as data_date
        from marts.fixture_cells
        where period_grain = 'year' and period_start = '2025-01-01'
    """,
    "mart_case_time_parts": """
        select cells.*, stages.stage, parts.part, 120::bigint as n_cases,
            100::bigint as n_cases_with, cast(parts.share * 4000 as bigint) as days,
            cast(parts.share * 2800 as bigint) as working_days, parts.share * 40 as mean_days,
            parts.share as time_share
        from marts.fixture_cells as cells
        cross join (
            values ('all'), ('intake'), ('investigation'), ('assessment'), ('decision')
        ) as stages (stage)
        cross join (
            values ('busy', 0.4), ('waiting_citizen', 0.2), ('waiting_third_party', 0.05),
                ('quiet', 0.35)
        ) as parts (part, share)
    """,
    "mart_quiet_causes": """
        select cells.*, causes.*, 50::bigint as n_stretches, 40::bigint as n_cases,
            causes.quiet_share * 0.35 as time_share
        from marts.fixture_cells as cells
        cross join (
            values ('organisation', 900::bigint, 640::bigint, 600::bigint, 300::bigint, 0.64),
                ('planning', 300, 210, 0, 300, 0.22), ('unexplained', 200, 140, 0, 0, 0.14)
        ) as causes (cause_code, days, working_days, days_registered, days_by_rule, quiet_share)
    """,
    "mart_quiet_steps": """
        select cells.*, steps.*, 30::bigint as n_stretches, 25::bigint as n_cases
        from marts.fixture_cells as cells
        cross join (
            values ('assessment', 'approval', 1, 800::bigint, 560::bigint, 0.57),
                ('approval', 'decided', 2, 400, 280, 0.29),
                ('registered', 'open', 3, 200, 140, 0.14)
        ) as steps (after_event, before_event, step_rank, days, working_days, quiet_share)
    """,
    "mart_quiet_what_if": """
        select cells.*, halved.*, 120::bigint as n, 96::bigint as n_kept, 0.8 as kept_share
        from marts.fixture_cells as cells
        cross join (
            values ('all', 108::bigint, 0.9), ('organisation', 104, 0.867), ('planning', 96, 0.8)
        ) as halved (cause_code, n_kept_if_halved, kept_if_halved_share)
    """,
    "mart_waiting_stages": """
        select cells.*, stages.*, 120::bigint as n_cases
        from marts.fixture_cells as cells
        cross join (
            values ('all', 20.0, 34.0, 61.0, 44.0), ('intake', 1.0, 3.0, 6.0, 4.0),
                ('investigation', 6.0, 12.0, 24.0, 17.0), ('assessment', 5.0, 9.0, 18.0, 12.0),
                ('decision', 2.0, 6.0, 15.0, 11.0)
        ) as stages (stage, q1_days, median_days, q3_days, mean_days)
    """,
    "mart_time_to_decision": """
        select cells.municipality_code, clocks.clock, cells.breakdown, cells.breakdown_code,
            cells.period_grain, cells.period_start, 240::bigint as n,
            3840::bigint as n_16_quarters, 190::bigint as n_decided,
            40::bigint as n_open, 6::bigint as n_withdrawn, 4::bigint as n_transferred,
            0::bigint as n_other, 20 as km_q1_days, 34 as km_median_days, 61 as km_q3_days,
            30 as km_median_low, 39 as km_median_high,
            case when cells.breakdown = 'case_type' and clocks.clock = 'received' then 42 end
                as deadline_days,
            case when cells.breakdown = 'case_type' then 0.62 end as decided_by_deadline_share,
            case when cells.breakdown = 'case_type' then 0.55 end as decided_by_deadline_low,
            case when cells.breakdown = 'case_type' then 0.69 end as decided_by_deadline_high,
            28.0 as closed_only_median_days, -6.0 as closed_only_bias_days,
            0.03 as withdrawn_share, 0.02 as transferred_share, 4.2 as logrank_chi2,
            0.04 as logrank_p, cells.period_start = '2025-04-01' as is_different
        from marts.fixture_cells as cells
        cross join (values ('received'), ('complete')) as clocks (clock)
        where cells.org_level = 'municipality'
    """,
    "mart_time_to_decision_curve": """
        select cells.municipality_code, 'received' as clock, cells.breakdown,
            cells.breakdown_code, cells.period_grain, cells.period_start, days.day_no,
            cast(240 * exp(-days.day_no / 50.0) as bigint) as n_at_risk, 5::bigint as n_decided,
            0::bigint as n_withdrawn, 0::bigint as n_transferred, 1::bigint as n_censored,
            exp(-days.day_no / speed.pace) as open_share,
            exp(-days.day_no / speed.pace) * 0.9 as ci_low,
            least(exp(-days.day_no / speed.pace) * 1.1, 1.0) as ci_high, 0.5 as decided_cif,
            0.03 as withdrawn_cif, 0.02 as transferred_cif
        from marts.fixture_cells as cells
        inner join (
            values ('total', 50.0), ('FOERTID', 90.0), ('HJM-TEK', 35.0), ('LEDSAGE', 25.0)
        ) as speed (code, pace) on speed.code = cells.breakdown_code
        cross join (select cast(unnest(range(0, 240, 3)) as integer) as day_no) as days
        where cells.org_level = 'municipality'
    """,
    "mart_case_estimates": """
        select distinct municipality_code, 'HJM-TEK' as case_type_code,
            period_start as year_start_on, 150::bigint as n_cases, 140::bigint as estimate,
            150 / 140.0 as ratio, 'Socialudvalget' as decided_by,
            false as is_partial
        from marts.fixture_cells
        where period_grain = 'year'
    """,
    "mart_case_forecast": """
        select distinct municipality_code, types.code as case_type_code, 90::bigint as n_so_far,
            types.expected as forecast_cases,
            types.expected * 0.9 as forecast_low, types.expected * 1.1 as forecast_high,
            null::bigint as n_cases, null::double as error_share,
            0.1 as typical_error_share, 3::bigint as n_years_tried, types.estimate,
            date '2025-01-01' as year_start_on, date '2025-06-30' as known_on, true as is_newest
        from marts.fixture_cells
        cross join (values ('HJM-TEK', 180::bigint, 140::bigint), ('FOERTID', 90, null))
            as types (code, expected, estimate)
    """,
    "mart_unit_spread": """
        select cells.municipality_code, 'deadline_kept' as indicator_id,
            departments.department_code, cells.period_grain, cells.period_start, cells.org_code,
            units.n, cast(units.n * units.value as bigint) as numerator, units.value,
            0.86 as expected_share, units.value as adjusted_share, 0.86 as centre,
            0.86 - 0.9 / sqrt(units.n) as low95, 0.86 + 0.9 / sqrt(units.n) as high95,
            0.86 - 1.4 / sqrt(units.n) as low998, 0.86 + 1.4 / sqrt(units.n) as high998,
            case when departments.n_units < 3 then 'not_drawn' else units.funnel_signal end
                as funnel_signal, departments.n_units, 0.3 as chance_share,
            departments.n_units >= 3 as is_drawn
        from marts.fixture_cells as cells
        inner join (
            values ('SC-NORD', 300::bigint, 0.84, 'inside'), ('SC-VEST', 240, 0.70, 'below_998'),
                ('LO-SYD', 410, 0.95, 'above_95')
        ) as units (code, n, value, funnel_signal) on units.code = cells.org_code
        cross join (values ('all', 3::bigint), ('SOF', 2)) as departments (department_code, n_units)
        where cells.org_level = 'unit' and cells.breakdown = 'total'
    """,
    "mart_continuity": """
        select municipality_code, org_level, org_code, period_start as year_start_on,
            400::bigint as n_citizens, 1600::bigint as n_contacts, 0.71 as main_caseworker_share,
            2.3 as caseworkers_mean, 2.0 as caseworkers_median, 0.31 as one_caseworker_share,
            520::bigint as n_cases, 0.8 as handovers_per_case
        from marts.fixture_cells
        where period_grain = 'year' and breakdown = 'total'
    """,
    "mart_initiative_effect": """
        select municipalities.municipality_code, 'new-forms' as initiative_id, groups.*,
            120::bigint as n_before, 130::bigint as n_after, 0.12 as difference_in_differences,
            0.02 as difference_in_differences_low, 0.22 as difference_in_differences_high
        from (select distinct municipality_code from marts.fixture_cells) as municipalities
        cross join (
            values ('part', 0.70, 0.62, 0.77, 0.84, 0.78, 0.89, 0.14, 0.05, 0.23),
                ('others', 0.88, 0.82, 0.93, 0.90, 0.84, 0.94, 0.02, -0.05, 0.09)
        ) as groups (group_code, value_before, ci_low_before, ci_high_before, value_after,
            ci_low_after, ci_high_after, difference, difference_low, difference_high)
    """,
    "mart_initiative_months": """
        select municipalities.municipality_code, 'new-forms' as initiative_id, groups.group_code,
            months.month as period_start, 40::bigint as n,
            case when months.month < '2025-01-01' then 0.7 else 0.84 end as value,
            months.month >= '2025-01-01' as is_after,
            case when months.month < '2025-01-01' then 0.7 else 0.84 end as spc_mean,
            case when months.month < '2025-01-01' then 0.6 else 0.74 end as spc_lower,
            case when months.month < '2025-01-01' then 0.8 else 0.94 end as spc_upper,
            'common_cause' as spc_signal, null as spc_rule
        from (select distinct municipality_code from marts.fixture_cells) as municipalities
        cross join (values ('part'), ('others')) as groups (group_code)
        cross join (
            select distinct period_start as month from marts.mart_scorecard
            where period_grain = 'month'
        ) as months
    """,
}

_NOT_PUBLISHED = ("n_kept", "n_kept_if_halved", "max_days_over", "numerator", "q1_days", "q3_days")
"""Columns that no public edition has."""

_NAMES = """
    create table marts.dim_initiative as
    select distinct 'new-forms' as initiative_id, 'Nye skemaer' as name_da, 'New forms' as name_en,
        'deadline_kept' as indicator_id, municipality_code, date '2025-01-01' as starts_on
    from marts.fixture_cells
"""

_CASES = f"""
    create table marts.fct_case_times as
    select municipality_code,
        municipality_code || '|stub|S-' || i as case_key,
        'SOF' as department_code, 'SC-NORD' as unit_code, 'FOERTID' as case_type_code,
        120 - i as throughput_days, 'not_kept' as deadline_status
    from (select distinct municipality_code from marts.fixture_cells) as municipalities
    cross join (select cast(unnest(range(0, 5)) as integer) as i) as numbers;
    create table marts.fct_case_stretches as
    select case_key, 1 as stretch_no, municipality_code, '{STEP[0]}' as after_event,
        '{STEP[1]}' as before_event, 'quiet' as part, 'organisation' as cause_code,
        'registered' as cause_source, throughput_days - 40 as days,
        throughput_days - 60 as working_days, date '2025-06-01' as from_on,
        date '2025-10-01' as until_on, date '2025-11-15' as counted_on
    from marts.fct_case_times
"""


def add_notices(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the indicators of notices and receipts to the scorecard."""
    connection.execute(_NOTICES)


def write_case_time(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the marts of case time for every cell of the scorecard, and their public editions.

    Counts end in 0 or 5 here, as the public editions' do; what these hide is tested with the
    models.
    """
    connection.execute(_CELLS)
    for table, rows in _MARTS.items():
        connection.execute(f"create table marts.{table} as {rows}")
        as_doubles(connection, table)
        connection.execute(
            f"create table marts.{table}_public as "
            f"select columns(lambda c: c not in {_NOT_PUBLISHED}), false as is_suppressed "
            f"from marts.{table}"
        )
    connection.execute(_NAMES)
    connection.execute(_CASES)
    connection.execute("drop table marts.fixture_cells")


def as_doubles(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Turn what DuckDB reads as decimals into what the models give."""
    found = connection.execute(
        "select column_name from duckdb_columns() "
        "where table_name = ? and data_type like 'DECIMAL%'",
        [table],
    ).fetchall()
    for (column,) in found:
        connection.execute(f"alter table marts.{table} alter {column} type double")
