-- grain: one row per quality goal, organisation and quarter or year, as the case audits tell it

{% set cell = [
    'goal_id', 'indicator_id', 'municipality_code', 'org_level', 'org_code', 'period_grain', 'period_start'
] %}

with

goals as (

    select * from {{ ref('dim_quality_goal') }}

),

findings as (

    select * from {{ ref('fct_audit_findings') }}

),

strata as (

    select * from {{ ref('int_audits__strata') }}

),

cases as (

    select * from {{ ref('fct_cases') }}

),

departments as (

    select
        municipality_code,
        org_code
    from {{ ref('dim_organisation') }}
    where org_level = 'department' and is_known

),

measured as (

    select * from {{ ref('dim_measurability') }}
    where source = 'audit' and state = 'measured'

),

-- A goal is met in a case where none of its items is not met. A round counts on the day it was drawn, in departments
-- in which audits measure the goal by then.
of_cases as (

    select
        goals.goal_id,
        goals.indicator_id,
        findings.municipality_code,
        findings.round_id,
        findings.stratum,
        findings.case_key,
        cases.department_code,
        cases.unit_code,
        findings.found_on,
        max(case when findings.finding in ('met', 'not_met') then 1 else 0 end) as is_assessed,
        max(case when findings.finding = 'not_assessable' then 1 else 0 end) as has_not_assessable,
        min(case when findings.finding = 'not_met' then 0 else 1 end) as n_met,
        sum(case when findings.finding = 'not_met' then 1 else 0 end) as n_errors
    from findings
    inner join goals
        on findings.goal_id = goals.goal_id
    left join cases
        on findings.case_key = cases.case_key
    left join departments
        on
            cases.municipality_code = departments.municipality_code
            and cases.department_code = departments.org_code
    inner join measured
        on
            goals.indicator_id = measured.indicator_id
            and findings.municipality_code = measured.municipality_code
            and coalesce(departments.org_code, '-') = measured.department_code
            and findings.found_on >= measured.valid_from
            and findings.found_on <= coalesce(measured.valid_to, findings.found_on)
    group by
        goals.goal_id,
        goals.indicator_id,
        findings.municipality_code,
        findings.round_id,
        findings.stratum,
        findings.case_key,
        cases.department_code,
        cases.unit_code,
        findings.found_on

),

{{ on_levels('of_cases', [
    'goal_id', 'indicator_id', 'round_id', 'stratum', 'is_assessed', 'has_not_assessable', 'n_met', 'n_errors'
], 'found_on') }},

results as (

    select * from of_cases_on_levels
    where is_assessed = 1

),

estimates as (

    {{ audit_estimate(cell) }}

),

not_assessable as (

    select
        {{ cell | join(',\n        ') }},
        cast(sum(case when is_assessed = 0 then has_not_assessable else 0 end) as bigint) as n_not_assessable
    from of_cases_on_levels
    group by {{ cell | join(', ') }}

),

int_quality_goals__audit as (

    select
        {{ columns_of('not_assessable', cell) }},
        'audit' as source,  -- noqa: RF04
        coalesce(estimates.n, 0) as n,
        coalesce(estimates.n_met, 0) as numerator,
        not_assessable.n_not_assessable as n_not_stated,
        estimates.met_share as value,  -- noqa: RF04
        estimates.ci_low,
        estimates.ci_high,
        -- Two rounds a year make no control chart: mart_audit_changes compares them.
        cast(null as string) as spc_signal,
        cast(null as date) as spc_since
    from not_assessable
    left join estimates
        on {{ same('not_assessable', 'estimates', cell) }}

)

select * from int_quality_goals__audit
