-- grain: one row per case type
select
    case_type_code,
    count(*) as n_cases
from {{ ref('fct_cases') }}
group by case_type_code
