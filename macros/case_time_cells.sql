{#
    Rows added up to the cells a page reads, as the common table expressions <relation>_quarters, _levels,
    _on_levels and _cells: every level of organisation, in total and by case type, by quarter and year.
    Everything after the first works on its few rows, which are read once: Spark would add the rows up anew
    for each level that had a query of its own.

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

{{ relation }}_levels as (

    {% for period_grain in ['quarter', 'year'] %}
    {% set grain_loop = loop %}
    {% for org_level in ['municipality', 'department', 'unit'] %}
    {% set level_loop = loop %}
    {% for breakdown in ['total', 'case_type'] %}
    select
        '{{ period_grain }}' as period_grain,
        '{{ org_level }}' as org_level,
        '{{ breakdown }}' as breakdown
    {% if not (grain_loop.last and level_loop.last and loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
    {% endfor %}

),

{{ relation }}_on_levels as (

    select
        quarters.municipality_code,
        levels.org_level,
        case levels.org_level
            when 'municipality' then quarters.municipality_code
            when 'department' then quarters.department_code
            else quarters.unit_code
        end as org_code,
        levels.breakdown,
        case levels.breakdown when 'total' then 'total' else quarters.case_type_code end as breakdown_code,
        levels.period_grain,
        case levels.period_grain
            when 'quarter' then quarters.quarter_start_on
            else {{ period_start('year', 'quarters.quarter_start_on') }}
        end as period_start,
        {{ columns_of('quarters', keys + sums) }}
    from {{ relation }}_quarters as quarters
    cross join {{ relation }}_levels as levels

),

{% set cell = case_time_cell_columns() + keys %}
{{ relation }}_cells as (

    select
        {% for column in sums %}
        cast(sum({{ column }}) as bigint) as {{ column }},
        {% endfor %}
        {{ cell | join(',\n        ') }}
    from {{ relation }}_on_levels
    group by {{ cell | join(', ') }}

)
{%- endmacro %}

{# The columns of a cell of case time. #}
{% macro case_time_cell_columns() -%}
{{ return(cell_columns()[1:]) }}
{%- endmacro %}
