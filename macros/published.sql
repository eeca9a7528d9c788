{#
    A figure as it may be published: shares to whole percent, mean scores and hours to a tenth, days and
    kroner to whole ones, nothing where it is suppressed.
    Rounded to whole numbers only, by the rule of half_up: to two decimals, Spark rounds the decimal 0.285 up and DuckDB
    the double down.
#}
{% macro published(figure, unit, is_suppressed) -%}
case
    when {{ is_suppressed }} then null
    when {{ unit }} = 'share' then {{ half_up('((' ~ figure ~ ') * 100)') }} / 100
    when {{ unit }} in ('score', 'hours') then {{ half_up('((' ~ figure ~ ') * 10)') }} / 10
    else {{ half_up(figure) }}
end
{%- endmacro %}

{# A number of persons or cases as it may be published: to 5, nothing where it is suppressed. #}
{% macro published_count(n, is_suppressed) -%}
case when not {{ is_suppressed }} then cast({{ to_five(n) }} as bigint) end
{%- endmacro %}

{# A number rounded to 5. #}
{% macro to_five(n) -%} (round({{ n }} / 5e0) * 5) {%- endmacro %}

{#
    The ends of the interval of a share as columns, computed from what is published of it: Wilson's limits of the exact
    numbers would tell n and the numerator nearly exactly.

    Args:
        low, high: what the columns are called.
        share, n: the exact ones.
        is_suppressed: condition under which nothing is told.
        unit, low_of_other, high_of_other: where the figure need not be a share, its unit and the ends it then has.
#}
{% macro published_interval(
    low, high, share, n, is_suppressed, unit="'share'", low_of_other='null', high_of_other='null'
) -%}
{% set rounded = '(' ~ half_up(share ~ ' * 100') ~ ' / 100)' %}
{% set numerator = '(' ~ rounded ~ ' * ' ~ to_five(n) ~ ')' %}
{% for column, end, other in [
    (low, wilson_low(numerator, to_five(n)), low_of_other), (high, wilson_high(numerator, to_five(n)), high_of_other)
] -%}
case
    when {{ is_suppressed }} then null
    when {{ unit }} <> 'share' then {{ half_up(other) }}
    when {{ n }} >= {{ too_few_below() }} then {{ half_up('(' ~ end ~ ') * 100') }} / 100
end as {{ column }}{{ ',\n' if not loop.last }}
{%- endfor %}
{%- endmacro %}
