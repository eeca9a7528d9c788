with

stages as (

    select
        municipality_code,
        period_grain,
        org_level,
        breakdown,
        stage,
        sum(n_cases) as n_cases,
        sum(days) as days
    from {{ ref('mart_waiting_stages') }}
    group by municipality_code, period_grain, org_level, breakdown, stage

),

waits as (

    select
        municipality_code,
        period_grain,
        org_level,
        breakdown,
        sum(case when stage = 'all' then days else 0 end) as days,
        sum(case when stage = 'all' then 0 else days end) as days_by_stage,
        min(n_cases) as fewest_cases,
        max(n_cases) as most_cases
    from stages
    group by municipality_code, period_grain, org_level, breakdown

),

cases as (

    select
        municipality_code,
        count(*) as n_cases,
        sum(throughput_days) as days
    from {{ ref('fct_case_times') }}
    group by municipality_code

)

select
    waits.*,
    cases.n_cases,
    cases.days as throughput_days
from cases
left join waits
    on cases.municipality_code = waits.municipality_code
where
    coalesce(waits.days, 0) <> cases.days
    or waits.days_by_stage <> cases.days
    or waits.fewest_cases <> cases.n_cases
    or waits.most_cases <> cases.n_cases
