{# Lists of columns that several models share, written out one to a line. #}

{# The columns of a scorecard cell without its period: a series over time. #}
{% macro series_columns() -%}
{{ return(['indicator_id', 'municipality_code', 'org_level', 'org_code', 'breakdown', 'breakdown_code']) }}
{%- endmacro %}

{# The columns of a scorecard cell. #}
{% macro cell_columns() -%}
{{ return(series_columns() + ['period_grain', 'period_start']) }}
{%- endmacro %}

{# The columns of a cohort of cases: those received in a period, by the clock that is followed. #}
{% macro cohort_columns() -%}
{{ return(['municipality_code', 'clock', 'breakdown', 'breakdown_code', 'period_grain', 'period_start']) }}
{%- endmacro %}

{# Columns of a relation, separated by commas. #}
{% macro columns_of(relation, columns, spaces=8) -%}
{%- for column in columns -%}
{{ relation }}.{{ column }}{% if not loop.last %},{{ '\n' ~ ' ' * spaces }}{% endif %}
{%- endfor -%}
{%- endmacro %}

{# The condition that two relations agree on some columns. #}
{% macro same(left, right, columns, spaces=12) -%}
{%- for column in columns -%}
{{ left }}.{{ column }} = {{ right }}.{{ column }}{% if not loop.last %}{{ '\n' ~ ' ' * spaces }}and {% endif %}
{%- endfor -%}
{%- endmacro %}
