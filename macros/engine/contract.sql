{#
    A mart is held to its contract: on DuckDB by dbt, before it makes the table. On Spark that would plan the
    mart twice, a ninth of a build of few rows: there the types are looked at once the marts are read
    (warehouse/build/spark.py), decimals by their digits too. A column the contract does not name is not written.
#}
{% macro spark__get_assert_columns_equivalent(sql) -%}
{%- endmacro %}
