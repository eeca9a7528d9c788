{#
    A figure as it may be published: shares to whole percent, mean scores and hours to a tenth, days and
    kroner to whole ones, nothing where it is suppressed.
    Rounded to whole numbers only: to two decimals, Spark rounds the decimal 0.285 up and DuckDB the double down.
#}
{% macro published(figure, unit, is_suppressed) -%}
case
    when {{ is_suppressed }} then null
    when {{ unit }} = 'share' then round({{ figure }} * 100) / 100
    when {{ unit }} in ('score', 'hours') then round({{ figure }} * 10) / 10
    else round({{ figure }})
end
{%- endmacro %}
