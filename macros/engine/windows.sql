{# Window functions that engines write in their own way. #}

{# The newest value of a column up to the current row that is not empty: used before `over (... rows between ...)`. #}
{% macro newest_known(column) -%}
    {{ adapter.dispatch('newest_known', 'sagspuls')(column) }}
{%- endmacro %}

{% macro default__newest_known(column) -%}
    last_value({{ column }} ignore nulls)
{%- endmacro %}

{% macro spark__newest_known(column) -%}
    last_value({{ column }}, true)
{%- endmacro %}
