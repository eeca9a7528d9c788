{# What is compared of a service, beside whether a department has it at all. #}
{% macro catalogue_attributes() -%}
{{ return([
    'target_group', 'content', 'extent', 'frequency', 'time_limit_days', 'supplier', 'price_dkk', 'legal_basis',
    'quality_standard'
]) }}
{%- endmacro %}
