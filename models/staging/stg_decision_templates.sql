-- grain: one row per template and case type, as its newest delivery tells it

with

deliveries as (

    select * from {{ source('raw', 'decision_templates') }}

),

{{ newest_deliveries('deliveries', ['municipality_code', 'template_id', 'case_type_code']) }},

stg_decision_templates as (

    select
        municipality_code,
        template_id,
        case_type_code,

        title,
        status,

        last_revised_on,
        _data_date
    from newest_deliveries

)

select * from stg_decision_templates
