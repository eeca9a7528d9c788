-- grain: one row per case, with its working days from complete information to decision

{{ config(materialized='view') }}

with

cases as (

    select * from {{ ref('fct_cases') }}
    {{ touched_only() }}

),

reasons as (

    select
        *,
        case
            when is_open then 'open'
            when decided_on is null then 'closed_without_decision'
            when decided_on < received_on then 'decided_before_received'
            when complete_on is null then 'complete_not_stated'
            when decided_on < complete_on then 'decided_before_complete'
            when working_days_from_complete is null then 'outside_calendar'
        end as exclusion_reason
    from cases

),

int_evidence__working_days_from_complete as (

    select
        'working_days_from_complete' as indicator_id,
        municipality_code,
        source_system,
        case_key as observed_key,
        department_code,
        unit_code,
        case_type_code,
        target_group_code,
        case
            when exclusion_reason = 'open' then observed_until
            when exclusion_reason = 'closed_without_decision' then closed_on
            else decided_on
        end as counted_on,
        exclusion_reason is null as in_denominator,
        false as in_numerator,
        case when exclusion_reason is null then cast(working_days_from_complete as double) end as value,
        exclusion_reason
    from reasons

)

select * from int_evidence__working_days_from_complete
