-- grain: one row per kind of event

with

event_steps as (

    select * from {{ ref('event_steps') }}

),

dim_event_step as (

    select
        event_type,
        stage,
        waits_on,
        ends_wait,
        name_da,
        name_en,

        is_contact,
        exchanges_information,
        owes_note
    from event_steps

)

select * from dim_event_step
