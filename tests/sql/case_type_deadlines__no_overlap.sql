select
    earlier.municipality_code,
    earlier.case_type_code,
    earlier.valid_from,
    later.valid_from as also_from
from {{ ref('case_type_deadlines') }} as earlier
inner join {{ ref('case_type_deadlines') }} as later
    on
        earlier.municipality_code = later.municipality_code
        and earlier.case_type_code = later.case_type_code
        and earlier.valid_from < later.valid_from
where coalesce(earlier.valid_to, later.valid_from) >= later.valid_from
