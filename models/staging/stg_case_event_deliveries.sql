-- grain: one row per event and load, of the deliveries that count for the event's case

with

loads as (

    select * from {{ source('raw', 'load_ledger') }}

),

deliveries as (

    select * from {{ source('raw', 'case_events') }}

),

first_load as (

    select min(delivery_no) as delivery_no
    from loads
    where entity = 'case_events' and is_active

),

-- The first load of all replaces nothing: where there is one alone, no event is looked up.
whole_loads as (

    select
        loads.load_id,
        loads.first_delivery_no
    from loads
    cross join first_load
    where
        loads.entity = 'case_events'
        and loads.delivery = 'whole_cases'
        and loads.is_active
        and loads.first_delivery_no > first_load.delivery_no

),

-- A delivery of whole cases holds every event of a case: an event of before that it lacks was moved or taken back.
whole_cases as (

    select
        deliveries.municipality_code,
        deliveries.source_system,
        deliveries.case_id,
        max(whole_loads.first_delivery_no) as counts_from
    from deliveries
    inner join whole_loads
        on deliveries._load_id = whole_loads.load_id
    group by deliveries.municipality_code, deliveries.source_system, deliveries.case_id

),

stg_case_event_deliveries as (

    select
        deliveries.municipality_code,
        deliveries.source_system,
        deliveries.case_id,
        deliveries.caseworker_key,

        deliveries.event_name,
        deliveries.event_type,
        deliveries.unit_code,
        deliveries.cause_code,
        deliveries.note,

        deliveries.event_no,
        deliveries.event_order,

        deliveries.event_at,
        deliveries.promised_on,
        deliveries._load_id,
        deliveries._loaded_at,
        deliveries._delivery_no
    from deliveries
    left join whole_cases
        on
            deliveries.municipality_code = whole_cases.municipality_code
            and deliveries.source_system = whole_cases.source_system
            and deliveries.case_id = whole_cases.case_id
    where whole_cases.counts_from is null or deliveries._delivery_no >= whole_cases.counts_from

)

select * from stg_case_event_deliveries
