-- grain: one row per load
select
    load_id,
    status,
    is_active
from {{ source('raw', 'load_ledger') }}
