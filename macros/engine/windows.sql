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


{#
    A key to sort and partition a query's rows by in place of a unique column of text, for within one query only: DuckDB
    sorts by a number in a quarter of the time; Spark would number all rows in one task, so there it is the column.
#}
{% macro sort_key(column) -%}
    {{ adapter.dispatch('sort_key', 'sagspuls')(column) }}
{%- endmacro %}

{% macro default__sort_key(column) -%}
    row_number() over (order by {{ column }} asc nulls last)
{%- endmacro %}

{% macro spark__sort_key(column) -%}
    {{ column }}
{%- endmacro %}
