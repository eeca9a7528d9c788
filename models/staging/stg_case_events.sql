-- grain: one row per case, instant, name and number among equal events, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'case_events'), [
    'municipality_code', 'source_system', 'case_id', 'event_at', 'event_name', 'event_no'
]) }},

stg_case_events as (

    select
        {{ case_key() }} as case_key,
        municipality_code,
        source_system,
        caseworker_key,

        event_name,
        event_type,
        unit_code,
        cause_code,
        note,

        event_no,

        event_at,
        promised_on,
        _load_id
    from newest_deliveries

)

select * from stg_case_events
