with

cases as (

    select count(*) as n_cases from {{ ref('fct_cases') }}

),

evidence as (

    select
        indicator_id,
        count(*) as n_cases
    from {{ ref('fct_indicator_evidence') }}
    group by indicator_id

),

indicators as (

    select indicator_id from {{ ref('dim_indicator') }}
    where is_measurable

)

select
    indicators.indicator_id,
    cases.n_cases,
    evidence.n_cases as n_evidence
from indicators
cross join cases
left join evidence
    on indicators.indicator_id = evidence.indicator_id
where cases.n_cases <> coalesce(evidence.n_cases, 0)
