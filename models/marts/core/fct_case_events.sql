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

fct_case_events as (

    select
        case_key,
        municipality_code,
        source_system,
        caseworker_key,

        event_name,
        event_type,
        unit_code,
        cause_code,

        event_no,

        event_at,
        promised_on,

        note is not null as has_note
    from events

)

select * from fct_case_events
