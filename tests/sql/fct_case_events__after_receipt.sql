{{ config(severity='warn') }}

with

events as (

    select * from {{ ref('fct_case_events') }}

),

cases as (

    select * from {{ ref('fct_cases') }}

)

select
    events.case_key,
    events.event_name,
    events.event_at,
    cases.received_on
from events
inner join cases
    on events.case_key = cases.case_key
where cast(events.event_at as date) < cases.received_on
