{# A figure as it may be published: shares to whole percent, days to whole days, nothing where it is suppressed. #}
{% macro published(figure, unit, is_suppressed) -%}
case
    when {{ is_suppressed }} then null
    when {{ unit }} = 'share' then round({{ figure }}, 2)
    else round({{ figure }})
end
{%- endmacro %}
