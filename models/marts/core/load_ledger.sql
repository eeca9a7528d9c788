-- grain: one row per load, refused ones included

with

loads as (

    select * from {{ source('raw', 'load_ledger') }}

),

load_ledger as (

    select
        load_id,
        entity,
        source_file,
        sha256,
        source_system,
        municipality_code,
        delivery,
        status,
        message,
        mapping,

        rows_read,
        rows_loaded,
        rows_rejected,
        rows_repeated,
        n_cpr_masked,
        seconds,

        data_date,
        loaded_at,

        is_active
    from loads

)

select * from load_ledger
