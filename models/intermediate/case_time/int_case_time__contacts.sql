-- grain: one row per case, year and caseworker with contacts

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

steps as (

    select * from {{ ref('event_steps') }}

),

int_case_time__contacts as (

    select
        events.case_key,
        {{ period_start('year', 'cast(events.event_at as date)') }} as year_start_on,
        events.caseworker_key,
        count(*) as n_contacts
    from events
    inner join steps
        on events.event_type = steps.event_type
    where
        steps.is_contact
        and events.caseworker_key is not null
    group by
        events.case_key,
        {{ period_start('year', 'cast(events.event_at as date)') }},
        events.caseworker_key

)

select * from int_case_time__contacts
