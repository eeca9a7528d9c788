-- grain: one row per municipality, audit round, area, breakdown and code: an item, a theme or a dimension

with

results as (

    select * from {{ ref('int_audits__case_results') }}

),

findings as (

    select * from {{ ref('fct_audit_findings') }}

),

rounds as (

    select * from {{ ref('dim_audit_round') }}

),

-- Cases audited in a stratum, whatever was found: the sampling fraction is theirs.
audited as (

    select
        municipality_code,
        round_id,
        stratum,
        max(stratum_size) as stratum_size,
        count(distinct case_key) as n_audited
    from findings
    group by municipality_code, round_id, stratum

),

strata as (

    select
        municipality_code,
        round_id,
        area,
        breakdown,
        breakdown_code,
        stratum,
        count(*) as n,
        sum(n_met) as n_met,
        sum(n_errors) as n_errors
    from results
    group by municipality_code, round_id, area, breakdown, breakdown_code, stratum

),

-- Each case stands for stratum_size / n_audited cases. So do those in which the item applies.
weighted as (

    select
        strata.*,
        audited.stratum_size / cast(audited.n_audited as double) as case_weight,
        strata.n * (audited.stratum_size / cast(audited.n_audited as double)) as stands_for,
        1 - audited.n_audited / cast(audited.stratum_size as double) as left_share
    from strata
    inner join audited
        on {{ same('strata', 'audited', ['municipality_code', 'round_id', 'stratum']) }}

),

-- effective_n: the simple random sample from an endless population that would tell as much.
summed as (

    select
        municipality_code,
        round_id,
        area,
        breakdown,
        breakdown_code,
        cast(sum(n) as bigint) as n,
        cast(sum(n_met) as bigint) as n_met,
        cast(sum(n_errors) as bigint) as n_errors,
        sum(n_met * case_weight) / sum(stands_for) as weighted_share,
        sum(stands_for * stands_for * left_share / n) / (sum(stands_for) * sum(stands_for)) as spread
    from weighted
    group by municipality_code, round_id, area, breakdown, breakdown_code

),

effective as (

    select
        *,
        case when spread > 1e-12 then 1 / spread end as effective_n
    from summed

),

-- Where every case of the population was audited, nothing is left to chance.
mart_audit_items as (

    select
        effective.municipality_code,
        effective.round_id,
        effective.area,
        effective.breakdown,
        effective.breakdown_code,

        effective.n,
        effective.n_met,
        effective.n - effective.n_met as n_not_met,
        effective.n_errors,
        effective.effective_n,
        case when effective.n >= {{ too_few_below() }} then effective.weighted_share end as met_share,
        case
            when effective.n < {{ too_few_below() }} then null
            when effective.effective_n is null then effective.weighted_share
            else {{ wilson_low('(effective.weighted_share * effective.effective_n)', 'effective.effective_n') }}
        end as ci_low,
        case
            when effective.n < {{ too_few_below() }} then null
            when effective.effective_n is null then effective.weighted_share
            else {{ wilson_high('(effective.weighted_share * effective.effective_n)', 'effective.effective_n') }}
        end as ci_high,

        rounds.drawn_on
    from effective
    inner join rounds
        on {{ same('effective', 'rounds', ['municipality_code', 'round_id']) }}

)

select * from mart_audit_items
