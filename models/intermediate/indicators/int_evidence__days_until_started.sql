-- grain: one row per case, with its days from receipt until a caseworker had it

{{ config(materialized='view') }}

with

cases as (

    select * from {{ ref('fct_cases') }}
    {{ touched_only() }}

),

events as (

    select * from {{ ref('fct_case_events') }}
    {{ touched_only() }}

),

assigned as (

    select
        case_key,
        min(cast(event_at as date)) as assigned_on
    from events
    where event_type = 'assigned'
    group by case_key

),

ended as (

    select
        cases.*,
        assigned.assigned_on,
        coalesce(cases.decided_on, cases.closed_on, cases.observed_until) as ended_on
    from cases
    left join assigned
        on cases.case_key = assigned.case_key

),

reasons as (

    select
        *,
        case
            when coalesce(assigned_on > ended_on, true) and is_open then 'not_yet_assigned'
            when coalesce(assigned_on > ended_on, true) then 'never_assigned'
            when assigned_on < received_on then 'assigned_before_received'
        end as exclusion_reason
    from ended

),

int_evidence__days_until_started as (

    select
        'days_until_started' as indicator_id,
        municipality_code,
        source_system,
        case_key as observed_key,
        department_code,
        unit_code,
        case_type_code,
        target_group_code,
        case
            when exclusion_reason in ('not_yet_assigned', 'never_assigned') then ended_on
            else assigned_on
        end as counted_on,
        exclusion_reason is null as in_denominator,
        false as in_numerator,
        case
            when exclusion_reason is null
                then cast({{ days_between('received_on', 'assigned_on') }} as double)
        end as value,
        exclusion_reason
    from reasons

)

select * from int_evidence__days_until_started
