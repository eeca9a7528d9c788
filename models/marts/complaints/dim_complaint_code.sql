-- grain: one row per kind of code and code: channels and main areas of complaints

with

codes as (

    select * from {{ ref('complaint_codes') }}

),

dim_complaint_code as (

    select
        kind,
        code,
        name_da,
        name_en,

        code_no
    from codes

)

select * from dim_complaint_code
