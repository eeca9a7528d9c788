-- grain: one row per service and attribute, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'catalogue_differences'), [
    'municipality_code', 'service_code', 'attribute_code'
]) }},

stg_catalogue_differences as (

    select
        municipality_code,
        service_code,
        attribute_code,

        reason,
        explanation,
        decision_reference,
        owner,
        status,

        due_on,
        _data_date
    from newest_deliveries

)

select * from stg_catalogue_differences
