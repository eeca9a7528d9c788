{#
    Rows added up to the cells a page reads, as the common table expressions <relation>_quarters and
    <relation>_cells: every level of organisation, in total and by case type, by quarter and year.
    Everything after the first works on its few rows.

    Args:
        relation: a CTE with municipality_code, department_code, unit_code, case_type_code and counted_on.
        keys: its other columns to tell rows apart by.
        sums: its columns to add up.
#}
{% macro case_time_cells(relation, keys, sums) -%}
{{ relation }}_quarters as (

    select
        municipality_code,
        coalesce(department_code, '-') as department_code,
        coalesce(unit_code, '-') as unit_code,
        coalesce(case_type_code, '-') as case_type_code,
        'total' as every_case,
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
        coalesce(department_code, '-'),
        coalesce(unit_code, '-'),
        coalesce(case_type_code, '-'),
        {% for key in keys %}
        {{ key }},
        {% endfor %}
        {{ period_start('quarter', 'counted_on') }}

),

{{ relation }}_cells as (

    {% for period_grain in ['quarter', 'year'] %}
    {% set grain_loop = loop %}
    {% for org_level in ['municipality', 'department', 'unit'] %}
    {% set level_loop = loop %}
    {% for breakdown, breakdown_code in [('total', 'every_case'), ('case_type', 'case_type_code')] %}
    select
        municipality_code,
        '{{ org_level }}' as org_level,
        {{ org_level }}_code as org_code,
        '{{ breakdown }}' as breakdown,
        {{ breakdown_code }} as breakdown_code,
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, 'quarter_start_on') }} as period_start,
        {% for key in keys %}
        {{ key }},
        {% endfor %}
        {% for column in sums %}
        cast(sum({{ column }}) as bigint) as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ relation }}_quarters
    group by
        municipality_code,
        {{ org_level }}_code,
        {{ breakdown_code }},
        {% for key in keys %}
        {{ key }},
        {% endfor %}
        {{ period_start(period_grain, 'quarter_start_on') }}
    {% if not (grain_loop.last and level_loop.last and loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
    {% endfor %}

)
{%- endmacro %}

{# The columns of a cell of case time. #}
{% macro case_time_cell_columns() -%}
{{ return(cell_columns()[1:]) }}
{%- endmacro %}
