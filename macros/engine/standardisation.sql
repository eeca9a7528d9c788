{#
    Two groups as if both had the same people (direct standardisation; tests/oracles/
    direct_standardisation_two_departments.json). The standard population is both groups together, in the strata that both
    have: a stratum weighs n_k / n.
#}

{#
    The weighted difference of what strata show, with its interval, as the common table expressions standard_shares to
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

standard_terms as (

    select
        *,
        weight * value_a as total_a,
        weight * value_b as total_b,
        weight * (value_a - value_b) as total_difference,
        share * share * ((value_a - low_a) * (value_a - low_a) + (high_b - value_b) * (high_b - value_b)) as down,
        share * share * ((high_a - value_a) * (high_a - value_a) + (value_b - low_b) * (value_b - low_b)) as up,
        stratum_precision * (value_a - value_b) as q_linear,
        stratum_precision * (value_a - value_b) * (value_a - value_b) as q_square,
        case when value_a > value_b then stratum_precision * (value_a - value_b) * (value_a - value_b) end as for_a,
        case when value_a < value_b then stratum_precision * (value_a - value_b) * (value_a - value_b) end as for_b
    from standard_precision

),

standard_sums as (

    select
        {{ keys }},
        count(*) as n_strata,
        cast(sum(weight) as double) as weight,
        count(stratum_precision) as n_precise,
        {% for term in [
            'total_a', 'total_b', 'total_difference', 'down', 'up', 'stratum_precision', 'q_linear', 'q_square', 'for_a',
            'for_b'
        ] %}
        {{ ordered_sum(term) }} as {{ term }}{{ ',' if not loop.last }}
        {% endfor %}
    from standard_terms
    group by {{ keys }}

),

-- Divided once, at the end: what lies at a half stays there.
standardised as (

    select
        {{ keys }},
        n_strata,
        total_a / weight as value_a,
        total_b / weight as value_b,
        total_difference / weight as difference,
        total_difference / weight - sqrt(down) as ci_low,
        total_difference / weight + sqrt(up) as ci_high,
        least(coalesce(for_a, 0e0), coalesce(for_b, 0e0)) as opposite_chi2,
        case
            when n_precise > 1 then greatest(0e0, q_square - q_linear * q_linear / stratum_precision)
        end as strata_chi2,
        n_precise - 1 as strata_df
    from standard_sums

)
{%- endmacro %}

{#
    The standard error of the difference of two standardised shares, as an aggregate over strata: the root of the sum of
    share^2 * p(1 - p) / n.
#}
{% macro standardised_shares_se(share, x_a, n_a, x_b, n_b) -%}
    {%- set variance -%}
        ({{ share }} * {{ share }} * (
            cast({{ x_a }} as double) * ({{ n_a }} - {{ x_a }}) / (cast({{ n_a }} as double) * {{ n_a }} * {{ n_a }})
            + cast({{ x_b }} as double) * ({{ n_b }} - {{ x_b }}) / (cast({{ n_b }} as double) * {{ n_b }} * {{ n_b }})
        ))
    {%- endset -%}
    sqrt({{ ordered_sum(variance) }})
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
