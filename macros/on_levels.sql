{#
    Rows on every level of organisation, as the common table expressions <relation>_levels and
    <relation>_on_levels: each row once for the municipality, once for its department and once for its unit
    ('-' where it has none). The rows are read once: Spark would work them out anew for each level that had a
    query of its own.

    Args:
        relation: a CTE with municipality_code, department_code and unit_code.
        columns: its other columns to keep.
        counted_on: its date; then on every level by quarter and by year, as period_grain and period_start.
        breakdowns: what else to break it down by, such as case_type (its case_type_code), as breakdown and
            breakdown_code, beside the total.
#}
{% macro on_levels(relation, columns, counted_on=none, breakdowns=[]) -%}
{% set grains = ['quarter', 'year'] if counted_on else [none] %}
{% set with_total = ['total'] + breakdowns if breakdowns else [none] %}
{{ relation }}_levels as (

    {% for period_grain in grains %}
    {% set grain_loop = loop %}
    {% for breakdown in with_total %}
    {% set breakdown_loop = loop %}
    {% for org_level in ['municipality', 'department', 'unit'] %}
    select
        {% if counted_on %}
        '{{ period_grain }}' as period_grain,
        {% endif %}
        {% if breakdowns %}
        '{{ breakdown }}' as breakdown,
        {% endif %}
        '{{ org_level }}' as org_level
    {% if not (grain_loop.last and breakdown_loop.last and loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
    {% endfor %}

),

{{ relation }}_on_levels as (

    select
        placed.municipality_code,
        levels.org_level,
        case levels.org_level
            when 'municipality' then placed.municipality_code
            when 'department' then coalesce(placed.department_code, '-')
            else coalesce(placed.unit_code, '-')
        end as org_code,
        {% if breakdowns %}
        levels.breakdown,
        case levels.breakdown
            when 'total' then 'total'
            {% for breakdown in breakdowns %}
            when '{{ breakdown }}' then coalesce(placed.{{ breakdown }}_code, '-')
            {% endfor %}
        end as breakdown_code,
        {% endif %}
        {% if counted_on %}
        levels.period_grain,
        case levels.period_grain
            when 'quarter' then {{ period_start('quarter', 'placed.' ~ counted_on) }}
            else {{ period_start('year', 'placed.' ~ counted_on) }}
        end as period_start,
        {% endif %}
        {{ columns_of('placed', columns) }}
    from {{ relation }} as placed
    cross join {{ relation }}_levels as levels

)
{%- endmacro %}

{# The columns that tell rows on levels apart, by case type and period. #}
{% macro level_columns() -%}
{{ return(cell_columns()[1:]) }}
{%- endmacro %}
