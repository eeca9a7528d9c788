-- grain: one row per pair of groups, service, year and measure

{% set pair = pair_columns() %}
{% set side = ['org_level', 'service_code', 'period_start', 'measure'] %}

with

differences as (

    select * from {{ ref('int_grants__differences') }}

),

levels as (

    select * from {{ ref('int_grants__strata') }}
    where need_level = 'all'

),

margins as (

    select * from {{ ref('dim_equivalence_margin') }}

),

in_several as (

    select
        municipality_code,
        service_code,
        period_start,
        measure,
        n_in_several
    from levels
    where org_level = 'municipality'

),

{{ margins_in_force(
    'differences', pair, 'differences.measure', 'differences.service_code',
    period_end('year', 'differences.period_start')
) }},

joined as (

    select
        differences.*,
        case when differences.org_level = 'department' then in_several.n_in_several end as n_in_both,
        level_a.value as crude_a,
        level_b.value as crude_b,
        margins_in_force.margin,
        margins_in_force.decision_reference
    from differences
    inner join levels as level_a
        on
            {{ same('differences', 'level_a', side) }}
            and differences.municipality_code = level_a.municipality_code
            and differences.org_a = level_a.org_code
    inner join levels as level_b
        on
            {{ same('differences', 'level_b', side) }}
            and differences.org_b = level_b.org_code
            and level_b.municipality_code = case
                when differences.org_level = 'municipality' then differences.org_b
                else differences.municipality_code
            end
    left join in_several
        on
            {{ same('differences', 'in_several', ['municipality_code', 'service_code', 'period_start', 'measure']) }}
    left join margins_in_force
        on
            {{ same('differences', 'margins_in_force', pair) }}

),

{{ verdicts('joined') }},

mart_grant_comparison as (

    select
        municipality_code,
        org_level,
        org_a,
        org_b,
        service_code,
        'year' as period_grain,
        period_start,
        measure,

        case measure when 'share_granted' then 'share' when 'hours_per_week' then 'hours' else 'kroner' end as unit,
        verdict,
        {{ comparison_reason() | indent(8) }} as reason,
        decision_reference,

        cast(n_a as bigint) as n_a,
        cast(n_b as bigint) as n_b,
        cast(total_n_a - n_a as bigint) as n_left_out_a,
        cast(total_n_b - n_b as bigint) as n_left_out_b,
        cast(n_in_both as bigint) as n_in_both,
        cast(n_granted_a as bigint) as n_granted_a,
        cast(n_granted_b as bigint) as n_granted_b,
        cast(total_n_granted_a - n_granted_a as bigint) as n_granted_left_out_a,
        cast(total_n_granted_b - n_granted_b as bigint) as n_granted_left_out_b,
        cast(n_strata as integer) as n_strata,
        cast(n_strata_left_out as integer) as n_strata_left_out,
        crude_a,
        crude_b,
        crude_a - crude_b as crude_difference,
        value_a as standardised_a,
        value_b as standardised_b,
        difference,
        ci_low,
        ci_high,
        standard_error,
        risk_difference,
        risk_difference_low,
        risk_difference_high,
        risk_ratio,
        risk_ratio_low,
        risk_ratio_high,
        homogeneity_chi2,
        cast(homogeneity_df as integer) as homogeneity_df,
        homogeneity_p,
        smd_need_before,
        smd_need_after,
        smd_age_before,
        smd_age_after,
        margin,

        -- Apart as they are, and equal once both have the same people.
        verdict = 'equal_within_margin' and coalesce(abs(crude_a - crude_b) >= margin, false) as is_explained_by_mix
    from verdicts

)

select * from mart_grant_comparison
