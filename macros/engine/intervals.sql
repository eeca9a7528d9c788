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
