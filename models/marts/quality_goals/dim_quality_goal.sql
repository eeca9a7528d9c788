-- grain: one row per quality goal

with

goals as (

    select * from {{ ref('quality_goals') }}

),

dim_quality_goal as (

    select
        goal_id,
        indicator_id,

        name_da,
        name_en,
        legal_basis,
        observed_unit,
        denominator_da,
        denominator_en,

        goal_no
    from goals

)

select * from dim_quality_goal
