{#
    What a comparison of two groups says, from a fixed vocabulary. "Equal" is never said because a difference was not
    found: the whole 95 % interval has to lie within the margin that was decided beforehand (equivalence by two one-sided
    tests, each at 2.5 %; Schuirmann, J Pharmacokinet Biopharm 1987;15:657; ICH E9, 3.3.2).

    Each macro takes the columns of macro standardised_difference by these names: n_a, n_b, ci_low, ci_high, margin,
    homogeneity_p, opposite_chi2, strata_df.
#}

{# People a group needs in the strata that are compared. #}
{% macro comparison_min_n() -%} 10 {%- endmacro %}

{# Level of the test of homogeneity: one of many a year, so that one in a hundred cries wolf and not one in twenty. #}
{% macro homogeneity_level() -%} 1e-2 {%- endmacro %}

{#
    Whether strata differ in opposite directions, not in size alone: Gail and Simon's test of a qualitative interaction at
    5 %, by its critical values for 2 to 60 strata, where
    sum over h from 1 to k - 1 of C(k - 1, h) / 2^(k - 1) * P(chi-square with h degrees of freedom > value) = 0.05.
#}
{% macro strata_are_opposite() -%}
{%- set critical = [
    2.7055, 4.2306, 5.4345, 6.4979, 7.4797, 8.407, 9.2948, 10.1522, 10.9855, 11.7988, 12.5955, 13.3778, 14.1477, 14.9067,
    15.656, 16.3966, 17.1294, 17.8551, 18.5743, 19.2875, 19.9952, 20.6978, 21.3956, 22.089, 22.7783, 23.4637, 24.1455,
    24.8237, 25.4988, 26.1707, 26.8397, 27.506, 28.1695, 28.8306, 29.4892, 30.1456, 30.7997, 31.4517, 32.1016, 32.7496,
    33.3957, 34.0401, 34.6826, 35.3235, 35.9628, 36.6005, 37.2366, 37.8713, 38.5046, 39.1365, 39.7671, 40.3964, 41.0244,
    41.6511, 42.2767, 42.9012, 43.5245, 44.1467, 44.7679
] -%}
coalesce(opposite_chi2 > case strata_df
    {% for value in critical %}
    when {{ loop.index }} then {{ value }}e0
    {% endfor %}
end, false)
{%- endmacro %}

{% macro has_too_few() -%}
coalesce(least(n_a, n_b), 0) < {{ comparison_min_n() }} or ci_low is null
{%- endmacro %}

{% macro is_within_margin() -%}
coalesce(ci_low > -margin and ci_high < margin, false)
{%- endmacro %}

{% macro strata_differ() -%}
coalesce(homogeneity_p < {{ homogeneity_level() }}, false)
{%- endmacro %}

{#
    not_enough_data, opposite_in_strata, different or equal_within_margin.

    opposite_in_strata: the difference is not the same in all strata, and some are for the one and some for the other.
#}
{% macro comparison_verdict() -%}
case
    when {{ has_too_few() }} then 'not_enough_data'
    when {{ strata_differ() }} and {{ strata_are_opposite() | indent(8) }} then 'opposite_in_strata'
    when (ci_low > 0 or ci_high < 0) and not {{ is_within_margin() }} then 'different'
    when {{ is_within_margin() }} and not {{ strata_differ() }} then 'equal_within_margin'
    else 'not_enough_data'
end
{%- endmacro %}

{# Why there is not enough data: too_few, no_margin, strata_differ or interval_too_wide. #}
{% macro comparison_reason() -%}
case
    when {{ has_too_few() }} then 'too_few'
    when verdict <> 'not_enough_data' then null
    when margin is null then 'no_margin'
    when {{ is_within_margin() }} then 'strata_differ'
    else 'interval_too_wide'
end
{%- endmacro %}
