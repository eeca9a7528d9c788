-- grain: one row per initiative and indicator it is to move

with

initiatives as (

    select * from {{ ref('initiatives') }}

),

dim_initiative as (

    select
        initiative_id,
        indicator_id,
        municipality_code,
        org_code,
        breakdown_code,

        name_da,
        name_en,
        org_level,
        breakdown,
        decided_by,
        case_number,

        starts_on,
        decided_on
    from initiatives

)

select * from dim_initiative
