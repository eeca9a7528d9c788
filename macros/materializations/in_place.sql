{#
    How DuckDB makes tables and views: under their own name, in one transaction. dbt-duckdb's own way writes a
    second table, renames both and drops the first, so that readers never miss one; nobody reads a build file
    before it is published, and of a build of few rows the detour was an eighth. There are no indexes, grants
    or foreign keys to move along. Spark has dbt-spark's own.
#}
{% materialization table, adapter='duckdb' -%}
    {{ return(made_in_place('table', create_table_as(false, this.incorporate(type='table'), compiled_code))) }}
{%- endmaterialization %}

{% materialization view, adapter='duckdb' -%}
    {{ return(made_in_place('view', get_create_view_as_sql(this.incorporate(type='view'), compiled_code))) }}
{%- endmaterialization %}

{# Replaces what has this model's name. #}
{% macro made_in_place(type, create_sql) -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {%- if existing is not none %} drop {{ existing.type }} {{ existing }}; {% endif -%}
        {{ create_sql }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [this.incorporate(type=type)]}) }}
{%- endmacro %}
