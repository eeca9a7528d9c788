"""Small marts of grants for the published run that tests read; see `published_fixture`."""

from __future__ import annotations

import duckdb

DIFFERENT, EQUAL = "Praktisk hjælp", "Rehabiliteringsforløb"
"""The service in which the departments differ, and the one in which they do not."""

EXACT = 1_003
"""Citizens of the first department: a number that may not leave the house."""

_MARTS = (
    f"""
    create table marts.mart_grant_comparison as
    select places.municipality_code, 'department' as org_level, 'SOF' as org_a, 'SUF' as org_b,
        'year' as period_grain, date '2025-01-01' as period_start, told.*,
        case when margin is not null then 'Socialudvalget, 2024-17' end as decision_reference,
        {EXACT} as n_a, 998 as n_b, 2 as n_left_out_a, 3 as n_left_out_b, 7 as n_in_both,
        4 as n_strata, 2 as n_strata_left_out, 0.6e0 as crude_a, 0.8e0 as crude_b,
        0.7e0 as standardised_a, 0.7e0 as standardised_b, -0.2e0 as risk_difference,
        -0.25e0 as risk_difference_low, -0.15e0 as risk_difference_high, 0.8e0 as risk_ratio,
        0.0001e0 as homogeneity_p, -0.9e0 as smd_need_before, 0e0 as smd_need_after,
        -0.5e0 as smd_age_before, 0.01e0 as smd_age_after
    from (select distinct municipality_code from marts.mart_scorecard) as places
    cross join (
        values
            ('SEL83-PH', 'share_granted', 'share', 'different', null, -0.2004e0, -0.25e0, -0.15e0,
                -0.21e0, 0.1e0, false),
            ('SEL83-PH', 'hours_per_week', 'hours', 'opposite_in_strata', null, 0.1e0, -0.2e0,
                0.4e0, 0.1e0, 1e0, false),
            ('SEL83A-RE', 'share_granted', 'share', 'equal_within_margin', null, 0.01e0, -0.02e0,
                0.04e0, -0.15e0, 0.1e0, true),
            ('SEL83A-RE', 'kroner_per_week', 'kroner', 'not_enough_data', 'no_margin', 5e0, -9e0,
                19e0, 5e0, null, false)
    ) as told (service_code, measure, unit, verdict, reason, difference, ci_low, ci_high,
        crude_difference, margin, is_explained_by_mix)
    """,
    """
    create table marts.mart_grant_strata as
    select compared.municipality_code, org_level, org_a, org_b, service_code, period_grain,
        period_start, measure, unit, strata.*, 0.6e0 as value_a, 0.8e0 as value_b,
        case when stratum_state = 'compared' then -0.2e0 end as difference,
        case when stratum_state = 'compared' then -0.3e0 end as difference_low,
        case when stratum_state = 'compared' then -0.1e0 end as difference_high,
        case when stratum_state = 'compared' then 0.25e0 end as weight_share, 0.04e0 as smd
    from marts.mart_grant_comparison as compared
    cross join (
        values
            ('1', '65-79', 'compared', 251, 249), ('1', '80+', 'compared', 251, 249),
            ('2', '65-79', 'compared', 251, 249), ('2', '80+', 'only_b', 0, 31),
            ('-', '80+', 'not_known', 2, 3)
    ) as strata (need_level, age_band, stratum_state, n_a, n_b)
    where service_code = 'SEL83-PH'
    """,
    """
    create table marts.mart_case_time_comparison as
    select a.municipality_code, b.municipality_code as municipality_b, 'year' as period_grain,
        date '2025-01-01' as period_start, 'different' as verdict, cast(null as varchar) as reason,
        'Socialudvalget, 2024-17' as decision_reference, 503 as n_a, 497 as n_b, 4 as n_strata,
        1 as n_strata_left_out, 12e0 as crude_difference, 10e0 as difference, 8e0 as ci_low,
        12e0 as ci_high, 7e0 as margin
    from (select distinct municipality_code from marts.mart_scorecard) as a
    inner join (select distinct municipality_code from marts.mart_scorecard) as b
        on a.municipality_code <> b.municipality_code
    """,
)

_PUBLIC = {
    "mart_grant_comparison": (
        "n_left_out_a, n_left_out_b, n_in_both, risk_difference, risk_difference_low,"
        " risk_difference_high, risk_ratio, homogeneity_p, smd_need_before, smd_need_after,"
        " smd_age_before, smd_age_after"
    ),
    "mart_grant_strata": "weight_share, smd",
    "mart_case_time_comparison": "",
}
"""Marts with a public edition, and the columns that are not in it."""


def write_grants(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the marts of grants beside a scorecard and catalogues that are there already."""
    for sql in _MARTS:
        connection.execute(sql)
    for mart, hidden in _PUBLIC.items():
        without = f"exclude ({hidden})" if hidden else ""
        connection.execute(
            f"create table marts.{mart}_public as select * {without} replace ("
            f"cast(round(n_a / 5.0) * 5 as bigint) as n_a,"
            f" cast(round(n_b / 5.0) * 5 as bigint) as n_b),"
            f" false as is_suppressed from marts.{mart}"
        )
    connection.execute(
        "delete from marts.mart_grant_strata_public where stratum_state = 'not_known'"
    )
