{# What a code no seed knows is called: itself, or that the extract stated none. #}
{% macro name_of_code(code, not_stated) -%}
    case when {{ code }} = '-' then '{{ not_stated }}' else {{ code }} end
{%- endmacro %}
