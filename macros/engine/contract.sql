{#
    A mart is held to its contract once it is made: the build compares the columns and types of every mart with
    those described (warehouse/build/contract_check.py). dbt's own way, before it makes the table, plans each mart twice,
    a ninth of a build of few rows. On Spark a column the contract does not name is not written.
#}
{% macro duckdb__get_assert_columns_equivalent(sql) -%}
{%- endmacro %}

{% macro spark__get_assert_columns_equivalent(sql) -%}
{%- endmacro %}

{#
    A table has the types its query gives, so that there is something to compare; its columns stand in the order
    they are described, and any that is not described after them.
#}
{% macro duckdb__create_table_as(
    temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none
) -%}
    {%- set described = model.columns | join(', ') if config.get('contract').enforced -%}
    create {{ 'temporary ' if temporary }}table {{ relation.include(database=not temporary, schema=not temporary) }} as (
        {% if described %}select {{ described }}, * exclude ({{ described }}) from ({% endif %}
        {{ compiled_code }}
        {% if described %}){% endif %}
    )
{%- endmacro %}
