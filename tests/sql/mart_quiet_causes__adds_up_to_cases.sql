with

cases as (

    select
        municipality_code,
        sum(quiet_days) as days
    from {{ ref('fct_case_times') }}
    group by municipality_code

),

cells as (

    select
        municipality_code,
        period_grain,
        org_level,
        breakdown,
        sum(days) as days
    from {{ ref('mart_quiet_causes') }}
    group by municipality_code, period_grain, org_level, breakdown

)

select
    cells.*,
    cases.days as days_of_cases
from cells
inner join cases
    on cells.municipality_code = cases.municipality_code
where cells.days <> cases.days
