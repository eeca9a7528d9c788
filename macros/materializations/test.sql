{#
    How a test is run: as dbt's own, but that a node of rules (macros/tests/rules.sql) fails by its error rules
    alone, warns by any, and tells the build which are broken, as `<rule>=<rows>, ...` where dbt has the database's
    answer (`adapter_response` in run_results.json).
#}
{% materialization test, default -%}
    {%- if model.test_metadata and model.test_metadata.name == 'rules' -%}
        {% call statement('rules', fetch_result=True) %}
            select
                coalesce(sum(n_broken), 0) as failures,
                count(*) > 0 as should_warn,
                coalesce(max(case when severity = 'error' then 1 else 0 end), 0) = 1 as should_error,
                coalesce({{ list_of("concat(rule, '=', cast(n_broken as string))") }}, '') as broken
            from (
                {{ sql }}
            ) as rules
        {% endcall %}
        {%- set answer = load_result('rules').table -%}
        {%- do store_raw_result(
            'main', message=answer.columns[3][0], code=none, rows_affected=none,
            agate_table=answer.exclude(answer.column_names[3:])
        ) -%}
    {%- else -%}
        {% call statement('main', fetch_result=True) %}
            {{ get_test_sql(sql, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), none) }}
        {% endcall %}
    {%- endif -%}
    {{ return({'relations': []}) }}
{%- endmaterialization %}
