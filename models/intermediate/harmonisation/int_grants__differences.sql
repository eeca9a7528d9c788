-- grain: one row per pair of groups, service, year and measure

-- What the strata say of each pair, put together: the difference between groups with the same people, its tests, and
-- how alike the groups are before and after.

{{ config(materialized='view') }}

{% set pair = pair_columns() %}

with

strata as (

    select * from {{ ref('mart_grant_strata') }}

),

need_levels as (

    select * from {{ ref('need_levels') }}

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

{{ compared_counts('strata', pair, ['n', 'n_granted']) }},

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

int_grants__differences as (

    select
        {{ columns_of('counted', pair) }},
        counted.n_a,
        counted.n_b,
        counted.total_n_a,
        counted.total_n_b,
        counted.n_strata,
        counted.n_strata_left_out,
        {% for side in ['a', 'b'] %}
        case when counted.measure = 'share_granted' then counted.n_granted_{{ side }} end as n_granted_{{ side }},
        case when counted.measure = 'share_granted' then counted.total_n_granted_{{ side }} end
            as total_n_granted_{{ side }},
        {% endfor %}
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
        case when counted.measure = 'share_granted' then mantel_haenszel.tarone else standardised.strata_chi2 end
            as homogeneity_chi2,
        case
            when counted.measure = 'share_granted' then mantel_haenszel.n_informative - 1
            else standardised.strata_df
        end as homogeneity_df
    from counted
    {% for part in ['standardised', 'errors', 'mantel_haenszel', 'before', 'after'] %}
    left join {{ part }}
        on
            {{ same('counted', part, pair) }}
    {% endfor %}

)

select * from int_grants__differences
