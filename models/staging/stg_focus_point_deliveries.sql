-- grain: one row per focus point and delivery that told of it

-- Every delivery, not only the newest: what was approved once is never overwritten.

with

deliveries as (

    select * from {{ source('raw', 'focus_points') }}

),

stg_focus_point_deliveries as (

    select
        municipality_code,
        focus_point_id,
        department_code,
        indicator_id,

        title,
        approved_text,
        why,
        wanted,
        priority,
        status,
        what_was_done,
        approved_by,

        approved_on,
        adjusted_on,
        retired_on,
        _data_date,
        _loaded_at,
        _delivery_no,
        _load_id
    from deliveries

)

select * from stg_focus_point_deliveries
