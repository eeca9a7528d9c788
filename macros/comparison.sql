{# Columns of comparisons of two groups, which several models share. #}

{# The columns of two groups that are compared. #}
{% macro pair_columns() -%}
{{ return(['municipality_code', 'org_level', 'org_a', 'org_b', 'service_code', 'period_start', 'measure']) }}
{%- endmacro %}

{# Values a group needs for its median to have an interval of 95 %: of six, it runs from the smallest to the largest. #}
{% macro median_min_n() -%} 6 {%- endmacro %}
