{#
    Rows added up to the cells a page reads, as the common table expressions <relation>_quarters, those of
    on_levels, and <relation>_cells: every level of organisation, in total and by case type, by quarter and
    year. Everything after the first works on its few rows.

    Args:
        relation: a CTE with municipality_code, department_code, unit_code, case_type_code and counted_on.
        keys: its other columns to tell rows apart by.
        sums: its columns to add up.
#}
{% macro case_time_cells(relation, keys, sums) -%}
{{ relation }}_quarters as (

    select
        municipality_code,
        department_code,
        unit_code,
        case_type_code,
        {{ period_start('quarter', 'counted_on') }} as quarter_start_on,
        {% for key in keys %}
        {{ key }},
        {% endfor %}
        {% for column in sums %}
        sum({{ column }}) as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ relation }}
    group by
        municipality_code,
        department_code,
        unit_code,
        case_type_code,
        {% for key in keys %}
        {{ key }},
        {% endfor %}
        {{ period_start('quarter', 'counted_on') }}

),

{{ on_levels(relation ~ '_quarters', keys + sums, 'quarter_start_on', breakdowns=['case_type']) }},

{% set cell = level_columns() + keys %}
{{ relation }}_cells as (

    select
        {% for column in sums %}
        cast(sum({{ column }}) as bigint) as {{ column }},
        {% endfor %}
        {{ cell | join(',\n        ') }}
    from {{ relation }}_quarters_on_levels
    group by {{ cell | join(', ') }}

)
{%- endmacro %}

{#
    Quiet periods added up to cells, as the common table expressions quiet_by_case to quiet_by_case_cells: a case
    counts once in n_cases, however many of its quiet periods have the same keys.

    Reads the CTE `quiet` (int_case_time__quiet).

    Args:
        keys: what tells quiet periods apart: a cause, or a step.
        sums: columns to add up.
#}
{% macro quiet_cells(keys, sums) -%}
{% set of_case = ['municipality_code', 'department_code', 'unit_code', 'case_type_code', 'counted_on'] + keys %}
quiet_by_case as (

    select
        {{ of_case | join(',\n        ') }},
        {% for column in sums %}
        sum({{ column }}) as {{ column }},
        {% endfor %}
        1 as n_cases
    from quiet
    group by case_key, {{ of_case | join(', ') }}

),

{{ case_time_cells('quiet_by_case', keys, ['n_cases'] + sums) }}
{%- endmacro %}
