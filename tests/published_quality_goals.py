"""Small marts of the quality goals for the published run that tests read."""

from __future__ import annotations

import duckdb

GOALS = ("hearing", "consent")
"""The goals of the fixture: hearing is missed, consent cannot be measured in SUF."""

_CELLS = """
    insert into marts.mart_scorecard
    select
        cells.* replace (
            goals.indicator_id as indicator_id, goals.indicator_id as target_id,
            case when dark.is_dark then 'not_measurable' else goals.status end as status,
            0.9 as target,
            case when dark.is_dark then 0 else cells.n end as n,
            case when dark.is_dark then 0 else cast(cells.n * goals.share as bigint) end
                as numerator,
            case when cells.n >= 10 and not dark.is_dark then goals.share end as value,
            case when cells.n >= 10 and not dark.is_dark then goals.share - 0.05 end as ci_low,
            case when cells.n >= 10 and not dark.is_dark then goals.share + 0.05 end as ci_high,
            case when goals.status = 'not_met' then date '2025-01-01' end as since,
            case when dark.is_dark then null else cells.spc_signal end as spc_signal
        )
    from marts.mart_scorecard as cells
    cross join (
        values ('hearing', 'hearing_held', 0.78, 'not_met'),
            ('consent', 'consent_obtained', 0.93, 'uncertain')
    ) as goals (goal_id, indicator_id, share, status)
    cross join lateral (
        select goals.goal_id = 'consent' and cells.org_code in ('SUF', 'LO-SYD') as is_dark
    ) as dark
    where cells.indicator_id = 'working_days_to_decision' and cells.breakdown = 'total'
"""

_MARTS = """
    create table marts.dim_quality_goal as select * from (values
        ('hearing', 'hearing_held', 'Partshøring', 'Hearing of the party', 'FVL §§ 19-20',
            'decision', 'Afgørelser, der går borgeren imod', 'Decisions against the citizen', 1),
        ('consent', 'consent_obtained', 'Samtykke', 'Consent', 'FVL §§ 28-29', 'case',
            'Sager med udveksling', 'Cases with an exchange', 2)
    ) as v (goal_id, indicator_id, name_da, name_en, legal_basis, observed_unit, denominator_da,
        denominator_en, goal_no);
    create table marts.dim_target as select * from (values
        ('hearing_held', 'hearing_held', true), ('consent_obtained', 'consent_obtained', false)
    ) as v (target_id, indicator_id, has_decision);
    create table marts.dim_measurability as
    select goals.indicator_id, goals.goal_id, states.* exclude (goal),
        municipalities.municipality_code
    from marts.dim_quality_goal as goals
    cross join (select distinct municipality_code from marts.mart_scorecard) as municipalities
    inner join (values
        ('hearing', 'case_system', 'SOF', 'measured', 'Felt', 'Field', date '2020-01-01', null),
        ('consent', 'case_system', 'SUF', 'in_preparation', 'Bestilt', 'Ordered',
            date '2020-01-01', null),
        ('consent', 'audit', 'SUF', 'not_measurable', 'Intet', 'Nothing', date '2020-01-01', null)
    ) as states (goal, source, department_code, state, note_da, note_en, valid_from, valid_to)
        on states.goal = goals.goal_id;
    create table marts.mart_quality_goals as
    select goals.goal_id, cells.indicator_id, cells.municipality_code, cells.org_level,
        cells.org_code, organisations.parent_code, sources.source, cells.period_grain,
        case
            when sources.source = 'audit' then 'in_preparation'
            when cells.status = 'not_measurable' then 'in_preparation'
            else 'measured'
        end as measurability,
        case when sources.source = 'audit' then 'not_measurable' else cells.status end as status,
        cells.target_id,
        case when sources.source = 'audit' or cells.status = 'not_measurable' then null
            else 'concern' end as spc_signal,
        initiatives.initiative_id, 'better' as initiative_verdict,
        case when sources.source = 'audit' then 0 else cells.n end as n,
        case when sources.source = 'audit' then 0 else cells.numerator end as numerator,
        0::bigint as n_not_stated,
        case when sources.source = 'case_system' then cells.value end as value,
        case when sources.source = 'case_system' then cells.ci_low end as ci_low,
        case when sources.source = 'case_system' then cells.ci_high end as ci_high,
        cells.target, cells.period_start, cells.period_end,
        case when sources.source = 'case_system' then date '2020-01-01' end as measured_from,
        date '2025-01-01' as spc_since, date '2025-01-01' as initiative_starts_on,
        cells.data_date, cells.is_partial, goals.goal_id = 'hearing' as target_has_decision
    from marts.mart_scorecard as cells
    inner join marts.dim_quality_goal as goals using (indicator_id)
    left join marts.dim_organisation as organisations
        using (municipality_code, org_level, org_code)
    left join marts.dim_initiative as initiatives
        on initiatives.indicator_id = cells.indicator_id
        and initiatives.municipality_code = cells.municipality_code
    cross join (values ('case_system'), ('audit')) as sources (source)
    where cells.period_grain in ('quarter', 'year');
    create table marts.mart_quality_goals_public as
    select * exclude (numerator, n_not_stated, initiative_verdict)
        replace (cast(round(n / 5.0) * 5 as bigint) as n), false as is_suppressed
    from marts.mart_quality_goals
"""

_INITIATIVE = """
    insert into marts.dim_initiative
    select 'hearing-letters', 'Nye breve', 'New letters', 'hearing_held', municipality_code,
        date '2025-01-01'
    from (select distinct municipality_code from marts.mart_scorecard);
    insert into marts.mart_initiative_effect
    select * replace ('hearing-letters' as initiative_id) from marts.mart_initiative_effect;
    insert into marts.mart_initiative_effect_public
    select * replace ('hearing-letters' as initiative_id) from marts.mart_initiative_effect_public;
    insert into marts.mart_initiative_months
    select * replace ('hearing-letters' as initiative_id) from marts.mart_initiative_months;
    insert into marts.mart_initiative_months_public
    select * replace ('hearing-letters' as initiative_id) from marts.mart_initiative_months_public
"""


def add_goals(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the goals' indicators to the scorecard."""
    connection.execute(_CELLS)


def write_quality_goals(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the marts of the goals; after the scorecard, the organisations and the initiatives."""
    connection.execute(_INITIATIVE)
    connection.execute(_MARTS)
    for table in ("mart_quality_goals", "mart_quality_goals_public"):
        found = connection.execute(
            "select column_name from duckdb_columns() "
            "where table_name = ? and data_type like 'DECIMAL%'",
            [table],
        ).fetchall()
        for (column,) in found:
            connection.execute(f"alter table marts.{table} alter {column} type double")
