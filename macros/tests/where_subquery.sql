{#
    What a data test looks at: dbt asks this macro for every generic test. In an incremental build an error test
    of a model that is computed case by case looks at the touched cases: all others are as the build before proved
    them. Warnings are counted whole, as the Data page shows their number, and so is a grain without the case in
    it, which rows of two cases could share.
#}
{% macro get_where_subquery(relation) -%}
    {%- set key = key_of_cases(relation) -%}
    {%- if key and is_over_touched_cases() -%}
        {%- set test = model.test_metadata -%}
        {%- set is_error = config.get('severity', 'error') | lower == 'error' -%}
        {%- if is_error and (test.name != 'grain' or key in test.kwargs.columns) -%}
            {{ return('(select * from ' ~ relation ~ ' ' ~ touched_only(key) ~ ')') }}
        {%- endif -%}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}

{# The column that names the case in a model that is incremental; nothing for another. #}
{% macro key_of_cases(relation) -%}
    {%- set models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') if execute else [] -%}
    {%- for node in models if node.config.materialized == 'incremental' -%}
        {%- if (node.schema, node.alias) == (relation.schema, relation.identifier) -%}
            {{ return(node.config.unique_key) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
