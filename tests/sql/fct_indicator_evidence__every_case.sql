with

cases as (

    select count(*) as n_cases from {{ ref('fct_cases') }}

),

decisions as (

    select count(*) as n_decisions from {{ ref('fct_decisions') }}

),

evidence as (

    select
        indicator_id,
        count(*) as n_units
    from {{ ref('fct_indicator_evidence') }}
    group by indicator_id

),

-- Goals about decisions observe each of these, all else each case.
expected as (

    select
        indicators.indicator_id,
        case when goals.observed_unit = 'decision' then decisions.n_decisions else cases.n_cases end as n_units
    from {{ ref('dim_indicator') }} as indicators
    cross join cases
    cross join decisions
    left join {{ ref('dim_quality_goal') }} as goals
        on indicators.indicator_id = goals.indicator_id

)

select
    expected.indicator_id,
    expected.n_units,
    evidence.n_units as n_evidence
from expected
left join evidence
    on expected.indicator_id = evidence.indicator_id
where expected.n_units <> coalesce(evidence.n_units, 0)
