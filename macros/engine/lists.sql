{# The values of a column in a group as one text, in order, each once, with a comma between them. #}
{% macro list_of(column) -%}
    {{ adapter.dispatch('list_of', 'sagspuls')(column) }}
{%- endmacro %}

{% macro default__list_of(column) -%}
    array_to_string(list_sort(list_distinct(list({{ column }}))), ', ')
{%- endmacro %}

{% macro spark__list_of(column) -%}
    array_join(sort_array(collect_set({{ column }})), ', ')
{%- endmacro %}
