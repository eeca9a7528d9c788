-- grain: one row per pair of groups, service, year and measure

{% set pair = pair_columns() %}
{% set side = ['municipality_code', 'org_level', 'service_code', 'period_start', 'measure'] %}

with

strata as (

    select * from {{ ref('mart_grant_strata') }}

),

levels as (

    select * from {{ ref('int_grants__strata') }}
    where need_level = 'all'

),

need_levels as (

    select * from {{ ref('need_levels') }}

),

margins as (

    select * from {{ ref('dim_equivalence_margin') }}

),

needs as (

    select
        need_level,
        cast(need_no as double) as need
    from need_levels

),

compared as (

    select
        strata.*,
        strata.n_a + strata.n_b as weight,
        needs.need
    from strata
    inner join needs
        on strata.need_level = needs.need_level
    where strata.stratum_state = 'compared'

),

shares as (

    select
        {{ pair | join(',\n        ') }},
        n_a,
        n_granted_a as x_a,
        n_b,
        n_granted_b as x_b
    from compared
    where measure = 'share_granted'

),

{{ mantel_haenszel('shares', pair) }},

{{ standardised_difference('compared', pair) }},

counted as (

    select
        {{ pair | join(',\n        ') }},
        sum(case when stratum_state = 'compared' then n_a else 0 end) as n_a,
        sum(case when stratum_state = 'compared' then n_b else 0 end) as n_b,
        sum(n_a) as total_a,
        sum(n_b) as total_b,
        sum(case when stratum_state = 'compared' then coalesce(n_granted_a, 0) else 0 end) as n_granted_a,
        sum(case when stratum_state = 'compared' then coalesce(n_granted_b, 0) else 0 end) as n_granted_b,
        sum(coalesce(n_granted_a, 0)) as total_granted_a,
        sum(coalesce(n_granted_b, 0)) as total_granted_b,
        sum(case when stratum_state = 'compared' then 1 else 0 end) as n_strata,
        sum(case when stratum_state <> 'compared' then 1 else 0 end) as n_strata_left_out
    from strata
    group by {{ pair | join(', ') }}

),

-- Need and age of both groups as they are, of all whose need and age are known.
before as (

    select
        {{ columns_of('strata', pair) }},
        {% for s in ['a', 'b'] %}
        {% set n = 'strata.n_' ~ s %}
        {{ ordered_sum('(' ~ n ~ ' * needs.need)') }} / sum({{ n }}) as need_{{ s }},
        {{ ordered_sum('(' ~ n ~ ' * needs.need * needs.need)') }} / sum({{ n }}) as need_squares_{{ s }},
        {{ ordered_sum('(' ~ n ~ ' * strata.mean_age_' ~ s ~ ')') }} / sum({{ n }}) as age_{{ s }},
        {{ ordered_sum('(' ~ n ~ ' * strata.mean_age_squares_' ~ s ~ ')') }} / sum({{ n }}) as age_squares_{{ s }},
        {% endfor %}
        count(*) as n_strata
    from strata
    inner join needs
        on strata.need_level = needs.need_level
    where strata.age_band <> '-'
    group by {{ columns_of('strata', pair) | replace('\n        ', ' ') }}
    having sum(strata.n_a) > 0 and sum(strata.n_b) > 0

),

-- And as the weights of the strata make them; within a stratum the ages may still differ.
after as (

    select
        {{ pair | join(',\n        ') }},
        {% for s in ['a', 'b'] %}
        {{ ordered_sum('(weight_share * need)') }} as need_{{ s }},
        {{ ordered_sum('(weight_share * need * need)') }} as need_squares_{{ s }},
        {{ ordered_sum('(weight_share * mean_age_' ~ s ~ ')') }} as age_{{ s }},
        {{ ordered_sum('(weight_share * mean_age_squares_' ~ s ~ ')') }} as age_squares_{{ s }},
        {% endfor %}
        count(*) as n_strata
    from compared
    group by {{ pair | join(', ') }}

),

errors as (

    select
        {{ pair | join(',\n        ') }},
        {{ standardised_shares_se('weight_share', 'n_granted_a', 'n_a', 'n_granted_b', 'n_b') | indent(8) }}
            as standard_error
    from compared
    where measure = 'share_granted'
    group by {{ pair | join(', ') }}

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

-- A margin for the service goes before one for all services.
ranked_margins as (

    select
        {{ columns_of('counted', pair) }},
        margins.margin,
        margins.decision_reference,
        row_number() over (
            partition by {{ columns_of('counted', pair) | replace('\n        ', ' ') }}
            order by
                case when margins.service_code = 'all' then 1 else 0 end asc nulls last,
                margins.valid_from desc nulls last
        ) as margin_rank
    from counted
    inner join margins
        on
            counted.municipality_code = margins.municipality_code
            and counted.measure = margins.measure
            and (counted.service_code = margins.service_code or margins.service_code = 'all')
            and {{ period_end('year', 'counted.period_start') }} >= margins.valid_from

),

joined as (

    select
        {{ columns_of('counted', pair) }},
        counted.n_a,
        counted.n_b,
        counted.total_a,
        counted.total_b,
        counted.n_strata,
        counted.n_strata_left_out,
        case when counted.org_level = 'department' then in_several.n_in_several end as n_in_both,
        {% for s in ['a', 'b'] %}
        case when counted.measure = 'share_granted' then counted.n_granted_{{ s }} end as n_granted_{{ s }},
        case when counted.measure = 'share_granted' then counted.total_granted_{{ s }} end as total_granted_{{ s }},
        {% endfor %}
        level_a.value as crude_a,
        level_b.value as crude_b,
        standardised.value_a,
        standardised.value_b,
        standardised.difference,
        standardised.ci_low,
        standardised.ci_high,
        standardised.opposite_chi2,
        standardised.strata_df,
        errors.standard_error,
        mantel_haenszel.risk_difference,
        mantel_haenszel.risk_difference_low,
        mantel_haenszel.risk_difference_high,
        mantel_haenszel.risk_ratio,
        mantel_haenszel.risk_ratio_low,
        mantel_haenszel.risk_ratio_high,
        case when counted.measure = 'share_granted' then mantel_haenszel.tarone else standardised.strata_chi2 end
            as homogeneity_chi2,
        case
            when counted.measure = 'share_granted' then mantel_haenszel.n_informative - 1
            else standardised.strata_df
        end as homogeneity_df,
        {% for what in ['need', 'age'] %}
        {% for moment in ['before', 'after'] %}
        {{ smd_of_means(
            moment ~ '.' ~ what ~ '_a',
            moment ~ '.' ~ what ~ '_squares_a - ' ~ moment ~ '.' ~ what ~ '_a * ' ~ moment ~ '.' ~ what ~ '_a',
            moment ~ '.' ~ what ~ '_b',
            moment ~ '.' ~ what ~ '_squares_b - ' ~ moment ~ '.' ~ what ~ '_b * ' ~ moment ~ '.' ~ what ~ '_b'
        ) | indent(8) }} as smd_{{ what }}_{{ moment }},
        {% endfor %}
        {% endfor %}
        ranked_margins.margin,
        ranked_margins.decision_reference
    from counted
    inner join levels as level_a
        on
            {{ same('counted', 'level_a', side) }}
            and counted.org_a = level_a.org_code
    inner join levels as level_b
        on
            {{ same('counted', 'level_b', side[1:]) }}
            and counted.org_b = level_b.org_code
            and level_b.municipality_code = case
                when counted.org_level = 'municipality' then counted.org_b
                else counted.municipality_code
            end
    {% for part in ['standardised', 'errors', 'mantel_haenszel', 'before', 'after'] %}
    left join {{ part }}
        on
            {{ same('counted', part, pair) }}
    {% endfor %}
    left join in_several
        on
            {{ same('counted', 'in_several', ['municipality_code', 'service_code', 'period_start', 'measure']) }}
    left join ranked_margins
        on
            {{ same('counted', 'ranked_margins', pair) }}
            and ranked_margins.margin_rank = 1

),

tested as (

    select
        *,
        {{ chi2_tail('homogeneity_chi2', 'homogeneity_df') | indent(8) }} as homogeneity_p
    from joined

),

said as (

    select
        *,
        {{ comparison_verdict() | indent(8) }} as verdict
    from tested

),

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
        cast(total_a - n_a as bigint) as n_left_out_a,
        cast(total_b - n_b as bigint) as n_left_out_b,
        cast(n_in_both as bigint) as n_in_both,
        cast(n_granted_a as bigint) as n_granted_a,
        cast(n_granted_b as bigint) as n_granted_b,
        cast(total_granted_a - n_granted_a as bigint) as n_granted_left_out_a,
        cast(total_granted_b - n_granted_b as bigint) as n_granted_left_out_b,
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
    from said

)

select * from mart_grant_comparison
