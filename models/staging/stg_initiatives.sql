-- grain: one row per initiative, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'initiatives'), ['municipality_code', 'initiative_id']) }},

stg_initiatives as (

    select
        municipality_code,
        initiative_id,
        department_code,
        focus_point_id,
        indicator_id,
        org_code,
        breakdown_code,

        name_da,
        name_en,
        status,
        decided_by,
        case_number,
        org_level,
        breakdown,
        grant_name,

        grant_dkk,
        budget_dkk,
        spent_dkk,

        starts_on,
        ends_on,
        decided_on,
        _data_date
    from newest_deliveries

)

select * from stg_initiatives
