-- grain: one row per case, instant, name and number among equal events

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

    select * from {{ ref('stg_case_events') }}

),

cases as (

    select * from {{ ref('int_cases__current') }}
    {{ touched_only() }}

),

fct_case_events as (

    select
        events.case_key,
        events.municipality_code,
        events.source_system,
        events.caseworker_key,

        events.event_name,
        events.event_type,
        events.unit_code,
        events.cause_code,

        events.event_no,
        events.event_order,

        events.event_at,
        cases.received_on,
        events.promised_on,

        events.note is not null as has_note
    from events
    left join cases
        on events.case_key = cases.case_key

)

select * from fct_case_events
