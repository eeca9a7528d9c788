with

cases as (

    select
        municipality_code,
        sum(case when is_open then 1 else 0 end) as n_open
    from {{ ref('fct_cases') }}
    group by municipality_code

),

cells as (

    select
        municipality_code,
        org_level,
        breakdown,
        sum(n_open) as n_open
    from {{ ref('mart_open_cases') }}
    group by municipality_code, org_level, breakdown

)

select
    cells.*,
    cases.n_open as n_open_cases
from cases
inner join cells
    on cases.municipality_code = cells.municipality_code
where cells.n_open <> cases.n_open
