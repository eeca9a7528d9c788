with

evidence as (

    select
        indicator_id,
        municipality_code,
        sum(case when in_denominator then 1 else 0 end) as n,
        sum(case when in_numerator then 1 else 0 end) as numerator,
        sum(case when in_denominator then 0 else 1 end) as n_excluded
    from {{ ref('fct_indicator_evidence') }}
    group by indicator_id, municipality_code

),

scorecard as (

    select
        indicator_id,
        municipality_code,
        period_grain,
        org_level,
        breakdown,
        sum(n) as n,
        sum(numerator) as numerator,
        sum(n_excluded) as n_excluded
    from {{ ref('mart_scorecard') }}
    group by indicator_id, municipality_code, period_grain, org_level, breakdown

)

select
    scorecard.*,
    evidence.n as n_evidence
from evidence
inner join scorecard
    on
        evidence.indicator_id = scorecard.indicator_id
        and evidence.municipality_code = scorecard.municipality_code
where
    scorecard.n <> evidence.n
    or coalesce(scorecard.numerator, evidence.numerator) <> evidence.numerator
    or scorecard.n_excluded <> evidence.n_excluded
