{#
    An incremental build goes over the touched cases: those `meta.touched_cases` names, which the build writes
    before dbt starts (warehouse/build/raw.py). A full build has no such table. Spark's Parquet tables can neither
    delete nor merge: there every build is a full one, and tables are written over.
#}

{# Whether this build goes over the touched cases only. #}
{% macro is_over_touched_cases() -%}
    {{ return(adapter.dispatch('is_over_touched_cases', 'sagspuls')()) }}
{%- endmacro %}

{% macro default__is_over_touched_cases() -%}
    {{ return(execute and adapter.get_relation(target.database, 'meta', 'touched_cases') is not none) }}
{%- endmacro %}

{% macro spark__is_over_touched_cases() -%}
    {{ return(false) }}
{%- endmacro %}


{#
    What a model that is computed case by case adds to each relation it imports: the touched cases in an
    incremental build, nothing in a full one.
#}
{% macro touched_only(case_key='case_key') -%}
    {%- if is_over_touched_cases() -%}
    where {{ case_key }} in (select touched_cases.case_key from meta.touched_cases)
    {%- endif -%}
{%- endmacro %}


{# How an incremental model takes in the touched cases. #}
{% macro whole_cases_strategy() -%}
    {{ return(adapter.dispatch('whole_cases_strategy', 'sagspuls')()) }}
{%- endmacro %}

{% macro default__whole_cases_strategy() -%}
    {{ return('whole_cases') }}
{%- endmacro %}

{% macro spark__whole_cases_strategy() -%}
    {{ return('insert_overwrite') }}
{%- endmacro %}


{#
    The strategy: every row of a touched case goes, and what it is now comes. dbt's delete+insert would leave
    the rows of a case that has none any more: a decision that moved to another case, an event taken back.
#}
{% macro get_incremental_whole_cases_sql(arg_dict) -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    {%- set touched = touched_only(arg_dict['unique_key']) -%}
    delete from {{ arg_dict['target_relation'] }} {{ touched }};

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }} {{ touched }}
{%- endmacro %}


{#
    Every case is known to the newest extract, also one that ended long ago and is not touched: the date is all
    that changes in it, and a column written over costs less than computing the case anew.
#}
{% macro move_data_date(observed) -%}
    {%- if is_over_touched_cases() -%}
    update {{ this }} set observed_until = observed.observed_until
    from {{ observed }} as observed
    where
        {{ this }}.municipality_code = observed.municipality_code
        and {{ this }}.source_system = observed.source_system
        and {{ this }}.observed_until <> observed.observed_until
    {%- endif -%}
{%- endmacro %}
