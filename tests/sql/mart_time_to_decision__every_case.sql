with

cases as (

    select
        municipality_code,
        sum(case when received_on <= coalesce(decided_on, closed_on, observed_until) then 1 else 0 end) as n_received,
        sum(case when complete_on <= coalesce(decided_on, closed_on, observed_until) then 1 else 0 end) as n_complete
    from {{ ref('fct_cases') }}
    group by municipality_code

),

cohorts as (

    select
        municipality_code,
        clock,
        breakdown,
        period_grain,
        sum(n) as n
    from {{ ref('mart_time_to_decision') }}
    group by municipality_code, clock, breakdown, period_grain

)

select
    cases.*,
    cohorts.clock,
    cohorts.breakdown,
    cohorts.period_grain,
    cohorts.n
from cases
inner join cohorts
    on cases.municipality_code = cohorts.municipality_code
where cohorts.n <> case when cohorts.clock = 'received' then cases.n_received else cases.n_complete end
