-- grain: one row per cohort of at least 10 cases and day on which cases left it

with

points as (

    select * from {{ ref('int_case_time__survival') }}

),

mart_time_to_decision_curve as (

    select
        municipality_code,
        clock,
        breakdown,
        breakdown_code,
        period_grain,

        day_no,
        n_at_risk,
        n_decided,
        n_withdrawn,
        n_transferred,
        n_other + n_open as n_censored,
        -- To 12 decimals: logarithms differ in the last bit between engines, and a half would be rounded either way.
        round(open_share * 1e12) / 1e12 as open_share,
        round(ci_low * 1e12) / 1e12 as ci_low,
        round(ci_high * 1e12) / 1e12 as ci_high,
        round(decided_cif * 1e12) / 1e12 as decided_cif,
        round(withdrawn_cif * 1e12) / 1e12 as withdrawn_cif,
        round(transferred_cif * 1e12) / 1e12 as transferred_cif,

        period_start
    from points
    where n >= {{ too_few_below() }}

)

select * from mart_time_to_decision_curve
