-- grain: one row per thing found wrong with a row, a column or a file

with

rejects as (

    select * from {{ source('raw', 'load_rejects') }}

),

numbered as (

    select
        *,
        row_number() over (
            partition by load_id
            order by
                line asc nulls first, column_name asc nulls first, reason_code asc nulls first, value asc nulls first
        ) as reject_no
    from rejects

),

load_rejects as (

    select
        load_id,
        cast(reject_no as bigint) as reject_no,

        entity,
        source_file,
        column_name,
        reason_code,
        severity,
        message,
        value,

        line
    from numbered

)

select * from load_rejects
