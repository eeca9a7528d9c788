-- grain: one row per pair of municipalities, length of period and period

{% set pair = ['municipality_code', 'municipality_b', 'period_grain', 'period_start'] %}

with

strata as (

    select * from {{ ref('mart_case_time_strata') }}

),

totals as (

    select * from {{ ref('mart_time_to_decision') }}
    where clock = 'received' and breakdown = 'total'

),

margins as (

    select * from {{ ref('dim_equivalence_margin') }}

),

compared as (

    select
        *,
        n_a + n_b as weight
    from strata
    where stratum_state = 'compared'

),

{{ standardised_difference('compared', pair) }},

{{ compared_counts('strata', pair, ['n']) }},

{{ margins_in_force('counted', pair, "'days_to_decision'", "'all'", 'counted.period_start') }},

joined as (

    select
        {{ columns_of('counted', pair) }},
        counted.n_a,
        counted.n_b,
        counted.total_n_a,
        counted.total_n_b,
        counted.n_strata,
        counted.n_strata_left_out,
        total_a.km_median_days as crude_a,
        total_b.km_median_days as crude_b,
        standardised.value_a,
        standardised.value_b,
        standardised.difference,
        standardised.ci_low,
        standardised.ci_high,
        standardised.opposite_chi2,
        standardised.strata_df,
        standardised.strata_chi2 as homogeneity_chi2,
        standardised.strata_df as homogeneity_df,
        margins_in_force.margin,
        margins_in_force.decision_reference
    from counted
    left join standardised
        on
            {{ same('counted', 'standardised', pair) }}
    left join totals as total_a
        on
            {{ same('counted', 'total_a', ['municipality_code', 'period_grain', 'period_start']) }}
    left join totals as total_b
        on
            {{ same('counted', 'total_b', ['period_grain', 'period_start']) }}
            and counted.municipality_b = total_b.municipality_code
    left join margins_in_force
        on
            {{ same('counted', 'margins_in_force', pair) }}

),

{{ verdicts('joined') }},

mart_case_time_comparison as (

    select
        {{ pair | join(',\n        ') }},

        verdict,
        {{ comparison_reason() | indent(8) }} as reason,
        decision_reference,

        cast(n_a as bigint) as n_a,
        cast(n_b as bigint) as n_b,
        cast(total_n_a - n_a as bigint) as n_left_out_a,
        cast(total_n_b - n_b as bigint) as n_left_out_b,
        cast(n_strata as integer) as n_strata,
        cast(n_strata_left_out as integer) as n_strata_left_out,
        cast(crude_a as double) as crude_a,
        cast(crude_b as double) as crude_b,
        cast(crude_a - crude_b as double) as crude_difference,
        value_a as standardised_a,
        value_b as standardised_b,
        difference,
        ci_low,
        ci_high,
        homogeneity_chi2,
        cast(homogeneity_df as integer) as homogeneity_df,
        homogeneity_p,
        margin
    from verdicts

)

select * from mart_case_time_comparison
