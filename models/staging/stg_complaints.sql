-- grain: one row per complaint, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'complaints'), ['municipality_code', 'source_system', 'complaint_id']) }},

stg_complaints as (

    select
        municipality_code || '|' || source_system || '|' || complaint_id as complaint_key,
        {{ case_key() }} as case_key,
        municipality_code,
        source_system,
        complaint_id,
        decision_id,
        citizen_key,

        channel,
        department_code,
        unit_code,

        received_on,
        answered_on,
        _load_id,
        _data_date
    from newest_deliveries

)

select * from stg_complaints
