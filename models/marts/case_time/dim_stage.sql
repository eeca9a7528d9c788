-- grain: one row per stage

with

stages as (

    select * from {{ ref('stages') }}

),

dim_stage as (

    select
        stage,
        name_da,
        name_en,

        stage_no
    from stages

)

select * from dim_stage
