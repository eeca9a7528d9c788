with

complaints as (

    select
        municipality_code,
        count(*) as n_complaints
    from {{ ref('fct_complaints') }}
    group by municipality_code

),

points as (

    select
        complaints.municipality_code,
        count(*) as n_points
    from {{ ref('fct_complaint_points') }} as points
    inner join {{ ref('fct_complaints') }} as complaints
        on points.complaint_key = complaints.complaint_key
    group by complaints.municipality_code

),

cells as (

    select
        municipality_code,
        period_grain,
        org_level,
        breakdown,
        sum(n_complaints) as n_complaints,
        sum(n_points) as n_points
    from {{ ref('mart_complaints') }}
    group by municipality_code, period_grain, org_level, breakdown

)

-- Channels share complaints out, areas and topics share their points out.
select
    cells.*,
    complaints.n_complaints as n_complaints_of_facts,
    points.n_points as n_points_of_facts
from cells
inner join complaints
    on cells.municipality_code = complaints.municipality_code
left join points
    on cells.municipality_code = points.municipality_code
where
    cells.n_points <> coalesce(points.n_points, 0)
    or (cells.breakdown in ('total', 'channel') and cells.n_complaints <> complaints.n_complaints)
