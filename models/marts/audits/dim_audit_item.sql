-- grain: one row per item of the audit form

with

items as (

    select * from {{ ref('audit_items') }}

),

dim_audit_item as (

    select
        item_code,
        dimension,
        theme,
        goal_id,
        text_da,
        text_en,
        item_no
    from items

)

select * from dim_audit_item
