{#
    Every rule of a model or seed in one node: a row for each rule that is broken, with its severity and the
    number of rows that break it. A rule that only warns says `severity: warn`; macros/materializations/test.sql
    keeps the two apart, and warehouse/build/model_rules.py reads the same arguments for names and descriptions.

    grain               the columns that make a row: no two rows have the same, and none of them is empty
    unique              the same of other columns (`columns`)
    accepted_values     `column` has one of `values`; it may be empty where `may_be_empty` is true
    relationships       what `columns` have is in `to`, under `to_columns` where it is called otherwise
    expression_is_true  `expression` is true in every row; one that cannot be told is broken, too

    Rules of a row are counted in one scan. The others need a grouping or a join, and a scan of their columns.
#}
{% test rules(model, grain=[], unique={}, accepted_values={}, relationships={}, expression_is_true={}) %}

{%- set scans, counts, rules = {}, [], [] -%}

{%- for name, rule in expression_is_true.items() -%}
    {%- set rows_here = rows_of_rule(model, rule) | string -%}
    {%- do scans.setdefault(rows_here, []).append(rows_not_true(rule.expression) ~ ' as rule_' ~ name) -%}
    {%- do rules.append((name, rule)) -%}
{%- endfor -%}

{%- for name, rule in accepted_values.items() -%}
    {%- set rows_here = rows_of_rule(model, rule) | string -%}
    {%- set count = values_not_accepted(rule.column, rule['values'], rule.get('may_be_empty', false)) -%}
    {%- do scans.setdefault(rows_here, []).append(count ~ ' as rule_' ~ name) -%}
    {%- do rules.append((name, rule)) -%}
{%- endfor -%}

{%- for name, rule in relationships.items() -%}
    {%- set rows_here = rows_of_rule(model, rule) -%}
    {%- set unknown = values_not_there(rows_here, rule.columns, rule.to, rule.get('to_columns', rule.columns)) -%}
    {%- do counts.append((name, unknown)) -%}
    {%- do rules.append((name, rule)) -%}
{%- endfor -%}

{%- if grain -%}
    {%- do counts.append(('grain', rows_not_unique(rows_of_rule(model, {}, grain), grain))) -%}
    {%- do rules.append(('grain', {})) -%}
{%- endif -%}

{%- for name, rule in unique.items() -%}
    {%- set repeated = rows_not_unique(rows_of_rule(model, rule, rule.columns), rule.columns) -%}
    {%- do counts.append((name, repeated)) -%}
    {%- do rules.append((name, rule)) -%}
{%- endfor -%}

{%- set counted = [] -%}

with

{% for rows_here, columns in scans.items() -%}
{%- do counted.append('scan_' ~ loop.index) -%}
scan_{{ loop.index }} as (

    select
        {{ columns | join(',\n        ') }}
    from {{ rows_here }} as rows_here

),

{% endfor -%}

{% for name, sql in counts -%}
{%- do counted.append('count_' ~ name) -%}
count_{{ name }} as (

    select count(*) as rule_{{ name }}
    from (
        {{- sql }}
    ) as broken

),

{% endfor -%}

rules as (

    select
        {{- rows_from_columns(model.identifier, rules) }}
    from {{ counted | join('\n    cross join ') }}

)

select
    rule,
    severity,
    n_broken
from rules
where n_broken > 0

{% endtest %}


{#
    The rows a rule looks at. In an incremental build an error rule of a model that is computed case by case looks
    at the touched cases: all others are as the build before proved them. Warnings are counted whole, as the Data
    page shows their number, and so is a grain without the case in it, which rows of two cases could share.
#}
{% macro rows_of_rule(relation, rule, columns=none) -%}
    {%- set is_error = rule.get('severity', 'error') == 'error' -%}
    {%- set key = key_of_cases(relation) if is_error and is_over_touched_cases() -%}
    {%- if key and (columns is none or key in columns) -%}
        {{ return('(select * from ' ~ relation ~ ' ' ~ touched_only(key) ~ ')') }}
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


{# How many rows do not satisfy a condition, or leave it untold. #}
{% macro rows_not_true(expression) -%}
    coalesce(sum(case when ({{ expression }}) then 0 else 1 end), 0)
{%- endmacro %}


{# How many values of a column are none of those accepted; to be empty counts as one. #}
{% macro values_not_accepted(column, accepted, may_be_empty) -%}
    count(distinct case when {{ column }} not in ('{{ accepted | join("', '") }}') then {{ column }} end)
    {%- if not may_be_empty %} + coalesce(max(case when {{ column }} is null then 1 else 0 end), 0){% endif -%}
{%- endmacro %}


{#
    Values the model they point to does not have. A join, as `not exists` costs twice as much: DuckDB first makes
    every value distinct.
#}
{% macro values_not_there(relation, columns, to, to_columns) %}
        select rows_here.{{ columns | join(', rows_here.') }}
        from {{ relation }} as rows_here
        left join {{ to }} as rows_there
            on
                {% for column in columns -%}
                {{ 'and ' if not loop.first }}rows_here.{{ column }} = rows_there.{{ to_columns[loop.index0] }}
                {% endfor -%}
        where
            rows_there.{{ to_columns[0] }} is null
            {%- for column in columns %}
            and rows_here.{{ column }} is not null
            {%- endfor %}
        group by rows_here.{{ columns | join(', rows_here.') }}
{% endmacro %}


{#
    Keys that several rows have, and rows that lack a part of theirs. Candidates are found by a 64-bit hash, which
    costs a tenth of grouping the keys themselves; only they are grouped.
#}
{% macro rows_not_unique(relation, columns) %}
        select {{ columns[0] }}
        from {{ relation }} as rows_here
        where {{ hash64(columns) }} in (
            select {{ hash64(columns) }} from {{ relation }} as hashed
            group by {{ hash64(columns) }}
            having count(*) > 1
        )
        group by {{ columns | join(', ') }}
        having count(*) > 1
        union all
        select {{ columns[0] }}
        from {{ relation }} as rows_here
        where {% for column in columns %}{{ column }} is null{{ ' or ' if not loop.last }}{% endfor %}
{% endmacro %}


{# A row for each rule from one row of counts: rule, severity, n_broken. #}
{% macro rows_from_columns(model_name, rules) %}
        unnest([
            {%- for name, _ in rules %}'{{ model_name }}__{{ name }}'{{ ', ' if not loop.last }}{% endfor -%}
        ]) as rule,
        unnest([
            {%- for _, rule in rules %}'{{ rule.get('severity', 'error') }}'{{ ', ' if not loop.last }}{% endfor -%}
        ]) as severity,
        unnest([{% for name, _ in rules %}rule_{{ name }}{{ ', ' if not loop.last }}{% endfor %}]) as n_broken
{%- endmacro %}
