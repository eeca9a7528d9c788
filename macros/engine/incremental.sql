{#
    How an incremental model takes in the touched cases. Spark's Parquet tables can neither delete nor merge:
    there every build is a full one, and the table is written over.
#}
{% macro whole_cases_strategy() -%}
    {{ return(adapter.dispatch('whole_cases_strategy', 'sagspuls')()) }}
{%- endmacro %}

{% macro default__whole_cases_strategy() -%}
    {{ return('delete+insert') }}
{%- endmacro %}

{% macro spark__whole_cases_strategy() -%}
    {{ return('insert_overwrite') }}
{%- endmacro %}
