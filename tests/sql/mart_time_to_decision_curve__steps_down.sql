with

points as (

    select
        {{ cohort_columns() | join(',\n        ') }},
        day_no,
        n_at_risk,
        n_decided,
        open_share,
        coalesce(
            lag(open_share) over (
                partition by {{ cohort_columns() | join(', ') }} order by day_no asc nulls last
            ), 1e0
        ) as share_before,
        lag(n_at_risk - n_decided - n_withdrawn - n_transferred - n_censored) over (
            partition by {{ cohort_columns() | join(', ') }} order by day_no asc nulls last
        ) as n_left_over
    from {{ ref('mart_time_to_decision_curve') }}

)

-- A sum over a window may be rounded otherwise from row to row.
select *
from points
where
    open_share > share_before + 1e-12
    or (n_decided = 0 and open_share < share_before - 1e-12)
    or n_at_risk <> coalesce(n_left_over, n_at_risk)
