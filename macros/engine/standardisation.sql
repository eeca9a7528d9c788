{#
    Two groups as if both had the same people (direct standardisation; tests/oracles/
    direct_standardisation_two_departments.json). The standard population is both groups together, in the strata that both
    have: a stratum weighs n_k / n.
#}

{#
    The weighted difference of what strata show, with its interval, as the common table expressions standard_shares and
    standardised, one row per pair: n_strata, value_a, value_b, difference, ci_low, ci_high (95 %), strata_chi2,
    strata_df and opposite_chi2.

    The interval is put together from those of the strata (MOVER; Zou, Huang and Zhang, Computational Statistics & Data
    Analysis 2009;53:1080): with Wilson's intervals it has a width where all are granted, too. strata_chi2 is Cochran's
    Q (Biometrics 1954;10:101) of the strata's differences, with strata_df degrees of freedom: the test of homogeneity
    where there are no shares. opposite_chi2 is the smaller of the two sums of squares, of strata for a and of strata for
    b, of Gail and Simon (Biometrics 1985;41:361). A stratum whose interval has no width is in neither.

    Args:
        relation: a CTE with one row per pair and stratum that both groups have: weight (any scale), value_a, low_a,
            high_a, value_b, low_b, high_b.
        pair: the columns that tell one pair from another.
#}
{% macro standardised_difference(relation, pair) -%}
{%- set keys = pair | join(', ') -%}
standard_shares as (

    select
        *,
        weight / cast(sum(weight) over (partition by {{ keys }}) as double) as share,
        {{ difference_low('value_b', 'high_b', 'value_a', 'low_a') | indent(8) }} as stratum_low,
        {{ difference_high('value_b', 'low_b', 'value_a', 'high_a') | indent(8) }} as stratum_high
    from {{ relation }}
    where weight > 0

),

standard_precision as (

    select
        *,
        case
            when stratum_high > stratum_low
                then 4e0 * {{ z95() }} * {{ z95() }} / ((stratum_high - stratum_low) * (stratum_high - stratum_low))
        end as stratum_precision
    from standard_shares

),

standardised as (

    select
        {{ keys }},
        count(*) as n_strata,
        sum(share * value_a) as value_a,
        sum(share * value_b) as value_b,
        sum(share * (value_a - value_b)) as difference,
        sum(share * (value_a - value_b)) - sqrt(sum(
            share * share * ((value_a - low_a) * (value_a - low_a) + (high_b - value_b) * (high_b - value_b))
        )) as ci_low,
        sum(share * (value_a - value_b)) + sqrt(sum(
            share * share * ((high_a - value_a) * (high_a - value_a) + (value_b - low_b) * (value_b - low_b))
        )) as ci_high,
        least(
            coalesce(sum(case when value_a > value_b then stratum_precision * (value_a - value_b) * (value_a - value_b) end), 0e0),
            coalesce(sum(case when value_a < value_b then stratum_precision * (value_a - value_b) * (value_a - value_b) end), 0e0)
        ) as opposite_chi2,
        case
            when count(stratum_precision) > 1
                then greatest(
                    0e0,
                    sum(stratum_precision * (value_a - value_b) * (value_a - value_b))
                    - sum(stratum_precision * (value_a - value_b)) * sum(stratum_precision * (value_a - value_b))
                    / sum(stratum_precision)
                )
        end as strata_chi2,
        count(stratum_precision) - 1 as strata_df
    from standard_precision
    group by {{ keys }}

)
{%- endmacro %}

{#
    The standard error of the difference of two standardised shares, as an aggregate over strata: the root of the sum of
    share^2 * p(1 - p) / n.
#}
{% macro standardised_shares_se(share, x_a, n_a, x_b, n_b) -%}
    sqrt(sum({{ share }} * {{ share }} * (
        cast({{ x_a }} as double) * ({{ n_a }} - {{ x_a }}) / (cast({{ n_a }} as double) * {{ n_a }} * {{ n_a }})
        + cast({{ x_b }} as double) * ({{ n_b }} - {{ x_b }}) / (cast({{ n_b }} as double) * {{ n_b }} * {{ n_b }})
    )))
{%- endmacro %}

{#
    Standardised mean difference of two groups (tests/oracles/smd.json; Austin, Statistics in Medicine 2009;28:3083):
    below 0.1 they are alike. None where neither group varies and they still differ.
#}
{% macro smd_of_shares(share_a, share_b) -%}
    {{ smd_of_means(share_a, share_a ~ ' * (1 - ' ~ share_a ~ ')', share_b, share_b ~ ' * (1 - ' ~ share_b ~ ')') }}
{%- endmacro %}

{% macro smd_of_means(mean_a, variance_a, mean_b, variance_b) -%}
    case
        when {{ mean_a }} = {{ mean_b }} then 0e0
        when ({{ variance_a }}) + ({{ variance_b }}) > 0
            then ({{ mean_a }} - {{ mean_b }}) / sqrt((({{ variance_a }}) + ({{ variance_b }})) / 2e0)
    end
{%- endmacro %}
