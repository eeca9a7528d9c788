-- grain: one row per case, instant, name and number among equal events, as its newest delivery tells it

with

{{ newest_deliveries(
    ref('stg_case_event_deliveries'),
    ['municipality_code', 'source_system', 'case_id', 'event_at', 'event_name'],
    number='event_no'
) }},

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

        equal_no as event_no,
        -- Loads of before hold the order as their number.
        coalesce(event_order, event_no) as event_order,

        event_at,
        promised_on,
        _load_id
    from newest_deliveries

)

select * from stg_case_events
