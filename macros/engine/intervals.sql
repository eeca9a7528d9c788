{# Confidence intervals. `z` of a 95 % interval is 1.959963984540054e0: a literal without the exponent would be a DECIMAL. #}
{% macro z95() -%} 1.959963984540054e0 {%- endmacro %}

{#
    Wilson's interval of a share x / n (Wilson 1927; tests/oracles/wilson.csv): of use at 0 % and 100 %,
    where the plain normal interval has no width. Rounding never puts the share itself outside it.
#}
{% macro wilson_low(x, n, z=z95()) -%}
    greatest(0e0, least({{ x }} / cast({{ n }} as double), (
        2 * {{ x }} + {{ z }} * {{ z }}
        - {{ z }} * sqrt({{ z }} * {{ z }} + 4 * {{ x }} * (1 - {{ x }} / cast({{ n }} as double)))
    ) / (2 * ({{ n }} + {{ z }} * {{ z }}))))
{%- endmacro %}

{% macro wilson_high(x, n, z=z95()) -%}
    least(1e0, greatest({{ x }} / cast({{ n }} as double), (
        2 * {{ x }} + {{ z }} * {{ z }}
        + {{ z }} * sqrt({{ z }} * {{ z }} + 4 * {{ x }} * (1 - {{ x }} / cast({{ n }} as double)))
    ) / (2 * ({{ n }} + {{ z }} * {{ z }}))))
{%- endmacro %}

{#
    The 95 % interval of a count x that follows a Poisson law. Below 10 the exact limits, half the chi-square quantiles
    chi2(2.5 %, 2x) and chi2(97.5 %, 2x + 2) (Garwood, Biometrika 1936;28:437), which no engine can work out: for 1 they
    are 0.0253 and 5.5716. From 10 on Byar's approximation, right to 0.02 (Breslow and Day, Statistical Methods in
    Cancer Research II, 1987, p. 69; tests/oracles/test_intervals.py).
#}
{% macro poisson_low(x) -%}
    {%- set exact = [
        '0.0', '0.025317807984290', '0.242209278543965', '0.618672122895601', '1.089865373626325',
        '1.623486390118421', '2.201894253490851', '2.814363051519866', '3.453832176748501', '4.115373097378332'
    ] -%}
    case {{ x }}
        {% for limit in exact %}
        when {{ loop.index0 }} then {{ limit }}e0
        {% endfor %}
        else {{ x }} * power(1 - 1 / (9e0 * {{ x }}) - {{ z95() }} / (3 * sqrt({{ x }})), 3)
    end
{%- endmacro %}

{% macro poisson_high(x) -%}
    {%- set exact = [
        '3.688879454113936', '5.571643390938899', '7.224687667723961', '8.767273069742326', '10.241588675403698',
        '11.668332079322670', '13.059474022518685', '14.422675361702379', '15.763189220193315', '17.084803451419170'
    ] -%}
    case {{ x }}
        {% for limit in exact %}
        when {{ loop.index0 }} then {{ limit }}e0
        {% endfor %}
        else ({{ x }} + 1) * power(1 - 1 / (9e0 * ({{ x }} + 1)) + {{ z95() }} / (3 * sqrt({{ x }} + 1)), 3)
    end
{%- endmacro %}

{#
    Ranks of the ordered values that bound a median at 95 %, n/2 -/+ z * sqrt(n)/2 rounded
    (Campbell and Gardner, BMJ 1988;296:1454). With n = 10: the 2nd and the 9th value.
#}
{% macro median_low_rank(n) -%}
    cast(greatest(1, round({{ n }} / 2e0 - {{ z95() }} * sqrt({{ n }}) / 2e0)) as bigint)
{%- endmacro %}

{% macro median_high_rank(n) -%}
    cast(least({{ n }}, round(1 + {{ n }} / 2e0 + {{ z95() }} * sqrt({{ n }}) / 2e0)) as bigint)
{%- endmacro %}

{#
    Funnel limits of a share (Spiegelhalter 2005; tests/oracles/data/funnel_prop_limits.csv): where the shares of
    units of n cases lie when nothing but chance parts them from the centre. Between 0 and 1.
#}
{% macro z998() -%} 3.090232306167813e0 {%- endmacro %}

{% macro funnel_low(centre, n, z=z95()) -%}
    greatest(0e0, {{ centre }} - {{ z }} * sqrt({{ centre }} * (1 - {{ centre }}) / {{ n }}))
{%- endmacro %}

{% macro funnel_high(centre, n, z=z95()) -%}
    least(1e0, {{ centre }} + {{ z }} * sqrt({{ centre }} * (1 - {{ centre }}) / {{ n }}))
{%- endmacro %}

{#
    Interval of a difference `after - before` from the intervals of both (MOVER: Zou and Donner, Statistics in
    Medicine 2008;27:1693). With Wilson's intervals of two shares it is Newcombe's hybrid score interval
    (Statistics in Medicine 1998;17:873, method 10).
#}
{% macro difference_low(before, before_high, after, after_low) -%}
    {{ after }} - {{ before }} - sqrt(
        ({{ after }} - {{ after_low }}) * ({{ after }} - {{ after_low }})
        + ({{ before_high }} - {{ before }}) * ({{ before_high }} - {{ before }})
    )
{%- endmacro %}

{% macro difference_high(before, before_low, after, after_high) -%}
    {{ after }} - {{ before }} + sqrt(
        ({{ after_high }} - {{ after }}) * ({{ after_high }} - {{ after }})
        + ({{ before }} - {{ before_low }}) * ({{ before }} - {{ before_low }})
    )
{%- endmacro %}

{#
    The 97.5 % point of Student's t: the mean of few answers needs more than z. From z by the Cornish-Fisher expansion
    (Abramowitz and Stegun 1972, 26.7.5), right to 2e-5 from 9 degrees of freedom on; 2.2621 at 9, where the tables
    have 2.2622. No engine has t of its own, and Welch's degrees of freedom are not whole.
#}
{% macro t95(df) -%}
    ({{ z95() }} + 2.372271230298562e0 / {{ df }}
    + 2.8224986157396112e0 / ({{ df }} * {{ df }})
    + 2.555849679507722e0 / ({{ df }} * {{ df }} * {{ df }})
    + 1.5895340533938225e0 / ({{ df }} * {{ df }} * {{ df }} * {{ df }}))
{%- endmacro %}

{#
    Degrees of freedom of a difference of two means whose spreads differ (Welch, Biometrika 1947;34:28).

    Args:
        error, other_error: variance of each mean: that of the answers by their number.
        n, other_n: how many answers.
#}
{% macro welch_df(error, n, other_error, other_n) -%}
    (({{ error }} + {{ other_error }}) * ({{ error }} + {{ other_error }})
    / ({{ error }} * {{ error }} / ({{ n }} - 1) + {{ other_error }} * {{ other_error }} / ({{ other_n }} - 1)))
{%- endmacro %}

{# What is said of a change: only what chance alone would hardly make. #}
{% macro change_said(difference, low, high) -%}
case
            when {{ difference }} is null then 'too_few'
            when {{ low }} > 0 then 'improved'
            when {{ high }} < 0 then 'worsened'
            else 'not_shown'
        end
{%- endmacro %}

{#
    The median of values that were counted, as an aggregate: the value at the middle rank, or the mean of the two.
    The value at a rank is the smallest with as many ranks up to it.

    Args:
        value: one of the values.
        up_to_rank: observations of this value or a smaller one.
        n: observations in all.
#}
{% macro median_of_counts(value, up_to_rank, n) -%}
    (
        min(case when {{ up_to_rank }} >= floor(({{ n }} + 1) / 2e0) then {{ value }} end)
        + min(case when {{ up_to_rank }} >= floor(({{ n }} + 2) / 2e0) then {{ value }} end)
    ) / 2e0
{%- endmacro %}
