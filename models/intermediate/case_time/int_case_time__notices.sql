-- grain: one row per case with a delay notice

{{
    config(
        materialized='incremental',
        incremental_strategy=whole_cases_strategy(),
        unique_key='case_key',
        on_schema_change='fail'
    )
}}

with

events as (

    select * from {{ ref('fct_case_events') }}
    {{ touched_only() }}

),

cases as (

    select * from {{ ref('fct_cases') }}
    {{ touched_only() }}

),

sent as (

    select
        case_key,
        promised_on,
        cast(event_at as date) as sent_on
    from events
    where event_type = 'delay_notice_sent'

),

-- Of several notices one that does its duty is enough; one after the case ended is no notice of delay.
int_case_time__notices as (

    select
        sent.case_key,
        min(sent.sent_on) as first_sent_on,
        max(case when sent.sent_on <= cases.deadline_on then 1 else 0 end) = 1 as was_in_time,
        max(case when sent.sent_on <= cases.deadline_on and sent.promised_on is not null then 1 else 0 end) = 1
            as was_in_time_with_date
    from sent
    inner join cases
        on sent.case_key = cases.case_key
    where sent.sent_on <= coalesce(cases.decided_on, cases.closed_on, cases.observed_until)
    group by sent.case_key

)

select * from int_case_time__notices
