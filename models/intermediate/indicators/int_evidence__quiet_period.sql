-- grain: one row per case, with or without a quiet period

{{ config(materialized='view') }}

with

cases as (

    select * from {{ ref('fct_cases') }}
    {{ touched_only() }}

),

case_times as (

    select * from {{ ref('fct_case_times') }}
    {{ touched_only() }}

),

-- A case ended on the day it was received has no time to lie still in, whatever its log.
reasons as (

    select
        cases.*,
        coalesce(cases.decided_on, cases.closed_on, cases.observed_until) as ended_on,
        coalesce(case_times.n_quiet, 0) > 0 as has_quiet_period,
        case
            when cases.is_open then 'open'
            when coalesce(cases.decided_on, cases.closed_on) < cases.received_on then 'ended_before_received'
            when case_times.case_key is null and coalesce(cases.decided_on, cases.closed_on) > cases.received_on
                then 'no_events'
        end as exclusion_reason
    from cases
    left join case_times
        on cases.case_key = case_times.case_key

),

int_evidence__quiet_period as (

    select
        'quiet_period' as indicator_id,
        municipality_code,
        source_system,
        case_key as observed_key,
        department_code,
        unit_code,
        case_type_code,
        target_group_code,
        ended_on as counted_on,
        exclusion_reason is null as in_denominator,
        exclusion_reason is null and has_quiet_period as in_numerator,
        cast(null as double) as value,
        exclusion_reason
    from reasons

)

select * from int_evidence__quiet_period
