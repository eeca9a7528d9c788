-- grain: one row per municipality, audit round, area, breakdown and code: an item, a theme or a dimension

with

results as (

    select * from {{ ref('int_audits__case_results') }}

),

strata as (

    select * from {{ ref('int_audits__strata') }}

),

rounds as (

    select * from {{ ref('dim_audit_round') }}

),

estimates as (

    {{ audit_estimate(['municipality_code', 'round_id', 'area', 'breakdown', 'breakdown_code']) }}

),

mart_audit_items as (

    select
        estimates.municipality_code,
        estimates.round_id,
        estimates.area,
        estimates.breakdown,
        estimates.breakdown_code,

        estimates.n,
        estimates.n_met,
        estimates.n - estimates.n_met as n_not_met,
        estimates.n_errors,
        estimates.effective_n,
        estimates.met_share,
        estimates.ci_low,
        estimates.ci_high,

        rounds.drawn_on
    from estimates
    inner join rounds
        on {{ same('estimates', 'rounds', ['municipality_code', 'round_id']) }}

)

select * from mart_audit_items
