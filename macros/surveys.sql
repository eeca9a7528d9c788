{# The columns of those asked in a survey. #}
{% macro survey_cell() -%}
{{ return(['municipality_code', 'round_id', 'respondent_kind', 'target_group_code']) }}
{%- endmacro %}

{# Answers to the question on contact. #}
{% macro contact_forms() -%} 'in_person', 'phone', 'writing' {%- endmacro %}

{# Below this share of forms returned, those who did not answer are the many: their answers could turn any figure. #}
{% macro low_response_below() -%} 0.5e0 {%- endmacro %}
