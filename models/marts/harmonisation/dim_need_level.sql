-- grain: one row per need level

with

need_levels as (

    select * from {{ ref('need_levels') }}

),

dim_need_level as (

    select
        need_level,
        name_da,
        name_en,

        need_no
    from need_levels

)

select * from dim_need_level
