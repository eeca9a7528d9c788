-- grain: one row per event and load, of the deliveries that count for the event's case

with

whole_loads as (

    select * from {{ source('raw', 'whole_case_loads') }}

),

deliveries as (

    select * from {{ source('raw', 'case_events') }}

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
