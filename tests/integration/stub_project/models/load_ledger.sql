-- grain: one row per load
select * from {{ source('raw', 'load_ledger') }}
