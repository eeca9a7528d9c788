{# The key of a case: municipality, source system and the system's own number, readable as it stands. #}
{% macro case_key() -%}
    municipality_code || '|' || source_system || '|' || case_id
{%- endmacro %}
