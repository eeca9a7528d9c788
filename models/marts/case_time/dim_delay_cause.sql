-- grain: one row per cause of quiet periods

with

delay_causes as (

    select * from {{ ref('delay_causes') }}

),

dim_delay_cause as (

    select
        cause_code,
        name_da,
        name_en,

        cause_no
    from delay_causes

)

select * from dim_delay_cause
