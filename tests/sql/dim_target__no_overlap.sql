select
    earlier.target_id,
    later.target_id as other_target_id
from {{ ref('dim_target') }} as earlier
inner join {{ ref('dim_target') }} as later
    on
        earlier.indicator_id = later.indicator_id
        and earlier.municipality_code = later.municipality_code
        and earlier.org_level = later.org_level
        and earlier.org_code = later.org_code
        and earlier.breakdown = later.breakdown
        and earlier.breakdown_code = later.breakdown_code
        and earlier.target_id <> later.target_id
        and earlier.valid_from <= later.valid_from
where coalesce(earlier.valid_to, later.valid_from) >= later.valid_from
