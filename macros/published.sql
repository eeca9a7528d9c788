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
