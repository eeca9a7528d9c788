"""Small marts of the case audits for the published run that tests read."""

from __future__ import annotations

import duckdb

_MARTS = """
    create table marts.dim_audit_round as select * from (values
        ('0999', 'r1', null, 'Audit 1', 'REHAB', 'Afgjorte sager 2024', 'simple', null, null,
            1, 400, 80, 80, 1, date '2025-01-06'),
        ('0999', 'r2', 'r1', 'Audit 2', 'REHAB', 'Afgjorte sager 2025', 'simple', null, null,
            2, 400, 80, 80, 1, date '2026-01-05')
    ) as t (municipality_code, round_id, previous_round_id, round_name, area, frame, method,
        stratum_by, run_id, seed, population_size, sample_size, n_audited, n_strata, drawn_on);
    create table marts.dim_audit_item as select * from (values
        ('A3', 'good_casework', 'grounds', 'grounds', 'Er afgørelsen begrundet?', 'Grounds?', 3),
        ('A6', 'good_casework', 'journal', null, 'Er alt journaliseret?', 'All filed?', 6)
    ) as t (item_code, dimension, theme, goal_id, text_da, text_en, item_no);
    create table marts.mart_audit_items as
    select '0999' as municipality_code, round_id, 'all' as area, breakdown, breakdown_code,
        80 as n, 80 - bad as n_met, bad as n_not_met, bad as n_errors, 100e0 as effective_n,
        1 - bad / 80e0 as met_share, 9e-1 - bad / 80e0 as ci_low,
        least(1, 108e-2 - bad / 80e0) as ci_high, date '2026-01-05' as drawn_on
    from (values
        ('r1', 'item', 'A6', 40), ('r1', 'theme', 'journal', 40),
        ('r2', 'item', 'A3', 16), ('r2', 'item', 'A6', 12), ('r2', 'theme', 'grounds', 16),
        ('r2', 'theme', 'journal', 12), ('r2', 'dimension', 'good_casework', 24)
    ) as t (round_id, breakdown, breakdown_code, bad);
    create table marts.mart_audit_changes as select * from (values
        ('0999', 'r2', 'r1', 'all', 'item', 'A6', 'improved', 80, 80,
            5e-1, 85e-2, 35e-2, 22e-2, 46e-2),
        ('0999', 'r2', 'r1', 'all', 'item', 'A3', 'not_shown', 80, 80,
            85e-2, 8e-1, -5e-2, -15e-2, 5e-2)
    ) as t (municipality_code, round_id, previous_round_id, area, breakdown, breakdown_code,
        change, n_before, n, share_before, met_share, difference, difference_low, difference_high);
    create table marts.mart_audit_themes as
    select municipality_code, round_id, area, breakdown_code as theme,
        case when round_id = 'r1' then 'r2' end as next_round_id,
        case when round_id = 'r1' then 'improved' end as next_change,
        row_number() over (partition by round_id order by n_errors desc) as training_rank,
        n_errors, n, n_not_met, met_share, ci_low, ci_high, 2 as n_training_planned,
        1 as n_training_held, 20 as n_trained,
        case when round_id = 'r1' then 35e-2 end as next_difference,
        case when round_id = 'r1' then 22e-2 end as next_difference_low,
        case when round_id = 'r1' then 46e-2 end as next_difference_high
    from marts.mart_audit_items where breakdown = 'theme';
    create table marts.mart_source_agreement as select * from (values
        ('0999', 'r2', 'hearing', 'system_kinder', 50, 20, 10, 5, 15, 7e-1, 4e-1, 13e-2)
    ) as t (municipality_code, round_id, goal_id, leaning, n, n_both_met, n_system_only,
        n_audit_only, n_neither, agreement, kappa, kappa_se);
"""


def write_audits(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the marts of the case audits and their public editions."""
    connection.execute(_MARTS)
    for mart, counts in (
        ("audit_items", ("n", "n_errors")),
        ("audit_changes", ()),
        ("audit_themes", ("n", "n_errors", "n_not_met")),
        ("source_agreement", ("n",)),
    ):
        rounded = ", ".join(f"cast(round({c} / 5e0) * 5 as bigint) as {c}" for c in counts)
        replaced = f"* replace ({rounded})" if counts else "*"
        connection.execute(
            f"create table marts.mart_{mart}_public as "
            f"select {replaced}, false as is_suppressed from marts.mart_{mart}"
        )
    for column in ("n_both_met", "n_system_only", "n_audit_only", "n_neither"):
        connection.execute(f"alter table marts.mart_source_agreement_public drop {column}")
