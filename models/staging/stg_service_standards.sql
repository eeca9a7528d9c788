-- grain: one row per department, service and version of its catalogue, as the newest delivery tells it

with

deliveries as (

    select * from {{ source('raw', 'service_standards') }}

),

{{ newest_deliveries('deliveries', ['municipality_code', 'department_code', 'service_code', 'version']) }},

stg_service_standards as (

    select
        municipality_code,
        department_code,
        service_code,
        version,

        service_name,
        service_group,
        target_group,
        content,
        extent,
        frequency,
        supplier,
        legal_basis,
        quality_standard,
        decision_reference,

        time_limit_days,
        price_dkk,

        valid_from,
        valid_to,
        _data_date
    from newest_deliveries

)

select * from stg_service_standards
