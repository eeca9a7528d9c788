-- grain: one row per point of a complaint, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'complaint_points'), [
    'municipality_code', 'source_system', 'complaint_id', 'point_no'
]) }},

stg_complaint_points as (

    select
        municipality_code || '|' || source_system || '|' || complaint_id as complaint_key,
        municipality_code,
        source_system,
        complaint_id,
        point_no,

        topic_code,
        area,
        justified,
        appeal_outcome,
        _load_id
    from newest_deliveries

)

select * from stg_complaint_points
