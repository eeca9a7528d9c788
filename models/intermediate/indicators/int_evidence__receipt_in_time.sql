-- grain: one row per case, with whether its written enquiry was receipted within 10 days

{{ config(materialized='view') }}

{% set receipt_days = 10 %}

with

cases as (

    select * from {{ ref('fct_cases') }}
    {{ touched_only() }}

),

events as (

    select * from {{ ref('fct_case_events') }}
    {{ touched_only() }}

),

receipts as (

    select
        case_key,
        min(cast(event_at as date)) as first_sent_on
    from events
    where event_type = 'receipt_sent'
    group by case_key

),

days as (

    select
        cases.*,
        {{ add_days('cases.received_on', receipt_days) }} as receipt_due_on,
        coalesce(cases.decided_on, cases.closed_on, cases.observed_until) as ended_on,
        receipts.first_sent_on
    from cases
    left join receipts
        on cases.case_key = receipts.case_key

),

reasons as (

    select
        *,
        case
            when decided_on < received_on then 'decided_before_received'
            when channel is null then 'channel_not_stated'
            when channel not in ('letter', 'email', 'digital') then 'not_written'
            when ended_on <= receipt_due_on and is_open then 'not_yet_due'
            when ended_on <= receipt_due_on then 'ended_within_10_days'
        end as exclusion_reason
    from days

),

int_evidence__receipt_in_time as (

    select
        'receipt_in_time' as indicator_id,
        municipality_code,
        source_system,
        case_key as observed_key,
        department_code,
        unit_code,
        case_type_code,
        target_group_code,
        -- The day the outcome was known: after the tenth, or the end where it came before.
        case
            when exclusion_reason is null then {{ add_days('receipt_due_on', 1) }}
            when exclusion_reason in ('channel_not_stated', 'not_written') then received_on
            else ended_on
        end as counted_on,
        exclusion_reason is null as in_denominator,
        exclusion_reason is null and coalesce(first_sent_on <= receipt_due_on, false) as in_numerator,
        cast(null as double) as value,
        exclusion_reason
    from reasons

)

select * from int_evidence__receipt_in_time
