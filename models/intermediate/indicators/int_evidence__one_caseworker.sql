-- grain: one row per case, with whether one caseworker had it all the way

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

-- One caseworker had the case where the first and the last of their pseudonyms are the same.
caseworkers as (

    select
        case_key,
        min(caseworker_key) as first_key,
        max(caseworker_key) as last_key
    from events
    group by case_key

),

reasons as (

    select
        cases.*,
        coalesce(cases.decided_on, cases.closed_on, cases.observed_until) as ended_on,
        coalesce(caseworkers.first_key = caseworkers.last_key, false) as has_one_caseworker,
        case
            when cases.is_open then 'open'
            when coalesce(cases.decided_on, cases.closed_on) < cases.received_on then 'ended_before_received'
            when caseworkers.first_key is null then 'caseworker_not_stated'
        end as exclusion_reason
    from cases
    left join caseworkers
        on cases.case_key = caseworkers.case_key

),

int_evidence__one_caseworker as (

    select
        'one_caseworker' as indicator_id,
        municipality_code,
        source_system,
        case_key as observed_key,
        department_code,
        unit_code,
        case_type_code,
        target_group_code,
        ended_on as counted_on,
        exclusion_reason is null as in_denominator,
        exclusion_reason is null and has_one_caseworker as in_numerator,
        cast(null as double) as value,
        exclusion_reason
    from reasons

)

select * from int_evidence__one_caseworker
