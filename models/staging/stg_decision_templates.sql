-- grain: one row per template and case type, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'decision_templates'), ['municipality_code', 'template_id', 'case_type_code']) }},

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
