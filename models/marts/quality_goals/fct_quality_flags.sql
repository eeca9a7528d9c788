-- grain: one row per quality goal and observed unit: a decision or a case

{{
    config(
        materialized='incremental',
        incremental_strategy=whole_cases_strategy(),
        unique_key='case_key',
        on_schema_change='fail'
    )
}}

with

cases as (

    select * from {{ ref('fct_cases') }}
    {{ touched_only() }}

),

decisions as (

    select * from {{ ref('fct_decisions') }}
    {{ touched_only() }}

),

events as (

    select * from {{ ref('fct_case_events') }}
    {{ touched_only() }}

),

delivered as (

    select * from {{ ref('stg_quality_flags') }}

),

goals as (

    select * from {{ ref('quality_goals') }}

),

steps as (

    select * from {{ ref('event_steps') }}

),

organisations as (

    select * from {{ ref('organisation') }}

),

measurability as (

    select * from {{ ref('dim_measurability') }}
    where source = 'case_system'

),

departments as (

    select
        municipality_code,
        org_code as department_code
    from organisations
    where org_level = 'department'
    group by municipality_code, org_code

),

ended as (

    select
        cases.*,
        coalesce(cases.decided_on, cases.closed_on, cases.observed_until) as ended_on,
        coalesce(departments.department_code, '-') as measured_as
    from cases
    left join departments
        on
            cases.municipality_code = departments.municipality_code
            and cases.department_code = departments.department_code

),

-- What was done in the case while it ran: the duties of a whole case follow from it.
acts as (

    select
        events.case_key,
        max(case when steps.exchanges_information then 1 else 0 end) as has_exchange,
        max(case when steps.owes_note then 1 else 0 end) as has_material_step
    from events
    inner join ended
        on events.case_key = ended.case_key
    inner join steps
        on events.event_type = steps.event_type
    where cast(events.event_at as date) <= ended.ended_on
    group by events.case_key

),

-- A whole case's flag may come with each of its decisions: the last one registered counts.
flags as (

    select
        delivered.case_key,
        delivered.goal_id,
        case when goals.observed_unit = 'decision' then delivered.decision_id end as decision_id,
        delivered.flag,
        row_number() over (
            partition by
                delivered.case_key,
                delivered.goal_id,
                case when goals.observed_unit = 'decision' then delivered.decision_id end
            order by delivered.registered_on desc nulls last, delivered.decision_id desc nulls last
        ) as newest_rank
    from delivered
    inner join goals
        on delivered.goal_id = goals.goal_id
    where goals.observed_unit = 'case' or delivered.decision_id is not null

),

of_decisions as (

    select
        goals.goal_id,
        decisions.municipality_code,
        decisions.source_system,
        decisions.case_key || '|' || decisions.decision_id as observed_key,
        decisions.case_key,
        decisions.decision_id,
        decisions.decided_on as observed_on,
        case
            when goals.goal_id in ('hearing', 'grounds') and decisions.is_against_citizen then null
            -- FVL § 25: who gets all that was asked for needs no guidance on how to complain.
            when
                goals.goal_id = 'complaint_guidance'
                and decisions.outcome in ('partly_granted', 'refused', 'dismissed', 'stopped')
                then null
            else 'duty_not_owed'
        end as reason_no_duty,
        flags.flag
    from decisions
    cross join goals
    left join flags
        on
            decisions.case_key = flags.case_key
            and decisions.decision_id = flags.decision_id
            and goals.goal_id = flags.goal_id
            and flags.newest_rank = 1
    where goals.observed_unit = 'decision'

),

of_cases as (

    select
        goals.goal_id,
        ended.municipality_code,
        ended.source_system,
        ended.case_key as observed_key,
        ended.case_key,
        cast(null as string) as decision_id,
        ended.ended_on as observed_on,
        case
            when ended.is_open then 'open'
            when ended.ended_on < ended.received_on then 'ended_before_received'
            when goals.goal_id = 'consent' and acts.has_exchange = 1 then null
            when goals.goal_id = 'note' and acts.has_material_step = 1 then null
            else 'duty_not_owed'
        end as reason_no_duty,
        flags.flag
    from ended
    cross join goals
    left join acts
        on ended.case_key = acts.case_key
    left join flags
        on
            ended.case_key = flags.case_key
            and goals.goal_id = flags.goal_id
            and flags.newest_rank = 1
    where goals.observed_unit = 'case'

),

observed as (

    select * from of_decisions
    union all
    select * from of_cases

),

-- A decision whose case is not delivered has no department.
judged as (

    select
        observed.*,
        goals.indicator_id,
        ended.department_code,
        ended.unit_code,
        ended.case_type_code,
        ended.target_group_code,
        case
            when observed.reason_no_duty is not null then observed.reason_no_duty
            when coalesce(measurability.state, 'not_measurable') <> 'measured' then 'not_measurable'
            when coalesce(observed.flag, 'unknown') = 'unknown' then 'not_stated'
        end as exclusion_reason
    from observed
    inner join goals
        on observed.goal_id = goals.goal_id
    left join ended
        on observed.case_key = ended.case_key
    left join measurability
        on
            observed.municipality_code = measurability.municipality_code
            and goals.indicator_id = measurability.indicator_id
            and coalesce(ended.measured_as, '-') = measurability.department_code
            and observed.observed_on >= measurability.valid_from
            and observed.observed_on <= coalesce(measurability.valid_to, observed.observed_on)

),

fct_quality_flags as (

    select
        goal_id,
        indicator_id,
        municipality_code,
        source_system,
        observed_key,
        case_key,
        decision_id,

        department_code,
        unit_code,
        case_type_code,
        target_group_code,
        case when flag <> 'unknown' then flag end as flag,
        exclusion_reason,

        observed_on,

        exclusion_reason is null as is_in_denominator
    from judged

)

select * from fct_quality_flags
