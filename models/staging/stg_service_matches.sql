-- grain: one row per pair of services, as its newest delivery tells it

{% set key = [
    'municipality_code', 'department_code', 'service_code', 'other_department_code', 'other_service_code'
] %}

with

{{ newest_deliveries(source('raw', 'service_matches'), key) }},

stg_service_matches as (

    select
        municipality_code,
        department_code,
        service_code,
        other_department_code,
        other_service_code,

        service_name,
        other_service_name,
        decision,
        decided_by,

        score,

        _data_date,
        _delivery_no
    from newest_deliveries

)

select * from stg_service_matches
