with

complaints as (

    select
        municipality_code,
        count(*) as n_complaints
    from {{ ref('fct_complaints') }}
    where appeal_outcome is not null
    group by municipality_code

),

cells as (

    select
        municipality_code,
        period_grain,
        org_level,
        breakdown,
        sum(n_on_merits + n_dismissed + n_referred) as n_complaints
    from {{ ref('mart_complaint_reversals') }}
    group by municipality_code, period_grain, org_level, breakdown

)

select
    cells.*,
    complaints.n_complaints as n_complaints_of_facts
from complaints
inner join cells
    on complaints.municipality_code = cells.municipality_code
where cells.n_complaints <> complaints.n_complaints
